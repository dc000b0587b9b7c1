"""Every address of the site. What agents do for one agreement is under `bureau/`, in the app that does it."""

from allauth.account import views as comptes
from django.urls import include, path, re_path

from conseiller.views import avenants, bureau, heures, journal, publiques, sante

urlpatterns = [
    path("", publiques.accueil, name="accueil"),
    path("accessibilite/", publiques.accessibilite, name="accessibilite"),
    path("mentions-legales/", publiques.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", publiques.donnees_personnelles, name="donnees_personnelles"),
    path("plan-du-site/", publiques.plan_du_site, name="plan_du_site"),
    path("sante/", sante.sante, name="sante"),
    path("sante/pret/", sante.sante_pret, name="sante_pret"),
    # Accounts: allauth's views under our addresses. Those that are missing here do not exist (change of e-mail, second
    # factor); sign-up exists to say that it is closed.
    path("connexion/", comptes.login, name="account_login"),
    path("connexion/nouveau-compte/", comptes.signup, name="account_signup"),
    path("connexion/compte-ferme/", comptes.account_inactive, name="account_inactive"),
    path("connexion/verification/", comptes.reauthenticate, name="account_reauthenticate"),
    path("connexion/mot-de-passe/", comptes.password_change, name="account_change_password"),
    path("connexion/mot-de-passe/choisir/", comptes.password_set, name="account_set_password"),
    path("connexion/mot-de-passe-oublie/", comptes.password_reset, name="account_reset_password"),
    path("connexion/mot-de-passe-oublie/envoye/", comptes.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^connexion/nouveau-mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        comptes.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "connexion/nouveau-mot-de-passe/",
        comptes.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("deconnexion/", comptes.logout, name="account_logout"),
    path("bureau/", bureau.bureau, name="bureau"),
    path("bureau/conventions/<int:convention_id>/", bureau.convention, name="convention"),
    path("bureau/conventions/<int:convention_id>/heures/", heures.heures, name="heures"),
    path(
        "bureau/conventions/<int:convention_id>/heures/heures.<tableur:format>",
        heures.heures_tableur,
        name="heures_tableur",
    ),
    path("bureau/conventions/<int:convention_id>/heures/premiere/", heures.heures_ajouter, name="heures_ajouter"),
    path(
        "bureau/conventions/<int:convention_id>/heures/<int:tranche_id>/modifier/",
        heures.heures_modifier,
        name="heures_modifier",
    ),
    path("bureau/conventions/<int:convention_id>/avenants/", avenants.avenants, name="avenants"),
    path("bureau/conventions/<int:convention_id>/avenants/nouveau/", avenants.avenant_ajouter, name="avenant_ajouter"),
    path("bureau/conventions/<int:convention_id>/avenants/prolonger/", avenants.prolongation, name="prolongation"),
    path("bureau/conventions/<int:convention_id>/avenants/sortie/", avenants.sortie, name="sortie"),
    path("bureau/conventions/<int:convention_id>/avenants/<int:avenant_id>/", avenants.avenant, name="avenant"),
    path(
        "bureau/conventions/<int:convention_id>/avenants/<int:avenant_id>/modifier/",
        avenants.avenant_modifier,
        name="avenant_modifier",
    ),
    path(
        "bureau/conventions/<int:convention_id>/avenants/<int:avenant_id>/signer/",
        avenants.avenant_signer,
        name="avenant_signer",
    ),
    path(
        "bureau/conventions/<int:convention_id>/avenants/<int:avenant_id>/supprimer/",
        avenants.avenant_supprimer,
        name="avenant_supprimer",
    ),
    path("bureau/conventions/<int:convention_id>/synthese/", bureau.synthese, name="synthese"),
    path("bureau/conventions/<int:convention_id>/mise-en-route/", bureau.mise_en_route, name="mise_en_route"),
    path("bureau/conventions/<int:convention_id>/journal/", journal.journal, name="journal"),
    path(
        "bureau/conventions/<int:convention_id>/journal/journal.<tableur:format>",
        journal.journal_tableur,
        name="journal_tableur",
    ),
    path("bureau/", include("communes.urls")),
    path("", include("ateliers.urls.publiques")),
    path("bureau/", include("ateliers.urls.bureau")),
    path("bureau/", include("subventions.urls.bureau")),
    path("", include("subventions.urls.publiques")),
]
