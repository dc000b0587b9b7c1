"""What a request may ask for once statements are closed: the final one, a replacement, the same method."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from communes.enums import Methode
from communes.models import Convention
from subventions.models import Cloture, Decompte, Titre, Versement
from subventions.selectors import RENDU
from subventions.services.decomptes import DecompteRefuse, request_decompte
from tests.fabrique import MAINTENANT, import_cas
from tests.subventions.arretes import close
from tests.subventions.decomptes import SEMESTRE, compute, finish

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)


@pytest.fixture
def convention() -> Convention:
    return import_cas("heures-egales-prorata")


def ask(convention: Convention, du: date = SEMESTRE[0], au: date = SEMESTRE[1], **champs: Any) -> Decompte:
    return request_decompte(convention, du, au, agent=None, now=MAINTENANT, **champs)[0]


def emit_titre(cloture: Cloture) -> Titre:
    return Titre.objects.create(part=cloture.parts.last(), numero="12", emis_le=date(2022, 3, 1))


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


def test_the_last_closed_statement_may_be_replaced_before_any_titre(convention):
    cloture = close(convention, now=FEVRIER)
    brouillon = compute(ask(convention, remplace=cloture.decompte))
    assert brouillon.remplace == cloture.decompte
    assert "decomptes" not in brouillon.instantane["dossier"]


def test_a_statement_that_has_its_titre_is_not_replaced(convention):
    cloture = close(convention, now=FEVRIER)
    emit_titre(cloture)
    with pytest.raises(DecompteRefuse, match="Un titre est déjà émis"):
        ask(convention, remplace=cloture.decompte)


def test_only_the_last_closed_statement_is_replaced(convention):
    premiere = close(convention, now=FEVRIER)
    close(convention, *ANNEE_2022, now=datetime(2023, 1, 20, tzinfo=UTC))
    with pytest.raises(DecompteRefuse, match="Seul le dernier décompte arrêté se remplace"):
        ask(convention, remplace=premiere.decompte)


def test_the_method_of_the_closed_statements_is_kept(convention):
    close(convention, now=FEVRIER)
    with pytest.raises(DecompteRefuse, match="se compte comme dans les décomptes déjà arrêtés"):
        ask(convention, *ANNEE_2022, methode=Methode.ENCAISSEMENT)
    assert not Decompte.objects.filter(du=ANNEE_2022[0]).exists()
