"""Add one session of a new workshop, from values alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ateliers.models import Atelier, Lieu, Seance
from communes.models import Convention
from communes.selectors import find_public_convention
from conseiller.journal.services import record
from conseiller.refus import Refus

DUREE = timedelta(hours=2)
HORIZON = timedelta(days=3660)
PLACES_AU_PLUS = 1000


@transaction.atomic
def create_seance(titre: str, debut: datetime, places: int, *, groupe: str = "", now: datetime) -> Seance:
    """A session of two hours at the first place of the group, or of the only one (`groupe`: its slug).

    It has no adviser and takes no room, so that a trial can be repeated at the same hour. Raises Refus.
    """
    convention = _find_convention(groupe, now=now)
    lieu = Lieu.objects.filter(groupe=convention.groupe_id).select_related("organisme").first()
    if lieu is None:
        raise Refus("Ce groupe n’a pas encore de lieu\u00a0: ajoutez-en un dans la convention, page du groupe.")
    if debut <= now:
        raise Refus("Cette séance serait déjà passée\u00a0: donnez une date à venir.")
    if debut > now + HORIZON:
        raise Refus("Cette séance est dans plus de dix ans : vérifiez l’année.")
    if not 1 <= places <= PLACES_AU_PLUS:
        raise Refus(f"Une séance a entre 1 et {PLACES_AU_PLUS} places\u00a0: corrigez --places.")
    atelier = Atelier(convention=convention, titre=titre.strip())
    try:
        atelier.full_clean(exclude=["convention"])
    except ValidationError as erreur:
        raise Refus(f"Ce titre ne convient pas\u00a0: {' '.join(erreur.messages)}") from erreur
    atelier.save()
    seance = Seance.objects.create(
        convention=convention,
        atelier=atelier,
        lieu=lieu,
        debut=debut,
        fin=debut + DUREE,
        capacite=places,
        commune_chargee=lieu.organisme,
        modifiee_le=now,
    )
    record("ajouter une séance", seance, agent=None, now=now, convention=convention.pk)
    return seance


def _find_convention(groupe: str, *, now: datetime) -> Convention:
    convention = find_public_convention(groupe or None, now=timezone.localdate(now))
    if convention is None and groupe:
        raise Refus(f"Aucun groupe n’a l’adresse «\u00a0{groupe}\u00a0»\u00a0: vérifiez --groupe.")
    if convention is None:
        raise Refus("Il n’y a pas un seul groupe\u00a0: dites lequel avec --groupe.")
    return convention
