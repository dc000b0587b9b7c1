"""What the State has granted for a post, by wave and kind of employer: dated models that a grant may start from.

Facts of the national programme, never of the calculation: once copied, every figure belongs to the grant (R10).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from subventions.calculs.donnees import Versement

SANS_DATES = "Les dates de versement ne sont pas publiées\u00a0: saisissez celles de votre convention de subvention."
SANS_ECHEANCIER = (
    "Ni le nombre, ni les montants, ni les dates des versements ne sont publiés\u00a0: saisissez ceux de votre"
    " convention de subvention."
)
AIDE_EN_LIGNE = "aide.conseiller-numerique.gouv.fr, montant et durée de la subvention"
PETITES_VILLES = "Association des petites villes de France, 12\u00a0janvier 2023"


@dataclass(frozen=True, slots=True)
class Bareme:
    """A model of grant: `montant` in cents over `mois` months; `annee`: the wave that it belongs to.

    An instalment with neither delay nor date has its date still to be typed; no instalment, all are. `a_verifier` says
    so, or what else to check before using the model.
    """

    code: str
    libelle: str
    annee: int
    montant: int
    mois: int
    versements: tuple[Versement, ...]
    source: str
    a_verifier: str


def _list_annuels(*montants: int) -> tuple[Versement, ...]:
    return tuple(Versement(rang, None, montant, None, None, None, None) for rang, montant in enumerate(montants, 1))


def _list_pourcentages(*parts: tuple[int, int]) -> tuple[Versement, ...]:
    return tuple(Versement(rang, part, None, mois, None, None, None) for rang, (part, mois) in enumerate(parts, 1))


def _index(baremes: Iterable[Bareme]) -> dict[str, Bareme]:
    return {bareme.code: bareme for bareme in baremes}


BAREMES = _index(
    (
        Bareme(
            code="2021-public",
            libelle="Vague 2021, employeur public",
            annee=2021,
            montant=50_000_00,
            mois=24,
            versements=_list_pourcentages((20_00, 1), (30_00, 6), (50_00, 12)),
            source=f"{AIDE_EN_LIGNE}\u202f; échéancier\u00a0: délibération n°\u00a010 de Ludres (2021)",
            a_verifier=(
                "Cet échéancier vient d’une seule délibération\u00a0: comparez-le à votre convention de subvention."
            ),
        ),
        Bareme(
            code="2021-prive",
            libelle="Vague 2021, employeur privé",
            annee=2021,
            montant=32_000_00,
            mois=18,
            versements=(),
            source=f"{AIDE_EN_LIGNE}\u202f; montant\u00a0: code public de l’outil national (api-conseiller-numerique)",
            a_verifier=SANS_ECHEANCIER,
        ),
        Bareme(
            code="2023-public",
            libelle="Renouvellement 2023, employeur public",
            annee=2023,
            montant=42_500_00,
            mois=36,
            versements=_list_annuels(17_500_00, 12_500_00, 12_500_00),
            source=f"{PETITES_VILLES}\u202f; durée\u00a0: {AIDE_EN_LIGNE}",
            a_verifier=SANS_DATES,
        ),
        Bareme(
            code="2023-public-bonifie",
            libelle="Renouvellement 2023, employeur public en QPV ou en ZRR",
            annee=2023,
            montant=50_000_00,
            mois=36,
            versements=_list_annuels(20_000_00, 17_500_00, 12_500_00),
            source=f"{PETITES_VILLES}\u202f; durée\u00a0: {AIDE_EN_LIGNE}",
            a_verifier=f"Bonus de 2\u202f500\u00a0€ la 1re année et de 5\u202f000\u00a0€ la 2e compris. {SANS_DATES}",
        ),
        Bareme(
            code="2023-prive",
            libelle="Renouvellement 2023, employeur privé",
            annee=2023,
            montant=44_000_00,
            mois=36,
            versements=_list_annuels(20_000_00, 14_000_00, 10_000_00),
            source=f"Montants\u00a0: edoccacem-pom.c3rb.org\u202f; durée\u00a0: {AIDE_EN_LIGNE}",
            a_verifier=SANS_DATES,
        ),
    )
)
