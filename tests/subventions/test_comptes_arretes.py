"""Accounts of statements closed one after the other: no sum is lost, none is called twice (R12, R14, R16)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from communes.enums import Methode
from communes.models import Convention
from subventions.models import Acompte, Ajustement, AppelAcompte, Cloture, Depense, LigneAjustement, Versement
from subventions.selectors.acomptes import list_appels
from subventions.services.acomptes import AcomptesRefuses, call_acomptes, cancel_acomptes
from subventions.services.cloture import ClotureRefusee, close_decompte
from tests.fabrique import import_cas, make_agent
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

MARS = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
FIN_2021 = date(2021, 7, 1), date(2021, 12, 31)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)
DEBUT_2023 = date(2023, 1, 1), date(2023, 6, 30)
FIN_2023 = date(2023, 7, 1), date(2023, 12, 31)


@pytest.fixture
def convention() -> Convention:
    convention = import_cas("heures-egales-encaissement")
    convention.methode = Methode.ENCAISSEMENT.value
    convention.save()
    return convention


def receive(recu_le: date, montant: int) -> None:
    """A receipt of the grant, in cents."""
    Versement.objects.filter(rang=3).update(recu_le=recu_le, montant_recu=montant)


def spend(convention: Convention, jour: date, montant: int) -> None:
    """An actual expense of one day, in cents."""
    etat: dict[str, Any] = {"nature": "autre", "etat": "constate", "libelle": "Facture"}
    Depense.objects.create(convention=convention, montant=montant, debut=jour, fin=jour, **etat)


def call(convention: Convention, annee: int, montant: int) -> AppelAcompte:
    """The same part payment from every partner, in cents."""
    appel = AppelAcompte.objects.create(
        convention=convention, exercice=annee, taux=3000, instantane={}, empreinte="0" * 64, appele_le=MARS
    )
    partenaires = convention.parties.exclude(organisme=convention.employeuse_id)
    Acompte.objects.bulk_create(
        Acompte(appel=appel, partie=partie, part_prevue=montant, montant=montant) for partie in partenaires
    )
    return appel


def sum_parts(cloture: Cloture, champ: str) -> int:
    return sum(getattr(part, champ) for part in cloture.parts.all())


def test_an_adjustment_follows_the_statement_that_replaces_its_own_as_often_as_it_is_replaced(convention):
    ajustement = Ajustement.objects.create(convention=convention, motif="Salle prêtée", convenu_le=date(2021, 9, 1))
    premiere, derniere = convention.parties.first(), convention.parties.last()
    for partie, montant in ((premiere, 50_00), (derniere, -50_00)):
        LigneAjustement.objects.create(ajustement=ajustement, partie=partie, montant=montant)
    cloture = close(convention, *FIN_2021, now=MARS)
    for _ in range(2):
        cloture = close(convention, *FIN_2021, now=MARS, remplace=cloture.decompte)
        assert cloture.parts.get(partie=derniere).ajustement == -50_00
    assert close(convention, *ANNEE_2022, now=MARS).parts.get(partie=derniere).ajustement == 0


def test_the_final_settlement_deducts_the_part_payments_of_every_year(convention):
    """2022 was never stated to its end: nothing else would ever give those back."""
    appel = call(convention, 2022, 100_00)
    partenaires = appel.acomptes.count()
    assert sum_parts(close(convention, *FIN_2021, now=MARS), "acompte") == 0
    final = close(convention, *DEBUT_2023, now=MARS, solde_final=True)
    assert sum_parts(final, "acompte") == partenaires * 100_00
    (vu,) = list_appels(convention, make_agent(convention, 1))
    assert [acompte.reste for acompte in vu.acomptes] == [0] * partenaires
    with pytest.raises(AcomptesRefuses, match="a déduit ces acomptes"):
        cancel_acomptes(appel, agent=None, now=MARS)
    assert sum_parts(close(convention, *ANNEE_2022, now=MARS), "acompte") == 0


def test_no_part_payment_is_called_while_the_parties_read_a_final_settlement(convention):
    Convention.objects.update(acompte_taux=3000)
    transmit(convention, *FIN_2021, now=MARS, solde_final=True)
    with pytest.raises(AcomptesRefuses, match="arrêtez-le ou reprenez-le"):
        call_acomptes(convention, 2023, lu="", agent=None, now=MARS)


def test_a_statement_after_the_final_settlement_does_not_take_its_receipts_back(convention):
    """What came after the last day was given to the parties there; dated again, it would be called back from them."""
    receive(date(2023, 9, 1), 1_000_00)
    spend(convention, date(2023, 3, 1), 30_000_00)
    for periode in (FIN_2021, ANNEE_2022, DEBUT_2023):
        close(convention, *periode, now=MARS, solde_final=periode is DEBUT_2023)
    spend(convention, date(2023, 10, 1), 120_00)
    apres = close(convention, *FIN_2023, now=MARS)
    assert (sum_parts(apres, "montant"), sum_parts(apres, "regularisation")) == (120_00, 0)


def test_a_statement_forgotten_before_the_final_settlement_does_not_take_its_receipts(convention):
    receive(date(2023, 3, 1), 1_000_00)
    spend(convention, date(2023, 3, 1), 30_000_00)
    close(convention, *FIN_2021, now=MARS)
    close(convention, *DEBUT_2023, now=MARS, solde_final=True)
    oublie = close(convention, *ANNEE_2022, now=MARS)
    assert sum_parts(oublie, "regularisation") == 0


def test_a_statement_stands_on_no_report_that_an_open_period_has_used_up(convention):
    """Computed after a draft that spends the surplus; closed first, it would leave that surplus to be found later."""
    convention.depenses.all().delete()
    premiere = close(convention, *FIN_2021, now=MARS)
    spend(convention, date(2022, 3, 1), 90_000_00)
    make_decompte(convention, *ANNEE_2022)
    spend(convention, date(2023, 3, 1), 500_00)
    dernier = transmit(convention, *DEBUT_2023, now=MARS)
    assert premiere.decompte.report_nouveau < 0 == dernier.instantane["report"]
    with pytest.raises(ClotureRefusee, match="reprend l’excédent"):
        close_decompte(dernier.pk, version=dernier.version, agent=None, now=MARS, motif="Urgent")
