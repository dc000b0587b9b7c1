"""The difference between two calculations, told in one sentence for each cause."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from subventions.calculs.donnees import Dossier
from subventions.calculs.ecarts import Calcule
from subventions.calculs.instantane import Instantane
from subventions.enums import Cause, Methode
from subventions.presentation.ecarts import ComparaisonVue, Repere, present_ecarts
from subventions.presentation.regles import THEMES
from tests.subventions.calculs.test_ecarts import HOUDEMONT, LUDRES, make
from tests.subventions.instantanes import build_cas, dress

DEUX = Dossier((LUDRES, HOUDEMONT), "Essai", date(2022, 1, 1), date(2022, 12, 31), (), (), (), (), Methode.PRORATA)


def plain(texte: str) -> str:
    """Spaces as a keyboard makes them."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def tell(avant: Calcule, apres: Calcule) -> list[ComparaisonVue]:
    """What Ludres and Houdemont read, one comparison each."""
    repere = Repere("Décompte de mars", "le décompte de mars", "/mars/", avant)
    lignes = {Cause.COUTS: "/depenses/"}
    return [vue for (vue,) in present_ecarts(dress(DEUX).parties, [repere], apres, lignes)]


def read_phrases(vue: ComparaisonVue) -> list[str]:
    return [plain(effet.phrase) for effet in vue.effets]


def test_each_cause_is_told_in_one_sentence():
    avant = make({LUDRES: 300, HOUDEMONT: 100}, 10_000_00, subvention=2_000_00, aides=100_00)
    apres = make({LUDRES: 200, HOUDEMONT: 200}, 12_000_00, subvention=3_000_00, report=-40_00)
    vue = tell(avant, apres)[1]
    assert (vue.titre, vue.lien, vue.avant, vue.apres) == ("Décompte de mars", "/mars/", 1_975_00, 4_480_00)
    assert plain(vue.phrase) == "2 505,00 € de plus que le décompte de mars."
    assert read_phrases(vue) == [
        "Les coûts communs passent de 10 000,00 € à 12 000,00 € : cela ajoute 500,00 €.",
        "La subvention comptée passe de 2 000,00 € à 3 000,00 € : cela retire 250,00 €.",
        "Les autres financements passent de 100,00 € à 0,00 € : cela ajoute 25,00 €.",
        "L’excédent repris du décompte précédent passe de 0,00 € à 40,00 € : cela retire 10,00 €.",
        "Sa part des heures passe de 25,00 % à 50,00 % : cela ajoute 2 240,00 €.",
    ]
    assert [(plain(effet.signe), effet.regle, effet.lignes) for effet in vue.effets][:2] == [
        ("+ 500,00 €", "R4", "/depenses/"),
        ("− 250,00 €", "R5", ""),
    ]


def test_what_is_equal_is_said_equal():
    calcule = make({LUDRES: 300, HOUDEMONT: 100}, 10_000_00)
    for vue in tell(calcule, calcule):
        assert (plain(vue.phrase), vue.effets) == ("Autant que le décompte de mars.", ())


def test_a_key_that_hardly_moves_is_said_so():
    avant = make({LUDRES: 300_000, HOUDEMONT: 100_000}, 10_000_000_00)
    apres = make({LUDRES: 300_001, HOUDEMONT: 100_000}, 10_000_000_00)
    assert read_phrases(tell(avant, apres)[1]) == [
        "Sa part des heures change à peine, autour de 25,00 % : cela retire 6,25 €."
    ]


def test_a_statement_that_had_nothing_to_share_is_said_so():
    avant = make({LUDRES: 300, HOUDEMONT: 100}, 500_00, subvention=900_00)
    apres = make({LUDRES: 300, HOUDEMONT: 100}, 1_000_00, subvention=900_00)
    assert plain(tell(avant, apres)[1].phrase) == (
        "25,00 € de plus que le décompte de mars. Il ne restait alors rien à répartir."
    )


def cut(instantane: Instantane, du: date, au: date) -> Calcule:
    resultat = replace(instantane, du=du, au=au).compute()
    return Calcule(instantane.dossier.communes, resultat, instantane.call(resultat))


def test_days_that_differ_and_the_category_that_pulls_are_told():
    instantane = build_cas("avenant-en-cours-d-annee")
    dossier = instantane.dossier
    depense = replace(dossier.depenses[0], libelle="Achat", debut=date(2022, 5, 1), fin=date(2022, 5, 1))
    autre = next(nature for nature in type(depense.nature) if nature is not depense.nature)
    achat = replace(depense, nature=autre, montant=10_00)
    instantane = replace(instantane, dossier=replace(dossier, depenses=(*dossier.depenses, depense, achat)))
    avant = cut(instantane, date(2022, 1, 1), date(2022, 4, 30))
    apres = cut(instantane, date(2022, 1, 1), date(2022, 12, 31))
    ((vue,), *_) = present_ecarts(instantane.contexte.parties, [Repere("Avant", "avant", "", avant)], apres, {})
    assert plain(vue.phrase).endswith("que avant, qui comptait 120 jours au lieu de 365.")
    assert re.search(r", surtout la rémunération \(\+ [\d ]+,\d\d €\) : cela ajoute", read_phrases(vue)[0])


@pytest.mark.parametrize("sens", [1, -1])
def test_effects_shown_add_up(sens: int):
    paire = [build_cas("heures-inegales"), build_cas("avenant-en-cours-d-annee")][::sens]
    avant, apres = (Calcule(cas.dossier.communes, cas.compute()) for cas in paire)
    for (vue,) in present_ecarts(paire[1].contexte.parties, [Repere("", "", "", avant)], apres, {}):
        assert vue.avant + sum(effet.montant for effet in vue.effets) == vue.apres


def test_every_rule_is_told_once():
    numeros = Counter(regle.numero for regles in THEMES.values() for regle in regles)
    assert numeros == Counter(f"R{numero}" for numero in range(1, 19))
