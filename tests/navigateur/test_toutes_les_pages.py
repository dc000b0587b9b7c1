"""Every page, on phones and desks: nothing for axe, nothing in the console, nothing from elsewhere, none too wide."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, Request

from ateliers.models import Lieu
from communes.enums import Fonction
from communes.models import Acte, Agent, Contrat, Convention, Organisme, Poste
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.documents import render_document
from subventions.models import Decompte, Versement
from subventions.selectors import CALCUL, RENDU
from subventions.services.decomptes import compute_decompte, request_decompte
from subventions.services.documents import render_documents
from subventions.services.exemple import load_exemple
from subventions.services.import_depenses import stage_fichier
from subventions.services.previsions import request_prevision
from tests.fabrique import make_agent, make_convention, make_siret
from tests.subventions.previsions import draft_avenant
from tests.subventions.previsions import work as make_documents

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

LARGEURS = [320, 360, 800, 1280]
AVEC_AXE = [360, 1280]
ABSENTE = "/nulle-part/"
NOMS_LONGS = tuple(f"Saint-Exemple-les-Longues-Rives {n}" for n in range(12))
PUBLIQUES = [
    "accueil",
    "accessibilite",
    "mentions_legales",
    "donnees_personnelles",
    "plan_du_site",
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]

Pages = dict[str, tuple[Agent | None, str]]


def work(tache: str) -> None:
    """Do what a worker would do with the jobs that wait."""
    service = compute_decompte if tache == CALCUL else partial(render_documents, render=render_document)
    for travail in Travail.objects.filter(tache=tache, etat="attente"):
        run_travail(travail.pk, service)


def ask(convention: Convention, du: date, au: date) -> Decompte:
    return request_decompte(convention, du, au, agent=None, now=timezone.now())[0]


def address(decompte: Decompte) -> str:
    return reverse("decompte", args=[decompte.convention_id, decompte.pk])


def find_agent(nom: str) -> Agent:
    return Agent.objects.get(courriel=f"{nom}@ludres.example")


def make_public() -> Pages:
    """Pages that need no account."""
    return {
        **{nom: (None, reverse(nom)) for nom in PUBLIQUES},
        "jeton faux": (None, reverse("account_reset_password_from_key", args=["1", "faux-jeton"])),
        "introuvable": (None, ABSENTE),
    }


def make_multiple(*conventions: Convention) -> Agent:
    """Who coordinates several agreements."""
    agent = Agent.objects.create_user("multiple@exemple.example", prenom="Camille", nom="Fictif")
    for convention in conventions:
        agent.roles.create(organisme=convention.employeuse, fonction=Fonction.COORDINATION.value)
    return agent


def make_premiere() -> Agent:
    """Who has just installed the site: a body, no agreement yet."""
    organisme = Organisme.objects.create(nom="Commune fictive à venir", insee="99998", siret=make_siret(998))
    agent = Agent.objects.create_user("premiere@exemple.example", prenom="Camille", nom="Fictif")
    agent.roles.create(organisme=organisme, fonction=Fonction.ADMINISTRATION.value)
    return agent


def make_bureaux(exemple: Convention, houdemont: Agent) -> Pages:
    """Homes by role, account pages, agreements of four, twelve and one."""
    denis = find_agent("denis.royer")
    douze = make_convention(("130.25",) * 11 + ("0",), noms=NOMS_LONGS)
    seul = make_convention(("1607",), base=200)
    nombreux = ask(douze, date(2021, 7, 1), date(2021, 12, 31))
    retire = houdemont.roles.get()
    partie = exemple.parties.get(organisme=retire.organisme)
    work(CALCUL)
    return {
        "mot de passe": (denis, reverse("account_change_password")),
        "déconnexion": (denis, reverse("account_logout")),
        "bureau des finances": (denis, reverse("bureau")),
        "bureau d’une commune": (houdemont, reverse("bureau")),
        "bureau de la coordination": (find_agent("helene.simon"), reverse("bureau")),
        "bureau de l’administration": (find_agent("nadia.petit"), reverse("bureau")),
        "bureau du conseiller": (find_agent("lucie.garnier"), reverse("bureau")),
        "bureau de l’accueil": (find_agent("claire.martin"), reverse("bureau")),
        "bureau de l’élu": (find_agent("paul.lambert"), reverse("bureau")),
        "bureau à douze": (make_agent(douze, 12), reverse("bureau")),
        "bureau de deux conventions": (make_multiple(exemple, seul), reverse("bureau")),
        "bureau à remplir": (make_premiere(), reverse("bureau")),
        "synthèse": (denis, reverse("synthese", args=[exemple.pk])),
        "synthèse à douze": (make_agent(douze, 12, Fonction.ELU), reverse("synthese", args=[douze.pk])),
        "mise en route": (find_agent("helene.simon"), reverse("mise_en_route", args=[exemple.pk])),
        "bureau sans rôle": (Agent.objects.create_user("nul@exemple.example", prenom="A", nom="B"), reverse("bureau")),
        "convention": (denis, reverse("convention", args=[exemple.pk])),
        "convention vue d’une commune": (houdemont, reverse("convention", args=[exemple.pk])),
        "convention à douze": (make_agent(douze, 1), reverse("convention", args=[douze.pk])),
        "convention seule": (make_agent(seul, 1, Fonction.COORDINATION), reverse("convention", args=[seul.pk])),
        "nouvelle convention": (find_agent("nadia.petit"), reverse("convention_ajouter")),
        "commune à chercher": (find_agent("nadia.petit"), f"{reverse('convention_ajouter')}?nom_cherche=Ludres"),
        "convention à modifier": (find_agent("helene.simon"), reverse("convention_modifier", args=[exemple.pk])),
        "parties": (find_agent("helene.simon"), reverse("parties", args=[exemple.pk])),
        "parties à douze": (make_agent(douze, 3), reverse("parties", args=[douze.pk])),
        "partie à ajouter": (find_agent("helene.simon"), reverse("partie_ajouter", args=[exemple.pk])),
        "partie à modifier": (houdemont, reverse("partie_modifier", args=[exemple.pk, partie.pk])),
        "partie à retirer": (find_agent("helene.simon"), reverse("partie_retirer", args=[exemple.pk, partie.pk])),
        "organisme": (houdemont, reverse("organisme_modifier", args=[exemple.pk, partie.organisme_id])),
        "agents": (find_agent("helene.simon"), reverse("agents", args=[exemple.pk])),
        "agent à inviter": (find_agent("helene.simon"), reverse("agent_inviter", args=[exemple.pk])),
        "agent à retirer": (find_agent("helene.simon"), reverse("agent_retirer", args=[exemple.pk, retire.pk])),
        "agents à douze": (make_agent(douze, 1, Fonction.COORDINATION), reverse("agents", args=[douze.pk])),
        "décomptes, aucun": (make_agent(seul, 1), reverse("decomptes", args=[seul.pk])),
        "décompte à douze": (make_agent(douze, 2), address(nombreux)),
    }


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


def make_fondations(exemple: Convention, houdemont: Agent) -> Pages:
    """Acts, legal basis, post and places: full and empty, and as a partner reads them."""
    helene = find_agent("helene.simon")
    seul = make_convention(("1607",), base=500)
    coordination = make_agent(seul, 1, Fonction.COORDINATION)
    Convention.objects.filter(pk=exemple.pk).update(imputation="frais")
    poste = Poste.objects.create(convention=exemple, rang=1)
    contrat = Contrat.objects.create(
        poste=poste, type="cdd", debut=exemple.debut, fin=date(2022, 3, 31), motif_fin="démission", formation=80 * 4
    )
    Contrat.objects.create(poste=poste, type="projet", debut=date(2022, 6, 1), fin=date(2023, 12, 31))
    Poste.objects.create(convention=exemple, rang=2, rendu_le=date(2022, 3, 1))
    acte = Acte.objects.filter(convention=exemple).order_by("pk").last()
    lieu = Lieu.objects.get(groupe=exemple.groupe)
    cles = {"acte": acte.pk, "contrat": contrat.pk, "lieu": lieu.pk, "1": 1}
    noms = [
        ("actes", []),
        ("acte_ajouter", []),
        ("acte_modifier", ["acte"]),
        ("acte_supprimer", ["acte"]),
        ("base_legale", []),
        ("poste", []),
        ("poste_ajouter", []),
        ("poste_modifier", ["1"]),
        ("contrat_ajouter", ["1"]),
        ("contrat_modifier", ["contrat"]),
        ("contrat_supprimer", ["contrat"]),
        ("groupe", []),
        ("lieu_ajouter", []),
        ("lieu_modifier", ["lieu"]),
    ]
    pages: Pages = {
        nom: (helene, reverse(nom, args=[exemple.pk, *(cles[cle] for cle in autres)])) for nom, autres in noms
    }
    for nom in ("actes", "base_legale", "poste"):
        pages[f"{nom} vus d’une commune"] = (houdemont, reverse(nom, args=[exemple.pk]))
    for nom in ("actes", "base_legale", "poste", "groupe"):
        pages[f"{nom}, rien encore"] = (coordination, reverse(nom, args=[seul.pk]))
    return pages


def make_avenants(exemple: Convention, houdemont: Agent) -> Pages:
    """Hours and amendments: a retroactive draft, an exit, none at all, twelve parties, as a partner reads them."""
    helene = find_agent("helene.simon")
    retroactif = exemple.avenants.get(brouillon=True)
    Convention.objects.filter(pk=exemple.pk).update(preavis_mois=6, heures_poste=1700 * 4)
    vide = make_convention(("1607",), base=800)
    vide.tranches.all().delete()
    debutante = make_agent(vide, 1, Fonction.COORDINATION)
    douze = make_convention(("130.25",) * 11 + ("0",), noms=NOMS_LONGS, base=900)
    projet = draft_avenant(douze, date(2022, 3, 1), (200,) * 12)
    nombreuse = make_agent(douze, 1, Fonction.COORDINATION)
    premiere = exemple.tranches.get(avenant=None)
    generales = ("heures", "avenants", "avenant_ajouter", "prolongation", "sortie")
    d_un_avenant = ("avenant", "avenant_modifier", "avenant_signer", "avenant_supprimer")
    return {
        **{nom: (helene, reverse(nom, args=[exemple.pk])) for nom in generales},
        **{nom: (helene, reverse(nom, args=[exemple.pk, retroactif.pk])) for nom in d_un_avenant},
        "avenant signé": (helene, reverse("avenant", args=[exemple.pk, exemple.avenants.get(numero=1).pk])),
        "heures à corriger": (helene, reverse("heures_modifier", args=[exemple.pk, premiere.pk])),
        "heures vues d’une commune": (houdemont, reverse("heures", args=[exemple.pk])),
        "avenants vus d’une commune": (houdemont, reverse("avenants", args=[exemple.pk])),
        "heures, aucune": (debutante, reverse("heures", args=[vide.pk])),
        "premières heures": (debutante, reverse("heures_ajouter", args=[vide.pk])),
        "avenants, aucun": (debutante, reverse("avenants", args=[vide.pk])),
        "heures à douze": (nombreuse, reverse("heures", args=[douze.pk])),
        "avenant à douze": (nombreuse, reverse("avenant", args=[douze.pk, projet.pk])),
        "signature à douze": (nombreuse, reverse("avenant_signer", args=[douze.pk, projet.pk])),
    }


def make_depenses(exemple: Convention, houdemont: Agent) -> Pages:
    """The ledger of an agreement with statements, and what fills it."""
    denis = find_agent("denis.royer")
    depense = exemple.depenses.order_by("debut").first()
    assert depense is not None
    seul = make_convention(("1607",), base=800, depenses=[])
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


def sign_in(page: Page, agent: Agent | None, url: str) -> None:
    """Take the agent's place, or nobody's; the page left behind may still be asking for news."""
    page.goto("about:blank")
    page.context.clear_cookies()
    if agent is not None:
        client = Client()
        client.force_login(agent)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def watch(page: Page, url: str) -> list[str]:
    """Faults that the browser tells while pages are read."""
    fautes: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not (ABSENTE in page.url and "404" in message.text):
            fautes.append(f"{page.url} console : {message.text}")

    def see(request: Request) -> None:
        if not request.url.startswith((url, "data:", "about:blank")):
            fautes.append(f"{page.url} demande {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda erreur: fautes.append(f"{page.url} erreur : {erreur}"))
    page.on("request", see)
    return fautes


def test_every_page_at_every_width(plateau, page):
    plateau.start_site("web")
    fautes = watch(page, plateau.url)
    exemple = load_exemple(now=timezone.now())
    houdemont = Agent.objects.get(courriel="sophie.morel@houdemont.example")
    pages = make_public() | make_bureaux(exemple, houdemont) | make_decomptes(exemple, houdemont)
    pages |= make_previsions(exemple, houdemont)
    pages |= make_fondations(exemple, houdemont)
    pages |= make_depenses(exemple, houdemont)
    pages |= make_subventions(exemple, houdemont)
    pages |= make_avenants(exemple, houdemont)
    for nom, (agent, adresse) in pages.items():
        sign_in(page, agent, plateau.url)
        page.goto(plateau.url + adresse)
        assert page.locator("h1").count() == 1, nom
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                fautes.append(f"{nom} déborde à {largeur} px")
            if largeur in AVEC_AXE:
                violations = Axe().run(page).response["violations"]
                fautes += [f"{nom} à {largeur} px : {v['id']} {v['nodes'][0]['target']}" for v in violations]
    assert fautes == []
