"""Pages of a statement's life, each with the agent who reads it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from communes.enums import Fonction
from communes.models import Agent, Convention
from conseiller.pieces.services import store_piece
from conseiller.travaux.models import EtatTravail, Travail
from subventions.enums import Sens
from subventions.models import Decompte, Remarque
from subventions.selectors import CALCUL, RENDU
from subventions.selectors.cloture import RENDU_ARRETE
from subventions.services.exemplaires import add_exemplaire
from subventions.services.previsions import request_prevision
from subventions.services.reponses import answer, reply
from subventions.services.vie import take_back, transmit_decompte
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import NOMS_LONGS, Pages, address, ask, find_agent, work
from tests.subventions.arretes import close, transmit


def send(decompte: Decompte, agent: Agent) -> Decompte:
    decompte.refresh_from_db()
    return transmit_decompte(decompte.pk, version=decompte.version, agent=agent, now=timezone.now())


def contest(decompte: Decompte, ordre: int, agent: Agent | None, *remarques: tuple[str, str]) -> Remarque:
    partie = decompte.convention.parties.select_related("organisme").get(ordre=ordre)
    now = timezone.now()
    answer(decompte.pk, partie, Sens.CONTESTE, version=decompte.version, remarques=remarques, agent=agent, now=now)
    return Remarque.objects.latest("pk")


def make_vie(exemple: Convention, houdemont: Agent) -> Pages:
    """A draft, one with answers and remarks, one taken back, one of twelve communes with long names."""
    denis = find_agent("denis.royer")
    brouillon, autre = (
        ask(exemple, date(2021, 7, 1), date(2021, 12, 31)),
        ask(exemple, date(2021, 12, 1), date(2021, 12, 31)),
    )
    envoye, repris = (
        ask(exemple, date(2022, 1, 1), date(2022, 6, 30)),
        ask(exemple, date(2022, 7, 1), date(2022, 12, 31)),
    )
    douze = make_convention(("130.25",) * 12, noms=NOMS_LONGS, base=300)
    long = ask(douze, date(2021, 7, 1), date(2021, 12, 31))
    work(CALCUL)
    work(RENDU)
    for decompte in (envoye, repris, long):
        send(decompte, denis).refresh_from_db()
        decompte.refresh_from_db()
    partie = exemple.parties.get(ordre=2)
    answer(envoye.pk, partie, Sens.ACCEPTE, version=1, agent=None, now=timezone.now())
    remarque = contest(envoye, 4, houdemont, ("cout-1", "Les déplacements de mars ont eu lieu à Ludres seulement."))
    remarque.reponse = "C’est exact pour deux d’entre eux. Le calcul sera corrigé."
    reply(remarque, agent=denis, now=timezone.now())
    contest(envoye, 4, houdemont, ("heures-4", "Nous avions demandé 150 heures."))
    contest(repris, 4, houdemont, ("reste", "Il manque l’aide du département."))
    take_back(repris.pk, version=1, motif="Une aide manquait.", agent=denis, now=timezone.now())
    contest(long, 5, None, ("part", "Montant" + "illisible" * 30))

    def show(nom: str, decompte: Decompte, *cles: int) -> str:
        return reverse(nom, args=[decompte.convention_id, decompte.pk, *cles])

    sienne = exemple.parties.get(ordre=4).pk
    heillecourt = make_agent(exemple, 3, Fonction.FINANCES, courriel="finances@heillecourt.example")
    troisieme = exemple.parties.get(ordre=3).pk
    return {
        "brouillon à transmettre": (denis, address(brouillon)),
        "transmettre": (denis, show("decompte_transmettre", brouillon)),
        "transmettre, empêché": (denis, show("decompte_transmettre", envoye)),
        "supprimer": (denis, show("decompte_supprimer", autre)),
        "transmis": (denis, address(envoye)),
        "transmis vu d’une commune qui conteste": (houdemont, address(envoye)),
        "transmis vu d’une commune silencieuse": (heillecourt, address(envoye)),
        "reprendre": (denis, show("decompte_reprendre", envoye)),
        "accepter": (heillecourt, show("decompte_accepter", envoye, troisieme)),
        "contester": (heillecourt, show("decompte_contester", envoye, troisieme)),
        "retirer": (houdemont, show("decompte_accepter", envoye, sienne)),
        "répondre": (denis, show("remarque_repondre", envoye, remarque.pk)),
        "repris": (denis, address(repris)),
        "transmis à douze": (make_agent(douze, 1), address(long)),
        "contester à douze": (make_agent(douze, 2), show("decompte_contester", long, douze.parties.get(ordre=2).pk)),
        "accueil d’une commune à répondre": (heillecourt, reverse("bureau")),
    }


def make_ecarts(exemple: Convention, houdemont: Agent) -> Pages:
    """A statement set against the one before and against a forecast that expected less, and the rules."""
    denis = find_agent("denis.royer")
    request_prevision(exemple, 2022, projets=False, agent=denis, now=timezone.now())
    exemple.depenses.create(
        libelle="Ordinateur portable",
        nature="equipement",
        montant=1_480_00,
        debut=date(2022, 10, 3),
        fin=date(2022, 10, 3),
    )
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
    """A statement to close, one closed with its signed copy, one replaced, one whose papers failed; papers checked."""
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
    mentions = {"numero": remplacante.numero, "debiteur": "54197", "empreinte": remplacante.empreinte}
    remplace = {"numero": premier.numero, "debiteur": "54328", "empreinte": premier.empreinte}
    verifier = reverse("verifier")
    return {
        "décompte à arrêter": (helene, address(transmis)),
        "arrêter le décompte": (helene, reverse("decompte_arreter", args=[exemple.pk, transmis.pk])),
        "décompte arrêté": (helene, address(arrete.decompte)),
        "décompte arrêté vu d’une commune": (houdemont, address(arrete.decompte)),
        "décompte arrêté sans ses PDF": (helene, address(remplacante.decompte)),
        "décompte remplacé": (helene, address(premier.decompte)),
        "remplacer le décompte": (helene, reverse("decompte_remplacer", args=cles)),
        "décompte qu’on ne remplace plus": (
            helene,
            reverse("decompte_remplacer", args=[exemple.pk, remplacante.decompte_id]),
        ),
        "ajouter un exemplaire signé": (helene, reverse("exemplaire_ajouter", args=[*cles, code])),
        "vérifier": (None, verifier),
        "vérifier, authentique": (None, f"{verifier}?{urlencode(mentions)}"),
        "vérifier, remplacé": (houdemont, f"{verifier}?{urlencode(remplace)}"),
        "vérifier, synthèse": (None, f"{verifier}?{urlencode(mentions | {'debiteur': ''})}"),
        "vérifier, inconnu": (None, f"{verifier}?{urlencode(mentions | {'empreinte': '0' * 64})}"),
    }
