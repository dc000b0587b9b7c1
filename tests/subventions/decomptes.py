"""Statements in the database at any point of their life, written as the workers write them, without the workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from communes.models import Convention
from conseiller.montants import parse_montant
from conseiller.pieces.services import store_piece
from conseiller.travaux.models import EtatTravail, Travail
from subventions.calculs.instantane import Instantane, fingerprint
from subventions.calculs.lecture import read_dossier
from subventions.enums import Methode
from subventions.models import Decompte, Document
from subventions.selectors import CALCUL, RENDU, SYNTHESE, read_contexte, read_instantane_of
from subventions.services.dossiers import import_dossier
from tests.fabrique import MAINTENANT
from tests.subventions.calculs.cas import load_cas

SEMESTRE = date(2021, 7, 1), date(2021, 12, 31)


def ask(convention: Convention, du: date, au: date) -> Decompte:
    """A statement asked for, its calculation still waiting."""
    champs = {"exercice": au.year, "methode": convention.methode}
    decompte = Decompte.objects.create(convention=convention, du=du, au=au, **champs)
    add_travail(decompte, CALCUL, EtatTravail.ATTENTE)
    return decompte


def add_travail(decompte: Decompte, tache: str, etat: EtatTravail, erreur: str = "") -> Travail:
    """A job of the statement."""
    return Travail.objects.create(tache=tache, objet=decompte.pk, etat=etat, erreur=erreur, demande_le=MAINTENANT)


def compute(decompte: Decompte, instantane: Instantane | None = None) -> Decompte:
    """The calculation is done, the documents are being rendered."""
    if instantane is None:
        instantane = read_instantane_of(decompte)
    resultat = instantane.compute()
    decompte.instantane = instantane.dump(resultat)
    decompte.version += 1
    decompte.empreinte = fingerprint(decompte.instantane)
    decompte.reste, decompte.calcule_le = resultat.reste, MAINTENANT
    decompte.save()
    finish(decompte, CALCUL)
    add_travail(decompte, RENDU, EtatTravail.EN_COURS)
    return decompte


def finish(decompte: Decompte, tache: str) -> None:
    """The job of that kind has ended well."""
    Travail.objects.filter(objet=decompte.pk, tache=tache).update(etat=EtatTravail.FINI)


def add_documents(decompte: Decompte, codes: Iterable[str] | None = None) -> None:
    """PDFs that hold their own code; `codes` None: all of them."""
    parties = {partie.organisme.code: partie for partie in decompte.convention.parties.select_related("organisme")}
    for code in [*parties, SYNTHESE] if codes is None else codes:
        piece = store_piece(f"%PDF-1.7 {code}".encode(), "application/pdf")
        Document.objects.create(decompte=decompte, version=decompte.version, partie=parties.get(code), piece=piece)


def make_decompte(convention: Convention, du: date = SEMESTRE[0], au: date = SEMESTRE[1]) -> Decompte:
    """A statement computed and rendered."""
    decompte = compute(ask(convention, du, au))
    add_documents(decompte)
    finish(decompte, RENDU)
    return decompte


def build_cas(cas: dict[str, Any]) -> tuple[Convention, Instantane]:
    """The agreement of a worked case in the database, and the snapshot that the case asks to compute."""
    dossier = read_dossier(cas["dossier"])
    convention = import_dossier(replace(dossier, decomptes=()), agent=None, now=MAINTENANT)
    report = parse_montant(cas["report"] or "0.00")
    du, au = date.fromisoformat(cas["du"]), date.fromisoformat(cas["au"])
    return convention, Instantane(dossier, du, au, Methode(cas["methode"]), report, read_contexte(convention))


def make_cas(nom: str) -> Decompte:
    """The statement of a worked case, computed and rendered."""
    convention, instantane = build_cas(load_cas(nom))
    decompte = compute(ask(convention, instantane.du, instantane.au), instantane)
    add_documents(decompte)
    finish(decompte, RENDU)
    return decompte


def print_nothing(*_: object, **champs: object) -> bytes:
    """What stands for the document of those who do not open it."""
    return f"%PDF-1.7 {champs}".encode()
