"""What changed in an agreement since a statement was computed, as far as its period sees it (R14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from communes.calculs import clip, count_days
from conseiller.enums import Enumeration
from subventions.calculs.chaine import recompute_chaine
from subventions.calculs.donnees import Cofinancement, Depense, Dossier, Subvention, Tranche
from subventions.enums import EtatDepense, Methode

Element = TypeVar("Element", Depense, Subvention, Cofinancement)


class Genre(Enumeration):
    """What a change is about."""

    DEPENSE = "depense", "Dépense"
    HEURES = "heures", "Heures"
    SUBVENTION = "subvention", "Subvention"
    COFINANCEMENT = "cofinancement", "Autre financement"


@dataclass(frozen=True, slots=True)
class Changement:
    """One element of a dossier before and after: `avant` None for what came, `apres` None for what went."""

    genre: Genre
    # Any: the element of a dossier that the kind says.
    avant: Any
    apres: Any


def list_changements(avant: Dossier, apres: Dossier, du: date, au: date, methode: Methode) -> tuple[Changement, ...]:
    """What differs between two readings of an agreement and counts in `[du, au]`, expenses first.

    What changes no figure is no change: references, numbers of amendments, forecast expenses (R18), the instalments of
    a grant spread by days.
    """

    def see_depense(depense: Depense) -> Hashable:
        constatee = depense.etat is EtatDepense.CONSTATE and clip(depense.debut, depense.fin, du, au)
        return replace(depense, reference="", exercice=None, eligible=None) if constatee else None

    def see_subvention(subvention: Subvention) -> Hashable:
        if methode is Methode.PRORATA:
            touche = clip(subvention.debut, subvention.fin, du, au)
            return touche and (subvention.libelle, subvention.montant, subvention.debut, subvention.fin)
        recus = [(v.recu_le, v.montant_recu) for v in subvention.versements if v.recu_le and du <= v.recu_le <= au]
        return (subvention.libelle, *sorted(recus)) if recus else None

    def see_aide(aide: Cofinancement) -> Hashable:
        return aide if clip(aide.debut, aide.fin, du, au) else None

    return (
        *_compare(Genre.DEPENSE, avant.depenses, apres.depenses, see_depense, lambda depense: depense.libelle),
        *_compare_heures(avant.tranches, apres.tranches, du, au),
        *_compare(Genre.SUBVENTION, avant.subventions, apres.subventions, see_subvention, lambda don: don.libelle),
        *_compare(Genre.COFINANCEMENT, avant.cofinancements, apres.cofinancements, see_aide, lambda aide: aide.libelle),
    )


def _compare(
    genre: Genre,
    avant: Iterable[Element],
    apres: Iterable[Element],
    see: Callable[[Element], Hashable],
    name: Callable[[Element], str],
) -> list[Changement]:
    """What went and what came, paired by name; `see` answers what counts of an element, None when nothing does."""
    parties, venues = _subtract(avant, apres, see), _subtract(apres, avant, see)
    changements = []
    for venue in venues:
        ancienne = next((partie for partie in parties if name(partie) == name(venue)), None)
        if ancienne is not None:
            parties.remove(ancienne)
        changements.append(Changement(genre, ancienne, venue))
    return changements + [Changement(genre, partie, None) for partie in parties]


def _compare_heures(avant: Sequence[Tranche], apres: Sequence[Tranche], du: date, au: date) -> list[Changement]:
    """The slices that give other hours than before on some day, then those of which days have no hours any more."""
    venues = [
        Changement(Genre.HEURES, None, tranche) for tranche in apres if _lacks(tranche, avant, du, au, memes=True)
    ]
    parties = [Changement(Genre.HEURES, tranche, None) for tranche in avant if _lacks(tranche, apres, du, au)]
    return venues + parties


def _lacks(tranche: Tranche, autres: Sequence[Tranche], du: date, au: date, *, memes: bool = False) -> bool:
    """Whether a day of a slice in the period is in none of the others; `memes`: in none that gives the same hours."""
    bornes = clip(tranche.debut, tranche.fin, du, au)
    if bornes is None:
        return False
    communs = (clip(autre.debut, autre.fin, *bornes) for autre in autres if not memes or _same(tranche, autre))
    return sum(count_days(*commun) for commun in communs if commun) < count_days(*bornes)


def _same(une: Tranche, autre: Tranche) -> bool:
    return all(une.heures.get(code, 0) == autre.heures.get(code, 0) for code in {*une.heures, *autre.heures})


def _subtract(
    elements: Iterable[Element], autres: Iterable[Element], see: Callable[[Element], Hashable]
) -> list[Element]:
    """The elements that count and have no twin among the others, each twin used once."""
    jumeaux = Counter(see(autre) for autre in autres)
    seuls = []
    for element in elements:
        vu = see(element)
        if not vu:
            continue
        if jumeaux[vu]:
            jumeaux[vu] -= 1
        else:
            seuls.append(element)
    return seuls


def compare_arretes(avant: Dossier, apres: Dossier) -> tuple[dict[str, int], ...]:
    """What each closed statement of `apres` would become, commune by commune in cents: what is yet to be regularised.

    `avant`: the dossier of the last closing, whose regularisations are all called. Raises `CalculImpossible`.
    """
    reference = recompute_chaine(replace(avant, communes=apres.communes, decomptes=apres.decomptes))
    actuelle = recompute_chaine(apres)
    ecarts = []
    for ancien, nouveau in zip(reference.recalcules, actuelle.recalcules, strict=True):
        anciennes = {part.insee: part.total for part in ancien.parts}
        ecarts.append({part.insee: part.total - anciennes[part.insee] for part in nouveau.parts})
    return tuple(ecarts)
