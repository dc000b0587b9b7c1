"""What the finance sheets are made of: sums, debtors and their references as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from communes.models import Convention, Partie
from conseiller.tableurs import Tableau
from subventions.models import AppelAcompte, Decompte
from subventions.presentation.fiche import Cadre, Intervenant, LigneFiche, present_fiche
from subventions.presentation.recouvrement import SommeVue
from subventions.selectors.recouvrement import list_acomptes, read_recouvrement


def read_fiche(decompte: Decompte, agent: Any) -> Tableau | None:
    """The sheet of a closed statement, with the parties that the agent follows; None when there is no sum to read."""
    sommes = read_recouvrement(decompte, agent)
    return build_fiche(sommes, list(_read_parties(decompte.convention))) if sommes else None


def read_fiche_acomptes(convention: Convention, annee: int, agent: Any) -> Tableau | None:
    """The sheet of the part payments of a year; None when none is called."""
    appel = AppelAcompte.objects.filter(convention=convention, exercice=annee).first()
    sommes = list_acomptes(appel, agent) if appel else []
    return build_fiche(sommes, list(_read_parties(convention))) if sommes else None


def build_fiche(sommes: Sequence[SommeVue], parties: Sequence[Partie]) -> Tableau:
    """The sheet of some sums; `parties`: all those of their agreement, read with it and their bodies."""
    par_cle = {partie.pk: partie for partie in parties}
    convention = parties[0].convention
    employeuse = next(partie for partie in parties if partie.organisme_id == convention.employeuse_id)
    cadre = Cadre(convention.objet, convention.base_legale, convention.imputation, _see(employeuse))
    return present_fiche([LigneFiche(somme, _see(par_cle[somme.partie])) for somme in sommes], cadre)


def _read_parties(convention: Convention) -> Any:
    return convention.parties.select_related("convention", "organisme")


def _see(partie: Partie) -> Intervenant:
    organisme = partie.organisme
    return Intervenant(
        nom=organisme.nom_complet,
        type=organisme.type,
        siret=organisme.siret,
        code_service=partie.code_service,
        numero_engagement=partie.numero_engagement,
        compte=partie.compte,
    )
