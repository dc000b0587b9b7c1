"""Tell people: by e-mail when they gave one, else by a call that somebody has to make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from ateliers.calculs.codes import format_code
from ateliers.enums import ATTENDUES, Canal, EtatInscription, Evenement, Issue
from ateliers.models import Appel, Lieu, Reservation, Seance
from ateliers.presentation.agenda import CANCEL, PUBLISH
from ateliers.selectors.agenda import write_calendrier
from ateliers.selectors.messages import PREFIXE, make_cle
from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.courriels.services import compose, write_courriel

# Anybody may type a neighbour's address in every form: past that number in a day, what has to be said is a call.
COURRIELS_PAR_JOUR = 20
UN_JOUR = timedelta(days=1)
# Registrations whose sessions the message lists; the others tell of one session.
ETATS = {
    Evenement.CONFIRMATION: EtatInscription.CONFIRMEE,
    Evenement.LISTE: EtatInscription.ATTENTE,
    Evenement.OFFRE: EtatInscription.PROPOSEE,
    Evenement.OFFRE_PERDUE: EtatInscription.PROPOSEE,
    Evenement.DEJA: EtatInscription.CONFIRMEE,
}
CALENDRIERS = {
    Evenement.CONFIRMATION: PUBLISH,
    Evenement.RAPPEL: PUBLISH,
    Evenement.CHANGEMENT: PUBLISH,
    Evenement.ANNULATION: CANCEL,
    Evenement.DESINSCRIPTION: CANCEL,
}
# What each of them makes untrue, among what still waits to be said.
REMPLACES = {
    Evenement.ANNULATION: [*Evenement],
    Evenement.DESINSCRIPTION: [*Evenement],
    Evenement.CHANGEMENT: [Evenement.RAPPEL, Evenement.CHANGEMENT],
    Evenement.OFFRE_PERDUE: [Evenement.OFFRE],
}


def notify(
    reservation: Reservation,
    evenement: Evenement,
    seance: Seance,
    *,
    now: datetime,
    suite: str = "",
    appeler: bool = True,
    aussi_appeler: bool = False,
    avant: datetime | None = None,
    seances: Sequence[Seance] = (),
    **details: Any,
) -> None:
    """Write the e-mail of an event, or the call to make, once; call it inside the transaction of the event.

    `suite` tells one occurrence from another (a second offer, a second change). `appeler`: False when the person is in
    front of us or at their screen. `aussi_appeler`: an e-mail alone would be read too late. `avant`: until when a call
    serves. `seances`: those told of, found by default. `details` go to the template `ateliers/courriels/<event>.txt`.
    """
    cle = make_cle(reservation.pk, seance.pk, evenement, suite)
    for une in seances or [seance]:
        _withdraw(reservation, evenement, une, cle, now=now)
    ecrit = bool(reservation.courriel) and Courriel.objects.filter(cle=cle).exists()
    ecrire = bool(reservation.courriel) and not ecrit and not _is_inondee(reservation.courriel, now=now)
    if ecrire:
        racontees = _read_seances(reservation, evenement, seance, seances)
        contexte = {
            "avant": avant,
            "evenement": evenement.value,
            **_describe(reservation, seance, racontees),
            **details,
        }
        sujet, corps = compose(f"ateliers/courriels/{evenement.value}.txt", contexte)
        methode = CALENDRIERS.get(evenement)
        calendrier = write_calendrier(racontees, methode=methode, envoye_le=now) if methode else ""
        write_courriel(
            cle,
            reservation.courriel,
            sujet,
            corps,
            now=now,
            convention=reservation.convention_id,
            calendrier=calendrier,
            perime_le=_compute_perime(evenement, racontees, avant),
        )
    if appeler and (aussi_appeler or not (ecrit or ecrire)):
        open_appel(cle, reservation, seance, evenement, avant=avant, now=now)


def _is_inondee(adresse: str, *, now: datetime) -> bool:
    """Whether that address was written to often enough about bookings today."""
    recents = Courriel.objects.filter(destinataire__iexact=adresse, cle__startswith=PREFIXE, cree_le__gt=now - UN_JOUR)
    return recents[:COURRIELS_PAR_JOUR].count() >= COURRIELS_PAR_JOUR


def _compute_perime(evenement: Evenement, racontees: list[Seance], avant: datetime | None) -> datetime | None:
    """When it is too late to say: a reminder never leaves after the start, nor an offer after its term."""
    if evenement is Evenement.RAPPEL:
        return racontees[0].debut
    return avant if evenement is Evenement.OFFRE else racontees[-1].fin


def open_appel(
    cle: str, reservation: Reservation, seance: Seance, evenement: Evenement, *, avant: datetime | None, now: datetime
) -> None:
    """Leave a call to make, once per event."""
    champs = {
        "reservation": reservation,
        "seance": seance,
        "evenement": evenement.value,
        "avant": avant,
        "cree_le": now,
    }
    Appel.objects.get_or_create(cle=cle, defaults=champs)


def _withdraw(reservation: Reservation, evenement: Evenement, seance: Seance, cle: str, *, now: datetime) -> None:
    """What waits to be sent or told about that session, and is no longer true, stays unsaid."""
    remplaces = REMPLACES.get(evenement, [])
    if evenement is Evenement.DESINSCRIPTION:
        encore = reservation.inscriptions.filter(seance=seance, etat__in=ATTENDUES)
        remplaces = [] if encore.exists() else remplaces
    if not remplaces:
        return
    prefixes = [make_cle(reservation.pk, seance.pk, remplace, "") for remplace in remplaces]
    memes = reduce(or_, (Q(cle__startswith=prefixe) for prefixe in prefixes))
    Courriel.objects.filter(memes, etat=EtatCourriel.A_ENVOYER.value).exclude(cle=cle).update(perime_le=now)
    appels = Appel.objects.filter(memes, reservation=reservation, issue="").exclude(cle=cle)
    appels.update(issue=Issue.SANS_SUITE.value, traite_le=now)


def _read_seances(
    reservation: Reservation, evenement: Evenement, seance: Seance, seances: Sequence[Seance]
) -> list[Seance]:
    """The sessions that a message tells of, with all it says of them."""
    if seances:
        voulues = Q(pk__in=[une.pk for une in seances])
    elif evenement in ETATS:
        voulues = Q(inscriptions__reservation=reservation, inscriptions__etat=ETATS[evenement].value)
    else:
        voulues = Q(pk=seance.pk)
    details = (
        "atelier",
        "lieu__organisme",
        "convention__groupe",
        "annulee_par",
        "remplacement__lieu",
        "remplacement__atelier",
    )
    trouvees = Seance.objects.filter(voulues).distinct().select_related(*details).order_by("debut", "pk")
    return list(trouvees) or [seance]


def _describe(reservation: Reservation, seance: Seance, racontees: list[Seance]) -> dict[str, Any]:
    groupe = racontees[0].convention.groupe
    accueil = Lieu.objects.filter(groupe=groupe).first()
    site = settings.ADRESSE_PUBLIQUE
    return {
        "reservation": reservation,
        "code": format_code(reservation.code),
        "personnes": [participant.nom_complet for participant in reservation.participants.all()],
        "au_guichet": reservation.canal != Canal.INTERNET,
        "seance": next((une for une in racontees if une.pk == seance.pk), racontees[0]),
        "seances": racontees,
        "groupe": groupe,
        "accueil": accueil,
        "lien": f"{site}{reverse('inscription', args=[reservation.jeton])}",
        "reponse": f"{site}{reverse('inscription_repondre', args=[reservation.jeton])}",
        "programme": f"{site}/mediatheque/{groupe.slug}/",
    }
