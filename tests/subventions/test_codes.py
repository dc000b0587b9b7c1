"""A body keeps the code that closed statements name it by: computed again, they look for it (R14)."""

from __future__ import annotations

from datetime import date

import pytest

from communes.models import Convention, Organisme
from communes.services.conventions import CodeFige, save_organisme
from subventions.models import AppelAcompte, Cloture, Decompte
from subventions.selectors import read_instantane_of
from subventions.services.cloture import ClotureRefusee, close_decompte
from tests.fabrique import MAINTENANT, make_convention, make_siret
from tests.subventions.arretes import close, transmit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]
SUIVANT = date(2022, 1, 1), date(2022, 6, 30)


@pytest.fixture
def convention() -> Convention:
    return make_convention(("400", "200", "100"))


@pytest.fixture
def association(convention) -> Organisme:
    """A party without INSEE code, known by its SIREN."""
    organisme = convention.parties.get(ordre=3).organisme
    organisme.type, organisme.insee = "association", None
    organisme.save()
    return organisme


def renumber(organisme: Organisme, siret: str) -> None:
    organisme.siret = siret
    save_organisme(organisme, agent=None, now=MAINTENANT)


def test_before_anything_is_closed_a_siren_is_corrected(convention, association):
    renumber(association, make_siret(700))
    association.refresh_from_db()
    assert association.siret == make_siret(700)


def test_once_a_statement_is_closed_the_siren_stays_and_the_next_one_computes(convention, association):
    close(convention)
    code = association.code
    with pytest.raises(CodeFige, match=f"par le SIREN {code}") as refus:
        renumber(association, make_siret(700))
    assert refus.value.champ == "siret"
    association.refresh_from_db()
    suivant = Decompte(convention=convention, du=SUIVANT[0], au=SUIVANT[1], methode=convention.methode)
    assert set(read_instantane_of(suivant).compute().regularisations.values()) == {0}
    assert association.code == code


def test_another_establishment_of_the_same_siren_is_corrected_even_then(convention, association):
    close(convention)
    renumber(association, f"{association.siret[:9]}00099")
    association.refresh_from_db()
    assert association.siret.endswith("00099")


def test_a_commune_keeps_its_insee_code_whatever_its_siret(convention):
    close(convention)
    commune = convention.parties.get(ordre=2).organisme
    renumber(commune, make_siret(701))
    commune.refresh_from_db()
    assert commune.siret == make_siret(701)


def test_called_part_payments_name_the_body_too(convention, association):
    AppelAcompte.objects.create(
        convention=convention, exercice=2022, taux=3000, instantane={}, empreinte="", appele_le=MAINTENANT
    )
    with pytest.raises(CodeFige):
        renumber(association, make_siret(700))


def test_a_statement_transmitted_under_another_siren_is_not_closed_without_that_party(convention, association):
    """Its sum would be called to nobody."""
    decompte = transmit(convention)
    renumber(association, make_siret(700))
    with pytest.raises(ClotureRefusee, match="Le SIREN d’une partie a changé"):
        close_decompte(decompte.pk, version=1, agent=None, now=MAINTENANT, motif="Urgent")
    assert not Cloture.objects.exists()
