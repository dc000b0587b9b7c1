"""Pages of what a statement calls beside its shares, each with the agent who reads it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from communes.models import Agent, Convention
from subventions.models import Versement
from subventions.selectors import CALCUL, RENDU
from subventions.services.decomptes import request_decompte
from tests.fabrique import make_agent, make_convention
from tests.navigateur.pages import NOMS_LONGS, Pages, address, ask, find_agent, work
from tests.subventions.comptes import ANNEE_2022, ANNEE_2023, call_more


def make_comptes(exemple: Convention, houdemont: Agent) -> Pages:
    """Accounts that hold a late invoice, an adjustment and part payments; a final settlement; twelve parties."""
    denis = find_agent("denis.royer")
    call_more(exemple)
    douze = make_convention(("130.25",) * 11 + ("0",), noms=NOMS_LONGS)
    call_more(douze)
    regularise, nombreux = ask(exemple, *ANNEE_2022), ask(douze, *ANNEE_2022)
    Versement.objects.filter(subvention__convention=exemple, rang=3).update(recu_le=None, montant_recu=None)
    final, _ = request_decompte(exemple, *ANNEE_2023, agent=denis, now=timezone.now(), solde_final=True)
    work(CALCUL)
    work(RENDU)
    return {
        "compte avec régularisation": (denis, address(regularise)),
        "compte vu d’une commune": (houdemont, address(regularise)),
        "solde définitif": (denis, address(final)),
        "solde définitif à demander": (denis, reverse("decomptes", args=[exemple.pk])),
        "compte à douze": (make_agent(douze, 1), address(nombreux)),
    }
