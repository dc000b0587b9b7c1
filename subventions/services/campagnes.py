"""The statements of a period for every agreement that an agent manages, asked for at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from communes.models import Convention
from communes.permissions import Action
from conseiller.journal.services import record_all
from conseiller.refus import JOURS_INVERSES, Refus
from conseiller.travaux.services import cancel_lot, request_lot, request_travail
from subventions.calculs.coupes import cut_exercices
from subventions.calculs.lecture.objet import DERNIERE_ANNEE, PREMIERE_ANNEE
from subventions.enums import EtatCampagne
from subventions.models import Campagne, LigneCampagne
from subventions.presentation.mots import count_mots, join_mots, write_dates
from subventions.selectors import RENDU
from subventions.selectors.campagnes import CAMPAGNE, list_rendus_echoues

ANNULEE = "La campagne a été annulée avant la mise en page. Relancez ce décompte pour avoir ses PDF."


class CampagneRefusee(Refus):
    """A campaign that cannot be asked for."""


@transaction.atomic
def request_campagne(du: date, au: date, *, agent: Any, now: datetime) -> Campagne:
    """Ask for the statements of `[du, au]` of every agreement that the agent manages and whose dates touch it.

    `agent` None, from the command line: every agreement. The workers compute them all at once, then render each one.
    Raises CampagneRefusee on a period that one statement could not have (R11), or that no agreement touches.
    """
    check_periode(du, au)
    conventions = Convention.objects.filter(debut__lte=au, fin__gte=du)
    if agent is not None:
        conventions = conventions.permitted(agent, Action.DEMANDER_DECOMPTE)
    gerees = list(conventions.order_by("pk").values_list("pk", flat=True))
    if not gerees:
        raise CampagneRefusee(
            f"Aucune de vos conventions ne touche la période du {write_dates(du, au)}\u00a0: choisissez d’autres dates."
        )
    campagne = Campagne.objects.create(du=du, au=au, demandee_le=now, demandee_par=agent)
    LigneCampagne.objects.bulk_create(LigneCampagne(campagne=campagne, convention_id=pk) for pk in gerees)
    request_travail(CAMPAGNE, campagne.pk, agent=agent, now=now, total=len(gerees))
    record_all("demander la campagne", [(campagne, pk) for pk in gerees], agent=agent, now=now)
    return campagne


def check_periode(du: date, au: date) -> None:
    """Raise CampagneRefusee unless `[du, au]` lies in one financial year (R11)."""
    if au < du:
        raise CampagneRefusee(JOURS_INVERSES, champ="au")
    if not PREMIERE_ANNEE <= du.year <= au.year <= DERNIERE_ANNEE:
        raise CampagneRefusee(f"Les dates vont de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}\u00a0: corrigez la période.")
    if du.year == au.year:
        return
    coupes = cut_exercices(du, au)
    detail = f"\u00a0: {join_mots([f'du {write_dates(*coupe)}' for coupe in coupes])}" if len(coupes) == 2 else ""
    raise CampagneRefusee(
        "Un décompte appartient à un seul exercice, et cette période en touche"
        f" {len(coupes)}. Demandez {count_mots(len(coupes), 'campagne')}, une par année{detail}.",
        champ="au",
    )


@transaction.atomic
def cancel_campagne(campagne_id: int, *, agent: Any, now: datetime) -> None:
    """Give up what nobody has begun; statements already computed are kept, as they are.

    Nothing happens to a campaign that is cancelled already.
    """
    campagne = Campagne.objects.select_for_update().get(pk=campagne_id)
    if campagne.annulee_le is not None:
        return
    campagne.annulee_le = now
    campagne.save(update_fields=["annulee_le"])
    campagne.lignes.filter(etat=EtatCampagne.ATTENTE).update(etat=EtatCampagne.ANNULE)
    calcules = campagne.lignes.filter(etat__in=[EtatCampagne.CALCULE, EtatCampagne.INCHANGE])
    cancel_lot(RENDU, calcules.values_list("decompte", flat=True), erreur=ANNULEE, now=now)
    conventions = campagne.lignes.values_list("convention", flat=True)
    record_all("annuler la campagne", [(campagne, pk) for pk in conventions], agent=agent, now=now)


@transaction.atomic
def retry_campagne(campagne_id: int, *, agent: Any, now: datetime) -> None:
    """Try again what failed: statements that could not be computed, and documents that could not be rendered.

    Raises CampagneRefusee when the campaign is cancelled, or when nothing failed.
    """
    campagne = Campagne.objects.select_for_update().get(pk=campagne_id)
    if campagne.annulee_le is not None:
        raise CampagneRefusee("Cette campagne est annulée\u00a0: demandez-en une autre.")
    lignes = campagne.lignes.all()
    if agent is not None:
        # Whoever no longer manages an agreement asks nothing of it.
        lignes = lignes.filter(convention__in=Convention.objects.permitted(agent, Action.DEMANDER_DECOMPTE))
    # Those that wait had a job; when it gave up, another one takes them along.
    a_calculer = list(lignes.filter(etat__in=[EtatCampagne.ECHEC, EtatCampagne.ATTENTE]))
    a_rendre = list_rendus_echoues(campagne, agent)
    if not a_calculer and not a_rendre:
        raise CampagneRefusee("Rien n’est à relancer dans cette campagne\u00a0: rechargez la page.")
    if a_calculer:
        lignes.filter(etat=EtatCampagne.ECHEC).update(etat=EtatCampagne.ATTENTE, erreur="")
        request_travail(CAMPAGNE, campagne.pk, agent=agent, now=now, total=len(a_calculer))
    request_lot(RENDU, {ligne.decompte_id: 0 for ligne in a_rendre if ligne.decompte_id}, agent=agent, now=now)
    relancees = [(campagne, ligne.convention_id) for ligne in [*a_calculer, *a_rendre]]
    record_all("relancer la campagne", relancees, agent=agent, now=now)
