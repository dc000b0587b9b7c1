"""Who knows that a session is cancelled or changed: read from the e-mails and the calls, never assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from ateliers.enums import Auteur, Evenement, Issue
from ateliers.models import Appel, Inscription, Reservation, Seance
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.enums import Enumeration

from .messages import make_cle

SU = {Issue.PREVENU.value, Issue.VIENT.value, Issue.RENONCE.value}
EN_ROUTE = {EtatCourriel.A_ENVOYER.value, EtatCourriel.EN_COURS.value}


class Nouvelle(Enumeration):
    """What is known of a message to one booking."""

    SUE = "sue", "prévenu"
    EN_ROUTE = "en_route", "courriel en cours d’envoi"
    A_APPELER = "a_appeler", "à appeler"


@dataclass(frozen=True, slots=True)
class Prevenu:
    """One booking that had to be told: how many people, and what is known."""

    reservation: Reservation
    personnes: int
    nouvelle: Nouvelle
    detail: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """All of them."""

    prevenus: tuple[Prevenu, ...]

    @property
    def total(self) -> int:
        """People who had to be told."""
        return sum(prevenu.personnes for prevenu in self.prevenus)

    @property
    def sus(self) -> int:
        """People who know."""
        return self._count(Nouvelle.SUE)

    @property
    def en_route(self) -> int:
        """People whose e-mail has not left yet."""
        return self._count(Nouvelle.EN_ROUTE)

    @property
    def a_appeler(self) -> list[Prevenu]:
        """Bookings that somebody has to call."""
        return [prevenu for prevenu in self.prevenus if prevenu.nouvelle is Nouvelle.A_APPELER]

    def _count(self, nouvelle: Nouvelle) -> int:
        return sum(prevenu.personnes for prevenu in self.prevenus if prevenu.nouvelle is nouvelle)


def read_annulation(seance: Seance) -> Bilan:
    """Who knows that a session is cancelled, in 4 queries."""
    # One message tells all the dates of a cycle that go together: it is under the first of them.
    ensemble = Seance.objects.filter(convention=seance.convention_id, annulee_le=seance.annulee_le)
    seances = list(ensemble.values_list("pk", flat=True))
    concernees = Inscription.objects.filter(
        seance=seance, annulee_le=seance.annulee_le, annulee_par=Auteur.ORGANISATION.value
    )
    appels = Appel.objects.filter(seance__in=seances, evenement=Evenement.ANNULATION.value)
    issues = dict(appels.order_by("pk").values_list("reservation", "issue"))
    filtre = Q(inscriptions__in=concernees)
    # Any: what is annotated is no field of the model.
    reservations: list[Any] = list(
        Reservation.objects.filter(filtre, double_de=None)
        .annotate(personnes=Count("inscriptions", filter=filtre))
        .order_by("rang_le", "pk")
    )
    cles = [make_cle(reservation.pk, pk, Evenement.ANNULATION, "") for reservation in reservations for pk in seances]
    etats = {cle.split(":")[1]: etat for cle, etat in Courriel.objects.filter(cle__in=cles).values_list("cle", "etat")}
    return Bilan(
        tuple(
            Prevenu(
                reservation, reservation.personnes, *_judge(etats.get(str(reservation.pk)), issues.get(reservation.pk))
            )
            for reservation in reservations
        )
    )


def _judge(courriel: str | None, issue: str | None) -> tuple[Nouvelle, str]:
    """What an e-mail (its state, None: none was written) and a call (its outcome, None: none to make) tell together."""
    if issue in SU or courriel == EtatCourriel.ENVOYE:
        return Nouvelle.SUE, "par téléphone" if issue in SU else "par courriel"
    if courriel in EN_ROUTE:
        return Nouvelle.EN_ROUTE, "courriel en cours d’envoi"
    if issue:
        return Nouvelle.A_APPELER, Issue(issue).libelle
    if courriel is not None:
        return Nouvelle.A_APPELER, f"courriel\u00a0: {EtatCourriel(courriel).libelle}"
    return Nouvelle.A_APPELER, "pas encore appelé"
