"""What a party that leaves still owes, or is still owed (R15, R16)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Sum

from communes.models import Partie
from subventions.calculs.chaine import recompute_chaine
from subventions.calculs.coupes import Periode
from subventions.calculs.exercice import list_uncovered, propose_solde
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.solde import settle
from subventions.enums import EtatDecompte
from subventions.models import Acompte, Cloture, Decompte, Paiement, PartArretee
from subventions.selectors.appels import find_solde_final, list_clotures, read_arretes
from subventions.selectors.dossier import read_convention


@dataclass(frozen=True, slots=True)
class Creance:
    """A sum called, by a closed statement or as a part payment, and what was paid of it, in cents."""

    origine: str
    appele: int
    paye: int

    @property
    def reste(self) -> int:
        """What is still to be paid, negative when it is to be given back."""
        return self.appele - self.paye


@dataclass(frozen=True, slots=True)
class Sortie:
    """The account of a party on its way out, in cents.

    `creances`: called and not settled. `ouverts`: statements up to its last day that are not closed, each with its
    share. `decouverts`: days that no statement covers. `regularisation`: changes since the closings. `reporte`: left
    uncalled under the threshold. `acompte`: called and not deducted. `excedent`: the surplus that those who stay will
    use; `proposition`: the adjustment that shares it, by code. `refus`: why the closed statements cannot be computed.
    """

    creances: tuple[Creance, ...]
    ouverts: tuple[tuple[Decompte, int], ...]
    decouverts: tuple[Periode, ...]
    reporte: int
    acompte: int
    regularisation: int = 0
    excedent: int = 0
    proposition: dict[str, int] = field(default_factory=dict)
    refus: str = ""

    @property
    def complete(self) -> bool:
        """Whether every day up to the exit is closed."""
        return not self.ouverts and not self.decouverts

    @property
    def du(self) -> int:
        """What is known to be due beside the surplus, in cents: calls not settled, changes, sums left uncalled."""
        return sum(creance.reste for creance in self.creances) + self.regularisation + self.reporte - self.acompte


def read_sortie(partie: Partie, *, jour: date) -> Sortie:
    """The account of a party whose last day is set, as it is on `jour`; 19 queries at most."""
    convention = partie.convention
    fin = partie.sortie_le or jour
    clotures = list_clotures([convention])[convention.pk]
    decomptes = list(convention.decomptes.exclude(etat=EtatDecompte.REMPLACE).filter(du__lte=fin).order_by("du"))
    parts = dict(partie.parts.filter(decompte__in=decomptes).values_list("decompte", "montant"))
    vue = Sortie(
        creances=_list_creances(partie),
        ouverts=tuple(
            (decompte, parts.get(decompte.pk, 0)) for decompte in decomptes if decompte.etat != EtatDecompte.ARRETE
        ),
        decouverts=list_uncovered([(decompte.du, decompte.au) for decompte in decomptes], convention.debut, fin),
        reporte=_find_reporte(partie, clotures),
        acompte=_find_acompte(partie),
    )
    return _recompute(vue, partie, clotures)


def _list_creances(partie: Partie) -> tuple[Creance, ...]:
    """The sums called of the party that are not settled; 3 queries."""
    parts = PartArretee.objects.filter(partie=partie, cloture__decompte__etat=EtatDecompte.ARRETE).exclude(appele=0)
    payes = dict(
        Paiement.objects.filter(titre__part__partie=partie)
        .order_by()
        .values("titre__part")
        .annotate(somme=Sum("montant"))
        .values_list("titre__part", "somme")
    )
    lues = parts.select_related("cloture__decompte").order_by("cloture")
    acomptes = Acompte.objects.filter(partie=partie).select_related("appel").order_by("appel__exercice")
    creances = (
        *(Creance(f"Appelé par le {part.cloture}", part.appele, payes.get(part.pk, 0)) for part in lues),
        *(
            Creance(f"Acompte {acompte.appel.exercice}", acompte.montant, acompte.paye or 0)
            for acompte in acomptes.defer("appel__instantane").annotate(paye=Sum("titre__paiements__montant"))
        ),
    )
    return tuple(creance for creance in creances if creance.reste)


def _find_reporte(partie: Partie, clotures: list[Cloture]) -> int:
    """What the last closed statement left uncalled, which holds what the earlier ones did (R13)."""
    parts = clotures[-1].parts.all() if clotures else ()
    return sum(part.solde - part.appele for part in parts if part.partie_id == partie.pk and not part.employeuse)


def _find_acompte(partie: Partie) -> int:
    """Part payments called and not yet deducted, in cents; 2 queries."""
    appeles = Acompte.objects.filter(partie=partie).aggregate(somme=Sum("montant"))["somme"] or 0
    arretees = PartArretee.objects.filter(partie=partie, cloture__decompte__etat=EtatDecompte.ARRETE)
    return appeles - (arretees.aggregate(somme=Sum("acompte"))["somme"] or 0)


def _recompute(vue: Sortie, partie: Partie, clotures: list[Cloture]) -> Sortie:
    """With what the closed statements become once computed again."""
    dossier = replace(read_convention(partie.convention), decomptes=read_arretes(clotures))
    if final := find_solde_final(clotures):
        dossier = settle(dossier, final)
    try:
        chaine = recompute_chaine(dossier)
    except CalculImpossible as refus:
        return replace(vue, refus=str(refus))
    code = partie.organisme.code
    excedent = -chaine.report
    derniers = chaine.recalcules[-1].parts if chaine.recalcules else ()
    return replace(
        vue,
        regularisation=chaine.regularisations[code],
        excedent=excedent,
        proposition=propose_solde(excedent, derniers, code),
    )
