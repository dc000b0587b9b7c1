"""Pages of the end of a year, each with the agent who reads it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from subventions.models import Ajustement
from subventions.selectors.previsions import read_prevision
from subventions.services.acomptes import call_acomptes
from subventions.services.ajustements import save_ajustement
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import NOMS_LONGS, Pages, find_agent
from tests.subventions.arretes import close
from tests.subventions.decomptes import make_decompte


def make_exercice(exemple: Convention, houdemont: Agent) -> Pages:
    """The end of a year, part payments, adjustments, an exit; with long names and great amounts too."""
    denis, now = find_agent("denis.royer"), timezone.now()
    Convention.objects.filter(pk=exemple.pk).update(acompte_taux=30_00)
    exemple.refresh_from_db()
    lecture = read_prevision(exemple, 2022, jour=now.date())
    call_acomptes(exemple, 2022, lu=lecture.empreinte, agent=denis, now=now)
    un, autre = exemple.parties.all()[:2]
    convenu = Ajustement(convention=exemple, motif="Geste convenu pour la formation", convenu_le=date(2022, 1, 5))
    save_ajustement(convenu, {un: -50_00, autre: 50_00}, agent=denis, now=now)
    close(exemple, date(2021, 7, 1), date(2021, 9, 30))
    libre = save_ajustement(
        Ajustement(convention=exemple, motif="Second geste", convenu_le=date(2022, 1, 6)),
        {un: 10_00, autre: -10_00},
        agent=denis,
        now=now,
    )
    exemple.depenses.create(
        libelle="Facture de téléphone oubliée",
        nature="autre",
        montant=120_00,
        etat="constate",
        debut=date(2021, 8, 1),
        fin=date(2021, 10, 31),
    )
    sortante = exemple.parties.get(organisme__nom="Houdemont")
    sortante.sortie_le = date(2021, 12, 31)
    sortante.save()
    grande = make_convention(("400", "300", "200", "100"), noms=NOMS_LONGS[:4], base=800)
    make_decompte(grande)
    vide = make_convention(base=820)
    agent, seul = make_agent(grande, 1), make_agent(vide, 1)

    def show(nom: str, convention: Convention, *autres: object) -> str:
        return reverse(nom, args=[convention.pk, *autres])

    return {
        "exercice": (denis, show("exercice", exemple, 2021)),
        "exercice vu d’une commune": (houdemont, show("exercice", exemple, 2021)),
        "exercice aux noms longs": (agent, show("exercice", grande, 2021)),
        "acomptes": (denis, show("acomptes", exemple)),
        "acomptes vus d’une commune": (houdemont, show("acomptes", exemple)),
        "acomptes, aucun": (seul, show("acomptes", vide)),
        "acomptes à appeler": (denis, show("acomptes_appeler", exemple, 2021)),
        "acomptes à annuler": (denis, show("acomptes_annuler", exemple, 2022)),
        "ajustements": (denis, show("ajustements", exemple)),
        "ajustements, aucun": (seul, show("ajustements", vide)),
        "ajustement à ajouter": (denis, show("ajustement_ajouter", exemple)),
        "ajustement à modifier": (denis, show("ajustement_modifier", exemple, libre.pk)),
        "ajustement à supprimer": (denis, show("ajustement_supprimer", exemple, libre.pk)),
        "solde de sortie": (denis, show("solde_sortie", exemple, sortante.pk)),
    }
