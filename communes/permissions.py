"""The matrix action × role: the only file that names roles."""

from __future__ import annotations

from enum import Enum, auto

from communes.enums import Fonction


class Action(Enum):
    """What an agent may do on an agreement."""

    VOIR_CONVENTION = auto()
    VOIR_DECOMPTE = auto()
    DEMANDER_DECOMPTE = auto()
    VOIR_TOUS_LES_DOCUMENTS = auto()
    VOIR_SES_DOCUMENTS = auto()
    VOIR_LA_PAIE = auto()


LECTURE = {Action.VOIR_CONVENTION, Action.VOIR_DECOMPTE, Action.VOIR_SES_DOCUMENTS}
# One adviser's pay is personal: everybody else reads it summed by category.
ECRITURE = LECTURE | {Action.DEMANDER_DECOMPTE, Action.VOIR_TOUS_LES_DOCUMENTS, Action.VOIR_LA_PAIE}

# What each role allows when held for the employing body, then for a partner.
MATRICE: dict[Fonction, tuple[set[Action], set[Action]]] = {
    Fonction.COORDINATION: (ECRITURE, LECTURE),
    Fonction.FINANCES: (ECRITURE, LECTURE),
    Fonction.ELU: (LECTURE | {Action.VOIR_TOUS_LES_DOCUMENTS}, LECTURE),
    Fonction.ADMINISTRATION: (LECTURE | {Action.VOIR_TOUS_LES_DOCUMENTS}, LECTURE),
    Fonction.CONSEILLER: ({Action.VOIR_CONVENTION}, {Action.VOIR_CONVENTION}),
    Fonction.ACCUEIL: ({Action.VOIR_CONVENTION}, {Action.VOIR_CONVENTION}),
}


def functions_allowing(action: Action) -> tuple[list[str], list[str]]:
    """Roles that allow `action`: those held for the employing body, then those held for a partner."""
    employeur = [fonction.value for fonction, (actions, _) in MATRICE.items() if action in actions]
    partenaire = [fonction.value for fonction, (_, actions) in MATRICE.items() if action in actions]
    return employeur, partenaire
