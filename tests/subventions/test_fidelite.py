"""What is closed is computed again, compared and hashed; each tampering is told, and fails the command."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from conseiller.journal.models import Ligne
from conseiller.pieces.services import store_piece
from conseiller.refus import Refus
from subventions.calculs.instantane import fingerprint, write_canonique
from subventions.models import (
    Cloture,
    Decompte,
    Depense,
    DocumentArrete,
    ExemplaireSigne,
    Numerotation,
    PartArretee,
    Titre,
    gel,
)
from subventions.services.elimination import eliminate_decomptes
from subventions.services.retrait_exemple import remove_exemple
from tests.fabrique import import_cas
from tests.subventions.arretes import close

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]
FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)
DANS_ONZE_ANS = datetime(2033, 1, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def cloture() -> Cloture:
    return close_with_papers(import_cas("heures-egales-prorata"))


def close_with_papers(convention, *periode, now=FEVRIER) -> Cloture:
    cloture = close(convention, *periode, now=now)
    piece = store_piece(f"%PDF-1.7 {cloture}".encode(), "application/pdf")
    part = cloture.parts.last()
    DocumentArrete.objects.create(cloture=cloture, nature="etat", partie=part.partie, piece=piece, rendu_le=now)
    ExemplaireSigne.objects.create(part=part, piece=piece, ajoute_le=now)
    return cloture


def verify(capsys) -> tuple[int, dict]:
    try:
        call_command("verifier_decomptes")
        code = 0
    except SystemExit as sortie:
        code = sortie.code
    return code, json.loads(capsys.readouterr().out)


def tamper(ordre: str, *valeurs: object) -> None:
    """Do what whoever owns the database could do."""
    gel.thaw()
    with connection.cursor() as cursor:
        cursor.execute(ordre, valeurs)
    gel.freeze()


def test_nothing_altered_is_told_in_one_report(capsys, cloture):
    attendu = {"decomptes": 1, "documents": 3, "fideles": 1, "infideles": [], "fautes": []}
    assert verify(capsys) == (0, attendu)


@pytest.mark.parametrize(
    ("ordre", "faute"),
    [
        ("UPDATE subventions_cloture SET instantane = replace(instantane, '2021-07-01', '2021-07-02')", "empreinte"),
        ("UPDATE subventions_cloture SET version_regles = '0'", "version des règles"),
        ("UPDATE subventions_partarretee SET montant = montant + 1, solde = solde + 1", "Des sommes arrêtées"),
        ("UPDATE subventions_partarretee SET appele = appele + 1", "Des sommes arrêtées"),
        ("UPDATE subventions_partarretee SET siret = '00000000000000'", "SIRET"),
        ("UPDATE subventions_decompte SET instantane = '{}'", "ne porte plus les données arrêtées"),
        ("UPDATE subventions_documentarrete SET piece_id = (SELECT max(id) FROM pieces_piece)", "remis aux parties"),
        ("DELETE FROM subventions_documentarrete WHERE nature = 'donnees'", "remis aux parties"),
        ("DELETE FROM subventions_exemplairesigne; DELETE FROM subventions_documentarrete WHERE nature = 'etat'", ""),
    ],
)
def test_each_tampering_is_found(capsys, cloture, ordre, faute):
    for partie in ordre.split(";"):
        tamper(partie)
    code, rapport = verify(capsys)
    fautes = [phrase for infidele in rapport["infideles"] for phrase in infidele["fautes"]]
    assert (code, any(faute in phrase for phrase in fautes)) == ((1, True) if faute else (0, False))


def test_a_snapshot_forged_with_its_fingerprint_does_not_compute_to_itself(capsys, cloture):
    donnees = json.loads(cloture.instantane)
    donnees["resultat"]["reste"] = "0.01"
    canonique, empreinte = write_canonique(donnees), fingerprint(donnees)
    tamper("UPDATE subventions_cloture SET instantane = %s, empreinte = %s", canonique, empreinte)
    code, rapport = verify(capsys)
    assert (code, rapport["infideles"][0]["fautes"][0]) == (
        1,
        "Le calcul refait avec les mêmes règles ne redonne pas les mêmes données.",
    )


def test_a_file_changed_or_lost_on_the_disk_is_found(capsys, cloture):
    chemin = cloture.documents.get(nature="etat").piece.chemin
    chemin.write_bytes(b"%PDF-1.7 autre")
    assert "a changé sur le disque" in verify(capsys)[1]["infideles"][0]["fautes"][0]
    chemin.unlink()
    assert "manque sur le disque" in verify(capsys)[1]["infideles"][0]["fautes"][0]


def test_a_gap_in_the_numbers_is_found(capsys, cloture):
    tamper("UPDATE subventions_numerotation SET dernier = 3")
    code, rapport = verify(capsys)
    assert (code, "2021-002, 2021-003" in rapport["fautes"][0]) == (1, True)


def test_a_missing_trigger_is_found(capsys, cloture):
    gel.thaw()
    assert "Le déclencheur gel_subventions_cloture_insert manque dans la base." in verify(capsys)[1]["fautes"]


@pytest.mark.parametrize(
    "nom",
    [
        "avenant-en-cours-d-annee",
        "depense-affectee",
        "deux-subventions-et-cofinancement",
        "encaissement-superieur-au-cout",
        "heures-egales-encaissement",
        "heures-inegales",
    ],
)
def test_a_worked_case_closed_computes_to_the_same_bytes(capsys, nom):
    close(import_cas(nom), now=FEVRIER)
    assert verify(capsys)[0] == 0


def test_the_report_of_many_takes_no_more_queries(cloture, django_assert_num_queries):
    with django_assert_num_queries(7):
        call_command("verifier_decomptes")
    close_with_papers(cloture.decompte.convention, *ANNEE_2022, now=datetime(2023, 2, 1, tzinfo=UTC))
    with django_assert_num_queries(7):
        call_command("verifier_decomptes")


def test_nothing_younger_than_its_term_is_eliminated(cloture):
    with pytest.raises(Refus, match="2021-001\u00a0: à conserver jusqu’au 31/12/2032"):
        eliminate_decomptes(2021, visa="2033-4", now=datetime(2032, 12, 31, 9, 0, tzinfo=UTC))


def test_the_database_judges_by_its_own_day_whatever_now_says(cloture):
    with pytest.raises(IntegrityError, match="se conserve"):
        eliminate_decomptes(2021, visa="2033-4", now=DANS_ONZE_ANS)


def test_elimination_takes_the_visa_and_tells_what_went(capsys, cloture):
    Titre.objects.create(part=cloture.parts.last(), numero="12", emis_le=date(2022, 3, 1))
    tamper("UPDATE subventions_cloture SET conserve_jusquau = '2020-12-31'")
    with pytest.raises(Refus, match="visa"):
        call_command("eliminer_decomptes", exercice=2021, visa=" ")
    nombre = Depense.objects.filter(fin__year__lte=2021).count()
    call_command("eliminer_decomptes", exercice=2021, visa="2033-4")
    rapport = json.loads(capsys.readouterr().out)
    attendu = {"numeros": ["2021-001"], "documents": 2, "exemplaires": 1, "depenses": nombre, "gardes": {}}
    assert rapport == attendu
    assert not any(modele.objects.exists() for modele in (Cloture, PartArretee, Decompte, Titre))
    assert Ligne.objects.filter(action="éliminer le décompte").count() == 1
    # The next one of that year takes the next number.
    assert Numerotation.objects.get().dernier == 1


def test_a_statement_that_a_younger_one_stands_on_stays(cloture):
    close(cloture.decompte.convention, *ANNEE_2022, now=datetime(2023, 2, 1, tzinfo=UTC))
    tamper("UPDATE subventions_cloture SET conserve_jusquau = '2020-12-31' WHERE exercice = 2021")
    with pytest.raises(Refus, match="2022-001, plus récent, se fonde sur lui"):
        eliminate_decomptes(2021, visa="2033-4", now=FEVRIER)


def test_a_replaced_statement_goes_with_the_one_that_replaces_it(cloture):
    close(cloture.decompte.convention, now=FEVRIER, remplace=cloture.decompte)
    tamper("UPDATE subventions_cloture SET conserve_jusquau = '2020-12-31'")
    assert eliminate_decomptes(2021, visa="2033-4", now=FEVRIER).numeros == ["2021-001", "2021-002"]


def test_the_example_goes_with_its_closed_statements_and_their_numbers():
    convention = import_cas("heures-egales-prorata")
    convention.exemple = True
    convention.save()
    cloture = close_with_papers(convention)
    close(convention, *ANNEE_2022, now=datetime(2023, 2, 1, tzinfo=UTC))
    assert cloture.conserve_jusquau == date(2021, 12, 31)
    remove_exemple(now=FEVRIER)
    assert not any(modele.objects.exists() for modele in (Cloture, Decompte, Numerotation))
