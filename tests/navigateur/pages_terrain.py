"""Pages of the adviser's day: a session that runs, one afterwards elsewhere, reports to come, nothing at all."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from ateliers.enums import EtatSeance, Presence
from ateliers.models import Lieu, Seance
from communes.enums import Fonction
from communes.models import Agent, Convention
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import Pages, find_agent


def make_terrain(exemple: Convention, houdemont: Agent) -> Pages:
    """What an adviser opens from morning to evening, and what the others read of it."""
    lucie, now = find_agent("lucie.garnier"), timezone.now()
    lieux = list(Lieu.objects.filter(groupe=exemple.groupe))
    courante = make_seance(exemple, debut=now - timedelta(minutes=30), conseiller=lucie, lieu=lieux[0], retard=10)
    make_seance(exemple, debut=now + timedelta(hours=2), conseiller=lucie, lieu=lieux[-1])
    passee = make_seance(exemple, debut=now - timedelta(days=1), conseiller=lucie, lieu=lieux[1])
    faite = make_seance(exemple, debut=now - timedelta(days=1, hours=3), conseiller=lucie, lieu=lieux[1])
    for rang, seance in enumerate((courante, passee, faite), start=500):
        reservation = make_reservation(seance, rang, now=seance.debut - timedelta(days=3))
        reservation.inscriptions.update(presence=Presence.PRESENT, tranche_age="soixante_dix_plus")
    make_reservation(courante, 600, now=now - timedelta(days=3))
    Seance.objects.filter(pk=faite.pk).update(etat=EtatSeance.TENUE, minutes_reelles=95)
    rendez_vous = make_seance(exemple, debut=now - timedelta(hours=5), atelier=None, places=1, conseiller=lucie)
    vide = make_convention(("1607",), base=700)
    seule = make_agent(vide, 1, Fonction.CONSEILLER)
    hier = timezone.localdate(passee.debut).isoformat()
    return {
        "journée": (lucie, reverse("aujourdhui")),
        "journée vide": (seule, reverse("aujourdhui")),
        "retard": (lucie, reverse("seance_retard", args=[courante.pk])),
        "compte rendu": (lucie, reverse("seance_compte_rendu", args=[exemple.pk, passee.pk])),
        "compte rendu d’un rendez-vous": (lucie, reverse("seance_compte_rendu", args=[exemple.pk, rendez_vous.pk])),
        "résumé du jour": (lucie, f"{reverse('coop')}?jour={hier}"),
        "résumé vide": (seule, reverse("coop")),
        "activité": (lucie, reverse("activite", args=[exemple.pk])),
        "activité vue d’une commune": (houdemont, reverse("activite", args=[exemple.pk])),
        "activité, aucune": (seule, reverse("activite", args=[vide.pk])),
        "bureau du conseiller": (lucie, reverse("bureau")),
        "bureau de la coordination": (find_agent("helene.simon"), reverse("bureau")),
        "bureau de l’accueil": (find_agent("claire.martin"), reverse("bureau")),
    }
