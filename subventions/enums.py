"""Words of the money that code and database share."""

from communes.enums import Methode
from conseiller.enums import Enumeration

__all__ = ["EtatDecompte", "EtatDepense", "Methode", "Nature", "Suspension"]


class Nature(Enumeration):
    """Type of an expense, as the dossier names it."""

    REMUNERATION = "remuneration", "Rémunération"
    CHARGES = "charges", "Charges"
    EQUIPEMENT = "equipement", "Équipement"
    DEPLACEMENT = "deplacement", "Déplacements"
    LICENCE = "licence", "Licences"
    FORMATION = "formation", "Formation"
    AUTRE = "autre", "Autres dépenses"


class EtatDepense(Enumeration):
    """Actual expenses enter statements, forecast ones enter forecasts (R18)."""

    CONSTATE = "constate", "Constatée"
    PREVU = "prevu", "Prévue"


class Suspension(Enumeration):
    """Why an expected instalment does not come; empty when it is simply expected."""

    SUSPENDU = "suspendu", "Suspendu"
    ANNULE = "annule", "Annulé"


class EtatDecompte(Enumeration):
    """Life of a statement; only a draft changes."""

    BROUILLON = "brouillon", "Brouillon"
    TRANSMIS = "transmis", "Transmis aux communes"
    ARRETE = "arrete", "Arrêté"
    REMPLACE = "remplace", "Remplacé"
