"""What search engines are told of a session."""

from __future__ import annotations

import json

import pytest
from django.template.loader import render_to_string

from ateliers.models import Seance
from ateliers.selectors.jsonld import read_jsonld
from ateliers.selectors.seances import list_publiques
from tests.ateliers.fabrique import MAINTENANT, make_reservation, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def read(seance: Seance) -> dict:
    lue = list_publiques(seance.convention.groupe.slug).get(pk=seance.pk)
    return json.loads(read_jsonld(lue, now=MAINTENANT))


def test_a_session_is_a_free_event_with_its_places():
    seance = make_seance(make_convention(), places=2)
    make_reservation(seance)
    evenement = read(seance)
    assert (evenement["@type"], evenement["isAccessibleForFree"], evenement["offers"]["price"]) == ("Event", True, "0")
    assert (evenement["startDate"], evenement["endDate"]) == ("2026-12-15T14:00:00+01:00", "2026-12-15T16:00:00+01:00")
    assert (evenement["maximumAttendeeCapacity"], evenement["remainingAttendeeCapacity"]) == (2, 1)
    assert evenement["location"]["name"] == "Lieu fictif 1"
    assert evenement["eventStatus"] == "https://schema.org/EventScheduled"
    assert evenement["offers"]["availability"] == "https://schema.org/InStock"


def test_full_and_cancelled_are_said():
    seance = make_seance(make_convention(), places=0, etat="annulee", annulee_le=MAINTENANT)
    evenement = read(seance)
    assert evenement["eventStatus"] == "https://schema.org/EventCancelled"
    assert evenement["offers"]["availability"] == "https://schema.org/SoldOut"


def test_what_people_typed_never_ends_the_script():
    seance = make_seance(make_convention())
    titre = "</script><script>alert('1')</script> & « plus »"
    seance.atelier.titre = titre
    seance.atelier.save()
    lue = list_publiques(seance.convention.groupe.slug).get(pk=seance.pk)
    page = render_to_string("composants/evenement_jsonld.html", {"jsonld": read_jsonld(lue, now=MAINTENANT)})
    assert page.count("</script>") == 1
    assert json.loads(page[page.index("{") : page.rindex("}") + 1])["name"] == titre
