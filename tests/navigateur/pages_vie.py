"""Pages of the life of a statement, each with the agent who reads it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from conseiller.pieces.services import store_piece
from conseiller.travaux.models import EtatTravail, Travail
from subventions.enums import EtatDepense
from subventions.models import Depense
from subventions.selectors import CALCUL, RENDU
from subventions.selectors.cloture import RENDU_ARRETE
from subventions.services.exemplaires import add_exemplaire
from subventions.services.previsions import request_prevision
from tests.navigateur.pages import Pages, address, ask, find_agent, work
from tests.subventions.arretes import close, transmit


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


def make_clotures(exemple: Convention, houdemont: Agent) -> Pages:
    """A statement about to be closed, one closed with its signed copy, one replaced, one whose papers failed."""
    helene, maintenant = find_agent("helene.simon"), timezone.now()
    premier = close(exemple, date(2021, 7, 1), date(2021, 9, 30), now=maintenant, agent=helene)
    remplacante = close(exemple, date(2021, 7, 1), date(2021, 9, 30), now=maintenant, remplace=premier.decompte)
    arrete = close(exemple, date(2021, 10, 1), date(2021, 12, 31), now=maintenant, agent=helene)
    work(RENDU_ARRETE)
    code = houdemont.roles.get().organisme.code
    piece = store_piece(b"%PDF-1.7 fictif", "application/pdf")
    part, jour = arrete.parts.get(code=code), timezone.localdate()
    add_exemplaire(part, piece=piece, signe_le=jour, agent=helene, now=maintenant)
    Travail.objects.filter(objet=remplacante.decompte_id, tache=RENDU_ARRETE).update(
        etat=EtatTravail.ECHOUE, erreur="La place manque sur le disque."
    )
    transmis = transmit(exemple, date(2022, 1, 1), date(2022, 12, 31), now=maintenant)
    cles = [exemple.pk, arrete.decompte_id]
    return {
        "décompte à arrêter": (helene, address(transmis)),
        "arrêter le décompte": (helene, reverse("decompte_arreter", args=[exemple.pk, transmis.pk])),
        "décompte arrêté": (helene, address(arrete.decompte)),
        "décompte arrêté vu d’une commune": (houdemont, address(arrete.decompte)),
        "décompte remplacé": (helene, address(premier.decompte)),
        "remplacer le décompte": (helene, reverse("decompte_remplacer", args=cles)),
        "décompte qu’on ne remplace plus": (
            helene,
            reverse("decompte_remplacer", args=[exemple.pk, remplacante.decompte_id]),
        ),
        "ajouter un exemplaire signé": (helene, reverse("exemplaire_ajouter", args=[*cles, code])),
    }
