"""The agents of an agreement: who they are, invite one, take a role back, send the invitation again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.emails import send_invitation
from communes.forms.agents import InvitationForm
from communes.models import Convention, Role
from communes.permissions import Action
from communes.selectors import list_agents
from communes.services.agents import invite, remove_role
from communes.views import find_convention
from conseiller import acces
from conseiller.formulaires.envoi import FORMULAIRE, open_form, show_form, submit
from conseiller.formulaires.forms import Formulaire


@acces.agents
@require_safe
def agents(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Every agent who holds a role in the agreement, party by party."""
    convention = find_convention(request, convention_id, Action.GERER_AGENTS, "employeuse")
    contexte = {"convention": convention, "parties": list_agents(convention)}
    return render(request, "communes/agents.html", contexte)


@acces.agents
@require_http_methods(FORMULAIRE)
def agent_inviter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Give a role to a person known by their e-mail, and tell them once the role stands."""
    convention = find_convention(request, convention_id, Action.GERER_AGENTS, "employeuse")
    form = open_form(request, InvitationForm, convention=convention, initial={"partie": request.GET.get("partie")})
    donnes: list[Role] = []
    suite = submit(
        request,
        form,
        lambda: donnes.append(invite(**form.describe_role(), agent=request.user, now=timezone.now())),
        reverse("agents", args=[convention_id]),
        verrou=convention,
    )
    if suite is None:
        return show_form(request, "communes/agent_inviter.html", form, {"convention": convention})
    for role in donnes:
        _tell(request, role)
    return suite


@acces.agents
@require_http_methods(FORMULAIRE)
def agent_retirer(request: HttpRequest, convention_id: int, role_id: int) -> HttpResponse:
    """Say what goes with the role, then take it back; whoever takes back their own is led home."""
    role = _find_role(request, convention_id, role_id)
    form = open_form(request, Formulaire)

    def save() -> None:
        remove_role(role, agent=request.user, now=timezone.now())
        messages.success(request, f"Le rôle de {role.agent} est retiré\u00a0: {role}.")

    def lead(_: None) -> str:
        gere = Convention.objects.permitted(request.user, Action.GERER_AGENTS).filter(pk=convention_id).exists()
        return reverse("agents", args=[convention_id]) if gere else reverse("bureau")

    suite = submit(request, form, save, lead, verrou=role.convention)
    return suite or show_form(
        request, "communes/agent_retirer.html", form, {"convention": role.convention, "role": role}
    )


@acces.agents
@require_POST
def agent_renvoyer(request: HttpRequest, convention_id: int, role_id: int) -> HttpResponse:
    """Send the invitation again."""
    _tell(request, _find_role(request, convention_id, role_id))
    return redirect("agents", convention_id)


def _find_role(request: HttpRequest, convention_id: int, role_id: int) -> Role:
    """A role of that agreement alone: one that holds for all those of its body is not taken back here."""
    roles = Role.objects.filter(convention=find_convention(request, convention_id, Action.GERER_AGENTS, "employeuse"))
    return get_object_or_404(roles.select_related("agent", "organisme", "convention"), pk=role_id)


def _tell(request: HttpRequest, role: Role) -> None:
    """Send the invitation and say whether it left; the role stands in both cases."""
    if send_invitation(role, agent=request.user, now=timezone.now()):
        messages.success(request, f"Le message est parti à l’adresse {role.agent.courriel}.")
        return
    suite = (
        "prévenez cette personne, son mot de passe ne change pas."
        if role.agent.has_usable_password()
        else "attendez quelques minutes, puis choisissez «\u00a0Renvoyer l’invitation\u00a0»."
    )
    messages.warning(
        request,
        f"{role.agent} a son rôle, mais le message n’a pas pu partir\u00a0: le serveur de messagerie ne répond pas."
        f" Que faire\u00a0: {suite}",
    )
