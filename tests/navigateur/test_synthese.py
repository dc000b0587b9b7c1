"""The page of an elected member, in a real browser: one screen on a desk, one sheet on paper."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from communes.models import Agent
from subventions.models import Versement
from subventions.services.exemple import load_exemple
from tests.navigateur.test_toutes_les_pages import sign_in

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ECRAN = {"width": 1280, "height": 900}


@pytest.mark.parametrize(
    ("jour", "courriel"),
    [("2023-02-10", "paul.lambert@ludres.example"), ("2021-11-10", "marc.bonnet@heillecourt.example")],
)
def test_one_screen_holds_it_and_one_sheet(page, live_server, time_machine, jour, courriel):
    time_machine.move_to(f"{jour} 09:00+01:00")
    convention = load_exemple(now=timezone.now())
    # Four things to come: an instalment as well.
    Versement.objects.filter(rang__gt=1).update(recu_le=None, montant_recu=None)
    sign_in(page, Agent.objects.get(courriel=courriel), live_server.url)
    page.set_viewport_size(ECRAN)
    adresses = [reverse("synthese", args=[convention.pk])]
    if courriel.startswith("paul"):
        adresses.append(reverse("bureau"))
    for adresse in adresses:
        page.goto(live_server.url + adresse)
        assert page.locator(".synthese section").count() == 5
        assert page.evaluate("document.documentElement.scrollHeight") <= ECRAN["height"]
        feuilles = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert len(feuilles) == 1
