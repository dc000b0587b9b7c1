"""Reminders by e-mail, before and after the day when an instalment is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from communes.permissions import Action
from communes.selectors import list_agents_employeur
from conseiller.courriels.services import compose, write_courriel
from subventions.calculs.versements import compute_versements
from subventions.enums import Suspension
from subventions.models import Subvention, Versement
from subventions.selectors import read_subvention
from subventions.selectors.rappels import PREFIXE

SEMAINE = timedelta(days=7)
# An agreement typed in afterwards must not remind of years gone by.
RETARD_MAX = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Rappel:
    """What is to be said of one instalment; `montant` in cents."""

    moment: str
    subvention: Subvention
    versement: Versement
    montant: int
    jour: date

    @property
    def cle(self) -> str:
        """Said once for each due day: a day that moves is said again."""
        return f"{PREFIXE}{self.versement.pk}:{self.moment}:{self.jour:%Y-%m-%d}"


def send_rappels(*, now: datetime) -> int:
    """Write the reminders due today, each once per officer of the employing body; returns how many were written."""
    aujourdhui = timezone.localdate(now)
    en_vigueur = Subvention.objects.filter(convention__exemple=False, convention__debut__lte=aujourdhui)
    subventions = en_vigueur.select_related("convention").prefetch_related("versements").order_by("pk")
    return sum(_write(rappel, now) for subvention in subventions for rappel in _list_rappels(subvention, aujourdhui))


def _list_rappels(subvention: Subvention, aujourdhui: date) -> Iterator[Rappel]:
    echeances = {echeance.rang: echeance for echeance in compute_versements(read_subvention(subvention))}
    for versement in filter(_is_expected, subvention.versements.all()):
        echeance = echeances[versement.rang]
        jour = echeance.dernier_jour
        moment = _choose_moment(jour, aujourdhui) if jour else None
        if jour and moment:
            yield Rappel(moment, subvention, versement, echeance.montant, jour)


def _is_expected(versement: Versement) -> bool:
    return versement.recu_le is None and versement.suspension == Suspension.NON


def _choose_moment(jour: date, aujourdhui: date) -> str | None:
    if timedelta(0) <= jour - aujourdhui <= SEMAINE:
        return "avant"
    if SEMAINE <= aujourdhui - jour <= RETARD_MAX:
        return "apres"
    return None


@transaction.atomic
def _write(rappel: Rappel, now: datetime) -> int:
    convention = rappel.subvention.convention
    lien = f"{settings.ADRESSE_PUBLIQUE}{reverse('subvention', args=[convention.pk])}"
    sujet, corps = compose(
        f"subventions/courriels/versement_{rappel.moment}.txt",
        {"rappel": rappel, "convention": convention, "lien": lien},
    )
    agents = list_agents_employeur(convention, Action.MODIFIER_FINANCES).order_by("pk")
    return sum(
        write_courriel(f"{rappel.cle}:{agent.pk}", agent.courriel, sujet, corps, now=now, convention=convention.pk)[1]
        for agent in agents
    )
