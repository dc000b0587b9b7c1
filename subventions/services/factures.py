"""The invoices of a private employing body, rendered with the papers of its closed statements."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction
from django.utils import timezone

from conseiller.pieces.services import store_piece
from conseiller.travaux.models import Travail
from subventions.calculs.facture import Emission
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import Resultat
from subventions.enums import NatureDocument
from subventions.models import Cloture, DocumentArrete
from subventions.selectors.factures import list_emissions
from subventions.selectors.fidelite import read_frozen
from subventions.services.documents import Renderer, render_arrete


class Biller(Protocol):
    """Makes one PDF: the invoice of the party `code`."""

    def __call__(
        self, instantane: Instantane, resultat: Resultat, code: str, *, emission: Emission, empreinte: str
    ) -> bytes: ...


def render_papiers(travail: Travail, *, etat: Renderer, facture: Biller) -> None:
    """Render what a closed statement lacks: its invoices, when there are some, then its other papers.

    Raises what `render_arrete` raises.
    """
    cloture = Cloture.objects.select_related("employeuse").get(decompte=travail.objet)
    render_factures(cloture, render=facture)
    render_arrete(travail, render=etat)


def render_factures(cloture: Cloture, *, render: Biller) -> None:
    """Render the invoices that are not stored yet, from the frozen snapshot; two workers store the same one once."""
    emissions = list_emissions(cloture)
    pretes = set(cloture.documents.filter(nature=NatureDocument.FACTURE).values_list("partie_id", flat=True))
    attendues = [part for part in cloture.parts.all() if part.code in emissions and part.partie_id not in pretes]
    if not attendues:
        return
    instantane, resultat = read_frozen(cloture)
    for part in attendues:
        contenu = render(instantane, resultat, part.code, emission=emissions[part.code], empreinte=cloture.empreinte)
        piece = store_piece(contenu, "application/pdf")
        with transaction.atomic():
            DocumentArrete.objects.get_or_create(
                cloture=cloture,
                nature=NatureDocument.FACTURE.value,
                partie_id=part.partie_id,
                defaults={"piece": piece, "rendu_le": timezone.now()},
            )
