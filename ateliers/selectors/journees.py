"""The adviser's day: where now, who comes, where next, what is still to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ateliers.calculs.creneaux import MINUTE, compute_marge
from ateliers.enums import EtatInscription, EtatSeance, Presence
from ateliers.models import Inscription, Seance
from communes.permissions import Action

from .creneaux import make_endroit
from .seances import bound_jours, with_details


def list_siennes(agent: Any) -> QuerySet[Seance]:
    """Sessions that the agent gives, or that nobody is named for, on the agreements that they plan for."""
    permises = Seance.objects.permitted(agent, Action.PLANIFIER)
    return with_details(permises.filter(Q(conseiller=agent) | Q(conseiller=None)))


def list_sans_compte_rendu(agent: Any, *, now: datetime) -> QuerySet[Seance]:
    """Sessions that are over and of which nothing was said, the oldest first."""
    return list_siennes(agent).filter(etat=EtatSeance.PREVUE, fin__lte=now).order_by("debut", "pk")


def list_jour(agent: Any, jour: date, *, jours: int = 1) -> QuerySet[Seance]:
    """Sessions of one day in Paris, or of several, with the people who have a seat (`inscrits`) and those who came."""
    debut, fin = bound_jours(jour, jours)
    confirmees = Q(inscriptions__etat=EtatInscription.CONFIRMEE.value)
    return (
        list_siennes(agent)
        .filter(debut__gte=debut, debut__lt=fin)
        .annotate(
            inscrits=Count("inscriptions", filter=confirmees),
            presents=Count("inscriptions", filter=confirmees & Q(inscriptions__presence=Presence.PRESENT.value)),
        )
        .order_by("debut", "pk")
    )


def list_presents(seance: Seance) -> list[Inscription]:
    """Whoever was noted present at a session, by name."""
    presents = seance.inscriptions.filter(etat=EtatInscription.CONFIRMEE.value, presence=Presence.PRESENT.value)
    return list(presents.select_related("participant").order_by("participant__nom", "participant__prenom", "pk"))


def count_sans_note(seance: Seance) -> int:
    """How many people had a seat and were noted neither there nor absent."""
    return seance.inscriptions.filter(etat=EtatInscription.CONFIRMEE.value, presence="").count()


@dataclass(frozen=True)
class Journee:
    """A day of the adviser, cancelled sessions included; `choisie` is the session to show first, when one is asked for.

    Its rows carry `inscrits` and `presents` (see `list_jour`).
    """

    seances: Sequence[Seance]
    demain: Sequence[Seance]
    now: datetime
    choisie: int | None = None

    @cached_property
    def tenables(self) -> list[Seance]:
        """Those that are not cancelled."""
        return [seance for seance in self.seances if seance.etat != EtatSeance.ANNULEE]

    @cached_property
    def courante(self) -> Seance | None:
        """The one asked for, else the one that runs, else the next one, else the last of the day."""
        demandee = next((seance for seance in self.seances if seance.pk == self.choisie), None)
        en_cours = (seance for seance in self.tenables if self.now < seance.fin)
        return demandee or next(en_cours, self.tenables[-1] if self.tenables else None)

    @cached_property
    def autres(self) -> list[Seance]:
        """The day's other sessions."""
        return [seance for seance in self.seances if seance != self.courante]

    @cached_property
    def suivante(self) -> Seance | None:
        """Where to go after the one shown, when it is somewhere else."""
        if self.courante is None:
            return None
        suite = [seance for seance in self.tenables if seance.debut >= self.courante.fin]
        return suite[0] if suite and suite[0].lieu_id != self.courante.lieu_id else None

    @property
    def trajet(self) -> int:
        """Minutes on the road to the next place."""
        if self.courante is None or self.suivante is None:
            return 0
        return compute_marge(make_endroit(self.courante.lieu), make_endroit(self.suivante.lieu)) // MINUTE

    @property
    def depart(self) -> datetime | None:
        """When to leave at the latest, set-up included."""
        if self.suivante is None:
            return None
        return self.suivante.debut - (self.trajet + self.suivante.installation) * MINUTE

    @property
    def commencee(self) -> bool:
        """Whether the session shown has begun: from then on it can be told how it went."""
        return self.courante is not None and self.courante.debut <= self.now

    @property
    def finie(self) -> bool:
        """Whether it is over."""
        return self.courante is not None and self.courante.fin <= self.now

    def list_inscriptions(self) -> list[Inscription]:
        """Who comes to the session shown, by name."""
        if self.courante is None:
            return []
        confirmees = self.courante.inscriptions.filter(etat=EtatInscription.CONFIRMEE.value)
        details = confirmees.select_related("participant__commune", "reservation")
        return list(details.order_by("participant__nom", "participant__prenom", "pk"))

    @property
    def minutes_avant(self) -> int:
        """Whole minutes before the session shown."""
        return max(0, int((self.courante.debut - self.now).total_seconds()) // 60) if self.courante else 0


def read_journee(agent: Any, *, now: datetime, choisie: int | None = None) -> Journee:
    """Today and tomorrow, in one query."""
    aujourdhui = timezone.localdate(now)
    seances = list(list_jour(agent, aujourdhui, jours=2))
    du_jour = [seance for seance in seances if timezone.localdate(seance.debut) == aujourdhui]
    demain = [seance for seance in seances if timezone.localdate(seance.debut) > aujourdhui]
    return Journee(du_jour, demain, now, choisie)
