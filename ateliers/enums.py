"""Words of workshops and bookings that code and database share."""

from conseiller.enums import Enumeration


class Niveau(Enumeration):
    """Level of a workshop, as the national activity report names it."""

    DEBUTANT = "debutant", "Débutant"
    INTERMEDIAIRE = "intermediaire", "Intermédiaire"
    AVANCE = "avance", "Avancé"


class EtatSeance(Enumeration):
    """Life of a session: held is said by the adviser, never guessed from the date."""

    PREVUE = "prevue", "prévue"
    TENUE = "tenue", "tenue"
    ANNULEE = "annulee", "annulée"


class Canal(Enumeration):
    """How a booking reached us."""

    INTERNET = "internet", "par internet"
    GUICHET = "guichet", "au guichet"
    TELEPHONE = "telephone", "par téléphone"
    PAPIER = "papier", "sur la liste papier"


class EtatInscription(Enumeration):
    """A person at a session: CONFIRMEE and PROPOSEE hold a seat, the others hold none."""

    CONFIRMEE = "confirmee", "place réservée"
    PROPOSEE = "proposee", "place proposée"
    ATTENTE = "attente", "sur la liste d’attente"
    EXPIREE = "expiree", "offre restée sans réponse"
    ANNULEE = "annulee", "annulée"
    # The same answers from another browser: its sender learns nothing, and no second seat is taken.
    DOUBLON = "doublon", "demande en double"


TENANT_UNE_PLACE = [EtatInscription.CONFIRMEE.value, EtatInscription.PROPOSEE.value]
# Who is expected, or would like to be.
ATTENDUES = [*TENANT_UNE_PLACE, EtatInscription.ATTENTE.value]
# What may still be cancelled, a double included: its sender must not learn that it holds nothing.
VIVANTES = [*ATTENDUES, EtatInscription.DOUBLON.value]


class Auteur(Enumeration):
    """Who cancelled, which every message says."""

    USAGER = "usager", "la personne inscrite"
    GUICHET = "guichet", "l’accueil, à sa demande"
    ORGANISATION = "organisation", "l’organisation"


class Presence(Enumeration):
    """What the desk or the adviser ticked."""

    PRESENT = "present", "présent"
    ABSENT = "absent", "absent"


class TrancheAge(Enumeration):
    """Age bands of the national activity report; never asked at booking, noted by the adviser if at all."""

    MOINS_12 = "moins_de_douze", "moins de 12 ans"
    DE_12_A_17 = "douze_dix_huit", "12 – 17 ans"
    DE_18_A_24 = "dix_huit_vingt_quatre", "18 – 24 ans"
    DE_25_A_39 = "vingt_cinq_trente_neuf", "25 – 39 ans"
    DE_40_A_59 = "quarante_cinquante_neuf", "40 – 59 ans"
    DE_60_A_69 = "soixante_soixante_neuf", "60 – 69 ans"
    PLUS_70 = "soixante_dix_plus", "70 ans et plus"


class Evenement(Enumeration):
    """What people are told, by e-mail or by a call to make."""

    CONFIRMATION = "confirmation", "confirmation"
    LISTE = "liste", "inscription sur la liste d’attente"
    OFFRE = "offre", "une place s’est libérée"
    OFFRE_PERDUE = "offre_perdue", "la place proposée est passée à une autre personne"
    RAPPEL = "rappel", "rappel"
    ANNULATION = "annulation", "séance annulée"
    CHANGEMENT = "changement", "séance changée"
    DESINSCRIPTION = "desinscription", "réservation annulée"
    DEJA = "deja", "formulaire reçu deux fois"


class Issue(Enumeration):
    """Outcome of a call that had to be made."""

    PREVENU = "prevenu", "prévenu"
    MESSAGE = "message", "message laissé"
    VIENT = "vient", "vient"
    RENONCE = "renonce", "renonce"
    SANS_SUITE = "sans_suite", "injoignable"


class MotifOrdre(Enumeration):
    """The four reasons that may change the order of a waiting list."""

    SAISIE = "saisie", "La demande était arrivée plus tôt qu’il n’est écrit"
    ANNULEE = "annulee", "Sa séance précédente a été annulée"
    REFUSEE = "refusee", "N’a pas eu de place la dernière fois"
    ACCOMPAGNE = "accompagne", "Vient avec une personne déjà inscrite"
