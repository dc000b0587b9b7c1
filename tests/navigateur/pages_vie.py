"""Pages of the life of a statement, each with the agent who reads it."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from subventions.enums import EtatDepense
from subventions.models import Depense, Titre
from subventions.selectors import CALCUL, RENDU
from subventions.services.previsions import request_prevision
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import Pages, address, ask, find_agent, work
from tests.subventions.arretes import close


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


def make_recouvrement(exemple: Convention, houdemont: Agent) -> Pages:
    """A closed statement whose sums are to be called, late, paid in parts and paid; each of their forms."""
    denis = find_agent("denis.royer")
    cloture = close(exemple, now=timezone.now() - timedelta(days=60))
    parts = list(cloture.parts.filter(employeuse=False).order_by("partie__ordre"))
    emis_le = timezone.localdate() - timedelta(days=45)
    titres = [
        Titre.objects.create(part=part, numero=f"2022-{rang}", emis_le=emis_le) for rang, part in enumerate(parts[:2])
    ]
    titres[0].paiements.create(paye_le=emis_le, montant=parts[0].appele)
    paiement = titres[1].paiements.create(paye_le=emis_le, montant=parts[1].appele // 2)
    vide = make_convention(base=760)

    def show(nom: str, *cles: object) -> tuple[Agent, str]:
        return denis, reverse(nom, args=[exemple.pk, *cles])

    return {
        "décompte arrêté et ses titres": (denis, f"{address(cloture.decompte)}#recouvrement"),
        "titres vus d’une commune": (houdemont, f"{address(cloture.decompte)}#recouvrement"),
        "recouvrement": show("recouvrement"),
        "recouvrement filtré": (denis, f"{show('recouvrement')[1]}?etat=retard"),
        "recouvrement vu d’une commune": (houdemont, show("recouvrement")[1]),
        "recouvrement, rien d’appelé": (make_agent(vide, 1), reverse("recouvrement", args=[vide.pk])),
        "recouvrement de toutes les conventions": (denis, reverse("recouvrements")),
        "titre à inscrire": show("titre_ajouter", "parts", parts[2].pk),
        "titre à corriger": show("titre_modifier", titres[0].pk),
        "titre à supprimer": show("titre_supprimer", titres[0].pk),
        "paiement à inscrire": show("paiement_ajouter", titres[1].pk),
        "paiement à corriger": show("paiement_modifier", paiement.pk),
        "paiement à supprimer": show("paiement_supprimer", paiement.pk),
    }
