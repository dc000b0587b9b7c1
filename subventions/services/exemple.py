"""The example: a fictitious agreement built on the council's public act, with its fictitious agents."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from ateliers.models import Lieu
from ateliers.services.exemple import load_ateliers
from communes.enums import Fonction
from communes.models import Acte, Agent, Convention, Organisme, Role
from subventions.calculs.lecture import parse_dossier
from subventions.services.dossiers import import_dossier

DOSSIER = Path(__file__).resolve().parent.parent / "exemple"


def read_entourage() -> dict[str, Any]:
    """What surrounds the example's dossier: place, addresses, acts, agents."""
    return json.loads((DOSSIER / "entourage.json").read_text(encoding="utf-8"))


@transaction.atomic
def load_exemple(*, now: datetime) -> Convention:
    """Create the example once and return it; a second call changes nothing."""
    convention = Convention.objects.filter(exemple=True).first()
    if convention is not None:
        return convention
    entourage = read_entourage()
    convention = import_dossier(parse_dossier((DOSSIER / "dossier.json").read_bytes()), agent=None, now=now)
    convention.exemple, convention.acompte_taux = True, entourage["acompte_taux"]
    convention.save(update_fields=["exemple", "acompte_taux"])
    organismes = {organisme.code: organisme for organisme in convention.organismes.all()}
    for code, champs in entourage["organismes"].items():
        Organisme.objects.filter(pk=organismes[code].pk).update(**champs)
    convention.parties.exclude(organisme=convention.employeuse).update(compte=entourage["compte_partenaire"])
    convention.avenants.update(signe_le=date.fromisoformat(entourage["avenant_signe_le"]))
    for acte in entourage["actes"]:
        Acte.objects.create(convention=convention, **{**acte, "organisme": organismes[acte["organisme"]]})
    Lieu.objects.create(groupe=convention.groupe, organisme=convention.employeuse, **entourage["lieu"])
    for agent in entourage["agents"]:
        _create_agent(convention, organismes[agent["organisme"]], agent)
    conseiller = Agent.objects.get(roles__fonction=Fonction.CONSEILLER.value, roles__convention=convention)
    load_ateliers(convention, conseiller, now=now)
    return convention


def _create_agent(convention: Convention, organisme: Organisme, champs: dict[str, Any]) -> None:
    """One of them administers the body, not this agreement only: they may begin another."""
    agent = Agent.objects.create_user(champs["courriel"], prenom=champs["prenom"], nom=champs["nom"])
    Role.objects.create(
        agent=agent,
        organisme=organisme,
        convention=None if champs.get("toutes_conventions") else convention,
        fonction=Fonction(champs["fonction"]).value,
    )


def has_passwords() -> bool:
    """Whether the agents of the example can sign in."""
    courriels = [champs["courriel"] for champs in read_entourage()["agents"]]
    return all(agent.has_usable_password() for agent in Agent.objects.filter(courriel__in=courriels))


def set_passwords(mot_de_passe: str) -> None:
    """Give every agent of the example the same password."""
    for champs in read_entourage()["agents"]:
        agent = Agent.objects.get(courriel=champs["courriel"])
        agent.set_password(mot_de_passe)
        agent.save(update_fields=["password"])
