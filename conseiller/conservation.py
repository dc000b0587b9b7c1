"""How long each thing is kept: the one list, read by the code that forgets and printed on `/donnees-personnelles/`."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Regle:
    """One kind of data: what it is, how long (months, days or hours; none: for ever), since when, what becomes of it.

    `pourquoi` tells residents the reason; `source` is the text or the practice that the length follows.
    """

    code: str
    quoi: str
    depuis: str
    ensuite: str
    pourquoi: str
    mois: int = 0
    jours: int = 0
    heures: int = 0
    source: str = ""

    @property
    def duree(self) -> timedelta:
        """The length of a rule that counts days or hours: those of months depend on the day they start."""
        if self.mois:
            raise ValueError(self.code)
        return timedelta(days=self.jours, hours=self.heures)

    @property
    def en_lettres(self) -> str:
        """The length as people read it.

        >>> RESERVATION.en_lettres, FORMULAIRE.en_lettres, JOURNAL.en_lettres, ACTE.en_lettres
        ('12 mois', '7 jours', '10 ans', 'sans limite')
        """
        if self.mois > 12 and self.mois % 12 == 0:
            return f"{self.mois // 12} ans"
        if self.mois:
            return f"{self.mois} mois"
        mesures = [(self.jours, "jour"), (self.heures, "heure")]
        return next((f"{nombre} {mot}{'s' * (nombre > 1)}" for nombre, mot in mesures if nombre), "sans limite")

    def compute_limite(self, now: datetime) -> datetime:
        """What started before this instant has reached its term; a month too short gives its last day.

        >>> LISTE_ATTENTE.compute_limite(datetime(2026, 3, 31, 9))
        datetime.datetime(2026, 2, 28, 9, 0)
        """
        if not (self.mois or self.jours or self.heures):
            raise ValueError(self.code)
        annee, rang = divmod(now.year * 12 + now.month - 1 - self.mois, 12)
        jour = min(now.day, monthrange(annee, rang + 1)[1])
        return now.replace(year=annee, month=rang + 1, day=jour) - timedelta(days=self.jours, hours=self.heures)


RESERVATION = Regle(
    "reservation",
    "Les réservations d’ateliers et de rendez-vous\u00a0: noms, téléphone, courriel, commune, code, présence, appels"
    " passés et messages envoyés",
    "la dernière séance réservée",
    "Tout est effacé, la nuit suivante. Seuls restent des nombres sans nom.",
    "Vous retrouver, vous prévenir, compter une seule fois qui vient plusieurs fois dans l’année.",
    mois=12,
    source="Même durée que La Coop de la médiation numérique, et que les prêts des bibliothèques (ancienne norme 9"
    " de la CNIL).",
)
LISTE_ATTENTE = Regle(
    "liste_attente",
    "Les demandes restées sur la liste d’attente, sans place",
    "la séance demandée",
    "Tout est effacé, la nuit suivante.",
    "Répondre à qui demande pourquoi la place n’est pas venue.",
    mois=1,
)
DOUBLON = Regle(
    "doublon",
    "Les demandes reçues en double",
    "la séance demandée",
    "Tout est effacé, la nuit suivante.",
    "Ne dire à personne d’autre que vous êtes inscrit.",
    mois=1,
)
FREQUENTATION = Regle(
    "frequentation",
    "Les nombres de personnes venues, par séance, commune et tranche d’âge",
    "la séance",
    "Gardés\u00a0: aucun nom n’y est.",
    "Rendre compte de l’emploi de l’argent public.",
)
COURRIEL = Regle(
    "courriel",
    "Le texte des messages envoyés aux agents et l’adresse où ils sont partis",
    "l’envoi",
    "Le texte et l’adresse sont effacés, la nuit suivante\u202f; il reste qu’un message est parti.",
    "Renvoyer un message qui n’est pas arrivé.",
    mois=12,
)
COMPTE = Regle(
    "compte",
    "Les comptes des agents\u00a0: prénom, nom, adresse électronique, rôles",
    "la dernière connexion",
    "La coordination retire l’agent, puis l’administrateur efface le compte.",
    "Savoir qui entre, et ce qui lui est permis.",
    mois=12,
    source="Même durée que La Coop de la médiation numérique.",
)
SESSION = Regle(
    "session",
    "Ce qui reconnaît un navigateur\u00a0: rester connecté, retrouver la réservation qu’il vient de faire",
    "la dernière page",
    "Effacé, la nuit suivante.",
    "Ne pas demander le mot de passe à chaque page.",
    heures=12,
)
REPRISE = Regle(
    "reprise",
    "Les réponses d’un formulaire envoyé après la fin d’une connexion",
    "l’envoi",
    "Elles ne sont pas enregistrées\u00a0: la page elle-même les porte, puis elles ne s’ouvrent plus.",
    "Ne rien perdre de ce qui a été écrit.",
    heures=12,
)
FORMULAIRE = Regle(
    "formulaire",
    "La marque d’un formulaire déjà reçu d’un agent, sans ses réponses",
    "l’envoi",
    "Effacée.",
    "Ne pas enregistrer deux fois ce qui est envoyé deux fois.",
    jours=7,
)
PIECE = Regle(
    "piece",
    "Les fichiers joints à un formulaire qui n’a pas été enregistré",
    "l’envoi",
    "Effacés, dans l’heure.",
    "Ne pas demander deux fois le même fichier.",
    jours=1,
)
JOURNAL = Regle(
    "journal",
    "Le journal\u00a0: quel agent a fait quoi, et quand\u202f; aucun nom d’habitant n’y est",
    "l’action",
    "Effacé, la nuit suivante.",
    "Vérifier un décompte et les comptes qui en viennent.",
    mois=120,
    source="Durée des pièces comptables.",
)
DECOMPTE = Regle(
    "decompte",
    "Les décomptes, leurs documents signés, leurs justificatifs et les dépenses",
    "la fin de l’année du décompte, ou de celle où il est arrêté si elle vient après",
    "Éliminés année par année, une fois le visa du service des archives obtenu.",
    "Justifier chaque somme devant le comptable public.",
    mois=120,
    source="Tableaux d’archivage des communes.",
)
ACTE = Regle(
    "acte",
    "Les délibérations et les conventions, avec les noms des élus qui les signent",
    "l’acte",
    "Versées aux archives.",
    "Ce sont des actes publics.",
    source="Tableaux d’archivage des communes.",
)
LIMITE = Regle(
    "limite",
    "Les compteurs qui freinent les robots\u00a0: l’adresse du réseau de qui réserve ou cherche une réservation",
    "la dernière demande, au plus",
    "Effacés d’eux-mêmes.",
    "Garder des places pour les personnes.",
    heures=1,
)
TECHNIQUE = Regle(
    "technique",
    "Les journaux techniques du serveur\u00a0: heure, page, adresse du réseau\u202f; ni nom, ni code,"
    " ni lien personnel",
    "la visite",
    "L’hébergeur les efface.",
    "Trouver une panne ou une attaque.",
    mois=6,
    source="Recommandation de la CNIL, 6 à 12 mois.",
)

HABITANTS = (RESERVATION, LISTE_ATTENTE, DOUBLON, FREQUENTATION, SESSION, LIMITE, TECHNIQUE)
AGENTS = (COMPTE, COURRIEL, FORMULAIRE, REPRISE, PIECE, JOURNAL, DECOMPTE, ACTE)
PAR_CODE = {regle.code: regle for regle in (*HABITANTS, *AGENTS)}
