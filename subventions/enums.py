"""Words of the money that code and database share."""

from communes.enums import Methode
from conseiller.enums import Enumeration

__all__ = [
    "PAIE",
    "Cause",
    "EtatCampagne",
    "EtatDecompte",
    "EtatDepense",
    "EtatRecouvrement",
    "EtatReponse",
    "EtatVersement",
    "GenreSomme",
    "Methode",
    "Nature",
    "NatureDocument",
    "Sens",
    "Suspension",
]


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


class EtatReponse(Enumeration):
    """Where a partner stands before a statement; only an acceptance and a contest are answers, the others are found."""

    A_REPONDRE = "a_repondre", "À répondre"
    ACCEPTE = "accepte", "Accepté"
    TACITE = "tacite", "Accepté tacitement"
    CONTESTE = "conteste", "Contesté"


class Sens(Enumeration):
    """What a partner answers."""

    ACCEPTE = "accepte", "Accepté"
    CONTESTE = "conteste", "Contesté"


class EtatRecouvrement(Enumeration):
    """Where a called sum stands once the statement is closed; never stored, always found."""

    SANS_TITRE = "sans_titre", "Sans titre"
    NEANT = "neant", "Rien à appeler"
    NON_APPELE = "non_appele", "Non appelé, sous le seuil"
    A_EMETTRE = "a_emettre", "Titre à émettre"
    EMIS = "emis", "Titre émis"
    PARTIEL = "partiel", "Partiellement payé"
    PAYE = "paye", "Payé"


class GenreSomme(Enumeration):
    """What a sum is called for; the value stands in addresses."""

    PART = "parts", "Part d’un décompte"
    ACOMPTE = "acomptes", "Acompte"


class NatureDocument(Enumeration):
    """What a file of a closed statement is."""

    ETAT = "etat", "État liquidatif"
    SYNTHESE = "synthese", "Synthèse"
    FACTURE = "facture", "Facture"
    DONNEES = "donnees", "Données du calcul"


class EtatCampagne(Enumeration):
    """What a campaign made of one agreement."""

    ATTENTE = "attente", "En attente"
    CALCULE = "calcule", "Calculé"
    INCHANGE = "inchange", "Déjà à jour"
    ECHEC = "echec", "Échec"
    ANNULE = "annule", "Annulé"


class Cause(Enumeration):
    """What makes a share differ from one calculation to another, in the order in which it is looked at."""

    COUTS = "couts", "Coûts communs"
    SUBVENTION = "subvention", "Subvention"
    COFINANCEMENTS = "cofinancements", "Autres financements"
    REPORT = "report", "Excédent repris"
    CLE = "cle", "Heures attribuées"
    AFFECTEES = "affectees", "À sa seule charge"
    REGULARISATIONS = "regularisations", "Régularisations"
    AJUSTEMENTS = "ajustements", "Ajustements convenus"
