"""Themes of workshops: the act's eight in plain words, then those that residents ask for, each with its national theme.

Reference data, dated: a theme withdrawn keeps its code for the sessions of its time. The national codes are those of
the activity report of La Coop de la médiation numérique.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Thematique:
    """A theme: our words, the national code behind it, the days between which it may be chosen."""

    code: str
    nom: str
    nationale: str
    depuis: date
    jusqu_a: date | None = None


# Words of the national list in force; `thematique` of the activity report.
NATIONALES = {
    "diagnostic_numerique": "Diagnostic numérique",
    "prendre_en_main_du_materiel": "Prendre en main du matériel",
    "maintenance_de_materiel": "Maintenance de matériel",
    "gere_ses_contenus_numeriques": "Gérer ses contenus numériques",
    "navigation_sur_internet": "Navigation sur internet",
    "email": "E-mail",
    "bureautique": "Bureautique",
    "reseaux_sociaux": "Réseaux sociaux communication",
    "sante": "Santé",
    "banque_et_achats_en_ligne": "Banque et achats en ligne",
    "entrepreneuriat": "Accompagner un professionnel",
    "insertion_professionnelle": "Insertion professionnelle",
    "securite_numerique": "Prévention en sécurité numérique",
    "parentalite": "Parentalité",
    "scolarite_et_numerique": "Scolarité et numérique",
    "creer_avec_le_numerique": "Créer avec le numérique",
    "culture_numerique": "Culture numérique",
    "intelligence_artificielle": "Intelligence artificielle (IA)",
    "aide_aux_demarches_administratives": "Aide aux démarches administratives",
}
ACTE = date(2021, 5, 18)
SUITE = date(2023, 1, 1)

THEMATIQUES = (
    Thematique("donnees_personnelles", "Protéger ses données, ses mots de passe", "securite_numerique", ACTE),
    Thematique("reseaux_sociaux", "Réseaux sociaux", "reseaux_sociaux", ACTE),
    Thematique("verifier_les_sources", "Vérifier une information", "culture_numerique", ACTE),
    Thematique("cv", "Faire son CV, chercher un emploi", "insertion_professionnelle", ACTE),
    Thematique("vendre_un_objet", "Vendre un objet en ligne", "banque_et_achats_en_ligne", ACTE),
    Thematique("acheter_en_ligne", "Acheter en ligne", "banque_et_achats_en_ligne", ACTE),
    Thematique("travailler_a_distance", "Travailler à distance", "bureautique", ACTE),
    Thematique("consulter_un_medecin", "Consulter un médecin à distance", "sante", ACTE),
    Thematique("materiel", "Ordinateur, téléphone, tablette", "prendre_en_main_du_materiel", SUITE),
    Thematique("internet", "Naviguer sur internet", "navigation_sur_internet", SUITE),
    Thematique("courriel", "Écrire et recevoir des courriels", "email", SUITE),
    Thematique("photos", "Ranger ses photos et ses fichiers", "gere_ses_contenus_numeriques", SUITE),
    Thematique("bureautique", "Écrire une lettre, tenir un tableau", "bureautique", SUITE),
    Thematique("demarches", "Démarches administratives en ligne", "aide_aux_demarches_administratives", SUITE),
    Thematique("depannage", "Dépanner son matériel", "maintenance_de_materiel", SUITE),
    Thematique("parents", "Accompagner ses enfants", "parentalite", SUITE),
    Thematique("ecole", "Le numérique à l’école", "scolarite_et_numerique", SUITE),
    Thematique("creer", "Créer\u00a0: photo, vidéo, musique", "creer_avec_le_numerique", SUITE),
    Thematique(
        "intelligence_artificielle", "Comprendre l’intelligence artificielle", "intelligence_artificielle", SUITE
    ),
    Thematique("bilan", "Faire le point sur ce qu’on sait faire", "diagnostic_numerique", SUITE),
    Thematique("professionnels", "Le numérique pour son activité", "entrepreneuriat", SUITE),
)
PAR_CODE = {thematique.code: thematique for thematique in THEMATIQUES}


def list_thematiques(jour: date) -> list[Thematique]:
    """Those that may be chosen that day, in the order of the list.

    >>> len(list_thematiques(date(2021, 7, 1))), list_thematiques(date(2021, 5, 17))
    (8, [])
    """
    return [t for t in THEMATIQUES if t.depuis <= jour and (t.jusqu_a is None or jour <= t.jusqu_a)]


def write_thematique(code: str) -> str:
    """Our words for a theme; nothing for a session without one.

    >>> write_thematique("acheter_en_ligne"), write_thematique("")
    ('Acheter en ligne', '')
    """
    return PAR_CODE[code].nom if code else ""
