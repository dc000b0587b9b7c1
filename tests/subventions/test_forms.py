"""The period of a statement, as people type it."""

from datetime import date

import pytest

from subventions.forms.decomptes import DecompteForm, propose_periode

DEBUT, FIN = date(2021, 7, 1), date(2023, 6, 30)

HORS_DES_ANNEES = "Vérifiez l’année\u00a0: elle va de 1900 à 2199."


@pytest.mark.parametrize(
    "saisie",
    ["2021-07-01", "01/07/2021", "1/7/2021", " 01/07/2021 ", "01.07.2021", "01-07-2021", "01 07 2021", "1/7/21"],
)
def test_a_date_is_read_however_it_is_typed(saisie):
    form = DecompteForm({"du": saisie, "au": "31/12/2021"})
    assert form.is_valid()
    dates = {"du": date(2021, 7, 1), "au": date(2021, 12, 31)}
    assert form.cleaned_data == {**dates, "solde_final": False, "entiere": False}


@pytest.mark.parametrize(
    ("du", "au", "erreurs"),
    [
        ("", "", {"du": ["Indiquez le premier jour de la période, par exemple 01/07/2021."],
                  "au": ["Indiquez le dernier jour de la période, par exemple 31/12/2021."]}),
        ("31/02/2021", "31/12/2021", {"du": ["Écrivez une date qui existe, par exemple 31/12/2021."]}),
        ("demain", "31/12/2021", {"du": ["Écrivez une date qui existe, par exemple 31/12/2021."]}),
        ("01/07/2021", "30/06/2021",
         {"au": ["Le dernier jour est avant le premier\u00a0: corrigez l’une des deux dates."]}),
        ("01/01/2001", "31/12/2021", {"au": ["Cette période est trop longue\u00a0: demandez un décompte par année."]}),
        ("01/01/0001", "31/12/9999", {jour: [HORS_DES_ANNEES] for jour in ("du", "au")}),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_write(du, au, erreurs):
    assert DecompteForm({"du": du, "au": au}).errors == erreurs


def test_a_period_across_31_december_is_offered_as_two_statements():
    form = DecompteForm({"du": "01/10/2021", "au": "31/03/2022"})
    assert form.errors == {
        "__all__": [
            "Un décompte appartient à un seul exercice, et cette période en touche 2. Demandez 2\u00a0décomptes, un par"
            " année."
        ]
    }
    assert form.propositions() == [
        (date(2021, 10, 1), date(2021, 12, 31), "1er\u00a0octobre au 31\u00a0décembre 2021"),
        (date(2022, 1, 1), date(2022, 3, 31), "1er\u00a0janvier au 31\u00a0mars 2022"),
    ]


def test_a_date_that_exists_goes_back_to_the_calendar_and_the_others_stay_as_typed():
    form = DecompteForm({"du": "01/10/2021", "au": "31/02/2022"})
    assert '<input type="date" name="du" value="2021-10-01"' in str(form["du"])
    assert '<input type="text" name="au" value="31/02/2022"' in str(form["au"])


@pytest.mark.parametrize(
    ("deja", "proposee"),
    [
        ([], (date(2021, 7, 1), date(2021, 12, 31))),
        ([(date(2021, 7, 1), date(2021, 12, 31))], (date(2022, 1, 1), date(2022, 12, 31))),
        ([(date(2022, 1, 1), date(2022, 12, 31))], (date(2021, 7, 1), date(2021, 12, 31))),
        ([(date(2021, 10, 1), date(2022, 12, 31))], (date(2021, 7, 1), date(2021, 9, 30))),
        ([(date(2021, 7, 1), date(2022, 12, 31))], (date(2023, 1, 1), date(2023, 6, 30))),
        ([(DEBUT, FIN)], None),
    ],
)
def test_the_proposed_period_is_the_first_without_a_statement(deja, proposee):
    assert propose_periode(DEBUT, FIN, deja) == proposee
