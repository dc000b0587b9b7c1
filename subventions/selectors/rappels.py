"""Reminders of instalments already written, and what is known of them."""

from __future__ import annotations

from django.db.models import QuerySet

from communes.models import Convention
from conseiller.courriels.models import Courriel

PREFIXE = "versement:"


def list_rappels(convention: Convention) -> QuerySet[Courriel]:
    """The reminders of an agreement, latest first; those whose words are forgotten are not."""
    return Courriel.objects.filter(convention=convention.pk, cle__startswith=PREFIXE).exclude(corps="")
