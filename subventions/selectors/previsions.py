"""A financial year to foresee, and its document: where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from communes.enums import Imputation
from communes.models import Convention
from conseiller.enums import Enumeration
from conseiller.travaux.models import ACTIFS, EtatTravail, Travail
from subventions.calculs.prevision import Prevision, list_exercices
from subventions.calculs.previsionnel import Previsionnel, fingerprint_prevision
from subventions.calculs.refus import CalculImpossible
from subventions.models import Prevision as PrevisionGardee
from subventions.selectors.dossier import read_convention
from subventions.selectors.instantane import find_precedent, read_contexte
from subventions.selectors.subventions import list_ecartes

RENDU_PREVISION = "subventions.tasks.render_prevision"


def list_projets(convention: Convention) -> tuple[int, ...]:
    """Numbers of the draft amendments that would change the hours or the term."""
    changent = Q(tranches__isnull=False) | Q(nouveau_terme__isnull=False)
    projets = convention.avenants.filter(changent, brouillon=True)
    return tuple(projets.order_by("numero").values_list("numero", flat=True).distinct())


def choose_annee(exercices: tuple[int, ...], aujourdhui: date) -> int:
    """The year that a budget is being prepared for: the next one while it can be foreseen, else the nearest to it."""
    return min(max(aujourdhui.year + 1, exercices[0]), exercices[-1])


@dataclass(frozen=True)
class Lecture:
    """A year of an agreement ready to be foreseen; `refus` says why it cannot be, and is empty otherwise."""

    previsionnel: Previsionnel
    exercices: tuple[int, ...]
    prevision: Prevision | None
    refus: str

    @cached_property
    def donnees(self) -> dict[str, Any]:
        """The snapshot as it is kept; only when `prevision` is there."""
        assert self.prevision is not None
        return self.previsionnel.dump(self.prevision)

    @cached_property
    def empreinte(self) -> str:
        """What names the figures; only when `prevision` is there."""
        return fingerprint_prevision(self.donnees)


def read_prevision(convention: Convention, annee: int, *, jour: date, projets: tuple[int, ...] = ()) -> Lecture:
    """Read the agreement and foresee the year; with the numbers of its draft amendments, as if they were signed.

    In 13 queries, 14 with draft amendments.
    """
    dossier = read_convention(convention, projets=bool(projets))
    exercices = list_exercices(dossier)
    precedent = find_precedent(convention, max(dossier.debut, date(annee, 1, 1))) if annee in exercices else None
    previsionnel = Previsionnel(
        dossier=dossier,
        annee=annee,
        taux_acompte=convention.acompte_taux,
        jour=jour,
        contexte=read_contexte(convention),
        imputation=Imputation(convention.imputation) if convention.imputation else None,
        report=precedent.report_nouveau if precedent else 0,
        precedent=(precedent.du, precedent.au) if precedent else None,
        ecartes=list_ecartes(convention.subventions.order_by("pk").prefetch_related("versements")),
        projets=projets,
    )
    try:
        return Lecture(previsionnel, exercices, previsionnel.compute(), "")
    except CalculImpossible as refus:
        return Lecture(previsionnel, exercices, None, str(refus))


def read_exercices(convention: Convention, *, projets: bool = False) -> tuple[int, ...]:
    """The years that can be foreseen."""
    return list_exercices(read_convention(convention, projets=projets))


def find_siennes(convention: Convention, agent: Any) -> set[str]:
    """Codes of the partners that the agent works for: the page tells them which line is theirs."""
    roles = agent.roles.filter(Q(convention=convention) | Q(convention=None))
    parties = convention.parties.filter(organisme__in=roles.values("organisme")).exclude(
        organisme=convention.employeuse_id
    )
    return {partie.organisme.code for partie in parties.select_related("organisme")}


class EtatPdf(Enumeration):
    """Where the document of a forecast stands."""

    ABSENT = "absent", "Pas encore demandé"
    ATTENTE = "attente", "En attente"
    RENDU = "rendu", "Mise en page"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "Échec"


@dataclass(frozen=True, slots=True)
class Pdf:
    """The document of the figures that the page shows; `erreur` is a sentence or empty."""

    etat: EtatPdf
    erreur: str = ""
    gardee: PrevisionGardee | None = None

    @property
    def en_cours(self) -> bool:
        """Whether it comes without anybody's help."""
        return self.etat in {EtatPdf.ATTENTE, EtatPdf.RENDU}


def find_pdf(convention: Convention, lecture: Lecture) -> Pdf:
    """Where the document of these figures stands, in 2 queries at most."""
    gardees = PrevisionGardee.objects.filter(convention=convention, annee=lecture.previsionnel.annee)
    memes = gardees.filter(projets=bool(lecture.previsionnel.projets), empreinte=lecture.empreinte)
    gardee = memes.select_related("piece").defer("instantane").first()
    if gardee is None:
        return Pdf(EtatPdf.ABSENT)
    if gardee.piece_id is not None:
        return Pdf(EtatPdf.PRET, gardee=gardee)
    travail = Travail.objects.filter(tache=RENDU_PREVISION, objet=gardee.pk).order_by("pk").last()
    if travail is None or travail.etat not in ACTIFS:
        return Pdf(EtatPdf.ECHEC, travail.erreur if travail else "", gardee)
    attend = travail.etat == EtatTravail.ATTENTE
    return Pdf(EtatPdf.ATTENTE if attend else EtatPdf.RENDU, travail.erreur, gardee)
