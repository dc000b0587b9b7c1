"""Keep the acts behind an agreement, its legal basis and the accounts that match it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from communes.enums import Imputation
from communes.models import Acte, Convention, Partie
from communes.presentation.fondements import COMPTES
from conseiller.journal.services import record
from conseiller.refus import Refus


class ActeGarde(Refus):
    """An act that something stands on."""


class ComptesInconnus(Refus):
    """Accounts that cannot be proposed yet."""


def save_acte(acte: Acte, *, agent: Any, now: datetime) -> Acte:
    """Add an act, or save what it says."""
    action = "modifier l’acte" if acte.pk else "ajouter l’acte"
    acte.save()
    record(action, acte, agent=agent, now=now, convention=acte.convention_id)
    return acte


def delete_acte(acte: Acte, *, agent: Any, now: datetime) -> None:
    """Delete an act; a closed statement that cites it keeps it in its own snapshot.

    Raises ActeGarde while an agreed adjustment stands on it.
    """
    ajustement = acte.ajustements.first()
    if ajustement is not None:
        raise ActeGarde(
            f"Un ajustement convenu s’appuie sur cet acte («\u00a0{ajustement}\u00a0»)\u00a0: il reste. Changez d’abord"
            " l’acte de l’ajustement."
        )
    record("supprimer l’acte", acte, agent=agent, now=now, convention=acte.convention_id, nom=str(acte))
    acte.delete()


def save_base_legale(convention: Convention, *, agent: Any, now: datetime) -> Convention:
    """Save the text that the agreement applies and the quality in which partners pay."""
    convention.save(update_fields=["base_legale", "imputation"])
    record("modifier la base légale", convention, agent=agent, now=now, convention=convention.pk)
    return convention


@transaction.atomic
def fill_comptes(convention: Convention, *, agent: Any, now: datetime) -> list[Partie]:
    """Give the partners that have no account the one that matches; returns them. An account once typed stays.

    Raises ComptesInconnus while nothing says in what quality partners pay.
    """
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    if not convention.imputation:
        raise ComptesInconnus(
            "Aucun compte ne peut être proposé\u00a0: la qualité de la participation n’est pas choisie."
            " Choisissez-la, enregistrez, puis recommencez."
        )
    compte = COMPTES[Imputation(convention.imputation)].partenaire
    sans = convention.parties.filter(compte="").exclude(organisme=convention.employeuse)
    remplies = list(sans.select_related("organisme"))
    for partie in remplies:
        partie.compte = compte
        partie.save(update_fields=["compte"])
        record("proposer le compte", partie, agent=agent, now=now, convention=convention.pk, compte=compte)
    return remplies
