"""Take the example away once it has served, and leave whatever something else has come to use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from ateliers.services.exemple import list_noms_lieux
from communes.models import Agent, Convention, Groupe, Organisme, Role
from conseiller.courriels.models import Courriel
from conseiller.courriels.services import ENVOI
from conseiller.journal.services import record
from conseiller.travaux.models import Travail
from subventions.models import Cloture, Decompte, Titre
from subventions.selectors import CALCUL, RENDU
from subventions.selectors.acomptes import RENDU_ACOMPTES
from subventions.selectors.cloture import RENDU_ARRETE
from subventions.selectors.previsions import RENDU_PREVISION
from subventions.services.dossiers import delete_contents
from subventions.services.elimination import delete_clotures, forget_numeros
from subventions.services.exemple import read_entourage


@dataclass(slots=True)
class Retrait:
    """What was removed, counted, and the names of what stays because something else uses it."""

    conventions: int = 0
    decomptes: int = 0
    groupes: int = 0
    lieux: int = 0
    agents: int = 0
    organismes: int = 0
    gardes: list[str] = field(default_factory=list)


@transaction.atomic
def remove_exemple(*, now: datetime) -> Retrait:
    """Remove the agreements marked as examples, then their group, place, agents and bodies that nothing else uses.

    The files of their documents are left to the purge of stored files.
    """
    retrait = Retrait()
    entourage = read_entourage()
    for convention in Convention.objects.select_for_update().filter(exemple=True).select_related("groupe"):
        organismes = list(convention.organismes.all())
        _remove_convention(convention, retrait, now)
        _remove_groupe(convention.groupe, [entourage["lieu"]["nom"], *list_noms_lieux()], retrait)
        _remove_agents([agent["courriel"] for agent in entourage["agents"]], organismes, retrait)
        _remove_organismes(organismes, retrait)
    return retrait


def _remove_convention(convention: Convention, retrait: Retrait, now: datetime) -> None:
    decomptes = list(Decompte.objects.filter(convention=convention).values_list("pk", flat=True))
    record("retirer l’exemple", convention, agent=None, now=now, convention=convention.pk)
    Travail.objects.filter(tache__in=[CALCUL, RENDU, RENDU_ARRETE], objet__in=decomptes).delete()
    Travail.objects.filter(tache=RENDU_PREVISION, objet__in=convention.previsions.values("pk")).delete()
    Travail.objects.filter(tache=RENDU_ACOMPTES, objet__in=convention.appels_acompte.values("pk")).delete()
    # E-mails name their agreement without a foreign key: those of residents would outlive their bookings.
    courriels = Courriel.objects.filter(convention=convention.pk)
    Travail.objects.filter(tache=ENVOI, objet__in=courriels.values("pk")).delete()
    courriels.delete()
    delete_clotures(Cloture.objects.filter(decompte__convention=convention))
    forget_numeros(convention)
    Titre.objects.filter(acompte__appel__convention=convention).delete()
    delete_contents(convention)
    convention.delete()
    retrait.conventions += 1
    retrait.decomptes += len(decomptes)


def _remove_groupe(groupe: Groupe, lieux: list[str], retrait: Retrait) -> None:
    """The group, unless another agreement or another place needs it, and its places with it."""
    if not groupe.conventions.exists():
        retrait.lieux += _remove_unused(groupe.lieux.filter(nom__in=lieux), retrait)
        retrait.groupes += _remove_unused([groupe], retrait)
    else:
        retrait.gardes.append(str(groupe))


def _remove_agents(courriels: list[str], organismes: list[Organisme], retrait: Retrait) -> None:
    """The agents of the example, unless they hold a role elsewhere.

    A role in a body as a whole goes with the body's last agreement: before, it may be what manages a real one.
    """
    partout = Role.objects.filter(agent__courriel__in=courriels, convention=None, organisme__in=organismes)
    partout.filter(organisme__parties=None, organisme__conventions_employeuse=None).delete()
    for agent in Agent.objects.filter(courriel__in=courriels):
        if agent.roles.exists():
            retrait.gardes.append(str(agent))
            continue
        try:
            with transaction.atomic():
                agent.delete()
            retrait.agents += 1
        except ProtectedError:
            retrait.gardes.append(str(agent))


def _remove_organismes(organismes: list[Organisme], retrait: Retrait) -> None:
    retrait.organismes += _remove_unused(organismes, retrait)


def _remove_unused(objets: Iterable[models.Model], retrait: Retrait) -> int:
    """Delete those that no row of any table refers to; returns how many."""
    nombre = 0
    for objet in objets:
        if is_used(objet):
            retrait.gardes.append(str(objet))
        else:
            objet.delete()
            nombre += 1
    return nombre


def is_used(objet: models.Model) -> bool:
    """Whether a row of some table, whatever the application, refers to `objet`."""
    # Any: the models are not known here.
    relations: list[Any] = list(objet._meta.related_objects)
    return any(r.related_model._base_manager.filter(**{r.field.name: objet}).exists() for r in relations)
