"""Delete closed statements: by age, under the visa of the archives; or with the example, whose figures mean nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from communes.models import Convention
from conseiller.conservation import DECOMPTE
from conseiller.journal.services import record
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from subventions.models import (
    Ajustement,
    Cloture,
    Decompte,
    Depense,
    DocumentArrete,
    ExemplaireSigne,
    Numerotation,
    PartArretee,
    Titre,
)
from subventions.selectors import CALCUL, RENDU
from subventions.selectors.cloture import RENDU_ARRETE


class EliminationRefusee(Refus):
    """Statements that are not deleted."""


@dataclass(slots=True)
class Elimination:
    """What went: numbers, files and expenses; and what stays, number and reason."""

    numeros: list[str]
    documents: int
    exemplaires: int
    depenses: int
    gardes: dict[str, str]


@transaction.atomic
def eliminate_decomptes(exercice: int, *, visa: str, now: datetime) -> Elimination:
    """Delete the closed statements of a year whose term is over, with their files, titres and expenses.

    `visa`: the reference of the archives' written consent. One that a younger statement of its agreement stands on
    stays until that one goes. Raises EliminationRefusee when nothing may go.
    """
    if not visa.strip():
        raise EliminationRefusee("Indiquez la référence du visa du service des archives\u00a0: --visa.")
    jour = timezone.localdate(now)
    clotures = Cloture.objects.select_related("decompte__convention").defer("instantane", "decompte__instantane")
    mures, gardes = [], {}
    for cloture in clotures.filter(exercice=exercice).order_by("pk"):
        raison = _find_reason_to_keep(cloture, jour)
        if raison:
            gardes[cloture.numero] = raison
        else:
            mures.append(cloture)
    if not mures:
        details = "".join(f" {numero}\u00a0: {raison}." for numero, raison in gardes.items())
        raise EliminationRefusee(
            f"Aucun décompte arrêté de {exercice} n’a passé son délai de {DECOMPTE.en_lettres}.{details}"
        )
    conventions = {cloture.decompte.convention for cloture in mures}
    documents, exemplaires = delete_clotures(Cloture.objects.filter(pk__in=[cloture.pk for cloture in mures]))
    depenses = sum(_delete_depenses(convention, exercice) for convention in conventions)
    numeros = [cloture.numero for cloture in mures]
    for cloture in mures:
        record(
            "éliminer le décompte",
            cloture.decompte,
            agent=None,
            now=now,
            convention=cloture.decompte.convention_id,
            numero=cloture.numero,
            empreinte=cloture.empreinte,
            visa=visa.strip(),
        )
    return Elimination(numeros, documents, exemplaires, depenses, gardes)


def _find_reason_to_keep(cloture: Cloture, jour: date) -> str:
    if cloture.conserve_jusquau >= jour:
        return f"à conserver jusqu’au {cloture.conserve_jusquau:%d/%m/%Y}"
    meme_convention = Cloture.objects.filter(decompte__convention=cloture.decompte.convention_id)
    jeune = meme_convention.filter(conserve_jusquau__gte=jour).order_by("pk").values_list("numero", flat=True).first()
    return f"le décompte {jeune}, plus récent, se fonde sur lui" if jeune else ""


def delete_clotures(clotures: QuerySet[Cloture]) -> tuple[int, int]:
    """Delete closed statements and all that hangs on them; how many documents and signed copies went.

    The database refuses those of an age to be kept. Files that nothing uses any more go with the hourly purge.
    """
    cles = list(clotures.order_by("-pk").values_list("pk", "decompte_id"))
    arretes, decomptes = [cle for cle, _ in cles], [decompte for _, decompte in cles]
    Titre.objects.filter(part__cloture__in=arretes).delete()
    exemplaires, _ = ExemplaireSigne.objects.filter(part__cloture__in=arretes).delete()
    documents, _ = DocumentArrete.objects.filter(cloture__in=arretes).delete()
    PartArretee.objects.filter(cloture__in=arretes).delete()
    Ajustement.objects.filter(cloture__in=arretes).delete()
    # The latest first: each may name the one that it replaced.
    for cle in arretes:
        Cloture.objects.filter(pk=cle).delete()
    Decompte.objects.filter(remplace__in=decomptes).exclude(pk__in=decomptes).delete()
    for decompte in sorted(decomptes, reverse=True):
        Decompte.objects.filter(pk=decompte).delete()
    Travail.objects.filter(tache__in=[CALCUL, RENDU, RENDU_ARRETE], objet__in=decomptes).delete()
    return documents, exemplaires


def _delete_depenses(convention: Convention, exercice: int) -> int:
    """The expenses of the year, once no closed statement of the agreement is left to be computed again."""
    if Cloture.objects.filter(decompte__convention=convention).exists():
        return 0
    return Depense.objects.filter(convention=convention, fin__year__lte=exercice).delete()[0]


def forget_numeros(convention: Convention) -> None:
    """Give back the numbers of an employing body that nothing closed holds: an example's."""
    exercices = Cloture.objects.filter(employeuse=convention.employeuse_id).values("exercice")
    Numerotation.objects.filter(employeuse=convention.employeuse_id).exclude(exercice__in=exercices).delete()
