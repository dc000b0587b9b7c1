"""What was done, session by session: what time sheets, statements and reports read of an agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from ateliers.calculs.thematiques import NATIONALES, PAR_CODE
from ateliers.enums import EtatInscription, EtatSeance, Presence, TrancheAge
from ateliers.models import Frequentation, Inscription, Seance
from communes.models import Convention, Organisme

from .seances import bound_jours

UNE_MINUTE = timedelta(minutes=1)
NON_NOTE = "âge non noté"


@dataclass(frozen=True, slots=True)
class Activite:
    """A session or an appointment as it went. `minutes`: real ones, else those planned, none when it was cancelled.

    `ages`: people present by age band, "" for a band that was not noted.
    """

    seance: Seance
    minutes: int
    ages: Counter[str]

    @property
    def rendez_vous(self) -> bool:
        """Whether it is an appointment."""
        return self.seance.atelier_id is None

    @property
    def thematique(self) -> str:
        """Code of the theme, of the workshop or of the appointment."""
        return self.seance.atelier.thematique if self.seance.atelier else self.seance.thematique

    @property
    def nationale(self) -> str:
        """The words of the national list for that theme; nothing without one."""
        return NATIONALES[PAR_CODE[self.thematique].nationale] if self.thematique else ""

    @property
    def ages_dits(self) -> list[tuple[str, int]]:
        """Bands in order with their people, those that nobody noted last."""
        bandes = [(bande.libelle, self.ages[bande.value]) for bande in TrancheAge]
        return [(nom, nombre) for nom, nombre in [*bandes, (NON_NOTE, self.ages[""])] if nombre]

    @property
    def debut(self) -> datetime:
        """When it began, in Paris."""
        return timezone.localtime(self.seance.debut)

    @property
    def commune(self) -> Organisme:
        """Whose hours it uses."""
        return self.seance.commune_chargee

    @property
    def presents(self) -> int:
        """How many people were there."""
        return sum(self.ages.values())


def list_activites(convention: Convention, du: date, au: date) -> list[Activite]:
    """Sessions and appointments from `du` to `au` included, the oldest first, cancelled ones too; in three queries."""
    debut, fin = bound_jours(du, (au - du).days + 1)
    return describe_activites(convention.seances.filter(debut__gte=debut, debut__lt=fin).order_by("debut", "pk"))


def describe_activites(seances: QuerySet[Seance]) -> list[Activite]:
    """These sessions as they went, in their order."""
    lues = list(seances.select_related("atelier", "lieu__organisme", "commune_chargee"))
    ages = _count_ages([seance.pk for seance in lues])
    return [Activite(seance, count_minutes(seance), ages.get(seance.pk, Counter())) for seance in lues]


def count_minutes(seance: Seance) -> int:
    """Real minutes of a session, else those planned; none when it was cancelled."""
    if seance.etat == EtatSeance.ANNULEE:
        return 0
    if seance.minutes_reelles is not None:
        return seance.minutes_reelles
    return (seance.fin - seance.debut) // UNE_MINUTE


def sum_minutes(activites: Iterable[Activite]) -> dict[int, int]:
    """Minutes held for each commune, by the key of its body: what was only planned does not count."""
    minutes: Counter[int] = Counter()
    for activite in activites:
        if activite.seance.etat == EtatSeance.TENUE:
            minutes[activite.seance.commune_chargee_id] += activite.minutes
    return dict(minutes)


def _count_ages(seances: Sequence[int]) -> dict[int, Counter[str]]:
    """People present by session and age band; once names are erased, the counts that were kept speak instead."""
    presents = Inscription.objects.filter(
        seance__in=seances, etat=EtatInscription.CONFIRMEE.value, presence=Presence.PRESENT.value
    )
    ages: dict[int, Counter[str]] = {}
    for cle, age, nombre in presents.values_list("seance", "tranche_age").annotate(n=Count("pk")).order_by():
        ages.setdefault(cle, Counter())[age] = nombre
    gardees: dict[int, Counter[str]] = {}
    comptes = Frequentation.objects.filter(seance__in=seances, figee=True).values_list("seance", "tranche_age")
    for cle, age, nombre in comptes.annotate(n=Sum("presents")).order_by():
        gardees.setdefault(cle, Counter())[age] = nombre
    return ages | gardees


def list_annees(convention: Convention, *, now: date) -> list[int]:
    """Years with sessions that have begun, and this one, the latest first."""
    avec = {jour.year for jour in convention.seances.filter(debut__date__lte=now).dates("debut", "year")}
    return sorted(avec | {now.year}, reverse=True)
