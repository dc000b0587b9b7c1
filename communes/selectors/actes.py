"""Acts of an agreement, and the councils whose decision is still to come."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from communes.enums import TypeActe, TypeOrganisme
from communes.models import Acte, Convention, Partie
from communes.presentation.actes import list_manques


def list_actes(convention: Convention, *, now: date) -> list[tuple[Acte, tuple[str, ...]]]:
    """The acts by date, those without one last, each with what it lacks."""
    actes = Acte.objects.filter(convention=convention)
    return [
        (
            acte,
            list_manques(
                acte.type,
                numero=acte.numero,
                date_acte=acte.date,
                executoire_le=acte.executoire_le,
                jour=now,
            ),
        )
        for acte in actes.select_related("organisme", "avenant", "acte_lie", "piece")
    ]


def list_sans_deliberation(convention: Convention) -> list[Partie]:
    """Parties whose council's decision on the agreement itself is not recorded, in the act's order.

    The paying accountant asks for it. An association has no council; a decision on an amendment authorises that only.
    """
    deliberations = Acte.objects.filter(
        convention=convention, organisme=OuterRef("organisme"), type=TypeActe.DELIBERATION, avenant=None
    )
    sans = Partie.objects.filter(~Exists(deliberations), convention=convention)
    return list(sans.exclude(organisme__type=TypeOrganisme.ASSOCIATION).select_related("organisme"))


def list_partenaires(convention: Convention) -> list[Partie]:
    """The parties that pay a share to the employing body, in the act's order."""
    return list(convention.parties.exclude(organisme=convention.employeuse_id).select_related("organisme"))
