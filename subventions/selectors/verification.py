"""What anybody may learn of a closed statement, once they hold its fingerprint or one of its files.

Known or unknown, an answer takes the same queries.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from subventions.models import Cloture, DocumentArrete, PartArretee

# The whole calculation, which nothing here shows.
LOURDS = ("cloture__instantane", "cloture__decompte__instantane")


@dataclass(frozen=True, slots=True)
class Verification:
    """A paper or a file that the site knows; `part` is None for the summary, `somme` is that of the first page."""

    cloture: Cloture
    employeur: str
    part: PartArretee | None
    somme: int

    @property
    def remplace_par(self) -> str:
        """The number of the statement that cancels and replaces this one, or empty."""
        return self.cloture.remplacante.numero if hasattr(self.cloture, "remplacante") else ""


def find_by_mentions(numero: str, debiteur: str, empreinte: str) -> Verification | None:
    """By what the paper says; `debiteur`: INSEE code, SIREN or SIRET, empty for the summary. 1 query."""
    parts = list(_read_parts(Cloture.objects.filter(numero=numero, empreinte=empreinte)))
    trouvees = [part for part in parts if debiteur in {part.code, part.siret}]
    if debiteur and not trouvees:
        return None
    return _verify(parts, trouvees[0] if debiteur else None)


def find_by_fichier(empreinte: str) -> Verification | None:
    """By the SHA-256 of a file: a document of a closed statement, or its whole snapshot. 2 queries."""
    documents = DocumentArrete.objects.filter(piece__empreinte=empreinte)
    document = documents.order_by("-pk").first()
    clotures = Cloture.objects.filter(Q(pk=document.cloture_id) if document else Q(empreinte=empreinte))
    parts = list(_read_parts(clotures))
    siennes = [part for part in parts if document and part.partie_id == document.partie_id]
    return _verify(parts, siennes[0] if siennes else None)


def _read_parts(clotures: QuerySet[Cloture]) -> QuerySet[PartArretee]:
    """Every part of the statements found, the latest statement first."""
    liees = ("cloture__remplacante", "cloture__remplace", "cloture__decompte")
    parts = PartArretee.objects.filter(cloture__in=clotures).select_related(*liees)
    return parts.defer(*LOURDS, "cloture__remplacante__instantane", "cloture__remplace__instantane").order_by(
        "-cloture", "partie__ordre"
    )


def _verify(parts: list[PartArretee], part: PartArretee | None) -> Verification | None:
    if not parts:
        return None
    cloture = (part or parts[0]).cloture
    siennes = [autre for autre in parts if autre.cloture_id == cloture.pk]
    employeur = next(autre.nom for autre in siennes if autre.employeuse)
    if part is None:
        return Verification(cloture, employeur, None, sum(autre.montant for autre in siennes))
    return Verification(cloture, employeur, part, part.solde if part.employeuse else part.appele)
