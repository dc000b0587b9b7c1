"""What called sums wait for, on the home of whoever follows them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from conseiller.pieces.services import store_piece
from subventions.models import Cloture, DocumentArrete, Titre
from subventions.selectors.cloture import RENDU_ARRETE
from tests.conseiller.test_attentes import list_for
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import close
from tests.subventions.decomptes import finish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pieces")]

JOUR = date(2022, 2, 20)


@pytest.fixture
def cloture() -> Cloture:
    return close(make_convention(("400", "400"), noms=("Ludres", "Heillecourt")), now=MAINTENANT)


def list_sommes(agent, jour: date) -> list[tuple[str, str, str, str]]:
    taches = [tache for tache in list_for(agent, jour) if "/recouvrement/" in tache.adresse]
    return [(tache.genre, tache.titre, tache.texte, tache.adresse.split("?")[1]) for tache in taches]


def test_a_titre_is_to_issue_then_its_payment_is_late(cloture):
    agent, part = make_agent(cloture.decompte.convention, 1), cloture.parts.get(partie__ordre=2)
    conseil = "Heillecourt. Inscrivez ici le numéro donné par votre logiciel comptable."
    assert list_sommes(agent, JOUR) == [("attente", "1\u00a0titre est à émettre", conseil, "etat=a_emettre")]
    Titre.objects.create(part=part, numero="12", emis_le=JOUR)
    assert list_sommes(agent, JOUR + timedelta(days=30)) == []
    ((genre, titre, texte, filtre),) = list_sommes(agent, JOUR + timedelta(days=31))
    assert (genre, filtre) == ("alerte", "etat=retard")
    assert titre.endswith("€ à payer depuis plus de 30 jours")
    assert texte == "Heillecourt\u00a0: relancez, ou inscrivez le paiement s’il est arrivé."


def test_a_partner_is_asked_for_nothing_and_reads_that_it_is_closed(cloture):
    agent = make_agent(cloture.decompte.convention, 2)
    finish(cloture.decompte, RENDU_ARRETE)
    piece = store_piece(b"%PDF-1.7 fictif", "application/pdf")
    for partie in [None, *cloture.decompte.convention.parties.all()]:
        nature = "etat" if partie else "synthese"
        DocumentArrete.objects.create(cloture=cloture, nature=nature, partie=partie, piece=piece, rendu_le=MAINTENANT)
    assert list_sommes(agent, JOUR) == []
    titres = [tache.titre for tache in list_for(agent, MAINTENANT.date())]
    assert "Le décompte du 2e semestre 2021 est arrêté" in titres


def test_the_home_leads_to_the_sums_of_all_agreements(client, cloture):
    client.force_login(make_agent(cloture.decompte.convention, 2))
    assert (
        f'href="{reverse("recouvrements")}">Titres et paiements</a>' in client.get(reverse("bureau")).content.decode()
    )
