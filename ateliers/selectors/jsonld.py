"""The session of a page, for search engines."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from ateliers.calculs.places import compute_affichees
from ateliers.enums import EtatSeance
from ateliers.models import Seance
from ateliers.presentation.jsonld import EvenementPublic, write_jsonld

from .agenda import find_page
from .seances import count_restantes


def read_jsonld(seance: Seance, *, doubles: int = 0, now: datetime) -> SafeString:
    """What `composants/evenement_jsonld.html` puts in the page; read the session by `list_publiques`."""
    organisme, slug = seance.lieu.organisme, seance.convention.groupe.slug
    atelier = seance.atelier
    evenement = EvenementPublic(
        titre=seance.titre,
        description=" ".join(filter(None, (atelier.phrase, atelier.description))) if atelier else "",
        debut=timezone.localtime(seance.debut),
        fin=timezone.localtime(seance.fin),
        adresse=f"{settings.ADRESSE_PUBLIQUE}{find_page(seance)}",
        annule=seance.etat == EtatSeance.ANNULEE,
        places=seance.places,
        restantes=compute_affichees(count_restantes(seance, guichet=False, now=now), doubles),
        lieu=seance.lieu.nom,
        rue=seance.lieu.adresse,
        code_postal=organisme.code_postal,
        localite=organisme.localite or organisme.nom,
        organisateur=seance.convention.groupe.nom,
        site=f"{settings.ADRESSE_PUBLIQUE}{reverse('mediatheque', args=[slug])}",
    )
    # Every sign that could end the script element is escaped.
    return mark_safe(write_jsonld(evenement))
