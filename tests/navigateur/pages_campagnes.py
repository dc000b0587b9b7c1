"""Pages of campaigns, each with the agent who reads it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.models import Campagne
from subventions.selectors import RENDU
from subventions.selectors.campagnes import CAMPAGNE
from subventions.services.calcul_campagne import compute_campagne
from subventions.services.campagnes import cancel_campagne, request_campagne
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import NOMS_LONGS, Pages, make_multiple, work


def make_campagnes(exemple: Convention, houdemont: Agent) -> Pages:
    """No campaign yet; one that waits, one being rendered, one that is over with failures, one cancelled."""
    premiere = make_agent(make_convention(base=500), 1)
    conventions = [make_convention(noms=NOMS_LONGS[4 * rang :][:4], base=510 + 10 * rang) for rang in range(3)]
    conventions[2].tranches.all().delete()
    conventions[1].parties.filter(ordre=2).update(sortie_le=date(2022, 3, 31))
    agent = make_multiple(*conventions)
    finie, rendue, attente, annulee = (
        request_campagne(du, au, agent=agent, now=timezone.now())
        for du, au in (
            (date(2021, 7, 1), date(2021, 12, 31)),
            (date(2022, 1, 1), date(2022, 6, 30)),
            (date(2022, 7, 1), date(2022, 12, 31)),
            (date(2023, 1, 1), date(2023, 6, 30)),
        )
    )
    cancel_campagne(annulee.pk, agent=agent, now=timezone.now())
    compute(finie)
    work(RENDU)
    compute(rendue)
    return {
        "campagnes, aucune encore": (premiere, reverse("campagnes")),
        "campagnes": (agent, reverse("campagnes")),
        "campagne en attente": (agent, reverse("campagne", args=[attente.pk])),
        "campagne en mise en page": (agent, reverse("campagne", args=[rendue.pk])),
        "campagne finie": (agent, reverse("campagne", args=[finie.pk])),
        "campagne annulée": (agent, reverse("campagne", args=[annulee.pk])),
        "accueil de plusieurs conventions": (agent, reverse("bureau")),
    }


def compute(campagne: Campagne) -> None:
    run_travail(Travail.objects.get(tache=CAMPAGNE, objet=campagne.pk).pk, compute_campagne)
