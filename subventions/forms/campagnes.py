"""The period of a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from communes.calculs import UN_JOUR
from conseiller.champs import JourField
from conseiller.formulaires.forms import Formulaire
from subventions.calculs.coupes import Periode
from subventions.services.campagnes import CampagneRefusee, check_periode


class CampagneForm(Formulaire):
    """The period whose statements are asked for in every agreement."""

    du = JourField(
        label="Premier jour",
        help_text="Le même pour toutes vos conventions, souvent un 1er janvier ou un 1er juillet.",
        error_messages={"required": "Indiquez le premier jour de la période, par exemple 01/07/2021."},
    )
    au = JourField(
        label="Dernier jour",
        help_text="Au plus tard le 31 décembre de la même année\u00a0: un décompte, un exercice.",
        error_messages={"required": "Indiquez le dernier jour de la période, par exemple 31/12/2021."},
    )

    def clean(self) -> dict[str, Any]:
        """Check that the period is one that a statement may have."""
        donnees: dict[str, Any] = super().clean() or {}
        du, au = donnees.get("du"), donnees.get("au")
        if du is not None and au is not None:
            try:
                check_periode(du, au)
            except CampagneRefusee as refus:
                self.add_error(refus.champ, str(refus))
        return donnees


def propose_semestre(jour: date) -> Periode:
    """The last half-year that is over on that day.

    >>> [str(borne) for borne in propose_semestre(date(2022, 1, 10))]
    ['2021-07-01', '2021-12-31']
    >>> [str(borne) for borne in propose_semestre(date(2022, 11, 24))]
    ['2022-01-01', '2022-06-30']
    """
    if jour.month > 6:
        return date(jour.year, 1, 1), date(jour.year, 7, 1) - UN_JOUR
    return date(jour.year - 1, 7, 1), date(jour.year, 1, 1) - UN_JOUR
