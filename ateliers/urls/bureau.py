"""Addresses under `bureau/`: places, workshops, desk, adviser."""

from django.urls import path

from ateliers.views import (
    activite,
    ateliers,
    attente,
    aujourdhui,
    comptes_rendus,
    guichet,
    guichet_papier,
    guichet_reservations,
    lieux,
)
from ateliers.views import activite, attente, aujourdhui, comptes_rendus, guichet, lieux, plages, rendez_vous_guichet
from ateliers.views import activite, attente, aujourdhui, comptes_rendus, guichet, lieux, personnes

urlpatterns = [
    path("accueil/", guichet.guichet, name="guichet"),
    path("accueil/chercher/", guichet_reservations.guichet_chercher, name="guichet_chercher"),
    path("accueil/changer/", guichet.guichet_changer, name="guichet_changer"),
    path("accueil/secours.pdf", guichet_papier.feuille_secours, name="feuille_secours"),
    path("accueil/appels/<int:appel_id>/", guichet.guichet_appel, name="guichet_appel"),
    path("accueil/reponses/<int:inscription_id>/", guichet.guichet_reponse, name="guichet_reponse"),
    path("accueil/seances/", guichet_reservations.guichet_seances, name="guichet_seances"),
    path("accueil/seances/<int:seance_id>/ajouter/", guichet.guichet_ajouter, name="guichet_ajouter"),
    path("accueil/seances/<int:seance_id>/inscrire/", guichet_reservations.guichet_inscrire, name="guichet_inscrire"),
    path("accueil/seances/<int:seance_id>/telephones/", guichet.guichet_telephones, name="guichet_telephones"),
    path("accueil/seances/<int:seance_id>/papier/", guichet_papier.liste_papier, name="liste_papier"),
    path("accueil/seances/<int:seance_id>/papier/faite/", guichet_papier.liste_papier_faite, name="liste_papier_faite"),
    path("accueil/seances/<int:seance_id>/emargement.pdf", guichet_papier.emargement, name="emargement"),
    path(
        "accueil/reservations/<int:reservation_id>/",
        guichet_reservations.guichet_reservation,
        name="guichet_reservation",
    ),
    path(
        "accueil/reservations/<int:reservation_id>/fiche.pdf", guichet_reservations.guichet_fiche, name="guichet_fiche"
    ),
    path(
        "accueil/reservations/<int:reservation_id>/telephone/",
        guichet_reservations.guichet_telephone,
        name="guichet_telephone",
    ),
    path(
        "accueil/reservations/<int:reservation_id>/annuler/",
        guichet_reservations.guichet_annuler,
        name="guichet_annuler",
    ),
    path(
        "accueil/reservations/<int:reservation_id>/corriger/",
        guichet_reservations.guichet_corriger,
        name="guichet_corriger",
    lieux,
    planning,
    seances_bureau,
)

urlpatterns = [
    path("planning/", planning.planning, name="planning"),
    path("absences/", planning.absences, name="absences"),
    path("absences/nouvelle/", planning.absence_ajouter, name="absence_ajouter"),
    path("absences/<int:absence_id>/supprimer/", planning.absence_supprimer, name="absence_supprimer"),
    path("conventions/<int:convention_id>/ateliers/", ateliers.ateliers, name="ateliers"),
    path("conventions/<int:convention_id>/ateliers/nouveau/", ateliers.atelier_ajouter, name="atelier_ajouter"),
    path("conventions/<int:convention_id>/ateliers/<int:atelier_id>/", ateliers.atelier, name="atelier"),
    path(
        "conventions/<int:convention_id>/ateliers/<int:atelier_id>/modifier/",
        ateliers.atelier_modifier,
        name="atelier_modifier",
    ),
    path(
        "conventions/<int:convention_id>/ateliers/<int:atelier_id>/dates/",
        ateliers.seances_ajouter,
        name="seances_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/ateliers/<int:atelier_id>/supprimer/",
        ateliers.atelier_supprimer,
        name="atelier_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/",
        seances_bureau.seance_bureau,
        name="seance_bureau",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/modifier/",
        seances_bureau.seance_modifier,
        name="seance_modifier",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/annuler/",
        seances_bureau.seance_annuler,
        name="seance_annuler",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/maintenir/",
        seances_bureau.seance_maintenir,
        name="seance_maintenir",
    ),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/attente/",
        seances_bureau.attente_ordonner,
        name="attente_ordonner",
    ),
    path("accueil/presences/<int:inscription_id>/", guichet.presence, name="presence"),
    path("aujourdhui/", aujourdhui.aujourdhui, name="aujourdhui"),
    path("aujourdhui/coop/", aujourdhui.coop, name="coop"),
    path("aujourdhui/<int:seance_id>/retard/", aujourdhui.seance_retard, name="seance_retard"),
    path(
        "conventions/<int:convention_id>/seances/<int:seance_id>/compte-rendu/",
        comptes_rendus.seance_compte_rendu,
        name="seance_compte_rendu",
    ),
    path("conventions/<int:convention_id>/activite/", activite.activite, name="activite"),
    path(
        "conventions/<int:convention_id>/activite/export-<int:annee>.<tableur:format>",
        activite.activite_tableur,
        name="activite_tableur",
    ),
    path("personnes/", personnes.personne_chercher, name="personne_chercher"),
    path("personnes/donnees.<str:format>", personnes.personne_exporter, name="personne_exporter"),
    path("personnes/effacer/", personnes.personne_effacer, name="personne_effacer"),
    path("conventions/<int:convention_id>/groupe/", lieux.groupe, name="groupe"),
    path("conventions/<int:convention_id>/groupe/lieux/nouveau/", lieux.lieu_ajouter, name="lieu_ajouter"),
    path("conventions/<int:convention_id>/groupe/lieux/<int:lieu_id>/", lieux.lieu_modifier, name="lieu_modifier"),
    path(
        "conventions/<int:convention_id>/messages/<int:courriel_id>/renvoyer/",
        attente.message_renvoyer,
        name="message_renvoyer",
    ),
    path("conventions/<int:convention_id>/plages/", plages.plages, name="plages"),
    path("conventions/<int:convention_id>/plages/nouvelle/", plages.plage_ajouter, name="plage_ajouter"),
    path("conventions/<int:convention_id>/plages/<int:plage_id>/", plages.plage_modifier, name="plage_modifier"),
    path(
        "conventions/<int:convention_id>/plages/<int:plage_id>/supprimer/",
        plages.plage_supprimer,
        name="plage_supprimer",
    ),
    path(
        "conventions/<int:convention_id>/rendez-vous/",
        rendez_vous_guichet.rendez_vous_guichet,
        name="rendez_vous_guichet",
    ),
    path(
        "conventions/<int:convention_id>/rendez-vous/<int:plage_id>/<str:heure>/",
        rendez_vous_guichet.rendez_vous_donner,
        name="rendez_vous_donner",
    ),
]
