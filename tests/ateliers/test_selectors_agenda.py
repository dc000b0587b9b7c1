"""Calendar files: read again by a library, word for word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from ateliers.models import Seance
from ateliers.selectors.agenda import write_calendrier
from tests.ateliers.fabrique import DEBUT, MAINTENANT, make_lieu, make_seance
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def seance():
    convention = make_convention()
    lieu = make_lieu(convention, nom="Médiathèque fictive", adresse="1, rue Fictive", salle="salle bleue")
    return make_seance(convention, lieu=lieu)


def read(texte: str):
    agenda = Calendar.from_ical(texte)
    return agenda, agenda.walk("VEVENT")


def test_a_session_is_an_event_of_paris(seance):
    texte = write_calendrier([seance])
    agenda, [evenement] = read(texte)
    assert (agenda["METHOD"], agenda["VERSION"]) == ("PUBLISH", "2.0")
    assert agenda.walk("VTIMEZONE")[0]["TZID"] == "Europe/Paris"
    assert evenement.decoded("dtstart") == DEBUT
    assert evenement["dtstart"].params["TZID"] == "Europe/Paris"
    assert "DTSTART;TZID=Europe/Paris:20261215T140000\r\n" in texte
    assert evenement.decoded("dtend") - evenement.decoded("dtstart") == timedelta(hours=2)
    assert evenement["UID"] == f"seance-{seance.pk}@127.0.0.1"
    assert (evenement["SEQUENCE"], evenement["STATUS"]) == (0, "CONFIRMED")
    assert evenement.decoded("dtstamp") == evenement.decoded("last-modified") == MAINTENANT
    assert evenement["SUMMARY"] == "Créer de bons mots de passe"
    assert evenement["LOCATION"] == f"Médiathèque fictive, salle bleue, 1, rue Fictive, {seance.lieu.organisme}"
    assert evenement["DESCRIPTION"] == "Gratuit.\nTéléphone\u00a0: 03 53 01 12 34"
    assert evenement["URL"].endswith(f"/mediatheque/{seance.convention.groupe.slug}/seances/{seance.pk}/")


def test_the_zone_knows_summer_time(seance):
    fuseau = read(write_calendrier([seance]))[0].walk("VTIMEZONE")[0].to_tz()
    assert datetime(2026, 7, 1, tzinfo=fuseau).utcoffset() == timedelta(hours=2)
    assert datetime(2026, 12, 1, tzinfo=fuseau).utcoffset() == timedelta(hours=1)


def test_the_same_session_always_gives_the_same_text(seance):
    assert write_calendrier([seance]) == write_calendrier([Seance.objects.get(pk=seance.pk)])


def test_a_cancelled_session_keeps_its_name_and_says_so(seance):
    uid = read(write_calendrier([seance]))[1][0]["UID"]
    seance.etat, seance.annulee_le, seance.sequence = "annulee", MAINTENANT, 1
    seance.annulee_par, seance.motif = seance.lieu.organisme, "Le conseiller est souffrant."
    agenda, [evenement] = read(write_calendrier([seance]))
    assert (evenement["UID"], evenement["SEQUENCE"], evenement["STATUS"]) == (uid, 1, "CANCELLED")
    assert agenda["METHOD"] == "PUBLISH"
    assert evenement["SUMMARY"] == "Annulé\u00a0: Créer de bons mots de passe"
    assert evenement["DESCRIPTION"].startswith(
        f"Cette séance est annulée par {seance.annulee_par}. Le conseiller est souffrant."
    )


def test_a_place_given_back_leaves_the_calendar_though_the_session_stays(seance):
    envoye_le = datetime(2026, 12, 2, tzinfo=UTC)
    agenda, [evenement] = read(write_calendrier([seance], methode="CANCEL", envoye_le=envoye_le))
    assert (agenda["METHOD"], evenement["STATUS"]) == ("CANCEL", "CANCELLED")
    assert evenement.decoded("dtstamp") == envoye_le
    assert str(evenement["ORGANIZER"]).startswith("mailto:")


def test_an_appointment_has_no_public_page(seance):
    rendez_vous = make_seance(seance.convention, atelier=None, places=1)
    _, [evenement] = read(write_calendrier([rendez_vous]))
    assert evenement["SUMMARY"] == "Rendez-vous avec le conseiller numérique"
    assert "URL" not in evenement


def test_what_people_typed_cannot_add_a_line_of_its_own(seance):
    seance.atelier.titre = "Un titre; avec, des signes\r\nEND:VCALENDAR"
    _, [evenement] = read(write_calendrier([seance]))
    assert evenement["SUMMARY"].split("\n") == ["Un titre; avec, des signes", "END:VCALENDAR"]
