"""Pages of who takes part, and the way every view gets its agreement."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from communes.models import Convention
from communes.permissions import Action


def find_convention(request: HttpRequest, convention_id: int, action: Action, *relations: str) -> Convention:
    """The agreement on which the agent may do `action`, read with its `relations`; else 404, as if there were none."""
    permises = Convention.objects.permitted(request.user, action)
    return get_object_or_404(permises.select_related(*relations) if relations else permises, pk=convention_id)
