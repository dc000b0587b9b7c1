"""Why a share is not what another calculation gave: the difference split by cause, to the cent.

Amounts are integer cents. From one calculation to the other one thing changes at a time, in the order of `Cause`: the
costs, the grant, the other money, the report, then the key. After each change the remainder is shared again by the one
rule (R7, R8), and the effect of a cause is what a share gained there. Effects thus add up to the whole difference, and
over the communes to the change of what is shared, without any rounding of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from subventions.calculs.appels import Appel
from subventions.calculs.donnees import Commune
from subventions.calculs.partage import share_reste
from subventions.calculs.resultat import Resultat
from subventions.enums import Cause

# What the shared remainder changes by: its terms (R6), then the key.
PARTAGEES = (Cause.COUTS, Cause.SUBVENTION, Cause.COFINANCEMENTS, Cause.REPORT, Cause.CLE)
# What one commune owes beside the sharing.
A_COTE = (Cause.AFFECTEES, Cause.REGULARISATIONS, Cause.AJUSTEMENTS)
Sommes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Calcule:
    """One calculation to set against another; `appels` is empty for a forecast, which calls nothing beside shares."""

    communes: tuple[Commune, ...]
    resultat: Resultat
    appels: tuple[Appel, ...] = ()

    @property
    def termes(self) -> tuple[int, ...]:
        """Costs, grant, other money and report, signed, in cents; they sum to the remainder."""
        resultat = self.resultat
        return resultat.couts, -resultat.subvention, -resultat.cofinancements, resultat.report_anterieur

    @property
    def partagees(self) -> Sommes:
        """Each commune's part of the common costs."""
        return {part.insee: part.commune for part in self.resultat.parts}

    @property
    def a_cote(self) -> tuple[Sommes, ...]:
        """What each commune owes beside the sharing, in the order of `A_COTE`."""
        return (
            {part.insee: part.affectees for part in self.resultat.parts},
            {appel.insee: appel.regularisation for appel in self.appels},
            {appel.insee: appel.ajustement for appel in self.appels},
        )

    def owe(self, code: str) -> int:
        """What that commune owes: its share, regularisations and agreed adjustments, in cents."""
        return sum(sommes.get(code, 0) for sommes in (self.partagees, *self.a_cote))


@dataclass(frozen=True, slots=True)
class Ecart:
    """What one commune owes by each calculation: share, regularisations and agreed adjustments.

    `effets`, in the order of `Cause`, sum to `apres - avant`; a cause without effect is absent.
    """

    insee: str
    avant: int
    apres: int
    effets: Mapping[Cause, int]

    @property
    def montant(self) -> int:
        """The difference, in cents."""
        return self.apres - self.avant


def compare(avant: Calcule, apres: Calcule) -> tuple[Ecart, ...]:
    """Split the difference of each commune, in the order of `apres`, then of those who took part only before.

    A commune that one calculation does not know owes nothing by it.
    """
    etapes = [avant.partagees, *_share_etapes(avant, apres), apres.partagees]
    pas = [*pairwise(etapes), *zip(avant.a_cote, apres.a_cote, strict=True)]
    codes = dict.fromkeys(commune.insee for commune in (*apres.communes, *avant.communes))
    return tuple(_split(code, pas, avant, apres) for code in codes)


def _split(code: str, pas: list[tuple[Sommes, Sommes]], avant: Calcule, apres: Calcule) -> Ecart:
    effets = [suivantes.get(code, 0) - sommes.get(code, 0) for sommes, suivantes in pas]
    return Ecart(
        insee=code,
        avant=avant.owe(code),
        apres=apres.owe(code),
        effets={cause: effet for cause, effet in zip((*PARTAGEES, *A_COTE), effets, strict=True) if effet},
    )


def _share_etapes(avant: Calcule, apres: Calcule) -> Iterator[Sommes]:
    """The parts once each term in turn has changed, at the key before; at the one after if nobody had hours before."""
    base = avant if avant.resultat.cle_totale else apres
    cles = {part.insee: part.cle for part in base.resultat.parts}
    termes = list(avant.termes)
    for rang, terme in enumerate(apres.termes):
        termes[rang] = terme
        reste = sum(termes) if base.resultat.cle_totale else 0
        yield {part.insee: part.commune for part in share_reste(reste, base.communes, cles, ())}
