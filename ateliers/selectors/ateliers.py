"""Workshops as their pages list them, and what to know before a date is chosen; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from ateliers.calculs.feries import find_ferie
from ateliers.enums import EtatSeance
from ateliers.models import Absence, Atelier, Inscription, Lieu, Seance
from ateliers.presentation.moments import write_heure, write_jour
from communes.models import Agent, Convention, Role
from communes.permissions import Action, functions_allowing

# What is set for a date, whatever its day, its place and its adviser.
REGLAGES = (
    "installation",
    "rangement",
    "capacite",
    "ordinateurs",
    "places_guichet",
    "guichet_jours",
    "delai_annulation",
    "minimum",
)


def list_conseillers(convention: Convention) -> QuerySet[Agent]:
    """Active agents who hold the adviser's role on the agreement, for any of its parties."""
    employeur, partenaire = functions_allowing(Action.ANIMER)
    chez_employeur = Q(organisme=convention.employeuse_id, fonction__in=employeur)
    chez_partenaire = Q(organisme__parties__convention=convention, fonction__in=partenaire)
    roles = Role.objects.filter(
        chez_employeur | chez_partenaire, Q(convention=convention) | Q(convention=None), agent=OuterRef("pk")
    )
    return Agent.objects.filter(Exists(roles), is_active=True)


def list_ateliers(convention: Convention, *, now: datetime) -> list[Any]:
    """Workshops with how many dates are to come (`a_venir`) and the next one (`prochaine`), those first."""
    suite = Q(seances__etat=EtatSeance.PREVUE.value, seances__fin__gt=now)
    # Any: what is annotated is no field of the model.
    ateliers: Any = convention.ateliers.annotate(
        a_venir=Count("seances", filter=suite), prochaine=Min("seances__debut", filter=suite), dates=Count("seances")
    )
    return sorted(ateliers, key=lambda atelier: (atelier.prochaine is None, atelier.prochaine or now, atelier.titre))


def list_dates(atelier: Atelier) -> list[Seance]:
    """All its sessions, in order."""
    return list(atelier.seances.select_related("lieu", "conseiller", "annulee_par").order_by("debut", "pk"))


def list_suivantes(seance: Seance) -> list[Seance]:
    """The session, then the planned ones of its workshop that come after it."""
    if seance.atelier_id is None:
        return [seance]
    suite = Seance.objects.filter(atelier=seance.atelier_id, etat=EtatSeance.PREVUE.value, debut__gt=seance.debut)
    return [
        seance,
        *suite.exclude(pk=seance.pk).select_related("atelier", "lieu", "convention").order_by("debut", "pk"),
    ]


def has_inscriptions(atelier: Atelier) -> bool:
    """Whether somebody ever registered."""
    return Inscription.objects.filter(seance__atelier=atelier).exists()


def list_a_decider(agent: object, *, now: datetime) -> list[Seance]:
    """Sessions whose decision day has come without enough people, on the agreements that the agent plans for."""
    permises = Seance.objects.permitted(agent, Action.PLANIFIER).filter(
        etat=EtatSeance.PREVUE.value, debut__gt=now, decision_le__lte=timezone.localdate(now)
    )
    seances = permises.select_related("atelier", "lieu").order_by("debut", "pk")
    return [seance for seance in seances if needs_decision(seance, now=now)]


def needs_decision(seance: Seance, *, now: datetime) -> bool:
    """Whether somebody has to say that the session is held or cancelled: nothing is cancelled by itself."""
    return (
        seance.etat == EtatSeance.PREVUE
        and seance.debut > now
        and seance.decision_le is not None
        and seance.decision_le <= timezone.localdate(now)
        and seance.prises < (seance.minimum or 0)
    )


def list_alertes(seances: Sequence[Seance], *, now: datetime) -> list[list[str]]:
    """For each session, saved or not, what its author should know: nothing here forbids it."""
    absences = _list_absences(seances)
    return [_warn(seance, absences, now=now) for seance in seances]


def _list_absences(seances: Iterable[Seance]) -> list[Absence]:
    conseillers = {seance.conseiller_id for seance in seances if seance.conseiller_id}
    debuts, fins = [seance.debut for seance in seances], [seance.fin for seance in seances]
    if not conseillers:
        return []
    return list(Absence.objects.filter(conseiller__in=conseillers, debut__lt=max(fins), fin__gt=min(debuts)))


def _warn(seance: Seance, absences: list[Absence], *, now: datetime) -> list[str]:
    jour = timezone.localdate(seance.debut)
    alertes = []
    ferie = find_ferie(jour, _find_insee(seance.lieu))
    if ferie:
        alertes.append(f"jour férié\u00a0: {ferie}")
    for absence in absences:
        if absence.conseiller_id == seance.conseiller_id and absence.debut < seance.fin and absence.fin > seance.debut:
            alertes.append(f"{seance.conseiller} a noté une absence {_write_absence(absence)}")
    if not seance.convention.debut <= jour <= seance.convention.fin:
        alertes.append("en dehors des dates de la convention")
    if seance.debut <= now:
        alertes.append("cette date est passée")
    return alertes


def _find_insee(lieu: Lieu) -> str:
    return lieu.organisme.insee or ""


def _write_absence(absence: Absence) -> str:
    debut, fin = timezone.localtime(absence.debut), timezone.localtime(absence.fin)
    return f"du {write_jour(debut.date())}, {write_heure(debut)}, au {write_jour(fin.date())}, {write_heure(fin)}"


def propose_dates(convention: Convention) -> dict[str, object]:
    """What a first date begins with: the only adviser, when there is one."""
    conseillers = list(list_conseillers(convention)[:2])
    return {"conseiller": conseillers[0]} if len(conseillers) == 1 else {}


def propose_atelier(atelier: Atelier) -> dict[str, object]:
    """What the next dates of a workshop, or another one like it, begin with: its words, and its last date."""
    mots = ["titre", "phrase", "thematique", "niveau", "apporter", "description"]
    propose: dict[str, object] = {nom: getattr(atelier, nom) for nom in mots}
    derniere = atelier.seances.order_by("-debut").first()
    if derniere is None:
        return propose | propose_dates(atelier.convention)
    return propose | read_reglages(derniere)


def read_reglages(seance: Seance) -> dict[str, object]:
    """What a form asks of a date, as that session has it: times of day, place and adviser by their ids, settings."""
    heures = {"heure_debut": seance.debut, "heure_fin": seance.fin}
    return {
        "lieu": seance.lieu_id,
        "conseiller": seance.conseiller_id,
        **{nom: getattr(seance, nom) for nom in REGLAGES},
        **{nom: timezone.localtime(instant).time() for nom, instant in heures.items()},
    }
