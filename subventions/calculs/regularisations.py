"""What each closed statement still asks for: its shares computed again beside those that were closed (R14).

Amounts are integer cents, keys are in hundredths of hours × days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from subventions.calculs.donnees import DecompteArrete
from subventions.calculs.resultat import Resultat


@dataclass(frozen=True, slots=True)
class Anterieur:
    """A closed statement as it was computed that day; `regularise` is what those closed since have called for it."""

    numero: str
    couts: int
    subvention: int
    cofinancements: int
    report_anterieur: int
    reste: int
    cles: Mapping[str, int]
    regularise: Mapping[str, int]

    @property
    def cle_totale(self) -> int:
        """The keys together."""
        return sum(self.cles.values())


@dataclass(frozen=True, slots=True)
class LigneRegularisation:
    """One commune: `arretee + regularisee + montant = recalculee`."""

    insee: str
    arretee: int
    recalculee: int
    regularisee: int

    @property
    def montant(self) -> int:
        """What is called now, or given back when negative."""
        return self.recalculee - self.arretee - self.regularisee


@dataclass(frozen=True, slots=True)
class Regularisation:
    """One closed statement: as it was, computed again, and what follows for each commune."""

    arrete: DecompteArrete
    anterieur: Anterieur
    recalcule: Resultat
    lignes: tuple[LigneRegularisation, ...]

    @property
    def nulle(self) -> bool:
        """Whether nothing is called for it now."""
        return all(ligne.montant == 0 for ligne in self.lignes)


def list_regularisations(
    arretes: Sequence[DecompteArrete], anterieurs: Iterable[Anterieur], resultat: Resultat
) -> tuple[Regularisation, ...]:
    """The closed statements behind `resultat`, in order, each with its lines.

    They add up to `resultat.regularisations` when every statement closed has told what it called for the others.
    Statements that `anterieurs` does not know, in a dossier that came from elsewhere, are left out.
    """
    connus = {anterieur.numero: anterieur for anterieur in anterieurs}
    return tuple(
        Regularisation(arrete, connus[arrete.numero], recalcule, _list_lignes(arrete, connus[arrete.numero], recalcule))
        for arrete, recalcule in zip(arretes, resultat.recalcules, strict=True)
        if arrete.numero in connus
    )


def _list_lignes(arrete: DecompteArrete, anterieur: Anterieur, recalcule: Resultat) -> tuple[LigneRegularisation, ...]:
    return tuple(
        LigneRegularisation(
            part.insee, arrete.parts.get(part.insee, 0), part.total, anterieur.regularise.get(part.insee, 0)
        )
        for part in recalcule.parts
    )


def keep_anterieurs(
    numero: str, resultat: Resultat, regularisations: Sequence[Regularisation]
) -> tuple[Anterieur, ...]:
    """What the statement after `numero` must know, once that one is closed with these lines."""
    avant = tuple(
        replace(
            regularisation.anterieur,
            regularise={ligne.insee: ligne.regularisee + ligne.montant for ligne in regularisation.lignes},
        )
        for regularisation in regularisations
    )
    lui = Anterieur(
        numero=numero,
        couts=resultat.couts,
        subvention=resultat.subvention,
        cofinancements=resultat.cofinancements,
        report_anterieur=resultat.report_anterieur,
        reste=resultat.reste,
        cles={part.insee: part.cle for part in resultat.parts},
        regularise={},
    )
    return (*avant, lui)
