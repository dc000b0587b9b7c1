"""The forecast of one financial year: what each commune writes in its budget, and its part payment (R12, R18)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from communes.calculs import UN_JOUR, clip, format_jour
from conseiller.montants import CENT_POUR_CENT
from subventions.calculs.coupes import Periode
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import Dossier, Subvention
from subventions.calculs.lignes import list_depenses
from subventions.calculs.periode import sum_natures
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import Resultat
from subventions.calculs.versements import receive_attendus
from subventions.enums import EtatDepense, Methode, Nature

CONSTAT = "Cette prévision ne peut pas être calculée"


@dataclass(frozen=True, slots=True)
class CoutPrevisionnel:
    """Common costs of one nature in the year, in cents: already actual, and forecast."""

    nature: Nature
    constate: int
    prevu: int


@dataclass(frozen=True, slots=True)
class PartPrevisionnelle:
    """What one commune should owe for the year, assigned expenses included, and its part payment, in cents."""

    insee: str
    montant: int
    acompte: int


@dataclass(frozen=True, slots=True)
class Prevision:
    """One financial year foreseen. `resultat` counts forecast expenses as actual ones; no statement takes it.

    `versements`: what the State pays in the calendar year, received or expected, in cents; the sharing counts it only
    under *encaissement*.
    """

    annee: int
    resultat: Resultat
    versements: int
    couts: tuple[CoutPrevisionnel, ...]
    parts: tuple[PartPrevisionnelle, ...]

    @property
    def constate(self) -> int:
        """Common costs that are already actual, in cents."""
        return sum(cout.constate for cout in self.couts)

    @property
    def prevu(self) -> int:
        """Common costs that are forecast, in cents; with the actual ones they make `resultat.couts`."""
        return sum(cout.prevu for cout in self.couts)


def list_exercices(dossier: Dossier) -> tuple[int, ...]:
    """The financial years that have something to foresee: those of the agreement, then those of its hours.

    While the last slice is open, up to the last expense (R17). None when the agreement has no hours.
    """
    if not dossier.tranches:
        return ()
    fin = _find_fin(dossier) or max([dossier.fin, *(depense.fin for depense in dossier.depenses)])
    return tuple(range(dossier.debut.year, fin.year + 1))


def compute_prevision(
    dossier: Dossier,
    annee: int,
    report: int,
    taux_acompte: int,
    *,
    jour: date,
    ecartes: Collection[tuple[int, int]] = (),
) -> Prevision:
    """Foresee a financial year: every expense counts as actual, and so does every slice that the dossier holds.

    `report` in cents, zero or less; `taux_acompte` in hundredths of a percent, from 0 to 10000. Under *encaissement*
    the instalments expected on `jour` count too, but those of `ecartes` (see `receive_attendus`). Closed statements are
    left alone: no regularisation is foreseen. Raises `CalculImpossible` when the year is outside the agreement and its
    hours, or for what refuses a statement.
    """
    periode = _find_periode(dossier, annee)
    attendues = receive_attendus(dossier.subventions, jour, ecartes)
    try:
        resultat = compute_decompte(_foresee(dossier, attendues), *periode, report=report)
    except CalculImpossible as refus:
        raise CalculImpossible(refus.raison, CONSTAT) from None
    couts, parts = _split_couts(dossier, resultat), _list_parts(dossier, resultat, taux_acompte)
    return Prevision(annee, resultat, _sum_versements(attendues, annee), couts, parts)


def compute_prevision_periode(
    dossier: Dossier,
    du: date,
    au: date,
    report: int,
    *,
    jour: date,
    ecartes: Collection[tuple[int, int]] = (),
) -> Resultat:
    """What `compute_prevision` foresees of some days of a year, to be set against the statement of these days.

    `report` is the year's, in cents; when `du` is not its first day, the days before it are foreseen too and leave
    theirs. Raises `CalculImpossible`.
    """
    previsionnel = _foresee(dossier, receive_attendus(dossier.subventions, jour, ecartes))
    debut = max(dossier.debut, date(du.year, 1, 1))
    if debut < du:
        report = compute_decompte(previsionnel, debut, du - UN_JOUR, report=report).report_nouveau
    return compute_decompte(previsionnel, du, au, report=report)


def _foresee(dossier: Dossier, attendues: tuple[Subvention, ...]) -> Dossier:
    """The dossier as if all that is forecast were actual; `attendues`: the grants with what is expected received."""
    return replace(
        dossier,
        depenses=tuple(replace(depense, etat=EtatDepense.CONSTATE) for depense in dossier.depenses),
        subventions=attendues if dossier.methode is Methode.ENCAISSEMENT else dossier.subventions,
        decomptes=(),
    )


def compute_acompte(part: int, taux: int) -> int:
    """Part payment on a forecast share in cents, `taux` in hundredths of a percent, floored; none on a refund (R12).

    >>> compute_acompte(123457, 5000), compute_acompte(-500, 5000)
    (61728, 0)
    """
    return max(part, 0) * taux // CENT_POUR_CENT


def _find_periode(dossier: Dossier, annee: int) -> Periode:
    if not dossier.tranches:
        raise CalculImpossible("la convention n’a aucune tranche d’heures. Ajoutez-en une", CONSTAT)
    fin = _find_fin(dossier)
    bornes = None
    if date.min.year <= annee <= date.max.year:
        bornes = clip(dossier.debut, fin, date(annee, 1, 1), date(annee, 12, 31))
    if bornes is None:
        duree = f"depuis le {format_jour(dossier.debut)}"
        if fin is not None:
            duree = f"du {format_jour(dossier.debut)} au {format_jour(fin)}"
        raise CalculImpossible(f"la convention court {duree}, hors de {annee}. Choisissez une autre année", CONSTAT)
    return bornes


def _find_fin(dossier: Dossier) -> date | None:
    """Last day that may be foreseen: the agreement's or its hours', the later; None while these are open (R17)."""
    fins = [tranche.fin for tranche in dossier.tranches]
    return None if None in fins else max(dossier.fin, *(fin for fin in fins if fin is not None))


def _sum_versements(subventions: tuple[Subvention, ...], annee: int) -> int:
    return sum(
        versement.montant_recu or 0
        for subvention in subventions
        for versement in subvention.versements
        if versement.recu_le is not None and versement.recu_le.year == annee
    )


def _split_couts(dossier: Dossier, resultat: Resultat) -> tuple[CoutPrevisionnel, ...]:
    lignes = list_depenses(dossier.depenses, resultat.du, resultat.au)
    constates = sum_natures([ligne for ligne in lignes if ligne.affectation is None])
    return tuple(
        CoutPrevisionnel(nature, constates.get(nature, 0), cout - constates.get(nature, 0))
        for nature, cout in resultat.couts_par_nature.items()
    )


def _list_parts(dossier: Dossier, resultat: Resultat, taux: int) -> tuple[PartPrevisionnelle, ...]:
    """The employing body advances the money: it pays itself nothing."""
    return tuple(
        PartPrevisionnelle(part.insee, part.total, 0 if commune.employeuse else compute_acompte(part.total, taux))
        for commune, part in zip(dossier.communes, resultat.parts, strict=True)
    )
