"""One adviser, one room: never twice at the same time, appointments included.

A session takes every quarter hour from its set-up to the end of its tear-down. Under any number of simultaneous
requests the unique constraint is the judge, on PostgreSQL as on SQLite.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from ateliers.models import Occupation, Seance
from ateliers.presentation.moments import write_moment
from conseiller.refus import Refus

QUART = 15 * 60
AGENT = "agent"
LIEU = "lieu"


class DejaPris(Refus):
    """The adviser or the room is taken; `seance` is the session that holds them, None when it is already gone."""

    def __init__(self, phrase: str, *, champ: str, seance: Seance | None) -> None:
        super().__init__(phrase, champ=champ)
        self.seance = seance


def list_ressources(seance: Seance) -> list[str]:
    """What a session takes: its adviser, when it has one, then its room."""
    conseiller = [f"{AGENT}:{seance.conseiller_id}"] if seance.conseiller_id else []
    return [*conseiller, f"{LIEU}:{seance.lieu_id}"]


def list_quarts(debut: datetime, fin: datetime) -> range:
    """Numbers, since 1970 in UTC, of the quarter hours that a time touches."""
    return range(int(debut.timestamp()) // QUART, -(-int(fin.timestamp()) // QUART))


def find_bornes(seance: Seance) -> tuple[datetime, datetime]:
    """When a session begins and ends for those who hold it, set-up and tear-down included."""
    return seance.debut - timedelta(minutes=seance.installation), seance.fin + timedelta(minutes=seance.rangement)


def occupy(seance: Seance) -> None:
    """Take the adviser and the room for a saved session, in the place of what it took before.

    Call it inside the transaction that saves the session. Raises DejaPris, beside `conseiller` or `lieu`, which must
    roll that transaction back.
    """
    release(seance)
    refus = find_refus(seance)
    if refus is not None:
        raise refus
    ressources, quarts = list_ressources(seance), list_quarts(*find_bornes(seance))
    try:
        with transaction.atomic():
            Occupation.objects.bulk_create(
                Occupation(ressource=ressource, quart=quart, seance=seance)
                for ressource in ressources
                for quart in quarts
            )
    except IntegrityError:
        # Somebody took them between the look and the rows.
        raise find_refus(seance) or _refuse(ressources[0], None) from None


def release(seance: Seance) -> None:
    """Give back the adviser and the room that a session took."""
    Occupation.objects.filter(seance=seance).delete()


def find_refus(seance: Seance, *, avec: Collection[int] = ()) -> DejaPris | None:
    """Who already holds the adviser or the room of a session, saved or not; None when both are free.

    `avec`: sessions that move with it, by id, and hold nothing against it.
    """
    quarts = list_quarts(*find_bornes(seance))
    prises = Occupation.objects.filter(
        ressource__in=list_ressources(seance), quart__gte=quarts.start, quart__lt=quarts.stop
    )
    # « agent » before « lieu »: another room does not free an adviser.
    autres = prises.exclude(seance__in={seance.pk, *avec} - {None}).order_by("ressource", "quart")
    prise = autres.select_related("seance__atelier", "seance__lieu", "seance__conseiller").first()
    return _refuse(prise.ressource, prise.seance) if prise is not None else None


def _refuse(ressource: str, seance: Seance | None) -> DejaPris:
    quand, par = "à cette heure", "une séance qui vient d’être enregistrée"
    if seance is not None:
        debut, fin = (timezone.localtime(borne) for borne in find_bornes(seance))
        quand, par = f"le {write_moment(debut, fin)}", f"«\u00a0{seance.titre}\u00a0», à «\u00a0{seance.lieu}\u00a0»"
    if ressource.startswith(AGENT):
        qui = str(seance.conseiller) if seance is not None else "ce conseiller"
        phrase = f"Le temps de {qui} est déjà pris {quand}, par {par}. Changez l’heure ou le conseiller."
        return DejaPris(phrase, champ="conseiller", seance=seance)
    return DejaPris(
        f"Ce lieu est déjà pris {quand}, par {par}. Changez l’heure ou le lieu.", champ="lieu", seance=seance
    )
