"""The post: vacancies, training and notice at their edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.calculs import find_uncovered
from communes.presentation.poste import check_formation, check_preavis, find_sortie, find_vacances

DEBUT, FIN = date(2021, 7, 1), date(2023, 6, 30)
jours = st.dates(date(2021, 1, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("contrats", "attendu"),
    [
        ([], [(DEBUT, FIN)]),
        ([(DEBUT, None)], []),
        ([(date(2020, 1, 1), date(2024, 1, 1))], []),
        ([(date(2021, 9, 1), None)], [(DEBUT, date(2021, 8, 31))]),
        ([(DEBUT, date(2023, 6, 29))], [(FIN, FIN)]),
        ([(date(2022, 1, 1), FIN), (DEBUT, date(2021, 12, 31))], []),
        (
            [(date(2022, 3, 1), date(2022, 8, 31)), (DEBUT, date(2021, 12, 31)), (date(2021, 8, 1), date(2021, 9, 1))],
            [(date(2022, 1, 1), date(2022, 2, 28)), (date(2022, 9, 1), FIN)],
        ),
        ([(date(2024, 1, 1), None)], [(DEBUT, FIN)]),
        ([(date(2020, 1, 1), date(2020, 12, 31))], [(DEBUT, FIN)]),
    ],
)
def test_the_days_without_a_contract_are_found(contrats, attendu):
    vacances = find_vacances(contrats, DEBUT, FIN, DEBUT)
    assert [(vacance.debut, vacance.fin) for vacance in vacances] == attendu


@given(
    contrats=st.lists(st.tuples(jours, st.none() | st.integers(0, 400)), max_size=5),
)
def test_contracts_and_vacancies_cover_each_day_once(contrats):
    spans = [(debut, None if duree is None else debut + timedelta(days=duree)) for debut, duree in contrats]
    vacances = [(vacance.debut, vacance.fin) for vacance in find_vacances(spans, DEBUT, FIN, DEBUT)]
    fermes = [(debut, fin or date.max - timedelta(days=1)) for debut, fin in spans]
    assert find_uncovered([*fermes, *vacances], DEBUT, FIN) is None
    assert not [
        (debut, fin) for debut, fin in fermes for premier, dernier in vacances if debut <= dernier and premier <= fin
    ]


A_REMPLACER = (
    "Le poste est sans contrat à partir du 1er juillet 2022\u00a0: au-delà de 6 mois, il peut être rendu à l’État."
    " Le contrat suivant doit commencer le 1er janvier 2023 au plus tard."
)
A_RENDRE = (
    "Le poste est resté sans contrat plus de 6 mois, depuis le 1er juillet 2022\u00a0: il peut être rendu à l’État."
    " Demandez à la préfecture s’il vous reste acquis."
)
PREMIER = (DEBUT, date(2022, 6, 30))


@pytest.mark.parametrize(
    ("suivant", "jour", "depassee", "avertissement"),
    [
        ([], date(2022, 6, 1), False, A_REMPLACER),
        ([], date(2022, 12, 31), False, A_REMPLACER),
        ([], date(2023, 1, 1), True, A_RENDRE),
        ([(date(2023, 1, 1), None)], date(2023, 6, 1), False, ""),
        ([(date(2023, 1, 2), None)], date(2022, 12, 31), False, A_REMPLACER),
        ([(date(2023, 1, 2), None)], date(2023, 6, 1), True, A_RENDRE),
    ],
)
def test_a_vacancy_of_more_than_six_months_is_warned_of(suivant, jour, depassee, avertissement):
    (vacance,) = find_vacances([PREMIER, *suivant], DEBUT, FIN, jour)
    assert (vacance.limite, vacance.depassee, vacance.avertissement) == (date(2023, 1, 1), depassee, avertissement)


@pytest.mark.parametrize(
    ("heures", "debut"),
    [(0, "0\u00a0heure"), (1_50, "1,50\u00a0heure"), (104_75, "104,75\u00a0heures"), (420_25, "420,25\u00a0heures")],
)
def test_hours_of_training_outside_the_official_paths_are_warned_of(heures, debut):
    assert check_formation(heures) == (
        f"{debut} de formation\u00a0: les parcours officiels vont de 105\u00a0heures à 420\u00a0heures."
        " Vérifiez la durée."
    )


def test_a_notice_that_has_run_says_nothing_and_one_that_has_not_says_when():
    assert find_sortie(date(2021, 8, 31), 6) == date(2022, 2, 28)
    assert check_preavis(date(2021, 8, 31), date(2022, 2, 28), 6) == ""
    assert check_preavis(date(2021, 8, 31), date(2022, 2, 27), 6) == (
        "Le préavis est de 6 mois et la demande date du 31 août 2021\u00a0: la sortie n’est possible qu’à partir du"
        " 28 février 2022, sauf accord de toutes les parties."
    )
