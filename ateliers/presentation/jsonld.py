"""A workshop as search engines read it (schema.org Event)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

ECHAPPES = {ord(signe): f"\\u{ord(signe):04x}" for signe in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class EvenementPublic:
    """What is told of a session; `adresse` is its page, `restantes` the places that the public may still take."""

    titre: str
    description: str
    debut: datetime
    fin: datetime
    adresse: str
    annule: bool
    places: int
    restantes: int
    lieu: str
    rue: str
    code_postal: str
    localite: str
    organisateur: str
    site: str


def write_jsonld(evenement: EvenementPublic) -> str:
    """The JSON-LD of a session, safe inside a script element whatever people typed."""
    prefixe = "https://schema.org/"
    donnees = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": evenement.titre,
        "description": evenement.description,
        "startDate": evenement.debut.isoformat(),
        "endDate": evenement.fin.isoformat(),
        "eventStatus": prefixe + ("EventCancelled" if evenement.annule else "EventScheduled"),
        "eventAttendanceMode": prefixe + "OfflineEventAttendanceMode",
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "url": evenement.adresse,
        "maximumAttendeeCapacity": evenement.places,
        "remainingAttendeeCapacity": evenement.restantes,
        "location": {
            "@type": "Place",
            "name": evenement.lieu,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": evenement.rue,
                "postalCode": evenement.code_postal,
                "addressLocality": evenement.localite,
                "addressCountry": "FR",
            },
        },
        "organizer": {"@type": "Organization", "name": evenement.organisateur, "url": evenement.site},
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "EUR",
            "availability": prefixe + ("InStock" if evenement.restantes else "SoldOut"),
            "url": evenement.adresse,
        },
    }
    return json.dumps(donnees, ensure_ascii=False).translate(ECHAPPES)
