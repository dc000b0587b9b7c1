"""Compute a campaign: every statement at once, in as many queries for one agreement as for a thousand."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from communes.calculs import clip
from communes.models import Convention, Partie
from conseiller.journal.services import record_all
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import finish_travail, keep_travail, record_travaux, request_lot
from subventions.calculs.coupes import Periode, cut_periode
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.instantane import Instantane
from subventions.enums import EtatCampagne, EtatDecompte
from subventions.models import Campagne, Decompte, LigneCampagne
from subventions.presentation.mots import write_dates, write_sorties
from subventions.selectors import CALCUL, RENDU, EtatAvancement, list_progress, read_instantanes
from subventions.selectors.dossier import group_by_convention
from subventions.services.decomptes import DecompteRefuse, check_methode
from subventions.services.versions import Calcul, compute_calcul, keep_versions

logger = logging.getLogger(__name__)
# A thousand statements take some seconds, during which nothing is written that another worker could see.
BAIL = timedelta(seconds=45)
DEJA = {EtatDecompte.TRANSMIS: "transmis", EtatDecompte.ARRETE: "arrêté"}


class Ecarte(Refus):
    """An agreement that has no statement of its own in the period."""


def compute_campagne(travail: Travail) -> None:
    """Compute the statements that a campaign waits for, keep them, and ask for their documents.

    What cannot be computed is said on its own line and stops no other. Raises BailPerdu (and nothing is written) when
    the job went to another worker meanwhile.
    """
    keep_travail(travail, fait=0, total=travail.total, bail=BAIL)
    with transaction.atomic():
        campagne = Campagne.objects.select_for_update().get(pk=travail.objet)
        lignes = list(campagne.lignes.filter(etat=EtatCampagne.ATTENTE).order_by("pk"))
        if lignes:
            brouillons = _prepare(campagne, lignes)
            calculs = _compute(brouillons)
            _keep(calculs, agent=travail.demande_par)
            _record_refus(brouillons, agent=travail.demande_par)
            LigneCampagne.objects.bulk_update(lignes, ["etat", "erreur", "decompte"])
        finish_travail(travail)


def _prepare(campagne: Campagne, lignes: Sequence[LigneCampagne]) -> list[tuple[LigneCampagne, Decompte]]:
    """The draft of each agreement, still to be written when there is none; what cannot have one is said on its line.

    Agreements are locked first, as everywhere, then their drafts.
    """
    cles = [ligne.convention_id for ligne in lignes]
    conventions = {c.pk: c for c in Convention.objects.select_for_update().filter(pk__in=cles).order_by("pk")}
    touches = Decompte.objects.select_for_update().filter(convention__in=cles, du__lte=campagne.au, au__gte=campagne.du)
    decomptes = group_by_convention(touches.exclude(etat=EtatDecompte.REMPLACE).defer("instantane").order_by("pk"))
    sorties = _read_sorties(cles)
    brouillons = []
    for ligne in lignes:
        convention = conventions[ligne.convention_id]
        periode = clip(convention.debut, convention.fin, campagne.du, campagne.au)
        try:
            decompte = _choose(convention, periode, decomptes[convention.pk], sorties.get(convention.pk, []))
        except Ecarte as refus:
            _refuse(ligne, str(refus))
            continue
        if decompte.etat == EtatDecompte.BROUILLON:
            decompte.convention, decompte.methode = convention, convention.methode
            brouillons.append((ligne, decompte))
        else:
            ligne.etat, ligne.decompte = EtatCampagne.INCHANGE.value, decompte
    return brouillons


def _read_sorties(conventions: Sequence[int]) -> Mapping[int, list[tuple[date, str]]]:
    """The last day and the name of each party that leaves, by agreement, in the order of their departure."""
    sortantes = Partie.objects.filter(convention__in=conventions).exclude(sortie_le=None).select_related("organisme")
    return {
        convention: [(partie.sortie_le, str(partie)) for partie in parties if partie.sortie_le]
        for convention, parties in group_by_convention(sortantes.order_by("sortie_le", "ordre")).items()
    }


def _choose(
    convention: Convention,
    periode: Periode | None,
    decomptes: Sequence[Decompte],
    sorties: Sequence[tuple[date, str]],
) -> Decompte:
    """The agreement's statement of the period: transmitted or closed already, else its draft, else a new one.

    Raises Ecarte when it can have none.
    """
    if periode is None:
        raise Ecarte("Les dates de la convention ont changé\u00a0: elles ne touchent plus cette période.")
    du, au = periode
    pendant = [(jour, nom) for jour, nom in sorties if du <= jour < au]
    if pendant:
        raise Ecarte(write_sorties(pendant, len(cut_periode(du, au, [jour for jour, _ in pendant]))))
    memes = {decompte.etat: decompte for decompte in decomptes if (decompte.du, decompte.au) == periode}
    for decompte in decomptes:
        if decompte.etat == EtatDecompte.BROUILLON or decompte.au < du or au < decompte.du:
            continue
        if decompte.etat in memes:
            return memes[decompte.etat]
        raise Ecarte(
            f"Le décompte du {write_dates(decompte.du, decompte.au)} est déjà"
            f" {DEJA[EtatDecompte(decompte.etat)]}\u00a0: il prend une partie de ces jours. Demandez les autres depuis"
            " la page de la convention."
        )
    return memes.get(EtatDecompte.BROUILLON) or Decompte(convention=convention, du=du, au=au, exercice=au.year)


def _refuse(ligne: LigneCampagne, phrase: str) -> None:
    ligne.etat, ligne.erreur = EtatCampagne.ECHEC.value, phrase


def _compute(brouillons: Sequence[tuple[LigneCampagne, Decompte]]) -> list[tuple[LigneCampagne, Calcul]]:
    instantanes = read_instantanes([brouillon for _, brouillon in brouillons])
    calculs = []
    for (ligne, brouillon), instantane in zip(brouillons, instantanes, strict=True):
        calcul = _compute_apart(ligne, brouillon, instantane)
        if calcul is not None:
            calculs.append((ligne, calcul))
    return calculs


def _compute_apart(ligne: LigneCampagne, brouillon: Decompte, instantane: Instantane) -> Calcul | None:
    try:
        check_methode(instantane.methode, [arrete.methode for arrete in instantane.dossier.decomptes])
        return compute_calcul(brouillon, instantane)
    except (CalculImpossible, DecompteRefuse) as refus:
        _refuse(ligne, str(refus))
    except Exception:
        # A fault of ours on one agreement must not take the others' statements away.
        logger.exception("Le décompte de la convention %s n’a pas pu être calculé.", ligne.convention_id)
        _refuse(ligne, "Une erreur est survenue pendant ce calcul. Relancez-le, ou appelez l’administrateur.")
    return None


def _keep(calculs: Sequence[tuple[LigneCampagne, Calcul]], *, agent: Any) -> None:
    """Write what changed, say it on the lines, and ask for the documents that are missing."""
    now = timezone.now()
    changes = [calcul for _, calcul in calculs if calcul.change]
    inchanges = [calcul for _, calcul in calculs if not calcul.change]
    for ligne, calcul in calculs:
        ligne.etat = (EtatCampagne.CALCULE if calcul.change else EtatCampagne.INCHANGE).value
    keep_versions(changes, now=now)
    for ligne, calcul in calculs:
        ligne.decompte = calcul.decompte
    record_all("calculer le décompte", [(c.decompte, c.decompte.convention_id) for c in changes], agent=None, now=now)
    record_travaux(CALCUL, {calcul.decompte.pk: "" for _, calcul in calculs}, agent=agent, now=now)
    prets = list_progress([calcul.decompte for calcul in inchanges])
    incomplets = [calcul for calcul in inchanges if prets[calcul.decompte.pk] is not EtatAvancement.PRET]
    totaux = {calcul.decompte.pk: len(calcul.resultat.parts) + 1 for calcul in [*changes, *incomplets]}
    request_lot(RENDU, totaux, agent=agent, now=now)


def _record_refus(brouillons: Sequence[tuple[LigneCampagne, Decompte]], *, agent: Any) -> None:
    """A draft that could not be computed again keeps its figures, and its page says why."""
    refus = {}
    for ligne, brouillon in brouillons:
        if ligne.erreur and brouillon.pk is not None:
            ligne.decompte = brouillon
            refus[brouillon.pk] = ligne.erreur
    record_travaux(CALCUL, refus, agent=agent, now=timezone.now())
