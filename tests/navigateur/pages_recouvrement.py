"""Pages of the sums called, each with the agent who reads it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from subventions.models import Titre
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import Pages, address, find_agent
from tests.subventions.arretes import close


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
