"""Prepare an amendment, change it, delete it while it is a draft, sign it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from communes.calculs import UN_JOUR, format_jour
from communes.enums import TypeActe
from communes.models import Acte, Avenant, Convention, Partie, Tranche
from communes.selectors import list_parties
from communes.services.heures import name_quarts, write_allocations
from conseiller.journal.services import record
from conseiller.refus import Refus


class AvenantRefuse(Refus):
    """An amendment that cannot be prepared, changed or signed."""


@dataclass(frozen=True, slots=True)
class Deliberation:
    """What is known of one council's decision on an amendment; every part of it may be missing."""

    partie: Partie
    numero: str
    prise_le: date | None
    executoire_le: date | None

    @property
    def vide(self) -> bool:
        """Whether nothing is known."""
        return not (self.numero or self.prise_le or self.executoire_le)


def save_avenant(avenant: Avenant, quarts: Mapping[int, int], *, agent: Any, now: datetime) -> Avenant:
    """Save a draft and the hours that it sets from its effect date, by the key of each party.

    The hours already in force that day need no slice of their own. Raises AvenantRefuse on a signed amendment, or when
    another slice begins the same day.
    """
    nouveau = avenant.pk is None
    if not nouveau:
        _check_brouillon(avenant)
    avenant.save()
    en_vigueur = {partie.pk: valeur for partie, valeur in list_parties(avenant.convention, now=avenant.effet_le)}
    if quarts == en_vigueur:
        avenant.tranches.all().delete()
    else:
        _save_tranche(avenant, quarts)
    geste = "préparer l’avenant" if nouveau else "modifier l’avenant"
    record(geste, avenant, agent=agent, now=now, convention=avenant.convention_id, **name_quarts(quarts))
    return avenant


def _save_tranche(avenant: Avenant, quarts: Mapping[int, int]) -> None:
    autres = Tranche.objects.filter(convention=avenant.convention_id, debut=avenant.effet_le)
    prise = autres.exclude(avenant=avenant.pk).select_related("avenant").first()
    if prise is not None:
        de = f"l’avenant n°\u00a0{prise.avenant.numero}" if prise.avenant else "la convention"
        raise AvenantRefuse(
            f"Des heures commencent déjà le {format_jour(avenant.effet_le)}, celles de {de}\u00a0: choisissez un autre "
            "jour d’effet.",
            champ="effet_le",
        )
    tranche = avenant.tranches.first() or Tranche(convention=avenant.convention, avenant=avenant)
    tranche.debut = avenant.effet_le
    tranche.save()
    write_allocations(tranche, quarts)


def remove_avenant(avenant: Avenant, *, agent: Any, now: datetime) -> None:
    """Delete a draft and its hours; the acts tied to it stay with the agreement. Raises AvenantRefuse once signed."""
    _check_brouillon(avenant)
    record("supprimer l’avenant", avenant, agent=agent, now=now, convention=avenant.convention_id)
    avenant.delete()


def sign_avenant(
    avenant: Avenant, signe_le: date, deliberations: Iterable[Deliberation], *, agent: Any, now: datetime
) -> Avenant:
    """Make a draft count: its hours, the new term and the last slice with it, the party that leaves.

    Raises AvenantRefuse when it is signed already, when the agreement ends later than its new term by now, or when the
    party that leaves has hours in a later slice.
    """
    _check_brouillon(avenant)
    _extend(avenant)
    _take_out(avenant)
    avenant.brouillon, avenant.signe_le = False, signe_le
    avenant.save(update_fields=["brouillon", "signe_le"])
    for deliberation in deliberations:
        _save_deliberation(avenant, deliberation)
    record("signer l’avenant", avenant, agent=agent, now=now, convention=avenant.convention_id)
    return avenant


def _extend(avenant: Avenant) -> None:
    """Move the term, and the last day of hours when the agreement carries one."""
    if avenant.nouveau_terme is None:
        return
    convention = Convention.objects.get(pk=avenant.convention_id)
    if avenant.nouveau_terme <= convention.fin:
        raise AvenantRefuse(
            f"La convention va déjà jusqu’au {format_jour(convention.fin)}\u00a0: changez le nouveau terme de "
            "l’avenant."
        )
    convention.fin = avenant.nouveau_terme
    if convention.fin_heures is not None:
        convention.fin_heures = avenant.nouveau_terme
    convention.save(update_fields=["fin", "fin_heures"])


def _take_out(avenant: Avenant) -> None:
    """Note the last day of the party that leaves; no slice that counts may give it hours afterwards."""
    sortante = avenant.partie_sortante
    if sortante is None:
        return
    suite = Tranche.objects.signees().filter(convention=avenant.convention_id, debut__gt=avenant.effet_le)
    encore = suite.filter(allocations__partie=sortante, allocations__quarts__gt=0).first()
    if encore is not None:
        raise AvenantRefuse(
            f"Des heures sont encore attribuées à {sortante} à partir du {format_jour(encore.debut)}"
            "\u00a0: changez-les d’abord par un avenant."
        )
    sortante.sortie_le = avenant.effet_le - UN_JOUR
    sortante.save(update_fields=["sortie_le"])


def _save_deliberation(avenant: Avenant, deliberation: Deliberation) -> None:
    organisme = deliberation.partie.organisme
    acte = avenant.actes.filter(type=TypeActe.DELIBERATION, organisme=organisme).first()
    if acte is None:
        if deliberation.vide:
            return
        acte = Acte(
            convention=avenant.convention,
            avenant=avenant,
            organisme=organisme,
            type=TypeActe.DELIBERATION.value,
            objet=avenant.objet or str(avenant),
        )
    acte.numero, acte.date = deliberation.numero, deliberation.prise_le
    acte.executoire_le = deliberation.executoire_le
    acte.save()


def _check_brouillon(avenant: Avenant) -> None:
    if not Avenant.objects.filter(pk=avenant.pk, brouillon=True).exists():
        raise AvenantRefuse(
            "Cet avenant vient d’être signé ou supprimé\u00a0: il ne se modifie plus. Rouvrez la liste."
        )
