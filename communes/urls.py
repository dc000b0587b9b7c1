"""Addresses of who takes part, under `bureau/`."""

from django.urls import path

from communes.views import actes, agents, conventions, postes

urlpatterns = [
    path("conventions/nouvelle/", conventions.convention_ajouter, name="convention_ajouter"),
    path("conventions/<int:convention_id>/modifier/", conventions.convention_modifier, name="convention_modifier"),
    path("conventions/<int:convention_id>/parties/", conventions.parties, name="parties"),
    path(
        "conventions/<int:convention_id>/parties/export.<tableur:format>",
        conventions.parties_tableur,
        name="parties_tableur",
    ),
    path("conventions/<int:convention_id>/parties/nouvelle/", conventions.partie_ajouter, name="partie_ajouter"),
    path(
        "conventions/<int:convention_id>/parties/<int:partie_id>/", conventions.partie_modifier, name="partie_modifier"
    ),
    path(
        "conventions/<int:convention_id>/parties/<int:partie_id>/monter/",
        conventions.partie_monter,
        name="partie_monter",
    ),
    path(
        "conventions/<int:convention_id>/parties/<int:partie_id>/retirer/",
        conventions.partie_retirer,
        name="partie_retirer",
    ),
    path(
        "conventions/<int:convention_id>/organismes/<int:organisme_id>/",
        conventions.organisme_modifier,
        name="organisme_modifier",
    ),
    path("conventions/<int:convention_id>/agents/", agents.agents, name="agents"),
    path("conventions/<int:convention_id>/agents/inviter/", agents.agent_inviter, name="agent_inviter"),
    path("conventions/<int:convention_id>/agents/<int:role_id>/retirer/", agents.agent_retirer, name="agent_retirer"),
    path(
        "conventions/<int:convention_id>/agents/<int:role_id>/renvoyer/", agents.agent_renvoyer, name="agent_renvoyer"
    ),
    path("conventions/<int:convention_id>/actes/", actes.actes, name="actes"),
    path("conventions/<int:convention_id>/actes/export.<tableur:format>", actes.actes_tableur, name="actes_tableur"),
    path("conventions/<int:convention_id>/actes/nouveau/", actes.acte_ajouter, name="acte_ajouter"),
    path("conventions/<int:convention_id>/actes/<int:acte_id>/", actes.acte_modifier, name="acte_modifier"),
    path("conventions/<int:convention_id>/actes/<int:acte_id>/supprimer/", actes.acte_supprimer, name="acte_supprimer"),
    path("conventions/<int:convention_id>/actes/<int:acte_id>/fichier/", actes.acte_piece, name="acte_piece"),
    path("conventions/<int:convention_id>/base-legale/", actes.base_legale, name="base_legale"),
    path("conventions/<int:convention_id>/base-legale/comptes/", actes.comptes_proposer, name="comptes_proposer"),
    path("conventions/<int:convention_id>/poste/", postes.poste, name="poste"),
    path("conventions/<int:convention_id>/poste/nouveau/", postes.poste_ajouter, name="poste_ajouter"),
    path("conventions/<int:convention_id>/poste/<int:rang>/", postes.poste_modifier, name="poste_modifier"),
    path(
        "conventions/<int:convention_id>/poste/<int:rang>/contrats/nouveau/",
        postes.contrat_ajouter,
        name="contrat_ajouter",
    ),
    path(
        "conventions/<int:convention_id>/poste/contrats/<int:contrat_id>/",
        postes.contrat_modifier,
        name="contrat_modifier",
    ),
    path(
        "conventions/<int:convention_id>/poste/contrats/<int:contrat_id>/supprimer/",
        postes.contrat_supprimer,
        name="contrat_supprimer",
    ),
]
