"""Words of the agreement that code and database share."""

from conseiller.enums import Enumeration


class TypeOrganisme(Enumeration):
    """What kind of body takes part."""

    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    CCAS = "ccas", "Centre communal d’action sociale"
    DEPARTEMENT = "departement", "Département"
    ASSOCIATION = "association", "Association"


class Fonction(Enumeration):
    """What an agent does for a body; `permissions.py` says what each may do."""

    COORDINATION = "coordination", "Coordination"
    FINANCES = "finances", "Finances"
    ACCUEIL = "accueil", "Accueil"
    CONSEILLER = "conseiller", "Conseiller numérique"
    ELU = "elu", "Élu"
    ADMINISTRATION = "administration", "Administration"


class TypeActe(Enumeration):
    """Nature of an act behind the agreement."""

    DELIBERATION = "deliberation", "Délibération"
    AVIS = "avis", "Avis de commission"
    CONVENTION = "convention", "Convention signée"
    ARRETE = "arrete", "Arrêté"


class Methode(Enumeration):
    """How the grant counts in a period (R5): in proportion to days, or when received."""

    PRORATA = "prorata", "au prorata des jours"
    ENCAISSEMENT = "encaissement", "à l’encaissement"


class Imputation(Enumeration):
    """How the shares are entered in both budgets; the employing body and the partner use mirror accounts."""

    MISE_A_DISPOSITION = "mise_a_disposition", "Mise à disposition de personnel"
    FRAIS = "frais", "Remboursement de frais"
    PARTICIPATION = "participation", "Participation aux coûts"
