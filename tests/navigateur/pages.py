"""Pages of who takes part and of the roof, each with the agent who reads it."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.urls import reverse
from django.utils import timezone

from ateliers.models import Lieu
from communes.enums import Fonction
from communes.models import Acte, Agent, Contrat, Convention, Organisme, Poste
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.models import Decompte
from subventions.selectors import CALCUL, RENDU
from subventions.selectors.cloture import RENDU_ARRETE
from subventions.services.decomptes import compute_decompte, request_decompte
from subventions.services.documents import render_arrete, render_documents
from tests.fabrique import make_agent, make_convention, make_siret
from tests.subventions.decomptes import print_nothing
from tests.subventions.previsions import draft_avenant

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
    """Do what a worker would do with the jobs that wait; pages give the PDFs without opening them."""
    services = {
        CALCUL: compute_decompte,
        RENDU: partial(render_documents, render=print_nothing),
        RENDU_ARRETE: partial(render_arrete, render=print_nothing),
    }
    for travail in Travail.objects.filter(tache=tache, etat="attente"):
        run_travail(travail.pk, services[tache])


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
    lieu = Lieu.objects.get(groupe=exemple.groupe, ordre=1)
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
    retroactif = draft_avenant(exemple, date(2023, 3, 1), (507, 400, 500, 200))
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
