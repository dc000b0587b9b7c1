"""Amounts, hours, percentages and days, as French people type them; what is kept is an integer or a date."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from conseiller.champs import DERNIERE_ANNEE, PREMIERE_ANNEE, HeuresChamp, JourField, MontantChamp, PourcentChamp
from conseiller.montants import format_euros
from subventions.calculs.lecture import objet

JOURS = st.dates(date(PREMIERE_ANNEE, 1, 1), date(DERNIERE_ANNEE, 12, 31))
INSECABLE, FINE, MOINS = "\u00a0", "\u202f", "\u2212"


def refuse(champ: forms.Field, saisie: object) -> str:
    with pytest.raises(ValidationError) as refus:
        champ.clean(saisie)
    return refus.value.messages[0]


class TestMontant:
    @pytest.mark.parametrize(
        ("saisie", "centimes"),
        [
            ("1234,56", 123456),
            ("1234.56", 123456),
            ("1 234,56", 123456),
            (f"1{FINE}234,56{INSECABLE}€", 123456),
            (" 1234,56 € ", 123456),
            ("1234,56 euros", 123456),
            ("1 euro", 100),
            ("12 EUR", 1200),
            ("1234", 123400),
            ("1234,5", 123450),
            ("-3,20", -320),
            (f"{MOINS}3,20 €", -320),
            ("0", 0),
            ("0,01", 1),
            ("999 999 999 999,99", 99999999999999),
        ],
    )
    def test_every_french_way_of_writing_is_read(self, saisie, centimes):
        assert MontantChamp().clean(saisie) == centimes

    @pytest.mark.parametrize(
        "saisie",
        ["douze", "1,234", "12,345", "1.234,56", "1e3", "+12", ",50", "12,", "--1", "€", "1 234 567 890 123", "NaN",
         "1\x002", "12 $", "😀", "<b>1</b>", "1,2,3"],
    )  # fmt: skip
    def test_what_is_not_an_amount_is_refused_with_an_example(self, saisie):
        attendu = (
            "Indiquez le montant, par exemple 1234,56."
            if saisie == "€"
            else "Écrivez un montant en euros et centimes, par exemple 1234,56."
        )
        assert refuse(MontantChamp(), saisie) == attendu

    @pytest.mark.parametrize("saisie", ["", "  ", None, INSECABLE])
    def test_nothing_typed_is_asked_for_or_kept_empty(self, saisie):
        assert refuse(MontantChamp(), saisie) == "Indiquez le montant, par exemple 1234,56."
        assert MontantChamp(required=False).clean(saisie) is None

    def test_bounds_are_told_in_words(self):
        champ = MontantChamp(minimum=0, maximum=100_00)
        assert (champ.clean("0"), champ.clean("100")) == (0, 100_00)
        assert refuse(champ, "-0,01") == "Ce montant ne peut pas être négatif."
        assert refuse(champ, "100,01") == "Ce nombre est trop grand."

    @given(st.integers(-(10**14) + 1, 10**14 - 1))
    def test_what_the_field_shows_is_read_back(self, centimes):
        champ = MontantChamp()
        assert champ.clean(champ.prepare_value(centimes)) == centimes
        assert champ.clean(format_euros(centimes)) == centimes
        assert not champ.has_changed(centimes, format_euros(centimes))

    def test_what_was_typed_comes_back_as_typed(self):
        assert MontantChamp().prepare_value("douze") == "douze"
        assert MontantChamp().has_changed(1200, "douze")
        assert MontantChamp().has_changed(1200, "13")


class TestHeures:
    @pytest.mark.parametrize(
        ("saisie", "quarts"),
        [
            ("400", 1600),
            ("130,25", 521),
            ("130.5", 522),
            ("7 h 30", 30),
            ("7h30", 30),
            ("7 H 45", 31),
            ("7 h", 28),
            (f"1{FINE}607{INSECABLE}h", 6428),
            ("400 heures", 1600),
            ("1 heure", 4),
            ("0 h 15", 1),
            ("0", 0),
        ],
    )
    def test_hours_are_read_with_their_quarters(self, saisie, quarts):
        assert HeuresChamp().clean(saisie) == quarts

    @pytest.mark.parametrize("saisie", ["7 h 20", "7h5", "7:30", "0,1", "1,25 h 15", "h30", "7 h 30 min", "sept"])
    def test_what_is_finer_than_a_quarter_or_no_hour_is_refused(self, saisie):
        assert refuse(HeuresChamp(), saisie) == (
            "Écrivez des heures et des quarts d’heure, par exemple 400, 130,25 ou 7 h 30."
        )

    def test_bounds_are_told_in_words(self):
        assert refuse(HeuresChamp(), "-1") == "Des heures ne peuvent pas être négatives."
        assert refuse(HeuresChamp(), "100 001") == "Ce nombre est trop grand."
        assert refuse(HeuresChamp(), "") == "Indiquez un nombre d’heures, par exemple 400."

    @given(st.integers(0, 400_000))
    def test_what_the_field_shows_is_read_back(self, quarts):
        champ = HeuresChamp()
        assert champ.clean(champ.prepare_value(quarts)) == quarts
        heures, reste = divmod(quarts, 4)
        assert champ.clean(f"{heures} h {reste * 15:02d}") == quarts


class TestPourcent:
    @pytest.mark.parametrize(
        ("saisie", "centiemes"),
        [("30", 3000), ("30 %", 3000), (f"33,33{INSECABLE}%", 3333), ("0", 0), ("100", 10000)],
    )
    def test_percentages_are_read(self, saisie, centiemes):
        assert PourcentChamp().clean(saisie) == centiemes

    def test_refusals_are_told_in_words(self):
        assert refuse(PourcentChamp(), "100,01") == "Un pourcentage ne dépasse pas 100."
        assert refuse(PourcentChamp(), "-1") == "Ce nombre ne peut pas être négatif."
        assert refuse(PourcentChamp(), "un tiers") == "Écrivez un pourcentage, par exemple 30 ou 33,33."

    @given(st.integers(0, 10_000))
    def test_what_the_field_shows_is_read_back(self, centiemes):
        champ = PourcentChamp()
        assert champ.clean(f"{champ.prepare_value(centiemes)} %") == centiemes


class TestJour:
    @given(JOURS)
    def test_every_way_of_writing_a_day_is_read(self, jour):
        for saisie in (
            jour.isoformat(),
            f"{jour.day}/{jour.month}/{jour.year}",
            f"{jour.day:02d}.{jour.month:02d}.{jour.year}",
            f"{jour.day:02d}-{jour.month:02d}-{jour.year}",
            f" {jour.day:02d}  {jour.month:02d} {jour.year} ",
        ):
            assert JourField().clean(saisie) == jour

    def test_a_year_of_two_digits_is_of_this_century(self):
        assert JourField().clean("1/7/21") == date(2021, 7, 1)

    @pytest.mark.parametrize("saisie", ["31/02/2021", "demain", "2021", "07/2021", "01/13/2021", "1/7/2021\x00", "😀"])
    def test_a_day_that_does_not_exist_is_refused_with_an_example(self, saisie):
        assert refuse(JourField(), saisie) == "Écrivez une date qui existe, par exemple 31/12/2021."

    @pytest.mark.parametrize("saisie", ["01/01/0001", "31/12/1899", "01/01/2200", "9999-12-31"])
    def test_a_year_that_no_dossier_may_hold_is_refused(self, saisie):
        assert refuse(JourField(), saisie) == "Vérifiez l’année\u00a0: elle va de 1900 à 2199."
        assert (PREMIERE_ANNEE, DERNIERE_ANNEE) == (objet.PREMIERE_ANNEE, objet.DERNIERE_ANNEE)

    def test_the_calendar_shows_a_day_and_a_plain_field_what_is_none(self):
        class Essai(forms.Form):
            jour = JourField()

        assert 'type="date" name="jour" value="2021-12-31"' in Essai({"jour": "31/12/2021"})["jour"].as_widget()
        assert 'type="text" name="jour" value="31/02/2021"' in Essai({"jour": "31/02/2021"})["jour"].as_widget()
        assert 'type="date" name="jour"' in Essai()["jour"].as_widget()
