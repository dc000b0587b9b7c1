"""The first administrator of an installation, and the body they work for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from communes.enums import Fonction, TypeOrganisme
from communes.models import Agent, Organisme, Role
from conseiller.journal.services import record
from conseiller.refus import Refus


class InitialisationRefusee(Refus):
    """A first start that cannot be, or not with these answers."""


@dataclass(frozen=True, slots=True)
class NouvelOrganisme:
    """A body to create; `insee` is empty when it is no commune."""

    siret: str
    nom: str
    type: TypeOrganisme
    insee: str


def refuse_second_start() -> None:
    """Raise InitialisationRefusee when an administrator of every agreement of their body already exists."""
    role = Role.objects.filter(fonction=Fonction.ADMINISTRATION, convention=None).select_related("agent").first()
    if role is not None:
        raise InitialisationRefusee(
            f"L’installation a déjà une administratrice ou un administrateur, {role.agent}."
            " Demandez-lui une invitation. Rien n’a changé."
        )


@transaction.atomic
def initialise(
    *, courriel: str, prenom: str, nom: str, mot_de_passe: str, organisme: Organisme | NouvelOrganisme, now: datetime
) -> Agent:
    """Create the first administrator, and their body if it is new. Raises InitialisationRefusee and writes nothing."""
    refuse_second_start()
    try:
        chez = organisme if isinstance(organisme, Organisme) else _create_organisme(organisme)
        agent = Agent.objects.create_user(courriel, mot_de_passe, prenom=prenom, nom=nom)
    except ValidationError as erreur:
        raise InitialisationRefusee(" ".join(erreur.messages)) from erreur
    Role.objects.create(agent=agent, organisme=chez, fonction=Fonction.ADMINISTRATION)
    record("initialiser l’installation", agent, agent=agent, now=now, organisme=chez.siret)
    return agent


def _create_organisme(nouveau: NouvelOrganisme) -> Organisme:
    organisme = Organisme(type=nouveau.type.value, nom=nouveau.nom, siret=nouveau.siret, insee=nouveau.insee or None)
    organisme.full_clean()
    organisme.save()
    return organisme
