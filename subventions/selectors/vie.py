"""Where each partner stands before a transmitted statement."""

from __future__ import annotations

from datetime import date

from subventions.enums import EtatDecompte, EtatReponse
from subventions.models import Decompte


def read_reponses(decompte: Decompte, jour: date) -> dict[int, EtatReponse]:
    """What each partner answered to the current version, by the key of the party; the employing body answers nothing.

    Empty while a draft. Once the delay is over, silence is a tacit acceptance.
    """
    if decompte.etat == EtatDecompte.BROUILLON or decompte.reponses_jusquau is None:
        return {}
    donnees = {
        reponse.partie_id: EtatReponse(reponse.sens) for reponse in decompte.reponses.filter(version=decompte.version)
    }
    silence = EtatReponse.TACITE if jour > decompte.reponses_jusquau else EtatReponse.A_REPONDRE
    partenaires = decompte.convention.parties.exclude(organisme=decompte.convention.employeuse_id)
    return {partie: donnees.get(partie, silence) for partie in partenaires.values_list("pk", flat=True)}
