"""Words of the money that code and database share."""

from communes.enums import Methode
from conseiller.enums import Enumeration

__all__ = ["PAIE", "EtatDecompte", "EtatDepense", "EtatVersement", "Methode", "Nature", "Suspension"]


class Nature(Enumeration):
    """Type of an expense, as the dossier names it."""

    REMUNERATION = "remuneration", "Rémunération"
    CHARGES = "charges", "Charges"
    EQUIPEMENT = "equipement", "Équipement"
    DEPLACEMENT = "deplacement", "Déplacements"
    LICENCE = "licence", "Licences"
    FORMATION = "formation", "Formation"
    AUTRE = "autre", "Autres dépenses"


# One adviser's pay is personal: read line by line by few, summed by category by the others.
PAIE = frozenset({Nature.REMUNERATION, Nature.CHARGES})


class EtatDepense(Enumeration):
    """Actual expenses enter statements, forecast ones enter forecasts (R18)."""

    CONSTATE = "constate", "Constatée"
    PREVU = "prevu", "Prévue"


class EtatDecompte(Enumeration):
    """Life of a statement; only a draft changes."""

    BROUILLON = "brouillon", "Brouillon"
    TRANSMIS = "transmis", "Transmis aux communes"
    ARRETE = "arrete", "Arrêté"
    REMPLACE = "remplace", "Remplacé"


class Suspension(Enumeration):
    """What the State decided of an instalment that has not come."""

    NON = "", "Non"
    SUSPENDU = "suspendu", "Suspendu"
    ANNULE = "annule", "Annulé"


class EtatVersement(Enumeration):
    """Where an instalment stands on a given day; never stored, always found."""

    ATTENDU = "attendu", "Attendu"
    EN_RETARD = "en_retard", "En retard"
    RECU = "recu", "Reçu"
    SUSPENDU = "suspendu", "Suspendu"
    ANNULE = "annule", "Annulé"
    REVERSE = "reverse", "Reversé"
