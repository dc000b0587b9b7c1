"""Fifty statements closed at the same instant take fifty numbers, without a gap nor a double."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from subventions.models import Cloture, Decompte, Numerotation
from subventions.selectors.fidelite import find_gaps
from subventions.services.cloture import ClotureRefusee, close_decompte
from tests.fabrique import make_convention
from tests.subventions.arretes import transmit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]
FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
NOMBRE = 50


def transmit_many(nombre: int) -> list[int]:
    """As many agreements of one employing body, each with a transmitted statement: the first one, then its copies."""
    premier = transmit(make_convention(("400", "200")), now=FEVRIER)
    return [premier.pk, *(copy(premier.pk, rang) for rang in range(1, nombre))]


def copy(cle: int, rang: int) -> int:
    """The same statement in another agreement of the same parties, written without computing it again."""
    decompte = Decompte.objects.select_related("convention").get(pk=cle)
    convention, parties = decompte.convention, list(decompte.convention.parties.all())
    convention.objet = f"Convention fictive {rang}"
    for ligne in (convention, *parties, decompte):
        if ligne is not convention:
            ligne.convention = convention
        ligne.pk = None
        ligne.save(force_insert=True)
    return decompte.pk


def close(decompte: int) -> None:
    close_decompte(decompte, version=1, agent=None, now=FEVRIER, motif="Urgent")


def run_at_once(geste: Callable[[int], None], decomptes: list[int]) -> list[Exception]:
    """Do it for each, all at once on their own connections; what was raised."""
    depart, erreurs = threading.Barrier(len(decomptes)), []

    def run(decompte: int) -> None:
        depart.wait(60)
        try:
            geste(decompte)
        except Exception as erreur:
            erreurs.append(erreur)
        finally:
            connection.close()

    fils = [threading.Thread(target=run, args=(decompte,)) for decompte in decomptes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(120)
    return erreurs


def test_fifty_closings_at_once_give_fifty_numbers_in_a_row():
    decomptes = transmit_many(NOMBRE)
    assert run_at_once(close, decomptes) == []
    assert sorted(Cloture.objects.values_list("numero", flat=True)) == [f"2021-{n:03d}" for n in range(1, NOMBRE + 1)]
    assert (Numerotation.objects.get().dernier, find_gaps(FEVRIER.date())) == (NOMBRE, [])
    assert set(Decompte.objects.values_list("etat", flat=True)) == {"arrete"}


def test_a_closing_that_is_undone_gives_its_number_back():
    decomptes = transmit_many(6)

    def close_or_give_up(decompte: int) -> None:
        with transaction.atomic():
            close(decompte)
            if decompte % 2:
                raise ValueError(decompte)

    assert len(run_at_once(close_or_give_up, decomptes)) == 3
    assert sorted(Cloture.objects.values_list("rang", flat=True)) == [1, 2, 3]


def test_one_statement_closed_by_ten_people_takes_one_number():
    (decompte,) = transmit_many(1)
    erreurs = run_at_once(close, [decompte] * 10)
    assert [type(erreur) for erreur in erreurs] == [ClotureRefusee] * 9
    assert Cloture.objects.get().numero == "2021-001"


def test_without_the_row_of_numbers_the_same_race_gives_doubles():
    """The control: numbers read from what is there, as one would write it without a lock, are refused as doubles."""
    decomptes = transmit_many(10)
    lus = threading.Barrier(len(decomptes))
    rangs: list[int] = []

    def number_naively(decompte: int) -> None:
        rangs.append(Cloture.objects.count() + 1)
        lus.wait(60)

    assert run_at_once(number_naively, decomptes) == []
    assert rangs == [1] * len(decomptes)
