"""Workshops of the example: whatever the day on which they are loaded."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from ateliers.calculs.feries import find_ferie
from ateliers.enums import EtatSeance
from ateliers.models import Appel, Seance
from subventions.services.exemple import load_exemple

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("jour", ["2026-11-24", "2026-12-11", "2027-12-11", "2028-04-17"])
def test_no_workshop_to_come_falls_on_a_sunday_or_a_public_holiday(time_machine, jour):
    now = datetime.fromisoformat(f"{jour}T08:00+00:00")
    time_machine.move_to(now)
    load_exemple(now=now)
    jours = [
        timezone.localdate(debut) for debut in Seance.objects.exclude(atelier=None).values_list("debut", flat=True)
    ]
    assert [
        jour for jour in jours if jour > timezone.localdate(now) and (jour.weekday() == 6 or find_ferie(jour))
    ] == []
    assert jours.count(timezone.localdate(now)) == 2


def test_it_shows_a_series_and_a_cancelled_session_with_another_date_instead():
    load_exemple(now=timezone.now())
    annulee = Seance.objects.get(etat=EtatSeance.ANNULEE)
    assert annulee.motif == "la bibliothèque est fermée pour travaux"
    assert annulee.remplacement in annulee.atelier.seances.filter(etat=EtatSeance.PREVUE)
    assert (annulee.atelier.cycle, annulee.atelier.seances.count()) == (False, 3)
    assert Appel.objects.filter(seance=annulee).count() == 4
