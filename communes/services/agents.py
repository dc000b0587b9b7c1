"""Who works on an agreement: give a role, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.db.models import Q

from communes.enums import Fonction
from communes.models import Agent, Convention, Partie, Role
from communes.permissions import Action, functions_allowing
from conseiller.journal.services import record
from conseiller.refus import Refus


class RoleRefuse(Refus):
    """A role that cannot be given or taken back."""


@transaction.atomic
def invite(
    partie: Partie, *, fonction: Fonction, courriel: str, prenom: str, nom: str, agent: Any, now: datetime
) -> Role:
    """Give a role for a party to whoever has this e-mail; an agent yet unknown is created without a password.

    An agent who exists keeps their own names. Raises RoleRefuse when they already have the role.
    """
    convention = Convention.objects.select_for_update().get(pk=partie.convention_id)
    invite, _ = Agent.objects.get_or_create(
        courriel=courriel.strip().lower(), defaults={"prenom": prenom, "nom": nom, "password": make_password(None)}
    )
    champs = {"agent": invite, "organisme": partie.organisme, "fonction": fonction.value}
    if Role.objects.filter(_of(convention), **champs).exists():
        raise RoleRefuse(
            f"{invite.courriel} a déjà ce rôle\u00a0: {fonction.libelle}, {partie.organisme}."
            " Choisissez une autre fonction, ou revenez à la liste."
        )
    role = Role.objects.create(convention=convention, **champs)
    record("donner un rôle", role, agent=agent, now=now, convention=convention.pk, **_describe(role))
    return role


@transaction.atomic
def remove_role(role: Role, *, agent: Any, now: datetime) -> None:
    """Take a role back; one that is no longer there is left so.

    Raises RoleRefuse when nobody of the employing body could give roles any more.
    """
    assert role.convention_id is not None
    convention = Convention.objects.select_for_update().get(pk=role.convention_id)
    if not Role.objects.filter(pk=role.pk).exists():
        return
    if _is_last_manager(role, convention):
        raise RoleRefuse(
            f"C’est le dernier rôle qui permet de gérer les agents de la convention pour {convention.employeuse}."
            " Donnez d’abord un tel rôle à quelqu’un d’autre, et attendez que cette personne ait choisi son mot de"
            " passe. Rien n’a changé."
        )
    record("retirer un rôle", role, agent=agent, now=now, convention=convention.pk, **_describe(role))
    role.delete()


def _of(convention: Convention) -> Q:
    return Q(convention=convention) | Q(convention=None)


def _is_last_manager(role: Role, convention: Convention) -> bool:
    """Whether no other agent of the employing body who can sign in may give roles."""
    fonctions, _ = functions_allowing(Action.GERER_AGENTS)
    if role.organisme_id != convention.employeuse_id or role.fonction not in fonctions:
        return False
    autres = Role.objects.filter(_of(convention), organisme=convention.employeuse, fonction__in=fonctions)
    peuvent_entrer = autres.filter(agent__is_active=True).exclude(agent__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return not peuvent_entrer.exclude(pk=role.pk).exists()


def _describe(role: Role) -> dict[str, str | int]:
    return {"titulaire": role.agent_id, "organisme": role.organisme.siret, "fonction": role.fonction}
