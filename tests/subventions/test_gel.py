"""Every way to alter a closed statement is refused by the database itself."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from conseiller.checks import check_closed_statements_are_frozen
from subventions.models import Cloture, gel
from tests.fabrique import import_cas
from tests.subventions.arretes import close

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def cloture():
    return close(import_cas("heures-egales-prorata"), now=FEVRIER)


def execute(ordre, *valeurs):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ordre, valeurs)


def test_every_trigger_is_there_after_the_migrations():
    assert gel.find_manquantes() == []
    assert check_closed_statements_are_frozen(databases=["default"]) == []


def test_freezing_twice_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(2):
        gel.freeze()


def test_a_closed_statement_is_updated_by_nobody(cloture):
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        Cloture.objects.update(numero="2021-999")


@pytest.mark.django_db(transaction=True)
def test_a_flush_after_a_closing_leaves_the_triggers(cloture):
    assert Cloture.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_back_for_the_next_test():
    assert not Cloture.objects.exists()
    assert gel.find_manquantes() == []
