"""Pages of appointments: what residents choose, what the desk gives, what the adviser opens."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from ateliers.selectors.creneaux import DELAI_PUBLIC, list_offres
from communes.enums import Fonction
from communes.models import Agent, Convention
from tests.fabrique import make_agent
from tests.navigateur.pages import Pages


def make_rendez_vous(exemple: Convention, houdemont: Agent) -> Pages:
    """Free times, their form, one that is gone; ranges opened, moved, removed."""
    groupe, pk = exemple.groupe.slug, exemple.pk
    offre = list_offres(exemple.groupe, au_plus_tot=timezone.now() + DELAI_PUBLIC)[-1]
    camille = make_agent(exemple, 1, Fonction.CONSEILLER)
    accueil = make_agent(exemple, 2, Fonction.ACCUEIL)
    pris = reverse("rendez_vous_reserver", args=[groupe, offre.plage.pk, "2020-01-01T1000"])
    return {
        "rendez-vous": (None, reverse("rendez_vous", args=[groupe])),
        "rendez-vous, un lieu": (None, f"{reverse('rendez_vous', args=[groupe])}?lieu={offre.plage.lieu_id}"),
        "rendez-vous, rien": (None, f"{reverse('rendez_vous', args=[groupe])}?du=2199-01-01"),
        "rendez-vous, formulaire": (None, reverse("rendez_vous_reserver", args=[groupe, offre.plage.pk, offre.heure])),
        "rendez-vous, pris": (None, pris),
        "guichet": (accueil, reverse("rendez_vous_guichet", args=[pk])),
        "guichet, formulaire": (accueil, reverse("rendez_vous_donner", args=[pk, offre.plage.pk, offre.heure])),
        "plages": (camille, reverse("plages", args=[pk])),
        "plage, ouvrir": (camille, reverse("plage_ajouter", args=[pk])),
        "plage, modifier": (camille, reverse("plage_modifier", args=[pk, offre.plage.pk])),
        "plage, supprimer": (camille, reverse("plage_supprimer", args=[pk, offre.plage.pk])),
    }
