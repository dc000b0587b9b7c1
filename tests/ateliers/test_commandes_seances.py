"""`manage.py creer_seance` and `etat_seance`: the doors of other programs."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from ateliers.models import Atelier, Seance
from conseiller.refus import Refus
from tests.ateliers.fabrique import make_lieu, make_reservation
from tests.fabrique import make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

OPTIONS = {"titre": "Mots de passe", "debut": "2027-03-02T14:00", "places": "12"}


@pytest.fixture(autouse=True)
def aujourdhui(time_machine):
    time_machine.move_to("2026-12-01T09:00:00+00:00", tick=False)


@pytest.fixture
def convention():
    convention = make_convention()
    make_lieu(convention)
    return convention


def create(**options: str) -> str:
    sortie = StringIO()
    call_command("creer_seance", *write_options(**options), stdout=sortie)
    return sortie.getvalue()


def write_options(**options: str) -> list[str]:
    return [f"--{nom}={valeur}" for nom, valeur in (OPTIONS | options).items()]


def count(seance: int) -> dict[str, int]:
    sortie = StringIO()
    call_command("etat_seance", str(seance), stdout=sortie)
    return json.loads(sortie.getvalue())


def refuse(nom: str, *arguments: str) -> str:
    """The sentence that a terminal shows, with the exit code 2."""
    with pytest.raises(Refus) as refus:
        call_command(nom, *arguments)
    return str(refus.value)


def test_a_session_is_created_and_its_public_page_opens(convention, client, settings):
    numero, adresse = create().split()
    seance = Seance.objects.get(pk=numero)
    page = f"/mediatheque/{convention.groupe.slug}/seances/{numero}/"
    assert adresse == f"{settings.ADRESSE_PUBLIQUE}{page}"
    debut = timezone.localtime(seance.debut)
    assert (seance.titre, f"{debut:%d/%m/%Y %H:%M}", seance.places) == ("Mots de passe", "02/03/2027 14:00", 12)
    assert seance.fin - seance.debut == timedelta(hours=2)
    assert "Mots de passe" in client.get(page).content.decode()


def test_an_offset_is_believed_and_the_group_may_be_named(convention):
    make_convention(base=20)
    seance = Seance.objects.get(pk=create(debut="2027-03-02T14:00+00:00", groupe=convention.groupe.slug).split()[0])
    assert f"{timezone.localtime(seance.debut):%H:%M}" == "15:00"


def test_the_state_is_counted_from_the_rows(convention):
    seance = Seance.objects.get(pk=create(places="2").split()[0])
    assert count(seance.pk) == {"places": 2, "prises": 0, "confirmees": 0, "attente": 0}
    make_reservation(seance, nombre=2)
    seance.refresh_from_db()
    make_reservation(seance, 2, liste_attente=True)
    assert count(seance.pk) == {"places": 2, "prises": 2, "confirmees": 2, "attente": 1}
    Seance.objects.update(prises=0)
    assert count(seance.pk)["prises"] == 2


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"debut": "mardi"}, "Options refusées\u00a0: --debut\u00a0: «\u00a0mardi\u00a0» n’est pas un instant"),
        ({"debut": "2027-02-30T14:00"}, "Options refusées\u00a0: --debut\u00a0: «\u00a02027-02-30T14:00\u00a0» n’est"),
        ({"debut": ""}, "Options refusées\u00a0: --debut\u00a0: «\u00a0\u00a0» n’est pas un instant"),
        ({"debut": "2026-12-01T09:59"}, "Cette séance serait déjà passée\u00a0: donnez une date à venir."),
        ({"debut": "0001-01-01T00:00"}, "Cette séance serait déjà passée\u00a0: donnez une date à venir."),
        ({"debut": "9999-12-31T23:59"}, "Cette séance est dans plus de dix ans\u00a0: vérifiez l’année."),
        ({"places": "0"}, "Une séance a entre 1 et 1000 places\u00a0: corrigez --places."),
        ({"places": "-3"}, "Une séance a entre 1 et 1000 places\u00a0: corrigez --places."),
        ({"places": "100000"}, "Une séance a entre 1 et 1000 places\u00a0: corrigez --places."),
        (
            {"places": "douze"},
            "Options refusées\u00a0: --places attend un nombre entier (reçu\u00a0: «\u00a0douze\u00a0»)",
        ),
        ({"titre": "  "}, "Ce titre ne convient pas\u00a0: "),
        ({"titre": "x" * 121}, "Ce titre ne convient pas\u00a0: "),
        ({"groupe": "ailleurs"}, "Aucun groupe n’a l’adresse «\u00a0ailleurs\u00a0»\u00a0: vérifiez --groupe."),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(convention, options, phrase):
    assert refuse("creer_seance", *write_options(**options)).startswith(phrase)
    assert not Atelier.objects.exists()


def test_what_is_missing_is_named(convention):
    assert refuse("creer_seance", "--titre=Mots de passe").startswith(
        "Options refusées\u00a0: il manque --debut, --places."
    )


def test_among_several_groups_one_must_be_named(convention):
    make_convention(base=20)
    phrase = refuse("creer_seance", *write_options())
    assert phrase == "Il n’y a pas un seul groupe\u00a0: dites lequel avec --groupe."


def test_a_group_without_a_place_has_no_session():
    make_convention()
    phrase = refuse("creer_seance", *write_options())
    assert phrase.startswith("Ce groupe n’a pas encore de lieu\u00a0: ")


@pytest.mark.parametrize("numero", ["0", "-1", "123456789", str(2**63), str(2**200)])
def test_a_session_that_does_not_exist_has_no_state(numero):
    phrase = refuse("etat_seance", "--", numero)
    assert phrase == f"Aucune séance ne porte le numéro {numero}."


def test_a_number_is_expected():
    phrase = refuse("etat_seance", "premiere")
    assert phrase.startswith("Options refusées\u00a0: id attend un nombre entier (reçu\u00a0: «\u00a0premiere\u00a0»)")


@pytest.mark.processus
@pytest.mark.django_db(transaction=True)
def test_from_a_terminal(plateau, convention, time_machine):
    time_machine.move_to("2026-12-01T09:00:00+00:00")
    numero, adresse = plateau.manage("creer_seance", *write_options(debut="2030-03-02T14:00")).split()
    assert adresse == f"{plateau.url}/mediatheque/{convention.groupe.slug}/seances/{numero}/"
    assert json.loads(plateau.manage("etat_seance", numero)) == {
        "places": 12, "prises": 0, "confirmees": 0, "attente": 0,
    }  # fmt: skip
    for options, phrase in (
        ({"debut": "hier"}, "Options refusées\u00a0: --debut\u00a0: «\u00a0hier\u00a0» n’est pas un instant"),
        ({"debut": "2030-03-02T14:00", "places": "0"}, "Une séance a entre 1 et 1000 places\u00a0: corrigez --places."),
    ):
        refus = plateau.run("creer_seance", *write_options(**options))
        assert (refus.returncode, refus.stdout, refus.stderr.count("\n")) == (2, "", 1)
        assert refus.stderr.startswith(phrase)
