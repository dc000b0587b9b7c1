"""The state of the post, its picture, and what to beware of."""

from datetime import date

import pytest

from communes.enums import EtatPoste
from communes.presentation.occupation import check_terme, describe_etat, describe_occupation, draw_occupation

DEBUT, FIN = date(2021, 7, 1), date(2023, 6, 30)
PREMIER = date(2021, 7, 1), date(2022, 6, 30)
SUIVANT = date(2022, 7, 1), date(2023, 6, 30)
TARDIF = date(2022, 10, 1), None
OCCUPE = "Occupé depuis le 1er juillet 2021"


@pytest.mark.parametrize(
    ("contrats", "rendu_le", "jour", "genre", "phrase"),
    [
        ([PREMIER], None, date(2022, 1, 1), EtatPoste.OCCUPE, f"{OCCUPE}, jusqu’au 30 juin 2022."),
        ([SUIVANT, PREMIER], None, date(2023, 1, 1), EtatPoste.OCCUPE, f"{OCCUPE}, jusqu’au 30 juin 2023."),
        ([PREMIER, TARDIF], None, date(2023, 1, 1), EtatPoste.OCCUPE, "Occupé depuis le 1er octobre 2022."),
        ([PREMIER], None, date(2022, 7, 1), EtatPoste.VACANT, "Vacant depuis le 1er juillet 2022."),
        (
            [PREMIER, TARDIF],
            None,
            date(2022, 9, 1),
            EtatPoste.VACANT,
            "Vacant depuis le 1er juillet 2022\u202f; le contrat suivant commence le 1er octobre 2022.",
        ),
        ([], None, date(2022, 9, 1), EtatPoste.VACANT, "Vacant depuis le 1er juillet 2021."),
        ([], None, date(2021, 6, 1), EtatPoste.A_VENIR, "La convention commence le 1er juillet 2021."),
        ([PREMIER], date(2022, 9, 1), date(2022, 9, 1), EtatPoste.RENDU, "Rendu à l’État le 1er septembre 2022."),
        ([PREMIER], date(2022, 9, 1), date(2022, 8, 31), EtatPoste.VACANT, "Vacant depuis le 1er juillet 2022."),
        ([TARDIF], None, date(2023, 7, 1), EtatPoste.TERMINE, "La convention s’est terminée le 30 juin 2023."),
    ],
)
def test_the_state_is_read_from_the_contracts(contrats, rendu_le, jour, genre, phrase):
    etat = describe_etat(contrats, DEBUT, FIN, rendu_le, jour)
    assert (etat.genre, etat.phrase) == (genre, phrase)


def test_the_picture_covers_the_agreement_from_end_to_end():
    segments = draw_occupation([TARDIF, (date(2021, 1, 1), date(2022, 6, 30))], DEBUT, FIN)
    assert [(segment.motif, segment.debut, segment.debut + segment.largeur) for segment in segments] == [
        (0, 0, 5000),
        (7, 5000, 6260),
        (0, 6260, 10000),
    ]
    assert describe_occupation(segments) == (
        "Le poste\u00a0: sous contrat du 1er juillet 2021 au 30 juin 2022, sans contrat du 1er juillet 2022 au 30"
        " septembre 2022, sous contrat du 1er octobre 2022 au 30 juin 2023."
    )


def test_contracts_outside_the_agreement_take_no_place():
    segments = draw_occupation([(date(2020, 1, 1), date(2020, 12, 31)), (date(2024, 1, 1), None)], DEBUT, FIN)
    assert [(segment.motif, segment.largeur) for segment in segments] == [(7, 10000)]


@pytest.mark.parametrize("type", ["cdd", "projet"])
def test_a_contract_with_a_term_is_told_when_it_outlives_the_agreement(type):
    assert check_terme(type, FIN, FIN) == ""
    assert check_terme(type, date(2023, 7, 1), FIN) == (
        "Ce contrat finit le 1er juillet 2023, après le terme de la convention, le 30 juin 2023\u00a0: au-delà,"
        " l’employeur paie seul."
    )


@pytest.mark.parametrize("type", ["cdi", "fonctionnaire"])
def test_a_contract_without_a_term_may_outlive_it(type):
    assert check_terme(type, date(2023, 7, 1), FIN) == ""
