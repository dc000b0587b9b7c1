"""Which invoices a closing gives rise to: only a private employing body bills, the others have titres."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from communes.enums import TypeOrganisme
from subventions.calculs.facture import Emission, Reference, TypeFacture, number_facture
from subventions.enums import NatureDocument
from subventions.models import Cloture, Decompte, DocumentArrete, PartArretee
from subventions.selectors.recouvrement import read_recouvrement


def list_emissions(cloture: Cloture) -> dict[str, Emission]:
    """The invoice of each party that the closing calls, by its key; empty when the employing body is public.

    A sum to give back corrects the party's latest invoice; without any, there is nothing to correct and no invoice. A
    statement that replaces another corrects the invoice of the replaced one.
    """
    if cloture.employeuse.type != TypeOrganisme.ASSOCIATION:
        return {}
    emissions = {}
    for part in cloture.parts.exclude(appele=0).select_related("partie").order_by("partie__ordre"):
        emission = _choose_emission(cloture, part)
        if emission is not None:
            emissions[part.code] = emission
    return emissions


def _choose_emission(cloture: Cloture, part: PartArretee) -> Emission | None:
    numero = number_facture(cloture.numero, part.partie.ordre)
    jour = timezone.localdate(cloture.arrete_le)
    facturees = PartArretee.objects.filter(partie=part.partie, appele__gt=0, cloture__lt=cloture.pk)
    remplacee = facturees.filter(cloture=cloture.remplace_id).select_related("cloture").first()
    if part.appele > 0:
        if remplacee is None:
            return Emission(TypeFacture.FACTURE, numero, jour)
        return Emission(TypeFacture.RECTIFICATIVE, numero, jour, _refer(remplacee, part))
    corrigee = remplacee or facturees.select_related("cloture").order_by("-cloture").first()
    return Emission(TypeFacture.AVOIR, numero, jour, _refer(corrigee, part)) if corrigee else None


def _refer(anterieure: PartArretee, part: PartArretee) -> Reference:
    cloture = anterieure.cloture
    return Reference(number_facture(cloture.numero, part.partie.ordre), timezone.localdate(cloture.arrete_le))


def find_facture(decompte: Decompte, code: str, agent: Any) -> DocumentArrete | None:
    """The invoice of the party `code`, once rendered, when the agent follows that party's sums."""
    siennes = [somme.partie for somme in read_recouvrement(decompte, agent)]
    factures = DocumentArrete.objects.filter(cloture__decompte=decompte, nature=NatureDocument.FACTURE)
    factures = factures.filter(partie__in=siennes).select_related("cloture", "piece", "partie__organisme")
    return next((facture for facture in factures if facture.partie and facture.partie.organisme.code == code), None)


def list_facturees(decompte: Decompte) -> dict[int, str]:
    """The parties whose invoice is rendered, with their key; 1 query."""
    factures = DocumentArrete.objects.filter(cloture__decompte=decompte, nature=NatureDocument.FACTURE)
    return {
        facture.partie.pk: facture.partie.organisme.code
        for facture in factures.select_related("partie__organisme")
        if facture.partie
    }
