"""The agents of an agreement: who they are, invite one, take a role back, send the invitation again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.emails import send_invitation
from communes.forms.agents import InvitationForm
from communes.models import Convention, Role
from communes.permissions import Action
from communes.selectors import list_agents
from communes.services.agents import RoleRefuse, invite, remove_role
from conseiller import acces


@acces.agents
@require_safe
def agents(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Every agent who holds a role in the agreement, party by party."""
    convention = _find_convention(request, convention_id)
    contexte = {"convention": convention, "parties": list_agents(convention)}
    return render(request, "communes/agents.html", contexte)


@acces.agents
@require_http_methods(["GET", "HEAD", "POST"])
def agent_inviter(request: HttpRequest, convention_id: int) -> HttpResponse:
    """Give a role to a person known by their e-mail, and tell them."""
    convention = _find_convention(request, convention_id)
    if request.method != "POST":
        form = InvitationForm(convention=convention, initial={"partie": request.GET.get("partie")})
        return render(request, "communes/agent_inviter.html", {"convention": convention, "form": form})
    form = InvitationForm(request.POST, convention=convention)
    role = _invite(request, form) if form.is_valid() else None
    if role is not None:
        _tell(request, role)
        return redirect("agents", convention_id)
    return render(request, "communes/agent_inviter.html", {"convention": convention, "form": form}, status=422)


def _invite(request: HttpRequest, form: InvitationForm) -> Role | None:
    """Give the role of a valid form; a refusal goes back to the form and answers None."""
    try:
        return invite(**form.cleaned_data, agent=request.user, now=timezone.now())
    except RoleRefuse as refus:
        form.add_error(None, str(refus))
        return None


@acces.agents
@require_http_methods(["GET", "HEAD", "POST"])
def agent_retirer(request: HttpRequest, convention_id: int, role_id: int) -> HttpResponse:
    """Say what goes with the role, then take it back; whoever takes back their own is led home."""
    role = _find_role(request, convention_id, role_id)
    contexte: dict[str, Any] = {"convention": role.convention, "role": role}
    if request.method != "POST":
        return render(request, "communes/agent_retirer.html", contexte)
    try:
        remove_role(role, agent=request.user, now=timezone.now())
    except RoleRefuse as refus:
        return render(request, "communes/agent_retirer.html", contexte | {"refus": refus}, status=422)
    messages.success(request, f"Le rôle de {role.agent} est retiré\u00a0: {role}.")
    gere = Convention.objects.permitted(request.user, Action.GERER_AGENTS).filter(pk=convention_id).exists()
    return redirect("agents", convention_id) if gere else redirect("bureau")


@acces.agents
@require_POST
def agent_renvoyer(request: HttpRequest, convention_id: int, role_id: int) -> HttpResponse:
    """Send the invitation again."""
    _tell(request, _find_role(request, convention_id, role_id))
    return redirect("agents", convention_id)


def _find_convention(request: HttpRequest, convention_id: int) -> Convention:
    gerees = Convention.objects.permitted(request.user, Action.GERER_AGENTS).select_related("employeuse")
    return get_object_or_404(gerees, pk=convention_id)


def _find_role(request: HttpRequest, convention_id: int, role_id: int) -> Role:
    """A role of that agreement alone: one that holds for all those of its body is not taken back here."""
    roles = Role.objects.filter(convention=_find_convention(request, convention_id))
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
