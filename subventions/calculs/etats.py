"""Where an instalment stands on a given day."""

from __future__ import annotations

from datetime import date

from subventions.calculs.versements import Echeance
from subventions.enums import EtatVersement, Suspension


def find_etat(
    echeance: Echeance, recu_le: date | None, montant_recu: int | None, suspension: Suspension | str, jour: date
) -> EtatVersement:
    """State of an instalment on `jour`; `montant_recu` in cents, negative when the grant is paid back (R5).

    Money that came counts before any suspension. An instalment is late from the day after its window (R10); without
    a day, while the grant is not signed, it is never late.

    >>> echeance = Echeance(1, 1000000, date(2021, 6, 28), date(2021, 7, 28))
    >>> find_etat(echeance, None, None, Suspension.NON, date(2021, 7, 29)).libelle
    'En retard'
    """
    if recu_le is not None and montant_recu is not None:
        return EtatVersement.REVERSE if montant_recu < 0 else EtatVersement.RECU
    if suspension == Suspension.SUSPENDU:
        return EtatVersement.SUSPENDU
    if suspension == Suspension.ANNULE:
        return EtatVersement.ANNULE
    if echeance.dernier_jour is not None and echeance.dernier_jour < jour:
        return EtatVersement.EN_RETARD
    return EtatVersement.ATTENDU
