"""A statement between its draft and its closing: transmitted, taken back, given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from communes.models import Convention
from conseiller.journal.services import record
from conseiller.refus import Refus
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.instantane import fingerprint
from subventions.enums import EtatDecompte
from subventions.models import Decompte
from subventions.presentation import label_periode
from subventions.selectors import EtatAvancement, progress, read_instantane_of
from subventions.selectors.vie import VIVANTS, list_chevauchements
from subventions.services.annonces import announce_reprise, announce_transmission

PERIME = "Ce décompte a été recalculé depuis que vous l’avez lu\u00a0: relisez-le."


class TransmissionRefusee(Refus):
    """A statement that cannot be transmitted, taken back or given up."""


@transaction.atomic
def transmit_decompte(decompte_id: int, *, version: int, agent: Any, now: datetime) -> Decompte:
    """Send a draft to the parties: from now on they answer, within the delay of the agreement, and are told by e-mail.

    `version`: the one that was read by whoever transmits. Raises TransmissionRefusee with a French sentence.
    """
    decompte = hold_decompte(decompte_id)
    if decompte.etat != EtatDecompte.BROUILLON or decompte.instantane is None:
        raise TransmissionRefusee("Seul un brouillon calculé se transmet\u00a0: rechargez la page.")
    if decompte.version != version:
        raise TransmissionRefusee(PERIME)
    check_transmettable(decompte)
    decompte.etat = EtatDecompte.TRANSMIS.value
    decompte.transmis_le = now
    decompte.reponses_jusquau = timezone.localdate(now) + timedelta(days=decompte.convention.delai_remarques)
    decompte.save(update_fields=["etat", "transmis_le", "reponses_jusquau"])
    announce_transmission(decompte, now=now)
    record("transmettre le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id)
    return decompte


def hold_decompte(decompte_id: int) -> Decompte:
    """The statement and its agreement, locked until the end of the transaction; refused once it is gone.

    Two statements, the agreement first as everywhere: PostgreSQL locks the rows of a join in an order of its own.
    """
    sienne = Decompte.objects.filter(pk=decompte_id).values("convention")
    convention = Convention.objects.select_for_update().filter(pk__in=sienne).first()
    decompte = Decompte.objects.select_for_update().filter(pk=decompte_id).first()
    if decompte is None or convention is None:
        raise TransmissionRefusee("Ce brouillon vient d’être supprimé\u00a0: revenez à la liste des décomptes.")
    decompte.convention = convention
    return decompte


def check_transmettable(decompte: Decompte) -> None:
    """Refuse a draft that runs over two years, is being prepared, is out of date, or takes days taken already."""
    if decompte.du.year != decompte.au.year:
        raise TransmissionRefusee(
            "Ce décompte court sur deux années, et un décompte appartient à un seul exercice\u00a0: demandez-en un par"
            " année, puis transmettez-les."
        )
    etat = progress(decompte).etat
    if etat is EtatAvancement.ECHEC:
        raise TransmissionRefusee("La préparation de ce décompte a échoué\u00a0: relancez-la depuis sa page.")
    if etat is not EtatAvancement.PRET:
        raise TransmissionRefusee(
            "Le calcul ou les PDF de ce décompte sont en cours\u00a0: attendez qu’ils soient prêts, puis"
            " transmettez-le."
        )
    _check_periode(decompte)
    _check_up_to_date(decompte)


def _check_periode(decompte: Decompte) -> None:
    autre = list_chevauchements(decompte).filter(etat__in=VIVANTS).first()
    if autre is not None:
        etat = EtatDecompte(autre.etat)
        remede = "remplacez celui-là" if etat is EtatDecompte.ARRETE else "reprenez celui-là en brouillon"
        raise TransmissionRefusee(
            f"Des jours de cette période sont déjà dans un autre décompte, {etat.libelle.lower()}\u00a0:"
            f" {label_periode(autre.du, autre.au)}. Demandez un décompte des autres jours, ou {remede}."
        )


def _check_up_to_date(decompte: Decompte) -> None:
    """What is transmitted is what would be computed now."""
    instantane = read_instantane_of(decompte)
    try:
        a_jour = fingerprint(instantane.dump(instantane.compute())) == decompte.empreinte
    except CalculImpossible:
        a_jour = False
    if not a_jour:
        raise TransmissionRefusee(
            "Des dépenses, des heures ou d’autres données ont changé depuis ce calcul\u00a0: refaites-le, relisez-le,"
            " puis transmettez-le."
        )


@transaction.atomic
def take_back(decompte_id: int, *, version: int, motif: str, agent: Any, now: datetime) -> Decompte:
    """Bring a transmitted statement back to draft, to be computed again; its partners are told why.

    What they answered stays with its version. Raises TransmissionRefusee.
    """
    decompte = hold_decompte(decompte_id)
    if decompte.etat != EtatDecompte.TRANSMIS or decompte.version != version:
        raise TransmissionRefusee(
            "Seul un décompte transmis, et pas encore arrêté, se reprend\u00a0: rechargez la page."
        )
    if not motif.strip():
        raise TransmissionRefusee("Écrivez pourquoi\u00a0: les communes le liront.", champ="motif")
    brouillons = Decompte.objects.filter(
        convention=decompte.convention_id, du=decompte.du, au=decompte.au, etat=EtatDecompte.BROUILLON
    )
    if brouillons.exists():
        raise TransmissionRefusee(
            "Un brouillon de la même période existe déjà\u00a0: supprimez-le d’abord, ou travaillez sur lui."
        )
    decompte.etat, decompte.transmis_le, decompte.reponses_jusquau = EtatDecompte.BROUILLON.value, None, None
    decompte.save(update_fields=["etat", "transmis_le", "reponses_jusquau"])
    announce_reprise(decompte, motif.strip(), now=now)
    record(
        "reprendre le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id, motif=motif.strip()
    )
    return decompte


@transaction.atomic
def delete_brouillon(decompte_id: int, *, version: int, agent: Any, now: datetime) -> None:
    """Give up a draft, with its documents and what was answered to it; raises TransmissionRefusee."""
    decompte = hold_decompte(decompte_id)
    if decompte.etat != EtatDecompte.BROUILLON:
        raise TransmissionRefusee("Seul un brouillon se supprime\u00a0: rechargez la page.")
    if decompte.version != version:
        raise TransmissionRefusee(PERIME)
    if progress(decompte).en_cours:
        raise TransmissionRefusee("Le calcul ou les PDF sont en cours\u00a0: attendez qu’ils se terminent.")
    record("supprimer le brouillon", decompte, agent=agent, now=now, convention=decompte.convention_id)
    decompte.delete()
