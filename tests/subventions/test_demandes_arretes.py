"""What a request may ask for once statements are closed: the final one, the same method."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from communes.enums import Methode
from communes.models import Convention
from subventions.models import Decompte, Versement
from subventions.selectors import RENDU
from subventions.services.cloture import ClotureRefusee, close_decompte
from subventions.services.decomptes import DecompteRefuse, request_decompte
from tests.fabrique import MAINTENANT, import_cas
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import SEMESTRE, compute, finish

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)


@pytest.fixture
def convention() -> Convention:
    return import_cas("heures-egales-prorata")


def ask(convention: Convention, du: date = SEMESTRE[0], au: date = SEMESTRE[1], **champs: Any) -> Decompte:
    return request_decompte(convention, du, au, agent=None, now=MAINTENANT, **champs)[0]


def test_a_final_statement_counts_the_grant_for_what_was_received(convention):
    Versement.objects.filter(rang=3).update(recu_le=None, montant_recu=None)
    provisoire = compute(ask(convention))
    finish(provisoire, RENDU)
    assert provisoire.instantane["resultat"]["subvention"] == "12602.74"
    final = compute(ask(convention, solde_final=True))
    assert final.pk == provisoire.pk
    assert final.instantane["demande"]["solde_final"]
    assert final.instantane["dossier"]["subventions"][0]["montant"] == "25000.00"
    assert final.instantane["resultat"]["subvention"] == "6301.37"


def test_asking_again_without_a_word_keeps_a_final_statement_final(convention):
    ask(convention, solde_final=True)
    assert ask(convention).solde_final
    assert not ask(convention, solde_final=False).solde_final


def test_the_method_of_the_closed_statements_is_kept(convention):
    close(convention, now=FEVRIER)
    with pytest.raises(DecompteRefuse, match="se compte comme dans les décomptes déjà arrêtés"):
        ask(convention, *ANNEE_2022, methode=Methode.ENCAISSEMENT)
    assert not Decompte.objects.filter(du=ANNEE_2022[0]).exists()


def test_what_comes_after_the_final_settlement_counts_what_was_received_too(convention):
    """A late invoice after the end: the closed final statement must not be computed again on the grant promised."""
    Versement.objects.filter(rang=3).update(recu_le=None, montant_recu=None)
    close(convention, now=FEVRIER, solde_final=True)
    suivant = compute(ask(convention, *ANNEE_2022))
    assert suivant.instantane["demande"]["solde_final"]
    assert set(suivant.instantane["resultat"]["regularisations"].values()) == {"0.00"}


def test_a_statement_that_takes_over_what_another_leaves_is_closed_after_it(convention):
    """Closed before it, the chain of reports would begin without that balance."""
    convention.depenses.all().delete()
    transmit(convention, now=FEVRIER)
    second = transmit(convention, *ANNEE_2022, now=FEVRIER)
    with pytest.raises(ClotureRefusee, match="reprend l’excédent"):
        close_decompte(second.pk, version=1, agent=None, now=FEVRIER, motif="Urgent")
