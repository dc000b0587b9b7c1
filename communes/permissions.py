"""The matrix action × role: the only file that names roles."""

from __future__ import annotations

from enum import Enum, auto

from communes.enums import Fonction


class Action(Enum):
    """What an agent may do on an agreement."""

    VOIR_CONVENTION = auto()
    VOIR_FINANCES = auto()
    VOIR_DECOMPTE = auto()
    VOIR_SES_DOCUMENTS = auto()
    VOIR_TOUS_LES_DOCUMENTS = auto()
    VOIR_LA_PAIE = auto()
    DEMANDER_DECOMPTE = auto()
    # A statement's life: what a partner answers, what the employing body closes, what its treasury follows.
    REPONDRE_DECOMPTE = auto()
    ARRETER_DECOMPTE = auto()
    SUIVRE_RECOUVREMENT = auto()
    MODIFIER_CONVENTION = auto()
    MODIFIER_FINANCES = auto()
    MODIFIER_SA_PARTIE = auto()
    GERER_AGENTS = auto()
    # Workshops: who comes, then what is organised.
    ACCUEILLIR = auto()
    PLANIFIER = auto()
    # Gives the sessions: the adviser.
    ANIMER = auto()
    # The only one that looks at no agreement: the first one of a body is yet to be made.
    CREER_CONVENTION = auto()


LECTURE = {Action.VOIR_CONVENTION, Action.VOIR_FINANCES, Action.VOIR_DECOMPTE, Action.VOIR_SES_DOCUMENTS}
PARTENAIRE = LECTURE | {Action.MODIFIER_SA_PARTIE, Action.REPONDRE_DECOMPTE}
EMPLOYEUR = LECTURE | {Action.VOIR_TOUS_LES_DOCUMENTS}
# One adviser's pay is personal: everybody else reads it summed by category.
FINANCES = EMPLOYEUR | {
    Action.VOIR_LA_PAIE,
    Action.DEMANDER_DECOMPTE,
    Action.ARRETER_DECOMPTE,
    Action.SUIVRE_RECOUVREMENT,
    Action.MODIFIER_FINANCES,
    Action.MODIFIER_SA_PARTIE,
}
COORDINATION = FINANCES | {
    Action.MODIFIER_CONVENTION,
    Action.GERER_AGENTS,
    Action.CREER_CONVENTION,
    Action.ACCUEILLIR,
    Action.PLANIFIER,
}
# One desk serves every session of the agreement, whichever party it works for.
ACCUEIL = {Action.VOIR_CONVENTION, Action.ACCUEILLIR}
CONSEILLER = ACCUEIL | {Action.PLANIFIER, Action.ANIMER}
ADMINISTRATION = EMPLOYEUR | {
    Action.MODIFIER_CONVENTION,
    Action.MODIFIER_SA_PARTIE,
    Action.GERER_AGENTS,
    Action.CREER_CONVENTION,
}

# What each role allows when held for the employing body, then for a partner.
MATRICE: dict[Fonction, tuple[set[Action], set[Action]]] = {
    Fonction.COORDINATION: (COORDINATION, PARTENAIRE),
    Fonction.FINANCES: (FINANCES, PARTENAIRE),
    Fonction.ELU: (EMPLOYEUR, LECTURE),
    Fonction.ADMINISTRATION: (ADMINISTRATION, PARTENAIRE),
    Fonction.CONSEILLER: (CONSEILLER, CONSEILLER),
    Fonction.ACCUEIL: (ACCUEIL, ACCUEIL),
}


def functions_allowing(action: Action) -> tuple[list[str], list[str]]:
    """Roles that allow `action`: those held for the employing body, then those held for a partner."""
    employeur = [fonction.value for fonction, (actions, _) in MATRICE.items() if action in actions]
    partenaire = [fonction.value for fonction, (_, actions) in MATRICE.items() if action in actions]
    return employeur, partenaire


def actions_of(fonction: Fonction, *, employeur: bool) -> set[Action]:
    """What a role allows, held for the employing body or for a partner."""
    return MATRICE[fonction][0 if employeur else 1]
