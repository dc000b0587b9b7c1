"""The part payments of an agreement: called year by year, deducted by statements, each with its document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, Sum

from communes.models import Convention, Partie
from communes.permissions import Action
from conseiller.travaux.models import ACTIFS, EtatTravail, Travail
from subventions.enums import EtatDecompte
from subventions.models import Acompte, AppelAcompte, Cloture, Decompte, PartArretee

RENDU_ACOMPTES = "subventions.tasks.render_acomptes"


@dataclass(frozen=True, slots=True)
class AcompteVu:
    """A part payment: what closed statements have deducted of it, in cents, and whether the agent may open its PDF."""

    acompte: Acompte
    deduit: int
    ouvert: bool

    @property
    def reste(self) -> int:
        """What is still to be deducted, in cents."""
        return self.acompte.montant - self.deduit


@dataclass(frozen=True, slots=True)
class AppelVu:
    """The part payments of a year; `erreur` says why their documents could not be made, and is empty otherwise."""

    appel: AppelAcompte
    acomptes: tuple[AcompteVu, ...]
    en_cours: bool
    echec: bool
    erreur: str

    @property
    def montant(self) -> int:
        """Sum called, in cents."""
        return sum(vu.acompte.montant for vu in self.acomptes)

    @property
    def appeles(self) -> int:
        """How many parties are called."""
        return sum(1 for vu in self.acomptes if vu.acompte.montant)

    @property
    def prets(self) -> int:
        """How many documents are rendered."""
        return sum(1 for vu in self.acomptes if vu.acompte.piece_id)


def list_appels(convention: Convention, agent: Any) -> list[AppelVu]:
    """The calls of an agreement, the latest year first; 7 queries whatever their number."""
    lignes = Acompte.objects.select_related("partie__organisme", "titre").order_by("partie__ordre")
    appels = list(convention.appels_acompte.defer("instantane").prefetch_related(Prefetch("acomptes", lignes)))
    deduits = _sum_deduits(convention, appels)
    travaux = Travail.objects.filter(tache=RENDU_ACOMPTES, objet__in=[appel.pk for appel in appels]).order_by("pk")
    derniers = {travail.objet: travail for travail in travaux}
    ouvertes = find_parties_ouvertes(convention, agent)
    return [_see(appel, deduits, derniers.get(appel.pk), ouvertes) for appel in appels]


def _see(
    appel: AppelAcompte, deduits: dict[tuple[int, int], int], travail: Travail | None, ouvertes: set[int] | None
) -> AppelVu:
    acomptes = tuple(
        AcompteVu(
            acompte=acompte,
            deduit=deduits.get((appel.exercice, acompte.partie_id), 0),
            ouvert=acompte.piece_id is not None and (ouvertes is None or acompte.partie_id in ouvertes),
        )
        for acompte in appel.acomptes.all()
    )
    manque = any(vu.acompte.montant and vu.acompte.piece_id is None for vu in acomptes)
    actif = travail is not None and travail.etat in ACTIFS
    echoue = manque and not actif
    erreur = travail.erreur if travail is not None and (actif or travail.etat == EtatTravail.ECHOUE) else ""
    return AppelVu(appel, acomptes, manque and actif, echoue, erreur)


def _sum_deduits(convention: Convention, appels: Iterable[AppelAcompte]) -> dict[tuple[int, int], int]:
    """What closed statements have deducted, in cents, by financial year and key of the party.

    A final settlement deducts all that was left of every year.
    """
    parts = PartArretee.objects.filter(
        cloture__decompte__convention=convention, cloture__decompte__etat=EtatDecompte.ARRETE
    )
    sommes = parts.order_by().values("cloture__exercice", "partie", "cloture__decompte__solde_final")
    deduits: dict[tuple[int, int], int] = defaultdict(int)
    for annee, partie, final, somme in sommes.annotate(somme=Sum("acompte")).values_list(
        "cloture__exercice", "partie", "cloture__decompte__solde_final", "somme"
    ):
        if final:
            return {
                (appel.exercice, acompte.partie_id): acompte.montant
                for appel in appels
                for acompte in appel.acomptes.all()
            }
        deduits[annee, partie] += somme
    return deduits


def find_parties_ouvertes(convention: Convention, agent: Any) -> set[int] | None:
    """Keys of the parties whose documents the agent may open; None stands for all of them."""
    if Convention.objects.permitted(agent, Action.VOIR_TOUS_LES_DOCUMENTS).filter(pk=convention.pk).exists():
        return None
    if not Convention.objects.permitted(agent, Action.VOIR_SES_DOCUMENTS).filter(pk=convention.pk).exists():
        return set()
    roles = agent.roles.filter(Q(convention=convention) | Q(convention=None))
    parties = Partie.objects.filter(convention=convention, organisme__in=roles.values("organisme"))
    return set(parties.values_list("pk", flat=True))


def find_transmis(convention: Convention, annee: int | None = None) -> Decompte | None:
    """A statement that the parties are reading, of that year or final when given: its figures must not be upset."""
    transmis = convention.decomptes.filter(etat=EtatDecompte.TRANSMIS).defer("instantane")
    return (transmis if annee is None else transmis.filter(Q(exercice=annee) | Q(solde_final=True))).first()


def find_dernier_arrete(convention: Convention, annee: int) -> Cloture | None:
    """The closed statement after which none will deduct the part payments of the year (R12)."""
    clotures = Cloture.objects.filter(decompte__convention=convention, decompte__etat=EtatDecompte.ARRETE)
    dernier = min(date(annee, 12, 31), convention.fin)
    derniers = Q(exercice=annee, decompte__au__gte=dernier) | Q(decompte__solde_final=True)
    return clotures.filter(derniers).defer("instantane").first()
