"""URL × role: one table, and no address outside it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from ateliers.models import Appel, Lieu
from communes.enums import Fonction, TypeActe, TypeContrat
from communes.models import Acte, Avenant, Contrat, Poste
from conseiller.checks import iter_patterns
from conseiller.courriels.models import Courriel
from conseiller.pieces.services import store_piece
from subventions.models import Acompte, AppelAcompte, Decompte, Document, Titre
from subventions.services.campagnes import request_campagne
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.ateliers.rendez_vous import make_plage
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = pytest.mark.django_db

CONVENTION = ["convention"]
AVENANT = ["convention", "avenant"]
TRANCHE = ["convention", "tranche"]
DECOMPTE = ["convention", "decompte"]
SUBVENTION = ["convention", "subvention"]
VERSEMENT = ["convention", "versement"]
COFINANCEMENT = ["convention", "cofinancement"]
LISENT = [302, 200, 200, 404, 200, 404]
ECRIVENT = [302, 200, 404, 404, 404, 404]
RESERVE = [302, 404, 404, 404, 404, 404]
# What the desk opens.
DU_JOUR = [302, 404, 404, 200, 404, 404]
ATELIER = ["convention", "atelier"]
SEANCE = ["convention", "seance"]
ENVOIENT = [302, 422, 404, 404, 404, 404]
ACCUEILLENT = [302, 404, 404, 200, 404, 404]
SAISISSENT = [302, 404, 404, 422, 404, 404]
NOTENT = [302, 404, 404, 302, 404, 404]
ANNEE = ["convention", 2022]
# The year whose part payments are called.
APPEL = ["convention", 2021]
AJUSTEMENT = ["convention", "ajustement"]
ROLE = ["convention", "role"]
PARTIE = ["convention", "partie"]
ORGANISME = ["convention", "organisme"]
DEPENSE = ["convention", "depense"]
PLAGE = ["convention", "plage"]
SOMME = ["convention", "acomptes", "somme"]
TITRE = ["convention", "titre"]
PAIEMENT = ["convention", "paiement"]
CRENEAU = ["groupe", "plage", "heure"]
# Nobody, employing body's finances, its elected member, its desk, a partner's finances, finances of another agreement.
ROLES = ["inconnu", "finances", "elu", "accueil", "partenaire", "etranger"]
OUVERT = [200] * 6
VERS_CONNEXION = 302
PDF = b"%PDF-1.7 fictif"

TABLE = [
    ("GET", "accueil", [], OUVERT),
    ("GET", "accessibilite", [], OUVERT),
    ("GET", "mentions_legales", [], OUVERT),
    ("GET", "donnees_personnelles", [], OUVERT),
    ("GET", "plan_du_site", [], OUVERT),
    ("GET", "verifier", [], OUVERT),
    ("POST", "verifier", [], [422] * 6),
    ("GET", "sante", [], OUVERT),
    ("GET", "mediatheque_choix", [], OUVERT),
    ("GET", "mediatheque", ["groupe"], OUVERT),
    # No month asked for: tests/ateliers/test_views_mediatheque.py asks for one.
    ("GET", "programme", ["groupe"], [404] * 6),
    ("GET", "agenda", ["groupe"], OUVERT),
    ("GET", "seance_agenda", ["groupe", "seance"], OUVERT),
    ("GET", "seance", ["groupe", "seance"], OUVERT),
    ("POST", "seance", ["groupe", "seance"], [422] * 6),
    ("GET", "inscription_chercher", [], OUVERT),
    ("POST", "inscription_chercher", [], [422] * 6),
    ("GET", "inscription", ["jeton"], OUVERT),
    ("GET", "inscription_repondre", ["jeton"], OUVERT),
    ("POST", "inscription_repondre", ["jeton"], [422] * 6),
    ("POST", "message_renvoyer", ["convention", "message"], [302, 404, 404, 302, 404, 404]),
    ("GET", "inscription_annuler", ["jeton"], OUVERT),
    ("POST", "inscription_annuler", ["jeton"], [422] * 6),
    ("GET", "inscription_fiche", ["jeton"], OUVERT),
    ("GET", "inscription_agenda", ["jeton"], OUVERT),
    # Changes the link of everything above: on a booking of its own.
    ("POST", "inscription_changer_lien", ["autre_jeton"], [302] * 6),
    ("GET", "rendez_vous", ["groupe"], OUVERT),
    ("GET", "rendez_vous_reserver", CRENEAU, OUVERT),
    ("POST", "rendez_vous_reserver", CRENEAU, [422] * 6),
    ("GET", "sante_pret", [], [503] * 6),
    ("GET", "account_login", [], [200, 302, 302, 302, 302, 302]),
    ("GET", "account_logout", [], [302, 200, 200, 200, 200, 200]),
    ("GET", "account_inactive", [], OUVERT),
    ("GET", "account_reauthenticate", [], [302, 200, 200, 200, 200, 200]),
    ("GET", "account_change_password", [], [302, 200, 200, 200, 200, 200]),
    ("GET", "account_signup", [], [200, 302, 302, 302, 302, 302]),
    ("GET", "account_set_password", [], [302] * 6),
    ("GET", "account_reset_password", [], OUVERT),
    ("GET", "account_reset_password_done", [], OUVERT),
    ("GET", "account_reset_password_from_key", {"uidb36": "1", "key": "faux-jeton"}, OUVERT),
    ("GET", "account_reset_password_from_key_done", [], OUVERT),
    ("GET", "bureau", [], [302, 200, 200, 200, 200, 200]),
    ("GET", "convention", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "synthese", CONVENTION, [302, 200, 200, 404, 200, 404]),
    ("GET", "mise_en_route", CONVENTION, [302, 404, 404, 404, 404, 404]),
    # Made by the coordination and the administration: tests/communes/test_views_conventions.py.
    ("GET", "convention_ajouter", [], [302, 404, 404, 404, 404, 404]),
    ("POST", "convention_ajouter", [], [302, 404, 404, 404, 404, 404]),
    ("GET", "convention_modifier", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "convention_modifier", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "parties", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "parties_tableur", [*CONVENTION, "csv"], [302, 200, 200, 200, 200, 404]),
    ("GET", "partie_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "partie_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    # The party asked for is the partner's own.
    ("GET", "partie_modifier", PARTIE, [302, 404, 404, 404, 200, 404]),
    ("POST", "partie_modifier", PARTIE, [302, 404, 404, 404, 422, 404]),
    ("POST", "partie_monter", PARTIE, [302, 404, 404, 404, 404, 404]),
    ("GET", "partie_retirer", PARTIE, [302, 404, 404, 404, 404, 404]),
    ("POST", "partie_retirer", PARTIE, [302, 404, 404, 404, 404, 404]),
    ("GET", "organisme_modifier", ORGANISME, [302, 404, 404, 404, 200, 404]),
    ("POST", "organisme_modifier", ORGANISME, [302, 404, 404, 404, 422, 404]),
    # Managed by the coordination alone: tests/communes/test_views_agents.py.
    ("GET", "agents", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "agent_inviter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "agent_inviter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "agent_retirer", ROLE, [302, 404, 404, 404, 404, 404]),
    ("POST", "agent_retirer", ROLE, [302, 404, 404, 404, 404, 404]),
    ("POST", "agent_renvoyer", ROLE, [302, 404, 404, 404, 404, 404]),
    # Read by whoever reads the agreement, edited by the coordination alone: tests/conseiller/test_views_avenants.py.
    ("GET", "heures", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "heures_tableur", [*CONVENTION, "xlsx"], [302, 200, 200, 200, 200, 404]),
    ("GET", "avenants", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "avenant", AVENANT, [302, 200, 200, 200, 200, 404]),
    ("GET", "heures_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "heures_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "heures_modifier", TRANCHE, [302, 404, 404, 404, 404, 404]),
    ("POST", "heures_modifier", TRANCHE, [302, 404, 404, 404, 404, 404]),
    ("GET", "avenant_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "avenant_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "prolongation", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "prolongation", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "sortie", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "sortie", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "avenant_modifier", AVENANT, [302, 404, 404, 404, 404, 404]),
    ("POST", "avenant_modifier", AVENANT, [302, 404, 404, 404, 404, 404]),
    ("GET", "avenant_signer", AVENANT, [302, 404, 404, 404, 404, 404]),
    ("POST", "avenant_signer", AVENANT, [302, 404, 404, 404, 404, 404]),
    ("GET", "avenant_supprimer", AVENANT, [302, 404, 404, 404, 404, 404]),
    ("POST", "avenant_supprimer", AVENANT, [302, 404, 404, 404, 404, 404]),
    ("GET", "depenses", CONVENTION, [302, 200, 200, 404, 200, 404]),
    ("GET", "depenses_tableur", [*CONVENTION, "csv"], [302, 200, 200, 404, 200, 404]),
    ("GET", "depense_ajouter", CONVENTION, [302, 200, 404, 404, 404, 404]),
    ("POST", "depense_ajouter", CONVENTION, [302, 422, 404, 404, 404, 404]),
    ("GET", "depense_modifier", DEPENSE, [302, 200, 404, 404, 404, 404]),
    ("POST", "depense_modifier", DEPENSE, [302, 422, 404, 404, 404, 404]),
    ("GET", "depense_supprimer", DEPENSE, [302, 200, 404, 404, 404, 404]),
    ("POST", "depense_supprimer", DEPENSE, [302, 422, 404, 404, 404, 404]),
    # A proof of pay: the rows of the other natures are in tests/subventions/test_depenses_paie.py.
    ("GET", "depense_piece", DEPENSE, [302, 200, 404, 404, 404, 404]),
    ("GET", "depenses_modele", [*CONVENTION, "xlsx"], [302, 200, 404, 404, 404, 404]),
    ("GET", "depenses_importer", CONVENTION, [302, 200, 404, 404, 404, 404]),
    ("POST", "depenses_importer", CONVENTION, [302, 422, 404, 404, 404, 404]),
    ("GET", "depenses_verifier", [*CONVENTION, "faux-depot"], [302, 302, 404, 404, 404, 404]),
    ("POST", "depenses_verifier", [*CONVENTION, "faux-depot"], [302, 302, 404, 404, 404, 404]),
    ("GET", "actes", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "actes_tableur", [*CONVENTION, "xlsx"], [302, 200, 200, 200, 200, 404]),
    ("GET", "acte_piece", [*CONVENTION, "acte"], [302, 200, 200, 200, 200, 404]),
    ("GET", "base_legale", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "poste", CONVENTION, [302, 200, 200, 200, 200, 404]),
    # Kept by the coordination: tests/communes/test_views_actes.py, test_views_base_legale.py, test_views_postes.py.
    ("POST", "base_legale", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "comptes_proposer", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "acte_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "acte_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "acte_modifier", [*CONVENTION, "acte"], [302, 404, 404, 404, 404, 404]),
    ("POST", "acte_modifier", [*CONVENTION, "acte"], [302, 404, 404, 404, 404, 404]),
    ("GET", "acte_supprimer", [*CONVENTION, "acte"], [302, 404, 404, 404, 404, 404]),
    ("POST", "acte_supprimer", [*CONVENTION, "acte"], [302, 404, 404, 404, 404, 404]),
    ("GET", "poste_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "poste_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "poste_modifier", [*CONVENTION, 1], [302, 404, 404, 404, 404, 404]),
    ("POST", "poste_modifier", [*CONVENTION, 1], [302, 404, 404, 404, 404, 404]),
    ("GET", "contrat_ajouter", [*CONVENTION, 1], [302, 404, 404, 404, 404, 404]),
    ("POST", "contrat_ajouter", [*CONVENTION, 1], [302, 404, 404, 404, 404, 404]),
    ("GET", "contrat_modifier", [*CONVENTION, "contrat"], [302, 404, 404, 404, 404, 404]),
    ("POST", "contrat_modifier", [*CONVENTION, "contrat"], [302, 404, 404, 404, 404, 404]),
    ("GET", "contrat_supprimer", [*CONVENTION, "contrat"], [302, 404, 404, 404, 404, 404]),
    ("POST", "contrat_supprimer", [*CONVENTION, "contrat"], [302, 404, 404, 404, 404, 404]),
    ("GET", "groupe", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "groupe", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "lieu_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "lieu_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "lieu_modifier", [*CONVENTION, "lieu"], [302, 404, 404, 404, 404, 404]),
    ("POST", "lieu_modifier", [*CONVENTION, "lieu"], [302, 404, 404, 404, 404, 404]),
    # Kept by the adviser: tests/ateliers/test_views_ateliers.py, test_views_planning.py.
    ("GET", "planning", [], DU_JOUR),
    ("GET", "absences", [], RESERVE),
    ("GET", "absence_ajouter", [], RESERVE),
    ("POST", "absence_ajouter", [], RESERVE),
    ("GET", "absence_supprimer", ["absence"], RESERVE),
    ("POST", "absence_supprimer", ["absence"], RESERVE),
    ("GET", "ateliers", CONVENTION, DU_JOUR),
    ("GET", "atelier_ajouter", CONVENTION, RESERVE),
    ("POST", "atelier_ajouter", CONVENTION, RESERVE),
    ("GET", "atelier", ATELIER, DU_JOUR),
    ("GET", "atelier_modifier", ATELIER, RESERVE),
    ("POST", "atelier_modifier", ATELIER, RESERVE),
    ("GET", "seances_ajouter", ATELIER, RESERVE),
    ("POST", "seances_ajouter", ATELIER, RESERVE),
    ("GET", "atelier_supprimer", ATELIER, RESERVE),
    ("POST", "atelier_supprimer", ATELIER, RESERVE),
    ("GET", "seance_bureau", SEANCE, DU_JOUR),
    ("GET", "seance_modifier", SEANCE, RESERVE),
    ("POST", "seance_modifier", SEANCE, RESERVE),
    ("GET", "seance_annuler", SEANCE, RESERVE),
    ("POST", "seance_annuler", SEANCE, RESERVE),
    ("GET", "seance_maintenir", SEANCE, RESERVE),
    ("POST", "seance_maintenir", SEANCE, RESERVE),
    ("GET", "attente_ordonner", SEANCE, DU_JOUR),
    ("POST", "attente_ordonner", SEANCE, [302, 404, 404, 422, 404, 404]),
    # The adviser's day and their reports: tests/ateliers/test_views_aujourdhui.py, test_views_activite.py.
    # The desk: tests/ateliers/test_views_guichet.py, test_views_guichet_reservations.py, test_views_guichet_papier.py.
    ("GET", "guichet", [], ACCUEILLENT),
    ("GET", "guichet_chercher", [], ACCUEILLENT),
    ("POST", "guichet_chercher", [], ACCUEILLENT),
    ("GET", "guichet_seances", [], ACCUEILLENT),
    ("GET", "feuille_secours", [], ACCUEILLENT),
    ("POST", "presence", ["inscription"], NOTENT),
    ("POST", "guichet_reponse", ["inscription"], NOTENT),
    ("POST", "guichet_appel", ["appel"], NOTENT),
    ("GET", "guichet_ajouter", ["seance"], ACCUEILLENT),
    ("POST", "guichet_ajouter", ["seance"], SAISISSENT),
    ("GET", "guichet_inscrire", ["seance"], ACCUEILLENT),
    ("POST", "guichet_inscrire", ["seance"], SAISISSENT),
    ("POST", "guichet_telephones", ["seance"], NOTENT),
    ("GET", "liste_papier", ["seance"], ACCUEILLENT),
    ("POST", "liste_papier", ["seance"], SAISISSENT),
    ("GET", "liste_papier_faite", ["seance"], ACCUEILLENT),
    ("GET", "emargement", ["seance"], ACCUEILLENT),
    ("GET", "guichet_reservation", ["reservation"], ACCUEILLENT),
    ("GET", "guichet_fiche", ["reservation"], ACCUEILLENT),
    ("POST", "guichet_telephone", ["reservation"], NOTENT),
    ("GET", "guichet_annuler", ["reservation"], ACCUEILLENT),
    ("POST", "guichet_annuler", ["reservation"], SAISISSENT),
    ("GET", "guichet_corriger", ["reservation"], ACCUEILLENT),
    ("POST", "guichet_corriger", ["reservation"], SAISISSENT),
    ("GET", "aujourdhui", [], RESERVE),
    ("GET", "coop", [], RESERVE),
    ("GET", "seance_retard", ["seance"], RESERVE),
    ("POST", "seance_retard", ["seance"], RESERVE),
    ("GET", "seance_compte_rendu", ["convention", "passee"], RESERVE),
    ("POST", "seance_compte_rendu", ["convention", "passee"], RESERVE),
    ("GET", "activite", CONVENTION, [302, 200, 200, 200, 200, 404]),
    ("GET", "activite_tableur", [*CONVENTION, date.today().year, "csv"], [302, 200, 200, 200, 200, 404]),
    # Opened by the adviser and the coordination: tests/ateliers/test_views_plages.py.
    ("GET", "plages", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "plage_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("POST", "plage_ajouter", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "plage_modifier", PLAGE, [302, 404, 404, 404, 404, 404]),
    ("POST", "plage_modifier", PLAGE, [302, 404, 404, 404, 404, 404]),
    ("GET", "plage_supprimer", PLAGE, [302, 404, 404, 404, 404, 404]),
    ("POST", "plage_supprimer", PLAGE, [302, 404, 404, 404, 404, 404]),
    ("GET", "rendez_vous_guichet", CONVENTION, [302, 404, 404, 200, 404, 404]),
    ("GET", "rendez_vous_donner", [*PLAGE, "heure"], [302, 404, 404, 200, 404, 404]),
    ("POST", "rendez_vous_donner", [*PLAGE, "heure"], [302, 404, 404, 422, 404, 404]),
    ("GET", "journal", CONVENTION, [302, 404, 404, 404, 404, 404]),
    ("GET", "journal_tableur", [*CONVENTION, "csv"], [302, 404, 404, 404, 404, 404]),
    ("GET", "subvention", CONVENTION, LISENT),
    ("GET", "subvention_ajouter", CONVENTION, ECRIVENT),
    ("POST", "subvention_ajouter", CONVENTION, ENVOIENT),
    ("GET", "subvention_modifier", SUBVENTION, ECRIVENT),
    ("POST", "subvention_modifier", SUBVENTION, ENVOIENT),
    ("GET", "subvention_supprimer", SUBVENTION, ECRIVENT),
    ("POST", "subvention_supprimer", SUBVENTION, ENVOIENT),
    ("GET", "versement_ajouter", SUBVENTION, ECRIVENT),
    ("POST", "versement_ajouter", SUBVENTION, ENVOIENT),
    ("GET", "versement_modifier", VERSEMENT, ECRIVENT),
    ("POST", "versement_modifier", VERSEMENT, ENVOIENT),
    ("GET", "versement_supprimer", VERSEMENT, ECRIVENT),
    ("POST", "versement_supprimer", VERSEMENT, ENVOIENT),
    ("GET", "cofinancement_ajouter", CONVENTION, ECRIVENT),
    ("POST", "cofinancement_ajouter", CONVENTION, ENVOIENT),
    ("GET", "cofinancement_modifier", COFINANCEMENT, ECRIVENT),
    ("POST", "cofinancement_modifier", COFINANCEMENT, ENVOIENT),
    ("GET", "cofinancement_supprimer", COFINANCEMENT, ECRIVENT),
    ("POST", "cofinancement_supprimer", COFINANCEMENT, ENVOIENT),
    ("POST", "rappel_renvoyer", ["convention", "rappel"], [302, 302, 404, 404, 404, 404]),
    ("GET", "versements_tableur", [*CONVENTION, "csv"], LISENT),
    ("GET", "tresorerie_tableur", [*CONVENTION, "xlsx"], LISENT),
    ("GET", "acomptes", CONVENTION, LISENT),
    ("GET", "acomptes_appeler", ANNEE, ECRIVENT),
    ("POST", "acomptes_appeler", ANNEE, ENVOIENT),
    ("GET", "acomptes_annuler", APPEL, ECRIVENT),
    ("POST", "acomptes_annuler", APPEL, ENVOIENT),
    ("POST", "acomptes_relancer", APPEL, [302, 302, 404, 404, 404, 404]),
    # Of the party at rank 2, the partner's own.
    ("GET", "acompte_document", ["convention", "acompte"], LISENT),
    ("GET", "acompte_document", ["convention", "acompte_autre"], [302, 200, 200, 404, 404, 404]),
    ("GET", "ajustements", CONVENTION, LISENT),
    ("GET", "ajustement_ajouter", CONVENTION, ECRIVENT),
    ("POST", "ajustement_ajouter", CONVENTION, ENVOIENT),
    ("GET", "ajustement_modifier", AJUSTEMENT, ECRIVENT),
    ("POST", "ajustement_modifier", AJUSTEMENT, ENVOIENT),
    ("GET", "ajustement_supprimer", AJUSTEMENT, ECRIVENT),
    ("POST", "ajustement_supprimer", AJUSTEMENT, ENVOIENT),
    ("GET", "exercices", CONVENTION, [302, 302, 302, 404, 302, 404]),
    ("GET", "exercice", ANNEE, LISENT),
    ("GET", "exercice_tableur", [*ANNEE, "csv"], LISENT),
    ("GET", "exercice_tableur", [*ANNEE, "xlsx"], LISENT),
    ("GET", "exercice_document", ANNEE, LISENT),
    ("GET", "solde_sortie", ["convention", "sortante"], LISENT),
    ("GET", "decomptes", CONVENTION, [302, 200, 200, 404, 200, 404]),
    ("POST", "decomptes", CONVENTION, [302, 422, 404, 404, 404, 404]),
    ("GET", "decompte", DECOMPTE, [302, 200, 200, 404, 200, 404]),
    ("GET", "decompte_avancement", DECOMPTE, [302, 200, 200, 404, 200, 404]),
    ("POST", "decompte_relancer", DECOMPTE, [302, 302, 404, 404, 404, 404]),
    ("POST", "decompte_courriel_renvoyer", ["convention", "annonce"], [302, 302, 404, 404, 404, 404]),
    ("GET", "decompte_donnees", DECOMPTE, [302, 404, 404, 404, 404, 404]),
    ("GET", "decompte_transmettre", DECOMPTE, ECRIVENT),
    ("POST", "decompte_transmettre", DECOMPTE, ENVOIENT),
    ("GET", "decompte_reprendre", DECOMPTE, ECRIVENT),
    ("POST", "decompte_reprendre", DECOMPTE, ENVOIENT),
    ("GET", "decompte_supprimer", DECOMPTE, ECRIVENT),
    ("POST", "decompte_supprimer", DECOMPTE, ENVOIENT),
    # Not computed, so nobody answers it: tests/subventions/test_views_reponses.py.
    ("GET", "decompte_accepter", [*DECOMPTE, "partie"], RESERVE),
    ("POST", "decompte_accepter", [*DECOMPTE, "partie"], RESERVE),
    ("GET", "decompte_contester", [*DECOMPTE, "partie"], RESERVE),
    ("POST", "decompte_contester", [*DECOMPTE, "partie"], RESERVE),
    ("GET", "remarque_repondre", [*DECOMPTE, "remarque"], ECRIVENT),
    ("POST", "remarque_repondre", [*DECOMPTE, "remarque"], ENVOIENT),
    ("GET", "decompte_tableur", [*DECOMPTE, "csv"], [302, 404, 404, 404, 404, 404]),
    ("GET", "decompte_tableur", [*DECOMPTE, "virgule.csv"], [302, 404, 404, 404, 404, 404]),
    ("GET", "decompte_tableur", [*DECOMPTE, "xlsx"], [302, 404, 404, 404, 404, 404]),
    ("GET", "regles", [], [302, 200, 200, 200, 200, 200]),
    ("GET", "prevision", CONVENTION, [302, 302, 302, 404, 302, 404]),
    ("GET", "prevision_annee", ANNEE, [302, 200, 200, 404, 200, 404]),
    ("GET", "prevision_avancement", ANNEE, [302, 200, 200, 404, 200, 404]),
    ("POST", "prevision_pdf", ANNEE, [302, 302, 302, 404, 302, 404]),
    ("GET", "prevision_document", ANNEE, [302, 302, 302, 404, 302, 404]),
    ("GET", "prevision_tableur", [*ANNEE, "csv"], [302, 200, 200, 404, 200, 404]),
    ("GET", "prevision_tableur", [*ANNEE, "virgule.csv"], [302, 200, 200, 404, 200, 404]),
    ("GET", "prevision_tableur", [*ANNEE, "xlsx"], [302, 200, 200, 404, 200, 404]),
    ("GET", "decompte_arreter", DECOMPTE, ECRIVENT),
    ("POST", "decompte_arreter", DECOMPTE, ENVOIENT),
    # The statement of the table is a draft: tests/subventions/test_views_cloture.py has a closed one.
    ("GET", "decompte_remplacer", DECOMPTE, RESERVE),
    ("POST", "decompte_remplacer", DECOMPTE, RESERVE),
    ("POST", "decompte_remettre_en_page", DECOMPTE, RESERVE),
    ("GET", "exemplaire_ajouter", [*DECOMPTE, "99001"], RESERVE),
    ("POST", "exemplaire_ajouter", [*DECOMPTE, "99001"], RESERVE),
    ("GET", "decompte_exemplaire", [*DECOMPTE, 1], RESERVE),
    ("GET", "decompte_document", [*DECOMPTE, "99000"], [302, 200, 200, 404, 404, 404]),
    ("GET", "decompte_document", [*DECOMPTE, "99001"], [302, 200, 200, 404, 200, 404]),
    ("GET", "decompte_document", [*DECOMPTE, "99002"], [302, 200, 200, 404, 404, 404]),
    ("GET", "decompte_document", [*DECOMPTE, "synthese"], [302, 200, 200, 404, 404, 404]),
    ("GET", "decompte_document", [*DECOMPTE, "54328"], [302, 404, 404, 404, 404, 404]),
    ("GET", "recouvrements", [], [302, 200, 200, 404, 200, 200]),
    ("GET", "recouvrements_tableur", ["csv"], [302, 200, 200, 404, 200, 200]),
    ("GET", "recouvrement", CONVENTION, LISENT),
    ("GET", "recouvrement_tableur", [*CONVENTION, "xlsx"], LISENT),
    ("GET", "titre_ajouter", SOMME, ECRIVENT),
    ("POST", "titre_ajouter", SOMME, ENVOIENT),
    ("GET", "titre_modifier", TITRE, ECRIVENT),
    ("POST", "titre_modifier", TITRE, ENVOIENT),
    ("GET", "titre_supprimer", TITRE, ECRIVENT),
    ("POST", "titre_supprimer", TITRE, ENVOIENT),
    ("GET", "paiement_ajouter", TITRE, ECRIVENT),
    ("POST", "paiement_ajouter", TITRE, ENVOIENT),
    ("GET", "paiement_modifier", PAIEMENT, ECRIVENT),
    ("POST", "paiement_modifier", PAIEMENT, ENVOIENT),
    ("GET", "paiement_supprimer", PAIEMENT, ECRIVENT),
    ("POST", "paiement_supprimer", PAIEMENT, ENVOIENT),
    # Nothing is closed here: tests/subventions/test_views_tresor.py closes statements.
    ("GET", "fiche_finances", [*DECOMPTE, "csv"], [302, 404, 404, 404, 404, 404]),
    ("GET", "facture", [*DECOMPTE, "99001"], [302, 404, 404, 404, 404, 404]),
    ("GET", "exercice_archive", [*CONVENTION, 2019], [302, 404, 404, 404, 404, 404]),
    ("GET", "fiche_acomptes", [*ANNEE, "csv"], LISENT),
    # Each asks for the agreements that they manage, and sees their own campaigns.
    ("GET", "campagnes", [], [302, 200, 404, 404, 404, 200]),
    ("POST", "campagnes", [], [302, 422, 404, 404, 404, 422]),
    ("GET", "campagne", ["campagne"], ECRIVENT),
    ("GET", "campagne_avancement", ["campagne"], ECRIVENT),
    ("POST", "campagne_relancer", ["campagne"], [302, 302, 404, 404, 404, 404]),
    ("POST", "campagne_annuler", ["campagne"], [302, 302, 404, 404, 404, 404]),
    ("GET", "personne_chercher", [], [302, 404, 404, 200, 404, 404]),
    ("POST", "personne_chercher", [], [302, 404, 404, 422, 404, 404]),
    # Without a booking ticked, they lead back to the search.
    ("GET", "personne_exporter", ["json"], [302, 404, 404, 302, 404, 404]),
    ("GET", "personne_effacer", [], [302, 404, 404, 302, 404, 404]),
    ("POST", "personne_effacer", [], [302, 404, 404, 302, 404, 404]),
    # Signs out, so it comes last.
    ("POST", "guichet_changer", [], [302] * 6),
]


@pytest.fixture
def distribution():
    """An agreement with an uncomputed statement whose documents exist, and one client for each role."""
    convention = make_convention(("400", "200", "100"))
    ailleurs = make_convention(base=100)
    decompte = Decompte.objects.create(
        convention=convention, du=date(2021, 7, 1), au=date(2021, 12, 31), exercice=2021, methode="prorata"
    )
    piece = store_piece(PDF, "application/pdf")
    for partie in (*convention.parties.all(), None):
        Document.objects.create(decompte=decompte, version=0, partie=partie, piece=piece)
    depense = convention.depenses.filter(nature="remuneration").first()
    depense.piece = piece
    depense.save()
    appel = AppelAcompte.objects.create(
        convention=convention, exercice=2022, taux=3000, instantane={}, appele_le=MAINTENANT
    )
    acompte = Acompte.objects.create(
        appel=appel, partie=convention.parties.get(ordre=2), part_prevue=1000_00, montant=300_00
    )
    titre = Titre.objects.create(acompte=acompte, numero="12", emis_le=MAINTENANT)
    clients = {role: Client() for role in ROLES}
    denis = make_agent(convention, 1)
    clients["finances"].force_login(denis)
    clients["elu"].force_login(make_agent(convention, 1, Fonction.ELU))
    clients["accueil"].force_login(make_agent(convention, 1, Fonction.ACCUEIL))
    clients["partenaire"].force_login(make_agent(convention, 2))
    clients["etranger"].force_login(make_agent(ailleurs, 1))
    role = convention.roles.get(fonction=Fonction.ELU)
    avenant = Avenant.objects.create(convention=convention, numero=1, effet_le=date(2022, 9, 1))
    subvention = convention.subventions.get()
    aide = convention.cofinancements.create(libelle="Aide", montant=500_00, debut=convention.debut, fin=convention.fin)
    rappel = Courriel.objects.create(
        cle="versement:1:avant:1",
        destinataire="a@exemple.example",
        corps="Essai",
        convention=convention.pk,
        cree_le=MAINTENANT,
    )
    annonce = Courriel.objects.create(
        cle="decompte:1:transmis:1:1",
        destinataire="a@exemple.example",
        corps="Essai",
        convention=convention.pk,
        etat="echoue",
        message_id="<annonce@exemple.example>",
        cree_le=MAINTENANT,
    )
    partie = convention.parties.get(ordre=2)
    sortante = convention.parties.get(ordre=3)
    sortante.sortie_le = date(2022, 12, 31)
    sortante.save()
    appel = convention.appels_acompte.create(
        exercice=2021, taux=30_00, instantane={}, empreinte="0" * 64, appele_le=MAINTENANT
    )
    acomptes = [appel.acomptes.create(partie=p, part_prevue=1, montant=1, piece=piece) for p in (partie, sortante)]
    poste = Poste.objects.create(convention=convention, rang=1)
    lieu = Lieu.objects.create(groupe=convention.groupe, organisme=convention.employeuse, nom="Salle fictive")
    now = timezone.now()
    # In the morning, so that no session crosses midnight whenever the tests run.
    dans_trois_jours = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=3)
    seance = make_seance(convention, lieu=lieu, debut=dans_trois_jours + timedelta(days=1))
    make_reservation(seance, now=now, courriel="personne@exemple.example")
    reservation = make_reservation(seance, 3, now=now)
    plage = make_plage(convention, make_agent(convention, 1, Fonction.CONSEILLER), debut=dans_trois_jours)
    employeuse = convention.employeuse
    acte = Acte.objects.create(convention=convention, organisme=employeuse, type=TypeActe.AVIS, piece=piece)
    return clients, {
        "convention": convention.pk,
        "decompte": decompte.pk,
        "campagne": request_campagne(date(2021, 7, 1), date(2021, 12, 31), agent=denis, now=MAINTENANT).pk,
        "role": role.pk,
        "avenant": avenant.pk,
        "tranche": convention.tranches.get().pk,
        "subvention": subvention.pk,
        "versement": subvention.versements.first().pk,
        "cofinancement": aide.pk,
        "rappel": rappel.pk,
        "annonce": annonce.pk,
        "message": Courriel.objects.get(cle__startswith="reservation:").pk,
        "depense": depense.pk,
        "somme": acompte.pk,
        "titre": titre.pk,
        "paiement": titre.paiements.create(paye_le=MAINTENANT, montant=100_00).pk,
        "partie": partie.pk,
        "sortante": sortante.pk,
        "acompte": acomptes[0].pk,
        "acompte_autre": acomptes[1].pk,
        "ajustement": convention.ajustements.create(motif="Geste", convenu_le=convention.debut).pk,
        "remarque": decompte.remarques.create(version=0, partie=partie, libelle="Paie", ecrite_le=MAINTENANT).pk,
        "organisme": partie.organisme_id,
        "acte": acte.pk,
        "contrat": Contrat.objects.create(poste=poste, type=TypeContrat.CDI, debut=convention.debut).pk,
        "lieu": lieu.pk,
        "groupe": convention.groupe.slug,
        "seance": seance.pk,
        "atelier": seance.atelier_id,
        "absence": 1,
        "passee": make_seance(convention, debut=MAINTENANT).pk,
        "reservation": reservation.pk,
        "jeton": reservation.jeton,
        "inscription": reservation.inscriptions.get().pk,
        "appel": Appel.objects.create(
            cle="appel", reservation=reservation, seance=seance, evenement="rappel", cree_le=MAINTENANT
        ).pk,
        "autre_jeton": make_reservation(seance, 2, now=now).jeton,
        "plage": plage.pk,
        "heure": f"{timezone.localtime(plage.debut):%Y-%m-%dT%H%M}",
    }


def locate(nom: str, arguments: list | dict, cles: dict) -> str:
    if isinstance(arguments, dict):
        return reverse(nom, kwargs=arguments)
    return reverse(nom, args=[cles.get(argument, argument) for argument in arguments])


# The rules are the same on both databases; whoever opens most tells whether an address breaks on the embedded one.
SUR_SQLITE = [pytest.param(role, marks=pytest.mark.sqlite if role == "finances" else ()) for role in ROLES]


@pytest.mark.parametrize("role", SUR_SQLITE)
def test_each_role_meets_each_address_as_the_table_says(distribution, role):
    clients, cles = distribution
    obtenu, attendu = {}, {}
    for methode, nom, arguments, statuts in TABLE:
        adresse = locate(nom, arguments, cles)
        reponse = clients[role].generic(methode, adresse)
        if reponse.streaming:
            assert b"".join(reponse.streaming_content) == PDF
        obtenu[methode, adresse] = reponse.status_code
        attendu[methode, adresse] = statuts[ROLES.index(role)]
        if role == "inconnu" and reponse.status_code == VERS_CONNEXION:
            assert reponse.url.startswith((reverse("account_login"), reverse("accueil"))), adresse
    assert obtenu == attendu


def test_head_answers_as_get_does(distribution):
    clients, cles = distribution
    for nom, arguments, statuts in [ligne[1:] for ligne in TABLE if ligne[0] == "GET"]:
        adresse = locate(nom, arguments, cles)
        reponse = clients["finances"].head(adresse)
        if reponse.streaming:
            assert b"".join(reponse.streaming_content) == b""
        assert reponse.status_code == statuts[ROLES.index("finances")], adresse


def test_no_address_is_outside_the_table():
    noms = {motif.name for _, motif in iter_patterns(get_resolver())}
    assert noms == {nom for _, nom, _, _ in TABLE}
