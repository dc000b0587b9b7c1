"""Where campaigns stand: how many statements are computed, rendered, failed; and each agreement's result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When

from communes.models import Convention
from communes.permissions import Action
from conseiller.enums import Enumeration
from conseiller.travaux.models import ACTIFS, EtatTravail, Travail
from subventions.enums import EtatCampagne
from subventions.models import Campagne, Decompte, LigneCampagne
from subventions.selectors.avancement import RENDU

CAMPAGNE = "subventions.tasks.compute_campagne"
CALCULES = (EtatCampagne.CALCULE.value, EtatCampagne.INCHANGE.value)


class EtatSuivi(Enumeration):
    """Where a campaign stands between the request and its last document."""

    ATTENTE = "attente", "En attente"
    CALCUL = "calcul", "Calcul en cours"
    RENDU = "rendu", "Mise en page des PDF"
    FINI = "fini", "Finie"
    ANNULE = "annule", "Annulée"


class Issue(Enumeration):
    """What came out for one agreement."""

    ATTENTE = "attente", "En attente"
    RENDU = "rendu", "PDF en préparation"
    PRET = "pret", "Prêt"
    INCHANGE = "inchange", "Déjà à jour"
    ECHEC = "echec", "Échec"
    ECHEC_PDF = "echec_pdf", "Calculé, sans PDF"
    ANNULE = "annule", "Annulé"


@dataclass(frozen=True, slots=True)
class Suivi:
    """A campaign with its counts. `interruption`: why its calculation waits for another try, or gave up; else empty."""

    campagne: Campagne
    etat: EtatSuivi
    issues: Mapping[Issue, int]
    interruption: str

    @property
    def total(self) -> int:
        """Agreements asked for."""
        return sum(self.issues.values())

    @property
    def prets(self) -> int:
        """Statements with their documents."""
        return self.issues[Issue.PRET] + self.issues[Issue.INCHANGE]

    @property
    def echecs(self) -> int:
        """Agreements whose statement or documents failed."""
        return self.issues[Issue.ECHEC] + self.issues[Issue.ECHEC_PDF]

    @property
    def finis(self) -> int:
        """Agreements for which nothing more will come."""
        return self.total - self.issues[Issue.ATTENTE] - self.issues[Issue.RENDU]

    @property
    def en_cours(self) -> bool:
        """Whether something is still to come without anybody's help."""
        return self.etat in {EtatSuivi.ATTENTE, EtatSuivi.CALCUL, EtatSuivi.RENDU}

    @property
    def relancable(self) -> bool:
        """Whether something failed, or was given up, that may be tried again."""
        abandonnes = 0 if self.en_cours else self.issues[Issue.ATTENTE]
        return self.etat is not EtatSuivi.ANNULE and self.echecs + abandonnes > 0


@dataclass(frozen=True, slots=True)
class LigneVue:
    """One agreement of a campaign; `erreur`: the sentence of a failure, or empty."""

    convention: Convention
    decompte: Decompte | None
    issue: Issue
    erreur: str


def list_suivis(campagnes: Iterable[Campagne], agent: Any = None) -> list[Suivi]:
    """Where each campaign stands, in 2 queries whatever their number; `agent`: counts what that one still manages."""
    campagnes = list(campagnes)
    cles = [campagne.pk for campagne in campagnes]
    issues: dict[int, Counter[Issue]] = {cle: Counter() for cle in cles}
    comptees = _annotate(LigneCampagne.objects.filter(campagne__in=cles), agent).order_by()
    for cle, etat, rendu, nombre in comptees.values_list("campagne", "etat", "rendu").annotate(nombre=Count("pk")):
        issues[cle][_read_issue(etat, rendu)] += nombre
    travaux = {t.objet: t for t in Travail.objects.filter(tache=CAMPAGNE, objet__in=cles).order_by("pk")}
    return [_describe(campagne, issues[campagne.pk], travaux.get(campagne.pk)) for campagne in campagnes]


def read_suivi(campagne: Campagne, agent: Any = None) -> Suivi:
    """Where one campaign stands."""
    return list_suivis([campagne], agent)[0]


def list_lignes(campagne: Campagne, agent: Any) -> QuerySet[LigneCampagne]:
    """What came out for each agreement that the agent still manages, failures first; `read_ligne` says it."""
    lignes = _annotate(LigneCampagne.objects.filter(campagne=campagne), agent)
    echoue = Q(etat=EtatCampagne.ECHEC) | Q(rendu=EtatTravail.ECHOUE)
    return (
        lignes.select_related("convention__employeuse", "decompte")
        .defer("decompte__instantane")
        .order_by(Case(When(echoue, then=0), default=1), "pk")
    )


def read_ligne(ligne: Any) -> LigneVue:
    """One line of `list_lignes` as the page says it; no query."""
    issue = _read_issue(ligne.etat, ligne.rendu)
    erreur = ligne.rendu_erreur if issue is Issue.ECHEC_PDF else ligne.erreur
    return LigneVue(ligne.convention, ligne.decompte, issue, erreur)


def list_rendus_echoues(campagne: Campagne, agent: Any = None) -> list[LigneCampagne]:
    """The lines computed whose documents could not be rendered; `agent`: those that this one still manages."""
    lignes = _annotate(LigneCampagne.objects.filter(campagne=campagne, etat__in=CALCULES), agent)
    return list(lignes.filter(rendu=EtatTravail.ECHOUE))


def _annotate(lignes: QuerySet[LigneCampagne], agent: Any) -> QuerySet[Any]:
    """Each line with the state and the sentence of the last rendering of its statement."""
    if agent is not None:
        lignes = lignes.filter(convention__in=Convention.objects.permitted(agent, Action.DEMANDER_DECOMPTE))
    rendus = Travail.objects.filter(tache=RENDU, objet=OuterRef("decompte")).order_by("-pk")
    return lignes.annotate(
        rendu=Subquery(rendus.values("etat")[:1]), rendu_erreur=Subquery(rendus.values("erreur")[:1])
    )


def _read_issue(etat: str, rendu: str | None) -> Issue:
    if etat not in CALCULES:
        return Issue(etat)
    if rendu in ACTIFS:
        return Issue.RENDU
    if rendu == EtatTravail.ECHOUE:
        return Issue.ECHEC_PDF
    return Issue.PRET if etat == EtatCampagne.CALCULE else Issue.INCHANGE


def _describe(campagne: Campagne, issues: Counter[Issue], travail: Travail | None) -> Suivi:
    actif = travail is not None and travail.etat in ACTIFS
    if campagne.annulee_le is not None:
        etat = EtatSuivi.ANNULE
    elif issues[Issue.ATTENTE] and actif:
        etat = EtatSuivi.ATTENTE if travail and travail.etat == EtatTravail.ATTENTE else EtatSuivi.CALCUL
    else:
        etat = EtatSuivi.RENDU if issues[Issue.RENDU] else EtatSuivi.FINI
    return Suivi(campagne, etat, issues, travail.erreur if travail else "")
