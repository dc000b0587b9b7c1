"""What is said of closing a statement, before and after."""

from __future__ import annotations

from collections.abc import Iterable

from subventions.enums import EtatReponse
from subventions.presentation.mots import count_mots


def word_attente(reponses: Iterable[EtatReponse]) -> str:
    """Who has not answered and who contests; empty when everybody has accepted.

    >>> word_attente([EtatReponse.A_REPONDRE, EtatReponse.CONTESTE, EtatReponse.ACCEPTE])
    '1\\xa0commune n’a pas répondu, 1 conteste. Cela n’empêche pas d’arrêter\\xa0: vous écrirez pourquoi.'
    >>> word_attente([EtatReponse.CONTESTE, EtatReponse.CONTESTE])
    '2\\xa0communes contestent. Cela n’empêche pas d’arrêter\\xa0: vous écrirez pourquoi.'
    """
    lues = list(reponses)
    muettes, contestent = lues.count(EtatReponse.A_REPONDRE), lues.count(EtatReponse.CONTESTE)
    if not muettes and not contestent:
        return ""
    verbe = "conteste" if contestent == 1 else "contestent"
    if not muettes:
        constat = f"{count_mots(contestent, 'commune')} {verbe}"
    else:
        constat = f"{count_mots(muettes, 'commune')} {'n’a' if muettes == 1 else 'n’ont'} pas répondu"
        constat += f", {contestent} {verbe}" if contestent else ""
    return f"{constat}. Cela n’empêche pas d’arrêter\u00a0: vous écrirez pourquoi."
