"""The state of an instalment, day by day."""

from __future__ import annotations

from datetime import date

import pytest

from subventions.calculs.etats import find_etat
from subventions.calculs.versements import Echeance
from subventions.enums import EtatVersement, Suspension

ECHEANCE = Echeance(1, 10_000_00, date(2021, 6, 28), date(2021, 7, 28))
SANS_JOUR = Echeance(1, 10_000_00, None, None)
AVANT, DERNIER, APRES = date(2021, 6, 1), date(2021, 7, 28), date(2021, 7, 29)


@pytest.mark.parametrize(
    ("echeance", "recu_le", "montant", "suspension", "jour", "attendu"),
    [
        (ECHEANCE, None, None, Suspension.NON, AVANT, EtatVersement.ATTENDU),
        (ECHEANCE, None, None, Suspension.NON, DERNIER, EtatVersement.ATTENDU),
        (ECHEANCE, None, None, Suspension.NON, APRES, EtatVersement.EN_RETARD),
        (SANS_JOUR, None, None, Suspension.NON, APRES, EtatVersement.ATTENDU),
        (ECHEANCE, None, None, Suspension.SUSPENDU, APRES, EtatVersement.SUSPENDU),
        (ECHEANCE, None, None, Suspension.ANNULE, APRES, EtatVersement.ANNULE),
        # The database gives plain text.
        (ECHEANCE, None, None, "suspendu", APRES, EtatVersement.SUSPENDU),
        (ECHEANCE, None, None, "", APRES, EtatVersement.EN_RETARD),
        (ECHEANCE, APRES, 10_000_00, Suspension.NON, APRES, EtatVersement.RECU),
        (ECHEANCE, APRES, 10_000_00, Suspension.SUSPENDU, APRES, EtatVersement.RECU),
        (ECHEANCE, APRES, -2_000_00, Suspension.NON, APRES, EtatVersement.REVERSE),
    ],
)
def test_money_counts_before_suspension_and_suspension_before_delay(
    echeance, recu_le, montant, suspension, jour, attendu
):
    assert find_etat(echeance, recu_le, montant, suspension, jour) is attendu
