"""What an act still lacks."""

from datetime import date

import pytest

from communes.presentation.actes import list_manques

COMPLET = {"numero": "10", "date_acte": date(2021, 6, 7), "executoire_le": date(2021, 6, 14)}
JOUR = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("type", "champs", "attendu"),
    [
        ("deliberation", {}, ()),
        ("deliberation", {"numero": ""}, ("Le numéro manque.",)),
        ("arrete", {"numero": ""}, ("Le numéro manque.",)),
        ("avis", {"numero": "", "executoire_le": None}, ()),
        ("convention", {"numero": "", "date_acte": None, "executoire_le": None}, ("La date manque.",)),
        ("deliberation", {"executoire_le": None}, ("Le jour où cet acte est devenu exécutoire manque.",)),
        (
            "deliberation",
            {"executoire_le": date(2021, 7, 2)},
            ("Cet acte n’est pas encore exécutoire\u00a0: il le sera le 2 juillet 2021.",),
        ),
        ("deliberation", {"executoire_le": JOUR}, ()),
    ],
)
def test_a_council_decision_needs_a_number_a_date_and_the_day_it_applies(type, champs, attendu):
    assert list_manques(type, **(COMPLET | champs), jour=JOUR) == attendu
