"""What the archive of a financial year holds for an agent: the employing body takes all, a partner only its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from communes.models import Acte, Convention, Partie
from communes.permissions import Action
from conseiller.pieces.models import Piece
from conseiller.tableurs import Format, Tableau, write_csv, write_xlsx
from subventions.calculs.instantane import load_instantane, write_canonique
from subventions.calculs.previsionnel import strip_jour
from subventions.enums import EtatDecompte, NatureDocument
from subventions.models import Acompte, AppelAcompte, Cloture, DocumentArrete, PartArretee
from subventions.presentation import present_decompte, present_tableur
from subventions.presentation.recouvrement import SommeVue
from subventions.selectors.depenses import list_depenses, may_read_pay
from subventions.selectors.fiche import build_fiche
from subventions.selectors.recouvrement import list_sommes

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entree:
    """A file of the archive: where it stands in it, and its bytes or the place where they are kept."""

    chemin: str
    source: bytes | Path


@dataclass(frozen=True, slots=True)
class Portee:
    """What the agent takes: `parties` None for all of them; whether pay is read line by line."""

    parties: frozenset[int] | None
    paie: bool

    def covers(self, partie_id: int | None) -> bool:
        """Whether the documents of a party are the agent's to take; None stands for the summary."""
        return self.parties is None or partie_id in self.parties


def list_entrees(convention: Convention, annee: int, agent: Any) -> list[Entree]:
    """The files of the year, by name; empty when nothing of it is closed nor called. Names never meet twice.

    A number of queries that does not grow with the statements.
    """
    portee = _read_portee(convention, agent)
    clotures = list(_read_clotures(convention, annee))
    sommes = list_sommes(agent, [convention.pk])
    acomptes = [somme for somme in sommes if somme.decompte is None and somme.exercice == annee]
    if not clotures and not acomptes:
        return []
    parties = list(convention.parties.select_related("convention", "organisme"))
    entrees: list[Entree] = []
    for cloture in clotures:
        dues = [somme for somme in sommes if somme.decompte == cloture.decompte_id]
        entrees += _list_decompte(cloture, dues, parties, portee)
    if acomptes:
        entrees += _list_acomptes(convention, annee, portee)
        entrees += _list_fiche(f"acomptes-{annee}", build_fiche(acomptes, parties))
    entrees += _list_actes(convention.actes.exclude(piece=None).select_related("piece", "organisme"))
    if portee.paie:
        entrees += _list_justificatifs(convention, annee)
    return _name_apart(entrees)


def has_archive(convention: Convention, annee: int) -> bool:
    """Whether something of the year is closed or called; 2 queries at most."""
    return (
        Cloture.objects.filter(decompte__convention=convention, exercice=annee).exists()
        or convention.appels_acompte.filter(exercice=annee).exists()
    )


def _read_portee(convention: Convention, agent: Any) -> Portee:
    cle = {"pk": convention.pk}
    if Convention.objects.permitted(agent, Action.VOIR_TOUS_LES_DOCUMENTS).filter(**cle).exists():
        return Portee(None, may_read_pay(convention, agent))
    roles = agent.roles.filter(Q(convention=convention) | Q(convention=None))
    siennes = convention.parties.filter(organisme__in=roles.values("organisme"))
    return Portee(frozenset(siennes.values_list("pk", flat=True)), False)


def _read_clotures(convention: Convention, annee: int) -> Iterable[Cloture]:
    clotures = Cloture.objects.filter(decompte__convention=convention, exercice=annee).select_related("decompte")
    return clotures.prefetch_related("documents__piece", "documents__partie__organisme", "parts__exemplaires__piece")


def _list_decompte(
    cloture: Cloture, sommes: Sequence[SommeVue], parties: Sequence[Partie], portee: Portee
) -> Iterator[Entree]:
    """One folder: the papers, the signed copies, the calculation, the sheet of those that are still called."""
    remplace = "-remplace" if cloture.decompte.etat == EtatDecompte.REMPLACE else ""
    dossier = f"decomptes/{cloture.numero}{remplace}"
    for document in cloture.documents.all():
        if _is_for_all(document) or portee.covers(document.partie_id):
            yield _take(f"{dossier}/{_name_document(document)}", document.piece)
    for part in cloture.parts.all():
        if portee.covers(part.partie_id):
            yield from _list_signes(dossier, part)
    donnees = json.loads(cloture.instantane)
    if portee.paie:
        # Its SHA-256 is the fingerprint that the papers print.
        yield Entree(f"{dossier}/calcul-complet.json", cloture.instantane.encode())
    instantane = load_instantane(donnees)
    page = present_decompte(instantane, instantane.compute(), detailed_pay=portee.paie)
    yield Entree(f"{dossier}/calcul.csv", write_csv(present_tableur(page)))
    if sommes:
        yield from _list_fiche(dossier, build_fiche(sommes, parties))


def _is_for_all(document: DocumentArrete) -> bool:
    """A file without a party is everybody's, but the summary, which the employing body keeps."""
    return document.partie_id is None and document.nature != NatureDocument.SYNTHESE


def _name_document(document: DocumentArrete) -> str:
    nom = slugify(NatureDocument(document.nature).libelle)
    return f"{nom}-{slugify(document.partie.organisme.nom)}" if document.partie else nom


def _list_signes(dossier: str, part: PartArretee) -> Iterator[Entree]:
    for exemplaire in part.exemplaires.all():
        yield _take(f"{dossier}/exemplaire-signe-{slugify(part.nom)}", exemplaire.piece)


def _list_acomptes(convention: Convention, annee: int, portee: Portee) -> Iterator[Entree]:
    """The papers of the part payments, and the forecast whose SHA-256 they print, which holds pay line by line."""
    lignes = Acompte.objects.filter(appel__convention=convention, appel__exercice=annee).order_by("partie__ordre")
    for acompte in lignes.select_related("piece", "partie__organisme"):
        if acompte.piece is not None and portee.covers(acompte.partie_id):
            yield _take(f"acomptes-{annee}/appel-acompte-{slugify(acompte.partie.organisme.nom)}", acompte.piece)
    if portee.paie:
        appel = AppelAcompte.objects.get(convention=convention, exercice=annee)
        yield Entree(
            f"acomptes-{annee}/prevision-complete.json", write_canonique(strip_jour(appel.instantane)).encode()
        )


def _list_fiche(dossier: str, fiche: Tableau) -> Iterator[Entree]:
    yield Entree(f"{dossier}/fiche-finances.{Format.CSV}", write_csv(fiche))
    yield Entree(f"{dossier}/fiche-finances.{Format.XLSX}", write_xlsx([fiche]))


def _list_actes(actes: Iterable[Acte]) -> Iterator[Entree]:
    for acte in actes:
        assert acte.piece is not None
        jour = f"{acte.date:%Y-%m-%d}-" if acte.date else ""
        nom = slugify(f"{acte.type} {acte.numero} {acte.organisme}")
        yield _take(f"actes/{jour}{nom}", acte.piece)


def _list_justificatifs(convention: Convention, annee: int) -> Iterator[Entree]:
    """The proofs of what served in the year."""
    servies = list_depenses(convention, detailed_pay=True).filter(
        debut__lte=date(annee, 12, 31), fin__gte=date(annee, 1, 1), piece__isnull=False
    )
    for depense in servies.select_related("piece"):
        assert depense.piece is not None
        yield _take(f"justificatifs/{depense.debut:%Y-%m-%d}-{slugify(depense.libelle)[:60]}", depense.piece)


def _take(chemin: str, piece: Piece) -> Entree:
    """A kept file; a lost one leaves a note in its place, and a line in the log."""
    if piece.chemin.exists():
        return Entree(f"{chemin}{piece.type.extension}", piece.chemin)
    logger.error("Fichier perdu, pièce %s\u00a0: %s", piece.pk, piece.chemin)
    return Entree(
        f"{chemin}.manquant.txt", f"Ce fichier est perdu. Son empreinte SHA-256\u00a0: {piece.empreinte}\n".encode()
    )


def _name_apart(entrees: Iterable[Entree]) -> list[Entree]:
    """The same files by name, a rank added to the names that meet."""
    pris: set[str] = set()
    rangees = []
    for entree in sorted(entrees, key=lambda entree: entree.chemin):
        debut, point, fin = entree.chemin.rpartition(".")
        chemin, rang = entree.chemin, 1
        while chemin in pris:
            rang += 1
            chemin = f"{debut}-{rang}{point}{fin}"
        pris.add(chemin)
        rangees.append(Entree(chemin, entree.source))
    return rangees
