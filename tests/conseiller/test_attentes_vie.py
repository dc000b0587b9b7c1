"""What transmitted statements wait for, on the home pages."""

from __future__ import annotations

from datetime import date

import pytest

from subventions.enums import Sens
from subventions.models import Decompte, Remarque
from subventions.services.reponses import answer
from tests.conseiller.test_attentes import list_for, tell
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import transmit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pieces")]

# Transmitted on 10 January 2022: partners answer until 9 February.
AVANT = date(2022, 1, 20)
APRES = date(2022, 2, 10)
VIE = ("répondre", "arrêté", "contesté")


@pytest.fixture
def decompte() -> Decompte:
    return transmit(make_convention(("400", "400"), noms=("Ludres", "Heillecourt")))


def list_vie(agent, jour: date) -> list[tuple[str, str]]:
    return [(genre, titre) for genre, titre in tell(list_for(agent, jour)) if titre.endswith(VIE)]


def test_a_partner_is_asked_to_answer_and_pressed_at_the_end(decompte):
    agent = make_agent(decompte.convention, 2)
    titre = "Le décompte du 2e semestre 2021 est à répondre"
    assert list_vie(agent, AVANT) == [("attente", titre)]
    tache = next(tache for tache in list_for(agent, AVANT) if "répondre" in tache.titre)
    assert tache.texte.startswith("Remarques jusqu’au 9\u00a0février 2022\u00a0: il reste 20\u00a0jours. Votre part")
    assert list_vie(agent, date(2022, 2, 4)) == [("alerte", titre)]
    assert list_vie(agent, APRES) == []


def test_an_answer_is_asked_for_no_more(decompte):
    agent = make_agent(decompte.convention, 2)
    partie = decompte.convention.parties.get(ordre=2)
    answer(decompte.pk, partie, Sens.ACCEPTE, version=1, agent=agent, now=MAINTENANT)
    assert list_vie(agent, AVANT) == []


def test_the_employing_body_answers_remarks_then_closes(decompte):
    agent = make_agent(decompte.convention, 1)
    assert list_vie(agent, AVANT) == []
    assert list_vie(agent, APRES) == [("attente", "Le décompte du 2e semestre 2021 peut être arrêté")]
    partie = decompte.convention.parties.get(ordre=2)
    remarques = [("reste", "Trop cher")]
    answer(decompte.pk, partie, Sens.CONTESTE, version=1, remarques=remarques, agent=None, now=MAINTENANT)
    assert list_vie(agent, AVANT) == [("attente", "Le décompte du 2e semestre 2021 est contesté")]
    Remarque.objects.update(reponse="Non.")
    assert list_vie(agent, AVANT) == [("attente", "Le décompte du 2e semestre 2021 peut être arrêté")]
