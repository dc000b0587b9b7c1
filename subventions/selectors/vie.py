"""Where each partner stands before a transmitted statement, and who answers for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from communes.models import Agent, Convention, Partie, Role
from communes.permissions import Action, functions_allowing
from conseiller.courriels.models import Courriel, EtatCourriel
from subventions.calculs.instantane import load_instantane
from subventions.enums import EtatDecompte, EtatReponse
from subventions.models import Cloture, Decompte, PartArretee, Remarque, Reponse
from subventions.presentation import Jalons, LigneContestable, list_contestables
from subventions.presentation.vie import PartenaireVu, RemarqueVue
from subventions.selectors.avancement import ARRETES

# What the keys of the e-mails about statements begin with.
COURRIELS = "decompte:"
VIVANTS = (EtatDecompte.TRANSMIS, EtatDecompte.ARRETE)


@dataclass(frozen=True, slots=True)
class Destinataire:
    """Who is written to for a partner: its agents who may answer, else the address of the body; maybe nobody."""

    partie: Partie
    agents: tuple[Agent, ...]

    @property
    def adresses(self) -> list[tuple[str, str]]:
        """Each with what tells it apart from the others in the key of a message."""
        if self.agents:
            return [(f"{self.partie.pk}:{agent.pk}", agent.courriel) for agent in self.agents]
        adresse = self.partie.organisme.courriel
        return [(f"{self.partie.pk}:organisme", adresse)] if adresse else []


def read_reponses(decompte: Decompte, jour: date) -> dict[int, EtatReponse]:
    """What each partner answered to the current version, by the key of the party; the employing body answers nothing.

    Empty while a draft. Once the delay is over, silence is a tacit acceptance. Once closed, it is what it was then.
    """
    if decompte.etat in ARRETES:
        parts = PartArretee.objects.filter(cloture__decompte=decompte, employeuse=False)
        return {partie: EtatReponse(reponse) for partie, reponse in parts.values_list("partie", "reponse")}
    return list_reponses([decompte], jour).get(decompte.pk, {})


def list_reponses(decomptes: Iterable[Decompte], jour: date) -> dict[int, dict[int, EtatReponse]]:
    """The same for each transmitted statement, by its key; 2 queries whatever their number, none without any."""
    transmis = [d for d in decomptes if d.etat == EtatDecompte.TRANSMIS and d.reponses_jusquau is not None]
    if not transmis:
        return {}
    donnees = Reponse.objects.filter(decompte__in=transmis, version=F("decompte__version")).values_list(
        "decompte", "partie", "sens"
    )
    recues = {(decompte, partie): EtatReponse(sens) for decompte, partie, sens in donnees}
    conventions = {decompte.convention_id for decompte in transmis}
    partenaires = Partie.objects.filter(convention__in=conventions).exclude(organisme=F("convention__employeuse"))
    cles = list(partenaires.values_list("convention", "pk"))
    return {
        d.pk: {
            pk: recues.get((d.pk, pk), _read_silence(d, jour))
            for convention, pk in cles
            if convention == d.convention_id
        }
        for d in transmis
    }


def list_bilans(decomptes: Iterable[Decompte], jour: date) -> dict[int, list[EtatReponse]]:
    """The answers to each statement that has left the draft, by its key; 3 queries whatever their number."""
    liste = list(decomptes)
    bilans = {cle: list(etats.values()) for cle, etats in list_reponses(liste, jour).items()}
    parts = PartArretee.objects.filter(cloture__decompte__in=liste, employeuse=False)
    for cle, reponse in parts.values_list("cloture__decompte", "reponse"):
        bilans.setdefault(cle, []).append(EtatReponse(reponse))
    return bilans


def _read_silence(decompte: Decompte, jour: date) -> EtatReponse:
    passe = decompte.reponses_jusquau is not None and jour > decompte.reponses_jusquau
    return EtatReponse.TACITE if passe else EtatReponse.A_REPONDRE


def read_partenaires(decompte: Decompte, siennes: set[int], jour: date) -> list[PartenaireVu]:
    """Each partner of a statement that has left the draft, as the page tells it; 5 queries. `siennes`: the reader's."""
    etats = read_reponses(decompte, jour)
    donnees = decompte.reponses.filter(version=decompte.version).values_list("partie", "repondu_le")
    instants = dict(donnees)
    montants = dict(decompte.parts.values_list("partie", "montant"))
    parties = Partie.objects.filter(pk__in=etats).select_related("organisme")
    return [
        PartenaireVu(
            cle=partie.pk,
            nom=partie.organisme.nom,
            motif=partie.ordre - 1,
            montant=montants.get(partie.pk),
            etat=etats[partie.pk],
            repondu_le=instants.get(partie.pk),
            sienne=partie.pk in siennes,
        )
        for partie in parties
    ]


def read_remarques(decompte: Decompte) -> tuple[list[RemarqueVue], list[RemarqueVue]]:
    """Remarks on the current calculation, then those on earlier ones; 1 query."""
    actuelles: list[RemarqueVue] = []
    anciennes: list[RemarqueVue] = []
    for remarque in decompte.remarques.select_related("partie__organisme"):
        vue = RemarqueVue(
            cle=remarque.pk,
            nom=remarque.partie.organisme.nom,
            libelle=remarque.libelle,
            texte=remarque.texte,
            ecrite_le=remarque.ecrite_le,
            reponse=remarque.reponse,
            repondue_le=remarque.repondue_le,
        )
        (actuelles if remarque.version == decompte.version else anciennes).append(vue)
    return actuelles, anciennes


def answerable_parties(agent: Any) -> QuerySet[Partie]:
    """Partners for which the agent answers: their own bodies, never the one that employs."""
    _, fonctions = functions_allowing(Action.REPONDRE_DECOMPTE)
    roles = Role.objects.filter(
        Q(convention=OuterRef("convention")) | Q(convention=None),
        agent=agent,
        organisme=OuterRef("organisme"),
        fonction__in=fonctions,
    )
    return Partie.objects.filter(Exists(roles)).exclude(organisme=F("convention__employeuse"))


def count_sans_reponse(decomptes: Iterable[Decompte]) -> dict[int, int]:
    """How many remarks on the current calculation of each statement have no answer, by its key; 1 query."""
    remarques = Remarque.objects.filter(decompte__in=decomptes, version=F("decompte__version"), reponse="")
    return dict(remarques.order_by().values("decompte").annotate(nombre=Count("pk")).values_list("decompte", "nombre"))


def list_destinataires(convention: Convention) -> list[Destinataire]:
    """Whom a message to the partners goes to, in the order of the agreement; 2 queries."""
    partenaires = convention.parties.exclude(organisme=convention.employeuse_id).select_related("organisme")
    _, fonctions = functions_allowing(Action.REPONDRE_DECOMPTE)
    roles = Role.objects.filter(
        Q(convention=convention) | Q(convention=None),
        organisme__in=partenaires.values("organisme"),
        fonction__in=fonctions,
        agent__is_active=True,
    ).select_related("agent")
    agents: dict[int, dict[int, Agent]] = {}
    for role in roles.order_by("agent"):
        agents.setdefault(role.organisme_id, {})[role.agent_id] = role.agent
    return [Destinataire(partie, tuple(agents.get(partie.organisme_id, {}).values())) for partie in partenaires]


def list_courriels_en_peine(convention: Convention) -> QuerySet[Courriel]:
    """E-mails about the agreement's statements that have not left, or of which nobody knows, and may be sent again."""
    courriels = Courriel.objects.filter(convention=convention.pk, cle__startswith=COURRIELS).exclude(corps="")
    return courriels.filter(etat__in=[EtatCourriel.ECHOUE.value, EtatCourriel.INCERTAIN.value])


def list_chevauchements(decompte: Decompte) -> QuerySet[Decompte]:
    """Other statements of the agreement that take some of the same days; not the one it replaces, nor replaced ones."""
    autres = Decompte.objects.filter(
        convention=decompte.convention_id, du__lte=decompte.au, au__gte=decompte.du, version__gt=0
    ).exclude(etat=EtatDecompte.REMPLACE)
    return autres.exclude(pk__in=[decompte.pk, decompte.remplace_id or decompte.pk]).defer("instantane")


def read_contestables(decompte: Decompte, partie: Partie) -> tuple[LigneContestable, ...]:
    """The lines of a computed statement that a partner may contest."""
    assert decompte.instantane is not None
    instantane = load_instantane(decompte.instantane)
    return list_contestables(instantane, instantane.compute(), partie.organisme.code)


def read_jalons(decompte: Decompte) -> Jalons:
    """The days of a statement's life; 1 query once closed."""
    cloture: Cloture | None = decompte.cloture if decompte.etat in ARRETES else None
    return Jalons(
        calcule_le=_find_jour(decompte.calcule_le),
        transmis_le=_find_jour(decompte.transmis_le),
        reponses_jusquau=decompte.reponses_jusquau,
        arrete_le=_find_jour(cloture.arrete_le) if cloture else None,
        numero=cloture.numero if cloture else "",
    )


def read_numeros(decomptes: Iterable[Decompte]) -> dict[int, str]:
    """The number of each statement that was closed, by its key; 1 query."""
    return dict(Cloture.objects.filter(decompte__in=list(decomptes)).values_list("decompte", "numero"))


def _find_jour(instant: Any) -> date | None:
    return timezone.localdate(instant) if instant else None
