"""Pages of workshops as the adviser keeps them, and the week."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from ateliers.models import Seance
from ateliers.services.seances import cancel_seances
from communes.enums import Fonction
from communes.models import Agent, Convention
from tests.ateliers.fabrique import make_reservation
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import Pages, find_agent


def make_planning(exemple: Convention, houdemont: Agent) -> Pages:
    """What an adviser publishes, changes and cancels; what the desk reads of it; an agreement without anything."""
    lucie, now = find_agent("lucie.garnier"), timezone.now()
    seances = list(Seance.objects.filter(convention=exemple, debut__gt=now + timedelta(days=1)).order_by("debut"))
    seance, annulee, courte = seances[0], seances[1], seances[2]
    make_reservation(annulee, 70, courriel="odette@exemple.example", liste_attente=True, now=now)
    cancel_seances([annulee.pk], par=exemple.employeuse, motif="salle fermée", agent=lucie, now=now)
    Seance.objects.filter(pk=courte.pk).update(minimum=8, decision_le=date(2020, 1, 1))
    absence = lucie.absences.create(debut=seance.debut - timedelta(days=1), fin=seance.fin + timedelta(days=1))
    for rang in range(80, 95):
        make_reservation(seance, rang, liste_attente=True, now=now)
    vide = make_convention(("1607",), base=700)
    seule = make_agent(vide, 1, Fonction.CONSEILLER)
    ici = [exemple.pk, seance.pk]
    atelier = [exemple.pk, seance.atelier_id]
    semaine = "{}-W{:02d}".format(*timezone.localdate(seance.debut).isocalendar()[:2])
    return {
        "ateliers": (lucie, reverse("ateliers", args=[exemple.pk])),
        "ateliers, aucun": (seule, reverse("ateliers", args=[vide.pk])),
        "atelier nouveau": (lucie, reverse("atelier_ajouter", args=[exemple.pk])),
        "atelier nouveau, sans lieu": (seule, reverse("atelier_ajouter", args=[vide.pk])),
        "atelier": (lucie, reverse("atelier", args=atelier)),
        "atelier à modifier": (lucie, reverse("atelier_modifier", args=atelier)),
        "atelier à supprimer": (lucie, reverse("atelier_supprimer", args=atelier)),
        "dates à ajouter": (lucie, reverse("seances_ajouter", args=atelier)),
        "séance": (lucie, reverse("seance_bureau", args=ici)),
        "séance vue de l’accueil": (find_agent("claire.martin"), reverse("seance_bureau", args=ici)),
        "séance annulée": (lucie, reverse("seance_bureau", args=[exemple.pk, annulee.pk])),
        "séance à décider": (lucie, reverse("seance_bureau", args=[exemple.pk, courte.pk])),
        "séance à modifier": (lucie, reverse("seance_modifier", args=ici)),
        "séance à annuler": (lucie, reverse("seance_annuler", args=ici)),
        "séance à maintenir": (lucie, reverse("seance_maintenir", args=[exemple.pk, courte.pk])),
        "liste d’attente à ordonner": (lucie, reverse("attente_ordonner", args=ici)),
        "planning": (lucie, f"{reverse('planning')}?semaine={semaine}"),
        "planning vide": (seule, reverse("planning")),
        "absences": (lucie, reverse("absences")),
        "absences, aucune": (seule, reverse("absences")),
        "absence à noter": (lucie, reverse("absence_ajouter")),
        "absence à supprimer": (lucie, reverse("absence_supprimer", args=[absence.pk])),
    }
