"""Everything held about one person, in words that they can read; nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from ateliers.calculs.codes import format_code
from ateliers.enums import Evenement, Issue
from ateliers.models import Appel, Inscription
from conseiller.courriels.models import Courriel

from .messages import list_courriels, split_cle
from .personnes import Fiche

AUTRES = "Texte non joint\u00a0: il parle aussi d’une autre personne."


def read_donnees(fiches: Sequence[Fiche]) -> list[dict[str, Any]]:
    """One dictionary for each booking, the latest first; in two queries."""
    cles = [fiche.reservation.pk for fiche in fiches]
    courriels: dict[int, list[Courriel]] = {}
    for courriel in list_courriels(cles).order_by("cree_le", "pk"):
        courriels.setdefault(split_cle(courriel.cle)[0], []).append(courriel)
    appels: dict[int, list[Appel]] = {}
    for appel in Appel.objects.filter(reservation__in=cles).order_by("cree_le", "pk"):
        appels.setdefault(appel.reservation_id, []).append(appel)
    return [
        _describe(fiche, courriels.get(fiche.reservation.pk, []), appels.get(fiche.reservation.pk, []))
        for fiche in fiches
    ]


def _describe(fiche: Fiche, courriels: list[Courriel], appels: list[Appel]) -> dict[str, Any]:
    reservation = fiche.reservation
    donnees: dict[str, Any] = {
        "nom": fiche.nom,
        "qualité": "personne qui vient" if fiche.participant else "personne à prévenir",
        "code de réservation": format_code(reservation.code),
        "demande reçue": _write_instant(reservation.recu_le),
        "comment": reservation.get_canal_display(),
    }
    if fiche.participant:
        commune = fiche.participant.commune
        donnees["commune"] = commune.nom if commune else "ailleurs"
    if fiche.contact:
        donnees["téléphone"], donnees["courriel"] = reservation.telephone, reservation.courriel
    donnees["séances"] = [_describe_inscription(inscription) for inscription in fiche.inscriptions]
    donnees["messages"] = [_describe_courriel(courriel, entier=fiche.seule) for courriel in courriels]
    donnees["appels"] = [_describe_appel(appel) for appel in appels]
    return donnees


def _describe_inscription(inscription: Inscription) -> dict[str, Any]:
    return {
        "séance": inscription.seance.titre,
        "date": _write_instant(inscription.seance.debut),
        "lieu": inscription.seance.lieu.nom,
        "état": inscription.get_etat_display(),
        "présence": inscription.get_presence_display() or "non notée",
        "tranche d’âge": inscription.get_tranche_age_display() or "non notée",
        "ordinateur demandé": "oui" if inscription.ordinateur else "non",
    }


def _describe_courriel(courriel: Courriel, *, entier: bool) -> dict[str, Any]:
    return {
        "objet": Evenement(split_cle(courriel.cle)[2]).libelle,
        "date": _write_instant(courriel.envoye_le or courriel.cree_le),
        "état": courriel.get_etat_display(),
        "texte": courriel.corps if entier else AUTRES,
    }


def _describe_appel(appel: Appel) -> dict[str, Any]:
    return {
        "objet": appel.get_evenement_display(),
        "date": _write_instant(appel.traite_le or appel.cree_le),
        "issue": Issue(appel.issue).libelle if appel.issue else "à passer",
    }


def _write_instant(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
