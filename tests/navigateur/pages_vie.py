"""Pages of the life of a statement, each with the agent who reads it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from subventions.enums import EtatDepense
from subventions.models import Depense
from subventions.selectors import CALCUL, RENDU
from subventions.services.previsions import request_prevision
from tests.navigateur.pages import Pages, address, ask, find_agent, work


def make_ecarts(exemple: Convention, houdemont: Agent) -> Pages:
    """A statement set against the one before and against a forecast that expected less, and the rules."""
    denis = find_agent("denis.royer")
    tardive = Depense.objects.create(
        convention=exemple,
        libelle="Ordinateur portable",
        nature="equipement",
        montant=1_480_00,
        debut=date(2022, 10, 3),
        fin=date(2022, 10, 3),
        etat=EtatDepense.CONSTATE,
    )
    Depense.objects.filter(pk=tardive.pk).update(debut=date(2024, 1, 1), fin=date(2024, 1, 1))
    request_prevision(exemple, 2022, projets=False, agent=denis, now=timezone.now())
    Depense.objects.filter(pk=tardive.pk).update(debut=date(2022, 10, 3), fin=date(2022, 10, 3))
    premier = ask(exemple, date(2021, 7, 1), date(2021, 12, 31))
    work(CALCUL)
    suivant = ask(exemple, date(2022, 1, 1), date(2022, 12, 31))
    work(CALCUL)
    work(RENDU)
    code = houdemont.roles.get().organisme.code
    return {
        "écarts du premier décompte": (denis, f"{address(premier)}#pourquoi-{code}"),
        "écarts avec la prévision et le décompte d’avant": (denis, f"{address(suivant)}#pourquoi-{code}"),
        "écarts vus d’une commune": (houdemont, f"{address(suivant)}#pourquoi-{code}"),
        "règles du calcul": (houdemont, f"{reverse('regles')}#R8"),
        "prévision et ses décomptes": (denis, reverse("prevision_annee", args=[exemple.pk, 2022])),
    }
