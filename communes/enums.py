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


class Imputation(Enumeration):
    """In what quality partners pay, which decides the accounts on both sides."""

    MISE_A_DISPOSITION = "mise_a_disposition", "Mise à disposition de personnel facturée"
    FRAIS = "frais", "Remboursement de frais"
    PARTICIPATION = "participation", "Participation aux coûts"


class SortHeures(Enumeration):
    """What becomes of the hours of a party that leaves."""

    PROPORTION = "proportion", "Réparties entre les autres, à proportion de leurs heures"
    MAIN = "main", "Réparties comme l’avenant l’écrit"
    AUCUN = "aucun", "Pas reprises"


class TypeContrat(Enumeration):
    """What ties the adviser to the employing body."""

    CDD = "cdd", "Contrat à durée déterminée"
    PROJET = "projet", "Contrat de projet"
    CDI = "cdi", "Contrat à durée indéterminée"
    FONCTIONNAIRE = "fonctionnaire", "Fonctionnaire"


class EtatPoste(Enumeration):
    """Whether the post is filled, as its contracts tell."""

    OCCUPE = "occupe", "occupé"
    VACANT = "vacant", "vacant"
    RENDU = "rendu", "rendu à l’État"
    A_VENIR = "a_venir", "à venir"
    TERMINE = "termine", "terminé"


class Methode(Enumeration):
    """How the grant counts in a period (R5): in proportion to days, or when received."""

    PRORATA = "prorata", "au prorata des jours"
    ENCAISSEMENT = "encaissement", "à l’encaissement"
