"""Pages of what is on: everything, filtered, nothing found, a group without any, the choice between groups."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from ateliers.models import Seance
from communes.models import Agent, Convention
from tests.fabrique import make_convention
from tests.navigateur.pages import Pages


def make_mediatheque(exemple: Convention, houdemont: Agent) -> Pages:
    """The public list in each of its states; an agent reads what everybody reads."""
    now = timezone.now()
    annulee = Seance.objects.filter(convention=exemple, debut__gt=now).earliest("debut")
    Seance.objects.filter(pk=annulee.pk).update(
        etat="annulee", annulee_le=now, sequence=1, motif="Le conseiller est souffrant."
    )
    vide = make_convention(base=700)
    page = reverse("mediatheque", args=[exemple.groupe.slug])
    return {
        "médiathèque": (None, page),
        "médiathèque lue d’un agent": (houdemont, page),
        "médiathèque filtrée": (None, f"{page}?q=internet&libres=1"),
        "médiathèque, rien trouvé": (None, f"{page}?q=introuvable"),
        "médiathèque, rien encore": (None, reverse("mediatheque", args=[vide.groupe.slug])),
        "choix d’un groupe": (None, reverse("mediatheque_choix")),
        "accueil à deux groupes": (None, reverse("accueil")),
    }
