"""Calendar files (RFC 5545): what telephones, computers and mail programs know of a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

PARIS = ZoneInfo("Europe/Paris")
FUSEAU = """BEGIN:VTIMEZONE\r
TZID:Europe/Paris\r
BEGIN:DAYLIGHT\r
DTSTART:19810329T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZNAME:CEST\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZNAME:CET\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
END:VTIMEZONE\r
"""
PUBLISH = "PUBLISH"
CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class EvenementAgenda:
    """A session as a calendar keeps it; `uid` never changes, `sequence` grows with each change. Instants are aware."""

    uid: str
    sequence: int
    modifie_le: datetime
    debut: datetime
    fin: datetime
    titre: str
    lieu: str
    description: str
    adresse: str = ""
    categorie: str = ""
    annule: bool = False


def write_agenda(
    evenements: Iterable[EvenementAgenda],
    *,
    nom: str,
    organisateur: str,
    methode: str = PUBLISH,
    envoye_le: datetime | None = None,
) -> str:
    """The text of a calendar file; the same values always give the same text, so that it can be kept and compared.

    `organisateur`: the e-mail address that every method of RFC 5546 asks for. With `CANCEL`, each event is cancelled
    whatever the session has become: somebody gave their place back. `envoye_le`: when that message was written, which
    tells it from an earlier one about the same version of the session.
    """
    agenda = Calendar()
    agenda.add("prodid", "-//Conseiller//Ateliers numeriques//FR")
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    agenda.add("method", methode)
    if nom:
        agenda.add("x-wr-calname", nom)
    agenda.add_component(_load_fuseau())
    for evenement in evenements:
        agenda.add_component(_make(evenement, nom, organisateur, methode, envoye_le))
    texte: str = agenda.to_ical().decode()
    return texte


@cache
def _load_fuseau() -> Timezone:
    """Paris by its two rules: a zone made from the system's data ends in 2038 and is ten times as long."""
    fuseau = Timezone.from_ical(FUSEAU)
    assert isinstance(fuseau, Timezone)
    return fuseau


def _make(evenement: EvenementAgenda, nom: str, organisateur: str, methode: str, envoye_le: datetime | None) -> Event:
    ligne = Event()
    ligne.add("uid", evenement.uid)
    ligne.add("sequence", evenement.sequence)
    ligne.add("dtstamp", envoye_le or evenement.modifie_le)
    ligne.add("last-modified", evenement.modifie_le)
    ligne.add("dtstart", evenement.debut.astimezone(PARIS))
    ligne.add("dtend", evenement.fin.astimezone(PARIS))
    ligne.add("summary", evenement.titre)
    ligne.add("location", evenement.lieu)
    ligne.add("description", evenement.description)
    if evenement.adresse:
        ligne.add("url", evenement.adresse)
    if evenement.categorie:
        ligne.add("categories", [evenement.categorie])
    ligne.add("status", "CANCELLED" if evenement.annule or methode == CANCEL else "CONFIRMED")
    ligne.add("transp", "TRANSPARENT" if evenement.annule else "OPAQUE")
    adresse = vCalAddress(f"mailto:{organisateur}")
    adresse.params["cn"] = vText(nom or "Ateliers numériques")
    ligne.add("organizer", adresse)
    return ligne
