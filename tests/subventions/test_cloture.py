import json
from datetime import UTC, date, datetime

import pytest

from conseiller.courriels.models import Courriel
from conseiller.montants import format_euros
from conseiller.pieces.enums import TypePiece
from subventions.enums import EtatDecompte, EtatReponse, NatureDocument
from subventions.models import Cloture, Depense
from subventions.services.cloture import ClotureRefusee, close_decompte
from tests.fabrique import import_cas, make_agent
from tests.subventions.arretes import close, transmit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)


def test_closing_gives_the_first_number_and_keeps_the_canonical_snapshot():
    cloture = close(import_cas("heures-egales-prorata"), now=FEVRIER)
    assert (cloture.numero, cloture.exercice_comptable, cloture.decompte.etat) == ("2021-001", 2022, "arrete")
    assert cloture.conserve_jusquau == date(2032, 12, 31)
    assert set(cloture.parts.values_list("reponse", flat=True)) == {"", EtatReponse.TACITE}


def test_numbers_follow_each_other_in_a_financial_year():
    convention = import_cas("heures-egales-prorata")
    close(convention, date(2021, 7, 1), date(2021, 9, 30), now=FEVRIER)
    close(convention, date(2021, 10, 1), date(2021, 12, 31), now=FEVRIER)
    close(convention, *ANNEE_2022, now=datetime(2023, 1, 20, tzinfo=UTC))
    assert list(Cloture.objects.values_list("numero", flat=True)) == ["2021-001", "2021-002", "2022-001"]


def test_a_party_that_may_still_answer_asks_for_a_reason():
    decompte = transmit(import_cas("heures-egales-prorata"), now=FEVRIER)
    with pytest.raises(ClotureRefusee, match="écrivez pourquoi"):
        close_decompte(decompte.pk, version=1, agent=None, now=FEVRIER)
    cloture = close_decompte(decompte.pk, version=1, agent=None, now=FEVRIER, motif="Le budget se vote demain.")
    assert cloture.motif == "Le budget se vote demain."
    assert set(cloture.parts.values_list("reponse", flat=True)) == {"", EtatReponse.A_REPONDRE}


def test_a_late_expense_is_called_by_the_next_statement():
    convention = import_cas("heures-egales-prorata")
    premiere = close(convention, now=FEVRIER)
    Depense.objects.create(
        convention=convention,
        libelle="Facture oubliée",
        nature="autre",
        montant=100_00,
        etat="constate",
        debut=date(2021, 8, 1),
        fin=date(2021, 8, 1),
    )
    seconde = close(convention, *ANNEE_2022, now=datetime(2023, 1, 20, tzinfo=UTC))
    assert sum(part.regularisation for part in seconde.parts.all()) == 100_00
    assert premiere.decompte.etat == EtatDecompte.ARRETE


def test_a_statement_computed_before_another_was_closed_is_taken_again():
    convention = import_cas("heures-egales-prorata")
    second = transmit(convention, *ANNEE_2022, now=FEVRIER)
    close(convention, now=FEVRIER)
    with pytest.raises(ClotureRefusee, match="arrêté depuis ce calcul"):
        close_decompte(second.pk, version=1, agent=None, now=FEVRIER, motif="Urgent")


def test_closing_stores_the_file_of_the_calculation_that_every_party_may_hold():
    cloture = close(import_cas("heures-egales-prorata"), now=FEVRIER)
    document = cloture.documents.get(nature=NatureDocument.DONNEES)
    donnees = json.loads(document.piece.chemin.read_bytes())
    assert (document.partie, document.piece.type, donnees["empreinte_complete"]) == (
        None,
        TypePiece.JSON,
        cloture.empreinte,
    )
    assert donnees["arret"] == {
        "numero": "2021-001",
        "arrete_le": "2022-02-20",
        "exercice_comptable": 2022,
        "remplace": "",
    }
    assert donnees["resultat"]["parts"] == cloture.decompte.instantane["resultat"]["parts"]


def test_closing_tells_each_partner_its_number_and_its_sum():
    convention = import_cas("heures-egales-prorata")
    officiers = [make_agent(convention, rang).courriel for rang in (2, 3)]
    cloture = close(convention, now=FEVRIER)
    arretes = Courriel.objects.filter(cle__contains=":arrete:").order_by("pk")
    assert [courriel.destinataire for courriel in arretes] == officiers
    assert arretes[0].sujet == "Le décompte du 2e semestre 2021 est arrêté, n°\u00a02021-001"
    somme = format_euros(cloture.parts.get(partie__ordre=2).appele)
    assert f"{somme}. Ne payez rien maintenant\u00a0: attendez l’avis des sommes à payer." in arretes[0].corps
