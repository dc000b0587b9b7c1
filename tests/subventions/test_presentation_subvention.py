"""What the page of the grant says and draws, from plain values."""

from __future__ import annotations

from datetime import date

from communes.calculs import add_months
from subventions.calculs.assiette import Assiette, ControleAssiette
from subventions.calculs.tresorerie import MoisTresorerie
from subventions.calculs.versements import Echeance
from subventions.enums import EtatVersement
from subventions.presentation.assiette import present_assiette
from subventions.presentation.tresorerie import (
    ETROIT,
    GAUCHE,
    HAUT,
    HAUTEUR,
    LARGE,
    draw_tresorerie,
    present_tresorerie,
    word_tresorerie,
)
from subventions.presentation.versements import VersementVu, draw_subvention


def make_mois(*avances: int, commences: int = 0, debut: date = date(2021, 7, 1)) -> list[MoisTresorerie]:
    """One month per advance, in euros; the first `commences` of them have begun."""
    return [
        MoisTresorerie(add_months(debut, rang), max(avance, 0) * 100, 0, max(-avance, 0) * 100, 0, rang >= commences)
        for rang, avance in enumerate(avances)
    ]


def see(etat: EtatVersement, attendu: int, recu: int | None = None) -> VersementVu:
    jour = date(2021, 7, 1)
    return VersementVu(1, Echeance(1, attendu, jour, jour), None, jour if recu else None, recu, etat, "", "")


def plain(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\xa0", " ")


class TestCash:
    def test_the_sentence_gives_today_the_highest_and_the_last(self):
        mois = make_mois(1000, -2000, 3000, 500, commences=2)
        assert plain(word_tresorerie(mois, date(2021, 8, 15))) == (
            "Fin août 2021, 2 000,00 € sont reçus d’avance. Le plus fort : 3 000,00 € fin septembre 2021."
            " Fin octobre 2021, 500,00 € seraient avancés."
        )

    def test_the_same_month_is_said_once(self):
        mois = make_mois(1000, commences=1)
        assert plain(word_tresorerie(mois, date(2026, 1, 1))) == "Fin juillet 2021, 1 000,00 € sont avancés."
        assert (
            plain(word_tresorerie(make_mois(1000), date(2021, 1, 1))) == "Le plus fort : 1 000,00 € fin juillet 2021."
        )

    def test_nothing_spent_nor_received_is_not_drawn(self):
        assert present_tresorerie(make_mois(0, 0), date(2021, 7, 1)) is None

    def test_bars_stand_on_the_line_inside_the_drawing(self):
        for largeur in (LARGE, ETROIT):
            for mois in (
                make_mois(1000, -2000, 0, 3000, commences=2),
                make_mois(*range(1, 61)),
                make_mois(*range(1, 240)),
                make_mois(-5),
            ):
                dessin = draw_tresorerie(mois, date(2021, 8, 15), largeur)
                for barre, un in zip(dessin.barres, mois, strict=True):
                    assert dessin.gauche == GAUCHE[largeur] <= barre.x
                    assert barre.x + barre.largeur <= largeur
                    assert barre.largeur > 0
                    assert barre.y >= HAUT
                    assert barre.y + barre.hauteur <= HAUT + HAUTEUR
                    assert dessin.zero == (barre.y + barre.hauteur if un.avance >= 0 else barre.y)
                    assert barre.previsionnel is un.previsionnel

    def test_the_scale_is_round_and_holds_everything(self):
        dessin = draw_tresorerie(make_mois(1000, -2000, 3100), date(2021, 8, 15), LARGE)
        assert [plain(repere.texte) for repere in dessin.echelle] == ["−2 000", "0", "2 000", "4 000"]

    def test_today_is_marked_in_its_month_only(self):
        mois = make_mois(*range(24))
        repere = draw_tresorerie(mois, date(2022, 7, 31), LARGE).aujourdhui
        assert repere is not None
        assert (repere.x, repere.ancre) == (GAUCHE[LARGE] + (LARGE - GAUCHE[LARGE]) * 13 // 24, "start")
        fin = draw_tresorerie(mois, date(2023, 6, 30), ETROIT).aujourdhui
        assert fin is not None
        assert (fin.x, fin.ancre) == (ETROIT, "end")
        assert draw_tresorerie(mois, date(2026, 1, 1), LARGE).aujourdhui is None

    def test_names_of_months_do_not_touch(self):
        assert [r.texte for r in draw_tresorerie(make_mois(*range(12)), date(2020, 1, 1), LARGE).mois][:2] == [
            "juil.",
            "août",
        ]
        longue = draw_tresorerie(make_mois(*range(60)), date(2020, 1, 1), LARGE)
        assert {repere.texte for repere in longue.mois} == {"janv.", "juil."}
        etroite = draw_tresorerie(make_mois(*range(60)), date(2020, 1, 1), ETROIT)
        assert etroite.mois == ()
        assert [repere.texte for repere in etroite.annees] == ["2022", "2023", "2024", "2025"]


class TestBar:
    def test_it_takes_each_state_apart_and_sums_what_came(self):
        dessin = draw_subvention(
            100_00,
            [
                see(EtatVersement.RECU, 30_00, 30_00),
                see(EtatVersement.REVERSE, 0, -10_00),
                see(EtatVersement.EN_RETARD, 20_00),
                see(EtatVersement.ATTENDU, 10_00),
                see(EtatVersement.SUSPENDU, 10_00),
                see(EtatVersement.ANNULE, 10_00),
            ],
        )
        assert plain(dessin.titre) == (
            "Subvention de 100,00 € : 20,00 € reçus ; 20,00 € en retard ; 10,00 € attendus ; 10,00 € suspendus ;"
            " 10,00 € annulés ; 30,00 € sans échéance."
        )
        assert [segment.largeur for segment in dessin.segments] == [2000, 2000, 1000, 1000, 1000, 3000]

    def test_a_grant_of_which_nothing_came_says_so(self):
        assert plain(draw_subvention(100_00, []).titre) == (
            "Subvention de 100,00 € : 0,00 € reçus ; 100,00 € sans échéance."
        )


class TestPay:
    def test_enough_pay_is_said_too(self):
        terme = Assiette(date(2021, 7, 1), date(2023, 6, 30), 60_000_00, 50_000_00)
        jour = Assiette(date(2021, 7, 1), date(2022, 1, 10), 20_000_00, 13_000_00)
        vues = present_assiette(ControleAssiette(jour, terme))
        assert [(plain(vue.titre), plain(vue.texte), vue.insuffisante) for vue in vues] == [
            ("Au 10 janvier 2022", "La paie constatée couvre la subvention de ces jours.", False),
            (
                "Au terme, le 30 juin 2023, dépenses prévues comprises",
                "La paie couvre toute la subvention.",
                False,
            ),
        ]

    def test_after_the_term_it_is_said_once(self):
        terme = Assiette(date(2021, 7, 1), date(2023, 6, 30), 40_000_00, 50_000_00)
        [vue] = present_assiette(ControleAssiette(terme, terme))
        assert vue.insuffisante
        assert present_assiette(None) == ()
