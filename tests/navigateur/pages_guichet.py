"""Pages of the desk, each with the agent who reads it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from ateliers.enums import Presence
from ateliers.models import Appel, Inscription, Seance
from communes.models import Agent, Convention
from conseiller.courriels.models import Courriel
from tests.navigateur.pages import Pages, find_agent


def make_guichet(exemple: Convention, houdemont: Agent) -> Pages:
    """A day with a full session, calls, an e-mail to check, a waiting list; an empty day; the forms; a booking."""
    claire, now = find_agent("claire.martin"), timezone.now()
    seance = Seance.objects.filter(convention=exemple, inscriptions__etat="attente").order_by("debut").first()
    seance = seance or Seance.objects.filter(convention=exemple, inscriptions__etat="confirmee").earliest("debut")
    Seance.objects.filter(pk=seance.pk).update(debut=now + timedelta(minutes=5), fin=now + timedelta(minutes=10))
    inscrits = list(seance.inscriptions.filter(etat="confirmee"))
    Inscription.objects.filter(pk=inscrits[0].pk).update(presence=Presence.PRESENT.value)
    Inscription.objects.filter(pk=inscrits[1].pk).update(presence=Presence.ABSENT.value)
    reservation = inscrits[0].reservation
    Appel.objects.create(cle="page", reservation=reservation, seance=seance, evenement="rappel", essais=2, cree_le=now)
    douteux = {"destinataire": "personne@exemple.example", "sujet": "Rappel", "corps": "Rappel.", "cree_le": now}
    cle = f"reservation:{inscrits[1].reservation_id}:{seance.pk}:rappel:"
    Courriel.objects.create(
        cle=cle, message_id="<page@exemple.example>", convention=exemple.pk, etat="incertain", **douteux
    )
    de_seance = [seance.pk]
    lots = f"faites={reservation.pk}&deja={inscrits[1].reservation_id}"
    return {
        "accueil du jour": (claire, reverse("guichet")),
        "accueil, un jour vide": (claire, f"{reverse('guichet')}?jour=2026-01-01"),
        "chercher une inscription": (claire, reverse("guichet_chercher")),
        "inscrire, choisir la séance": (claire, reverse("guichet_seances")),
        "inscrire quelqu’un": (claire, reverse("guichet_inscrire", args=de_seance)),
        "ajouter quelqu’un": (claire, reverse("guichet_ajouter", args=de_seance)),
        "liste papier": (claire, reverse("liste_papier", args=de_seance)),
        "liste papier faite": (claire, f"{reverse('liste_papier_faite', args=de_seance)}?{lots}"),
        "réservation à l’accueil": (claire, reverse("guichet_reservation", args=[reservation.pk])),
        "annuler à l’accueil": (claire, reverse("guichet_annuler", args=[reservation.pk])),
        "corriger à l’accueil": (claire, reverse("guichet_corriger", args=[reservation.pk])),
    }
