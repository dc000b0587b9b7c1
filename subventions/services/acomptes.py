"""Call the part payments of a year from its forecast, cancel them, render what each party receives (R12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communes.models import Convention
from conseiller.journal.services import record
from conseiller.pieces.services import store_piece
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import finish_travail, keep_travail, request_travail
from subventions.calculs.previsionnel import Previsionnel, load_previsionnel
from subventions.models import Acompte, AppelAcompte, PartArretee, Titre
from subventions.selectors.acomptes import RENDU_ACOMPTES, find_dernier_arrete, find_transmis
from subventions.selectors.previsions import Lecture, read_prevision


class AcomptesRefuses(Refus):
    """Part payments that cannot be called or cancelled."""


class Renderer(Protocol):
    """Makes the PDF of the party `code`, called `montant` cents; `appele_le` in local time."""

    def __call__(
        self, previsionnel: Previsionnel, code: str, montant: int, *, empreinte: str, appele_le: datetime
    ) -> bytes: ...


@transaction.atomic
def call_acomptes(convention: Convention, annee: int, *, lu: str, agent: Any, now: datetime) -> AppelAcompte:
    """Call the part payments of a year: the rate of the agreement on each forecast share, floored (R12).

    What stays under the threshold of the agreement is not called (R13). `lu`: the fingerprint of the forecast that was
    read. Raises AcomptesRefuses with a French sentence.
    """
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    _check_open(convention, annee)
    lecture = read_prevision(convention, annee, jour=timezone.localdate(now))
    if lecture.prevision is None:
        raise AcomptesRefuses(lecture.refus)
    if lecture.empreinte != lu:
        raise AcomptesRefuses(
            "La prévision a changé depuis que vous l’avez lue\u00a0: relisez les montants, puis appelez les acomptes."
        )
    appel = AppelAcompte.objects.create(
        convention=convention,
        exercice=annee,
        taux=convention.acompte_taux,
        instantane=lecture.donnees,
        empreinte=lecture.empreinte,
        appele_le=now,
        appele_par=str(agent or "")[:201],
    )
    acomptes = Acompte.objects.bulk_create(_list_acomptes(convention, appel, lecture))
    appeles = sum(1 for acompte in acomptes if acompte.montant)
    if not appeles:
        raise AcomptesRefuses(
            f"Aucun acompte n’est à appeler pour {annee}\u00a0: les parts prévues sont nulles, ou les acomptes restent"
            " sous le seuil de la convention."
        )
    request_travail(RENDU_ACOMPTES, appel.pk, agent=agent, now=now, total=appeles)
    record("appeler les acomptes", appel, agent=agent, now=now, convention=convention.pk, exercice=annee)
    return appel


def _check_open(convention: Convention, annee: int) -> None:
    if not convention.acompte_taux:
        raise AcomptesRefuses("La convention ne prévoit pas d’acompte\u00a0: indiquez d’abord son taux.")
    if convention.appels_acompte.filter(exercice=annee).exists():
        raise AcomptesRefuses(f"Les acomptes {annee} sont déjà appelés.")
    dernier = find_dernier_arrete(convention, annee)
    if dernier is not None:
        raise AcomptesRefuses(
            f"Le décompte n°\u00a0{dernier.numero} termine l’exercice\u00a0: aucun décompte ne déduirait plus ces"
            " acomptes. La part est appelée entière."
        )
    _check_not_transmitted(convention, annee)


def _check_not_transmitted(convention: Convention, annee: int) -> None:
    if find_transmis(convention, annee) is not None:
        raise AcomptesRefuses(
            f"Un décompte {annee} est transmis aux communes avec ses acomptes\u00a0: arrêtez-le ou reprenez-le d’abord."
        )


def _list_acomptes(convention: Convention, appel: AppelAcompte, lecture: Lecture) -> list[Acompte]:
    assert lecture.prevision is not None
    parties = {partie.organisme.code: partie for partie in convention.parties.select_related("organisme")}
    employeuse = lecture.previsionnel.contexte.employeuse.code
    return [
        Acompte(
            appel=appel,
            partie=parties[part.insee],
            part_prevue=part.montant,
            montant=part.acompte if part.acompte >= convention.seuil_appel else 0,
        )
        for part in lecture.prevision.parts
        if part.insee != employeuse
    ]


@transaction.atomic
def cancel_acomptes(appel: AppelAcompte, *, agent: Any, now: datetime) -> None:
    """Cancel the part payments of a year, as long as no titre claims them and no statement has deducted them."""
    convention = Convention.objects.select_for_update().get(pk=appel.convention_id)
    if Titre.objects.filter(acompte__appel=appel).exists():
        raise AcomptesRefuses(
            "Un titre est émis pour un de ces acomptes\u00a0: il ne s’annule plus ici. Le décompte le déduira."
        )
    # A final settlement deducts those of every year.
    siens = Q(cloture__exercice=appel.exercice) | Q(cloture__decompte__solde_final=True)
    deduisent = PartArretee.objects.filter(siens, cloture__decompte__convention=convention)
    if deduisent.exclude(acompte=0).exists():
        raise AcomptesRefuses("Un décompte arrêté a déduit ces acomptes\u00a0: ils ne s’annulent plus.")
    _check_not_transmitted(convention, appel.exercice)
    record("annuler les acomptes", appel, agent=agent, now=now, convention=convention.pk, exercice=appel.exercice)
    appel.delete()


@transaction.atomic
def retry_acomptes(appel: AppelAcompte, *, agent: Any, now: datetime) -> None:
    """Ask again for the documents that lack."""
    request_travail(RENDU_ACOMPTES, appel.pk, agent=agent, now=now)
    record("relancer les documents", appel, agent=agent, now=now, convention=appel.convention_id)


def render_acomptes(travail: Travail, *, render: Renderer) -> None:
    """Render what the call of a job lacks, one party at a time. Raises BailPerdu when another worker has it."""
    appel = AppelAcompte.objects.filter(pk=travail.objet).first()
    if appel is None:
        raise AcomptesRefuses("Ces acomptes ont été annulés.")
    previsionnel = load_previsionnel(appel.instantane)
    acomptes = list(appel.acomptes.exclude(montant=0).select_related("partie__organisme"))
    for rang, acompte in enumerate(acomptes, start=1):
        if acompte.piece_id is None:
            contenu = render(
                previsionnel,
                acompte.partie.organisme.code,
                acompte.montant,
                empreinte=appel.empreinte,
                appele_le=timezone.localtime(appel.appele_le),
            )
            piece = store_piece(contenu, "application/pdf")
            with transaction.atomic():
                keep_travail(travail, fait=rang, total=len(acomptes))
                Acompte.objects.filter(pk=acompte.pk).update(piece=piece)
    finish_travail(travail)
