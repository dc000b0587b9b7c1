"""`manage.py decompte`: what the page does, from the command line."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.models import Decompte
from subventions.selectors import CALCUL
from subventions.services.decomptes import compute_decompte
from tests.fabrique import import_cas, make_convention
from tests.subventions.calculs.cas import load_cas

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def ask(*arguments: object) -> dict:
    sortie = StringIO()
    call_command("decompte", *map(str, arguments), stdout=sortie)
    return json.loads(sortie.getvalue())


def compute() -> None:
    for travail in Travail.objects.filter(tache=CALCUL, etat="attente"):
        run_travail(travail.pk, compute_decompte)


def test_without_waiting_it_says_that_the_statement_waits():
    convention = make_convention()
    reponse = ask(convention.pk, "--du", "2021-07-01", "--au", "2021-12-31")
    decompte = Decompte.objects.get()
    assert reponse == {"id": decompte.pk, "etat": "attente", "parts": {}, "pdf": []}


def test_asking_twice_is_asking_once():
    convention = make_convention()
    premiere = ask(convention.pk, "--du", "2021-07-01", "--au", "2021-12-31")
    assert ask(convention.pk, "--du", "2021-07-01", "--au", "2021-12-31") == premiere
    assert Travail.objects.count() == 1


def test_a_period_may_cross_the_end_of_a_year():
    cas = load_cas("periode-sur-deux-exercices")
    convention = import_cas("periode-sur-deux-exercices")
    ask(convention.pk, "--du", cas["du"], "--au", cas["au"])
    compute()
    reponse = ask(convention.pk, "--du", cas["du"], "--au", cas["au"])
    assert reponse["parts"] == cas["attendu"]["parts"]


def test_the_balance_of_the_statement_before_is_carried():
    avant, apres = load_cas("encaissement-superieur-au-cout"), load_cas("report-repris")
    convention = import_cas("encaissement-superieur-au-cout")
    for cas in (avant, apres):
        ask(convention.pk, "--du", cas["du"], "--au", cas["au"], "--methode", "encaissement")
        compute()
        reponse = ask(convention.pk, "--du", cas["du"], "--au", cas["au"], "--methode", "encaissement")
        assert reponse["parts"] == cas["attendu"]["parts"]


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["999999", "--du", "2021-07-01", "--au", "2021-12-31"], "Aucune convention ne porte le numéro 999999."),
        (["1", "--du", "2021-02-30", "--au", "2021-12-31"], "«\u00a02021-02-30\u00a0» n’est pas une date AAAA-MM-JJ"),
        (["1", "--du", "20210701", "--au", "2021-12-31"], "«\u00a020210701\u00a0» n’est pas une date AAAA-MM-JJ"),
        (["1", "--du", "2021-07-01"], "Options refusées\u00a0: il manque --au. Voir"),
        (["un", "--du", "2021-07-01"], "id attend un nombre entier (reçu\u00a0: «\u00a0un\u00a0»)"),
        (["1", "--du"], "--du attend une valeur"),
        (["1", "--du", "2021-07-01", "--au", "2021-12-31", "--vite"], "--vite est inconnu"),
        (["1", "--a", "2021-07-01"], "--a peut vouloir dire --au, --attendre"),
        (["1", "--attendre=oui"], "--attendre n’attend pas de valeur"),
        (
            ["1", "--du", "2021-07-01", "--au", "2021-12-31", "--methode", "moyenne"],
            "--methode attend l’un des mots prorata, encaissement (reçu\u00a0: «\u00a0moyenne\u00a0»)",
        ),
    ],
)
def test_bad_options_are_refused_in_a_sentence(arguments, phrase):
    with pytest.raises(Refus, match=re.escape(phrase)):
        ask(*arguments)


def test_inverted_dates_are_refused():
    with pytest.raises(Refus, match="Le dernier jour est avant le premier"):
        ask(make_convention().pk, "--du", "2021-12-31", "--au", "2021-07-01")
