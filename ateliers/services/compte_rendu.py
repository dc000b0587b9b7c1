"""What the adviser says of a session once it has begun: held or not, how long, for which commune, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ateliers.enums import EtatSeance, TrancheAge
from ateliers.models import Inscription, Seance
from communes.models import Organisme
from conseiller.journal.services import record
from conseiller.refus import Refus

NON_TENUE = "La séance n’a pas eu lieu."


@transaction.atomic
def record_compte_rendu(
    seance: Seance,
    *,
    tenue: bool,
    minutes: int,
    commune: Organisme,
    thematique: str = "",
    ages: Mapping[int, str],
    agent: Any,
    now: datetime,
) -> Seance:
    """Keep the report of a session; another one replaces it.

    `minutes`: real length, counted as none when it was not held. `thematique`: theme of an appointment, a workshop has
    its own. `ages`: age band of each registration, by its id; an empty text is « not noted ».
    Raises Refus before the start, and for a session that was cancelled beforehand.
    """
    # Without its workshop and place: PostgreSQL does not lock what an outer join brings.
    verrouillee = Seance.objects.select_for_update().get(pk=seance.pk)
    check_open(verrouillee, now=now)
    verrouillee.minutes_reelles = minutes if tenue else 0
    verrouillee.commune_chargee = commune
    if verrouillee.atelier_id is None:
        verrouillee.thematique = thematique
    _set_etat(verrouillee, tenue, now=now)
    verrouillee.save()
    _note_ages(verrouillee, ages)
    record("noter le compte rendu", verrouillee, agent=agent, now=now, convention=verrouillee.convention_id)
    return verrouillee


def check_open(seance: Seance, *, now: datetime) -> None:
    """Raises Refus when the session cannot be reported yet, or ever."""
    if now < seance.debut:
        raise Refus("Cette séance n’a pas encore commencé\u00a0: rien n’est enregistré. Revenez quand elle sera finie.")
    if is_annulee_avant(seance):
        raise Refus("Cette séance était annulée\u00a0: elle n’a pas de compte rendu. Rien n’est enregistré.")


def is_annulee_avant(seance: Seance) -> bool:
    """Whether it was cancelled before its start; a session said afterwards not to have been held may be corrected."""
    return seance.annulee_le is not None and seance.annulee_le < seance.debut


def _set_etat(seance: Seance, tenue: bool, *, now: datetime) -> None:
    if tenue:
        seance.etat, seance.annulee_le, seance.annulee_par, seance.motif = EtatSeance.TENUE.value, None, None, ""
    elif seance.etat != EtatSeance.ANNULEE:
        seance.etat, seance.annulee_le, seance.motif = EtatSeance.ANNULEE.value, now, NON_TENUE
        seance.annulee_par_id = seance.convention.employeuse_id


def _note_ages(seance: Seance, ages: Mapping[int, str]) -> None:
    """Bands that nobody knows are left out rather than kept."""
    connues = {"", *TrancheAge}
    inscriptions = list(seance.inscriptions.filter(pk__in=[cle for cle, age in ages.items() if age in connues]))
    for inscription in inscriptions:
        inscription.tranche_age = ages[inscription.pk]
    Inscription.objects.bulk_update(inscriptions, ["tranche_age"])
