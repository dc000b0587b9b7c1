"""Close a statement: number, canonical snapshot and fingerprint first, in one transaction; documents come after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from conseiller.conservation import DECOMPTE
from conseiller.journal.services import record
from conseiller.pieces.enums import TypePiece
from conseiller.pieces.services import store_piece
from conseiller.refus import Refus
from conseiller.travaux.services import request_travail
from subventions.calculs.appels import Appel
from subventions.calculs.communicable import write_communicable
from subventions.calculs.instantane import Instantane, load_instantane, write_canonique
from subventions.enums import EtatDecompte, EtatReponse, NatureDocument
from subventions.models import Cloture, Decompte, DocumentArrete, Numerotation, PartArretee
from subventions.selectors import list_clotures
from subventions.selectors.arretes import find_obstacle, needs_motif
from subventions.selectors.cloture import RENDU_ARRETE, read_arret
from subventions.selectors.vie import read_reponses
from subventions.services.annonces import announce_cloture
from subventions.services.vie import hold_decompte

# Until that day, what falls in the year before is still accounted in it (journée complémentaire).
JOURNEE_COMPLEMENTAIRE = (1, 31)


class ClotureRefusee(Refus):
    """A statement that cannot be closed."""


@transaction.atomic
def close_decompte(decompte_id: int, *, version: int, agent: Any, now: datetime, motif: str = "") -> Cloture:
    """Close a transmitted statement: it takes its number and changes no more.

    `version`: the one that was read by whoever closes. `motif`: why it is closed all the same, due as soon as a party
    contests, or has not answered while it still may. Raises ClotureRefusee with a French sentence, and
    TransmissionRefusee on one that is gone.
    """
    decompte = hold_decompte(decompte_id)
    if decompte.etat != EtatDecompte.TRANSMIS:
        raise ClotureRefusee("Seul un décompte transmis aux communes s’arrête\u00a0: rechargez la page.")
    if decompte.version != version or decompte.instantane is None:
        raise ClotureRefusee("Ce décompte a changé depuis que vous l’avez lu\u00a0: relisez-le avant de l’arrêter.")
    instantane = load_instantane(decompte.instantane)
    anterieures = list_clotures([decompte.convention], sans=decompte.remplace_id)[decompte.convention_id]
    _check_chain(instantane, anterieures)
    if decompte.remplace is not None and (obstacle := find_obstacle(decompte.remplace)):
        raise ClotureRefusee(obstacle)
    reponses = read_reponses(decompte, timezone.localdate(now))
    if not motif.strip() and needs_motif(reponses.values()):
        raise ClotureRefusee(
            "Une commune conteste, ou peut encore répondre\u00a0: écrivez pourquoi vous arrêtez ce décompte.",
            champ="motif",
        )
    cloture = _write_cloture(decompte, agent=agent, now=now, motif=motif.strip())
    appels = {appel.insee: appel for appel in instantane.call(instantane.compute())}
    _write_parts(cloture, instantane, appels, reponses)
    _keep_donnees(cloture, instantane, now)
    if decompte.remplace is not None:
        Decompte.objects.filter(pk=decompte.remplace.pk).update(etat=EtatDecompte.REMPLACE)
    decompte.etat = EtatDecompte.ARRETE.value
    decompte.save(update_fields=["etat"])
    decompte.convention.ajustements.filter(cloture=None).update(cloture=cloture)
    total = len(appels) + 1
    request_travail(RENDU_ARRETE, decompte.pk, agent=agent, now=now, total=total)
    announce_cloture(cloture, now=now)
    record("arrêter le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id)
    return cloture


def _check_chain(instantane: Instantane, anterieures: list[Cloture]) -> None:
    """A statement stands on those closed before it: another one closed meanwhile would be counted twice (R14).

    So would a report that they do not leave: it comes from a period that is not closed.
    """
    if [arrete.numero for arrete in instantane.dossier.decomptes] != [cloture.numero for cloture in anterieures]:
        raise ClotureRefusee(
            "Un autre décompte de la convention a été arrêté depuis ce calcul\u00a0: reprenez celui-ci, puis"
            " transmettez-le à nouveau."
        )
    if (
        instantane.report is not None
        and instantane.report != replace(instantane, report=None).compute().report_anterieur
    ):
        raise ClotureRefusee(
            "Ce décompte reprend l’excédent que laisse la période d’avant, qui n’est pas arrêtée\u00a0: arrêtez-la"
            " d’abord, ou supprimez son brouillon, puis reprenez celui-ci."
        )


def _write_cloture(decompte: Decompte, *, agent: Any, now: datetime, motif: str) -> Cloture:
    """Give the next number of the employing body and year, and write the closing; the row of numbers stays locked.

    A transaction undone gives its number back: numbers have no gap.
    """
    assert decompte.instantane is not None
    employeuse, jour = decompte.convention.employeuse_id, timezone.localdate(now)
    Numerotation.objects.get_or_create(employeuse_id=employeuse, exercice=decompte.exercice)
    numerotation = Numerotation.objects.select_for_update().get(employeuse_id=employeuse, exercice=decompte.exercice)
    numerotation.dernier += 1
    numerotation.save(update_fields=["dernier"])
    remplacee = Cloture.objects.get(decompte=decompte.remplace_id) if decompte.remplace_id else None
    return Cloture.objects.create(
        decompte=decompte,
        employeuse_id=employeuse,
        exercice=decompte.exercice,
        rang=numerotation.dernier,
        numero=f"{decompte.exercice}-{numerotation.dernier:03d}",
        exercice_comptable=find_exercice_comptable(decompte.au, jour),
        arrete_le=now,
        arrete_par=str(agent or "")[:201],
        motif=motif,
        remplace=remplacee,
        version_regles=decompte.instantane["version_regles"],
        instantane=write_canonique(decompte.instantane),
        empreinte=decompte.empreinte,
        conserve_jusquau=find_terme(decompte, jour),
    )


def _keep_donnees(cloture: Cloture, instantane: Instantane, now: datetime) -> None:
    """Store the file of the calculation that every party may hold: anybody checks it by its bytes."""
    contenu = write_communicable(instantane, empreinte=cloture.empreinte, arret=read_arret(cloture))
    piece = store_piece(contenu, TypePiece.JSON.value)
    DocumentArrete.objects.create(cloture=cloture, nature=NatureDocument.DONNEES.value, piece=piece, rendu_le=now)


def _write_parts(
    cloture: Cloture, instantane: Instantane, appels: Mapping[str, Appel], reponses: dict[int, EtatReponse]
) -> None:
    """What each party owes, what is claimed of it, and where it stood.

    Every sum of the snapshot has its party: a body that took another SIREN meanwhile would owe nothing.
    """
    parties = list(cloture.decompte.convention.parties.select_related("organisme"))
    if appels.keys() - {partie.organisme.code for partie in parties}:
        raise ClotureRefusee(
            "Le SIREN d’une partie a changé depuis ce calcul\u00a0: reprenez ce décompte, puis transmettez-le à"
            " nouveau."
        )
    PartArretee.objects.bulk_create(
        PartArretee(
            cloture=cloture,
            partie=partie,
            code=partie.organisme.code,
            nom=instantane.contexte.partie(partie.organisme.code).nom,
            siret=instantane.contexte.partie(partie.organisme.code).siret,
            employeuse=appel.employeuse,
            reponse=reponses.get(partie.pk, ""),
            montant=appel.part,
            regularisation=appel.regularisation,
            ajustement=appel.ajustement,
            reporte=appel.reporte,
            acompte=appel.acompte,
            solde=appel.solde,
            appele=appel.appele,
        )
        for partie in parties
        if (appel := appels.get(partie.organisme.code))
    )


def find_terme(decompte: Decompte, jour: date) -> date:
    """The last day that a statement closed on `jour` is kept; an example, whose figures mean nothing, is not kept.

    The later of its own year and of its closing counts.
    """
    if decompte.convention.exemple:
        return date(jour.year - 1, 12, 31)
    return date(max(decompte.exercice, jour.year) + DECOMPTE.mois // 12, 12, 31)


@transaction.atomic
def retry_rendu(decompte: Decompte, *, agent: Any, now: datetime) -> None:
    """Ask again for the documents that a closed statement lacks; those it has stay as they are."""
    total = decompte.cloture.parts.count() + 1
    request_travail(RENDU_ARRETE, decompte.pk, agent=agent, now=now, total=total)
    record("relancer la mise en page", decompte, agent=agent, now=now, convention=decompte.convention_id)


def find_exercice_comptable(au: date, jour: date) -> int:
    """The financial year in which sums closed on `jour` are called: that of `au` until 31 January after it.

    >>> find_exercice_comptable(date(2021, 12, 31), date(2022, 1, 31))
    2021
    >>> find_exercice_comptable(date(2021, 12, 31), date(2022, 2, 1))
    2022
    """
    return au.year if jour <= date(au.year + 1, *JOURNEE_COMPLEMENTAIRE) else jour.year
