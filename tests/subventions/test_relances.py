"""Reminders of the answers that are awaited: to the silent partners, some days before the end, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conseiller.courriels.models import Courriel
from subventions.enums import Sens
from subventions.models import Decompte
from subventions.services.relances import send_relances
from subventions.services.reponses import answer
from subventions.tasks import send_rappels
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import transmit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

# Transmitted on 10 January 2022: partners answer until 9 February.
CINQ_JOURS_AVANT = datetime(2022, 2, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def decompte() -> Decompte:
    convention = make_convention(noms=("Ludres", "Heillecourt", "Houdemont", "Fléville"))
    make_agent(convention, 2, courriel="heillecourt@exemple.example")
    make_agent(convention, 3, courriel="houdemont@exemple.example")
    decompte = transmit(convention)
    Courriel.objects.all().delete()
    return decompte


def test_the_silent_partners_are_reminded_once_five_days_before(decompte):
    partie = decompte.convention.parties.get(ordre=2)
    answer(decompte.pk, partie, Sens.ACCEPTE, version=1, agent=None, now=MAINTENANT)
    assert send_relances(now=CINQ_JOURS_AVANT - timedelta(days=1)) == 0
    assert send_relances(now=CINQ_JOURS_AVANT) == 1
    assert send_relances(now=CINQ_JOURS_AVANT + timedelta(days=2)) == 0
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "houdemont@exemple.example"
    assert courriel.sujet == "Le décompte du 2e semestre 2021 attend votre réponse, d’ici le 9\u00a0février 2022"
    # Midnight in Paris after the last day.
    assert courriel.perime_le == datetime(2022, 2, 9, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(("delai", "jour"), [(4, 2), (1, 1), (0, 0)])
def test_a_short_delay_is_reminded_in_its_second_half(delai, jour):
    convention = make_convention()
    make_agent(convention, 2)
    convention.delai_remarques = delai
    convention.save()
    transmit(convention)
    jours = [send_relances(now=MAINTENANT + timedelta(days=un)) for un in range(delai + 1)]
    assert jours == [int(un == jour) for un in range(delai + 1)]


def test_nobody_is_reminded_after_the_delay_or_for_the_example(decompte):
    assert send_relances(now=CINQ_JOURS_AVANT + timedelta(days=6)) == 0
    decompte.convention.exemple = True
    decompte.convention.save()
    assert send_relances(now=CINQ_JOURS_AVANT) == 0


def test_beat_writes_them_today(decompte, time_machine):
    time_machine.move_to(CINQ_JOURS_AVANT)
    send_rappels()
    assert Courriel.objects.filter(cle__startswith=f"decompte:{decompte.pk}:relance:1:2022-02-09:").count() == 2


def test_nothing_to_say_costs_one_query(decompte, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert send_relances(now=MAINTENANT) == 0
