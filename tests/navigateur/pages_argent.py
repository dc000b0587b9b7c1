"""Pages of the money, each with the agent who reads it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from subventions.models import Versement
from subventions.selectors import CALCUL, RENDU
from subventions.services.import_depenses import stage_fichier
from subventions.services.previsions import request_prevision
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import NOMS_LONGS, Pages, address, ask, find_agent, work
from tests.subventions.previsions import draft_avenant
from tests.subventions.previsions import work as make_documents


def make_decomptes(exemple: Convention, houdemont: Agent) -> Pages:
    """Statements ready, failed, rendering and waiting."""
    denis = find_agent("denis.royer")
    pret = ask(exemple, date(2021, 7, 1), date(2021, 12, 31))
    avenant = ask(exemple, date(2022, 1, 1), date(2022, 12, 31))
    echec = ask(exemple, date(2020, 1, 1), date(2020, 12, 31))
    work(CALCUL)
    work(RENDU)
    rendu = ask(exemple, date(2022, 1, 1), date(2022, 6, 30))
    work(CALCUL)
    attente = ask(exemple, date(2023, 1, 1), date(2023, 6, 30))
    return {
        "décomptes": (denis, reverse("decomptes", args=[exemple.pk])),
        "décomptes vus d’une commune": (houdemont, reverse("decomptes", args=[exemple.pk])),
        "décompte prêt": (denis, address(pret)),
        "décompte avec avenant": (denis, address(avenant)),
        "décompte vu d’une commune": (houdemont, address(avenant)),
        "décompte en échec": (denis, address(echec)),
        "décompte en mise en page": (denis, address(rendu)),
        "décompte en attente": (denis, address(attente)),
    }


def make_subventions(exemple: Convention, houdemont: Agent) -> Pages:
    """The grant in all its states, and each of its forms."""
    denis = find_agent("denis.royer")
    nue = make_convention(base=600, subventions=[], depenses=[])
    retard = make_convention(base=700)
    versements = list(Versement.objects.filter(subvention__convention=retard))
    for versement, suspension in zip(versements, ("", "suspendu", "annule"), strict=True):
        versement.recu_le = versement.montant_recu = None
        versement.suspension, versement.motif = suspension, "Absence à la formation obligatoire"
        versement.save()
    subvention = retard.subventions.get()
    subvention.versements.create(
        rang=4, montant_prevu=0, prevu_le=retard.debut, recu_le=retard.debut, montant_recu=-1_200_00
    )
    finances = make_agent(retard, 1)
    aide = exemple.cofinancements.get()

    def show(nom: str, *cles: int) -> tuple[Agent, str]:
        return finances, reverse(nom, args=[retard.pk, *cles])

    return {
        "subvention": (denis, reverse("subvention", args=[exemple.pk])),
        "subvention vue d’une commune": (houdemont, reverse("subvention", args=[exemple.pk])),
        "subvention, aucune": (make_agent(nue, 1), reverse("subvention", args=[nue.pk])),
        "subvention en retard": show("subvention"),
        "subvention à choisir": show("subvention_ajouter"),
        "subvention à ajouter": (finances, f"{show('subvention_ajouter')[1]}?bareme=2023-public"),
        "subvention à modifier": show("subvention_modifier", subvention.pk),
        "subvention à supprimer": show("subvention_supprimer", subvention.pk),
        "versement à ajouter": show("versement_ajouter", subvention.pk),
        "reversement à inscrire": (finances, f"{show('versement_ajouter', subvention.pk)[1]}?genre=reversement"),
        "versement à modifier": show("versement_modifier", versements[0].pk),
        "versement à supprimer": show("versement_supprimer", versements[0].pk),
        "cofinancement à ajouter": show("cofinancement_ajouter"),
        "cofinancement à modifier": (denis, reverse("cofinancement_modifier", args=[exemple.pk, aide.pk])),
        "cofinancement à supprimer": (denis, reverse("cofinancement_supprimer", args=[exemple.pk, aide.pk])),
    }


def make_previsions(exemple: Convention, houdemont: Agent) -> Pages:
    """Forecasts of four communes and of twelve, with a draft amendment, without hours; document ready, then asked."""
    denis = find_agent("denis.royer")
    draft_avenant(exemple, date(2023, 3, 1), (507, 400, 500, 200))
    douze = make_convention(("130.25",) * 11 + ("0",), noms=NOMS_LONGS, base=300)
    vide = make_convention(("1607",), base=400)
    vide.tranches.all().delete()

    def show(convention: Convention, annee: int) -> str:
        return reverse("prevision_annee", args=[convention.pk, annee])

    for annee in (2022, 2021):
        request_prevision(exemple, annee, projets=False, agent=denis, now=timezone.now())
        if annee == 2022:
            make_documents()
    return {
        "prévision": (denis, show(exemple, 2023)),
        "prévision avec son document": (denis, show(exemple, 2022)),
        "prévision dont le document se prépare": (denis, show(exemple, 2021)),
        "prévision avec un avenant en projet": (denis, f"{show(exemple, 2023)}?projets=1"),
        "prévision vue d’une commune": (houdemont, show(exemple, 2023)),
        "prévision à douze": (make_agent(douze, 1), show(douze, 2022)),
        "prévision sans heures": (make_agent(vide, 1), reverse("prevision", args=[vide.pk])),
    }


def make_depenses(exemple: Convention, houdemont: Agent) -> Pages:
    """The ledger of an agreement with statements, and what fills it."""
    denis = find_agent("denis.royer")
    depense = exemple.depenses.order_by("debut").first()
    assert depense is not None
    seul = make_convention(("1607",), base=640, depenses=[])
    # An amount that is already there, a line that cannot be read.
    bon = "Libellé;Nature;Montant;Premier jour;Couleur\nRémunération;remuneration;1823,12;01/07/2021;bleu\n"
    depots = [stage_fichier(tableau.encode(), exemple, denis) for tableau in (bon, f"{bon};voyage;douze;hier;\n")]
    return {
        "dépenses": (denis, reverse("depenses", args=[exemple.pk])),
        "dépenses filtrées": (denis, reverse("depenses", args=[exemple.pk]) + "?texte=paie&exercice=2022&minimum=x"),
        "dépenses vues d’une commune": (houdemont, reverse("depenses", args=[exemple.pk])),
        "dépenses, aucune": (make_agent(seul, 1, courriel="seul@exemple.example"), reverse("depenses", args=[seul.pk])),
        "dépense à ajouter": (denis, reverse("depense_ajouter", args=[exemple.pk])),
        "dépense à modifier": (denis, reverse("depense_modifier", args=[exemple.pk, depense.pk])),
        "dépense à supprimer": (denis, reverse("depense_supprimer", args=[exemple.pk, depense.pk])),
        "tableau à importer": (denis, reverse("depenses_importer", args=[exemple.pk])),
        "tableau bon": (denis, reverse("depenses_verifier", args=[exemple.pk, depots[0]])),
        "tableau à corriger": (denis, reverse("depenses_verifier", args=[exemple.pk, depots[1]])),
    }
