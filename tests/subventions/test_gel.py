"""Every way to alter a closed statement is refused by the database itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError

from conseiller.checks import check_closed_statements_are_frozen
from conseiller.pieces.models import Piece
from conseiller.pieces.services import store_piece
from conseiller.refus import Refus
from subventions.calculs.ecriture import dump_dossier
from subventions.models import (
    Ajustement,
    Cloture,
    Decompte,
    DocumentArrete,
    ExemplaireSigne,
    LigneAjustement,
    Numerotation,
    Part,
    PartArretee,
    Remarque,
    Reponse,
    gel,
)
from subventions.selectors import read_convention
from subventions.services.cloture import close_decompte
from subventions.services.decomptes import compute_decompte
from tests.fabrique import import_cas
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import add_travail

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)
FIGES = [Cloture, PartArretee, DocumentArrete, ExemplaireSigne]
SUIVENT = [Decompte, Part, Reponse, Remarque, Ajustement, LigneAjustement, Numerotation]
# Another value of each type than the statement of the fixture has.
AUTRES = {
    "JSONField": "'{}'",
    "BooleanField": "TRUE",
    "CharField": "'autre'",
    "DateField": "'2020-01-01'",
    "DateTimeField": "'2020-01-01'",
}
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]
sur_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite n’a ni TRUNCATE ni rôles")


@pytest.fixture
def cloture() -> Cloture:
    """A closed statement with all that may hang on it."""
    convention = import_cas("heures-egales-prorata")
    decompte = transmit(convention, now=FEVRIER)
    partie = convention.parties.get(ordre=2)
    commun = {"decompte": decompte, "version": 1, "partie": partie}
    Reponse.objects.create(**commun, sens="conteste", repondu_le=FEVRIER)
    Remarque.objects.create(**commun, ligne="reste", libelle="Reste", texte="Trop cher", ecrite_le=FEVRIER)
    ajustement = Ajustement.objects.create(convention=convention, motif="Accord", convenu_le=date(2022, 1, 1))
    LigneAjustement.objects.create(ajustement=ajustement, partie=partie, montant=0)
    cloture = close_decompte(decompte.pk, version=1, agent=None, now=FEVRIER, motif="Le budget se vote demain.")
    piece = store_piece(b"%PDF-1.7 fictif", "application/pdf")
    DocumentArrete.objects.create(cloture=cloture, nature="etat", partie=partie, piece=piece, rendu_le=FEVRIER)
    ExemplaireSigne.objects.create(part=cloture.parts.get(partie=partie), piece=piece, ajoute_le=FEVRIER)
    return cloture


def refuses(geste, match="arrêté|numéro"):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        geste()


def execute(ordre: str, *valeurs: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ordre, valeurs)


def test_every_trigger_is_there_after_the_migrations():
    assert gel.find_manquantes() == []
    assert check_closed_statements_are_frozen(databases=["default"]) == []


def test_a_missing_trigger_is_an_error_of_the_check():
    garde = gel.list_gardes(connection.vendor)["gel_subventions_cloture_update"]
    sur = f" ON {garde.table}" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {garde.nom}{sur}")
    (erreur,) = check_closed_statements_are_frozen(databases=["default"])
    assert (erreur.id, garde.nom in erreur.msg) == ("conseiller.E002", True)
    gel.freeze()
    assert gel.find_manquantes() == []


@sur_postgresql
def test_a_trigger_that_is_disabled_or_rewritten_counts_as_missing():
    execute("ALTER TABLE subventions_cloture DISABLE TRIGGER gel_subventions_cloture_update")
    execute(
        "CREATE OR REPLACE FUNCTION gel_subventions_cloture_delete() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN OLD; END $$"
    )
    assert gel.find_manquantes() == ["gel_subventions_cloture_update", "gel_subventions_cloture_delete"]
    gel.freeze()
    assert gel.find_manquantes() == []


def test_freezing_twice_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(2):
        gel.freeze()


@pytest.mark.parametrize("modele", FIGES)
def test_no_column_of_what_is_frozen_changes(cloture, modele):
    for champ in modele._meta.concrete_fields:
        refuses(lambda c=champ: execute(f"UPDATE {modele._meta.db_table} SET {c.column} = {c.column}"))


@pytest.mark.parametrize("modele", [*FIGES, *SUIVENT])
def test_no_row_goes_while_it_is_kept(cloture, modele):
    refuses(lambda: execute(f"DELETE FROM {modele._meta.db_table}"))


@pytest.mark.parametrize("modele", FIGES)
def test_neither_save_nor_bulk_update_nor_delete_passes(cloture, modele):
    ligne = modele.objects.first()
    champ = next(c.name for c in modele._meta.concrete_fields if not c.primary_key and not c.is_relation)
    refuses(ligne.save)
    refuses(lambda: modele.objects.update(**{champ: getattr(ligne, champ)}))
    refuses(lambda: modele.objects.bulk_update([ligne], [champ]))
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        ligne.delete()


def test_a_closed_statement_keeps_all_but_its_state(cloture):
    for champ in Decompte._meta.concrete_fields:
        if champ.name != "etat":
            autre = AUTRES.get(champ.get_internal_type(), "7")
            refuses(lambda c=champ, v=autre: execute(f"UPDATE subventions_decompte SET {c.column} = {v}"))


@pytest.mark.parametrize("etat", ["brouillon", "transmis", "remplace"])
def test_a_closed_statement_goes_back_to_no_state(cloture, etat):
    refuses(lambda: Decompte.objects.update(etat=etat))


@pytest.mark.parametrize("etat", ["arrete", "remplace"])
def test_no_statement_is_closed_without_its_closing(etat):
    transmit(import_cas("heures-egales-prorata"), now=FEVRIER)
    refuses(lambda: Decompte.objects.update(etat=etat))


def test_a_draft_is_not_closed_by_hand():
    decompte = transmit(import_cas("heures-egales-prorata"), now=FEVRIER)
    Decompte.objects.update(etat="brouillon")
    champs = {"decompte": decompte, "employeuse": decompte.convention.employeuse, "exercice": 2021, "rang": 1}
    dates = {"arrete_le": FEVRIER, "conserve_jusquau": date(2032, 12, 31), "exercice_comptable": 2021}
    refuses(lambda: Cloture.objects.create(**champs, **dates))


def test_what_was_answered_and_agreed_is_frozen(cloture):
    for modele, champ, valeur in (
        (Part, "montant", 1),
        (Reponse, "sens", "accepte"),
        (Remarque, "reponse", "Non"),
        (Ajustement, "motif", "Autre"),
        (LigneAjustement, "montant", 1),
    ):
        refuses(lambda m=modele, c=champ, v=valeur: m.objects.update(**{c: v}))
    decompte, partie = cloture.decompte, cloture.decompte.convention.parties.get(ordre=3)
    commun = {"decompte": decompte, "version": 1, "partie": partie}
    refuses(lambda: Reponse.objects.create(**commun, sens="accepte", repondu_le=FEVRIER))
    refuses(lambda: Remarque.objects.create(**commun, ligne="a", libelle="b", texte="c", ecrite_le=FEVRIER))
    ajustement = decompte.convention.ajustements.get()
    refuses(lambda: LigneAjustement.objects.create(ajustement=ajustement, partie=partie, montant=1))


def test_no_share_is_added_afterwards(cloture):
    part = cloture.parts.first()
    part.pk = None
    refuses(part.save)


def test_an_agent_may_still_leave(cloture, django_user_model):
    agent = django_user_model.objects.create_user("parti@exemple.example", "fictif", prenom="A", nom="B")
    gel.thaw()
    Reponse.objects.update(repondu_par=agent)
    gel.freeze()
    agent.delete()
    assert Reponse.objects.get().repondu_par is None


def test_the_file_of_a_closed_statement_keeps_its_fingerprint(cloture):
    piece = Piece.objects.filter(pk=cloture.documents.get(nature="etat").piece_id)
    refuses(lambda: piece.update(empreinte="0" * 64))
    refuses(lambda: piece.update(taille=0))
    assert piece.update(ajoutee_le=FEVRIER) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL n’a pas de REPLACE")
@pytest.mark.parametrize("modele", [*FIGES, *SUIVENT, Piece])
def test_replacing_a_row_passes_no_more_than_deleting_it(cloture, modele):
    table = modele._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(f"REPLACE INTO {table} SELECT * FROM {table}")


def test_a_number_given_is_not_taken_back(cloture):
    refuses(lambda: Numerotation.objects.update(dernier=0))
    refuses(lambda: Numerotation.objects.update(exercice=2020))


def test_neither_import_nor_deletion_of_the_agreement_passes(cloture, tmp_path):
    convention = cloture.decompte.convention
    dossier = {**dump_dossier(read_convention(convention)), "decomptes": []}
    fichier = tmp_path / "dossier.json"
    fichier.write_text(json.dumps(dossier))
    with pytest.raises(Refus, match="ne se remplace plus"):
        call_command("importer", str(fichier), remplacer=True)
    with pytest.raises(ProtectedError), transaction.atomic():
        convention.delete()
    with pytest.raises(Refus, match="n’est plus un brouillon"):
        compute_decompte(add_travail(cloture.decompte, "subventions.tasks.compute_decompte", "en_cours"))


def test_a_term_that_is_over_lets_rows_go(cloture):
    gel.thaw()
    Cloture.objects.update(conserve_jusquau=date(2020, 12, 31))
    gel.freeze()
    refuses(lambda: Cloture.objects.update(numero="autre"))
    ExemplaireSigne.objects.all().delete()
    DocumentArrete.objects.all().delete()
    PartArretee.objects.all().delete()
    Ajustement.objects.all().delete()
    Cloture.objects.all().delete()
    Decompte.objects.all().delete()
    assert not Reponse.objects.exists()


@sur_postgresql
@pytest.mark.parametrize("modele", [*FIGES, *SUIVENT])
def test_no_table_is_emptied_while_something_is_closed(cloture, modele):
    # What hangs on rows of this transaction is judged before the table is emptied.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    refuses(lambda: execute(f"TRUNCATE {modele._meta.db_table} CASCADE"))


@sur_postgresql
def test_a_role_that_owns_nothing_gets_no_further(cloture):
    execute("CREATE ROLE conseiller_web")
    execute("GRANT USAGE ON SCHEMA public TO conseiller_web")
    execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO conseiller_web")
    execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO conseiller_web")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET LOCAL ROLE conseiller_web")
    for ordre in (
        "ALTER TABLE subventions_cloture DISABLE TRIGGER ALL",
        "DROP TRIGGER gel_subventions_cloture_update ON subventions_cloture",
        "TRUNCATE subventions_cloture CASCADE",
        "DROP TABLE subventions_cloture CASCADE",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION gel_subventions_cloture_update() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            execute(ordre)
    refuses(lambda: execute("UPDATE subventions_cloture SET numero = 'autre'"))
    execute("RESET ROLE")


@pytest.mark.django_db(transaction=True)
def test_a_flush_after_a_closing_leaves_the_triggers():
    close(import_cas("heures-egales-prorata"), now=FEVRIER)
    assert Cloture.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_back_for_the_next_test():
    assert not Cloture.objects.exists()
    assert gel.find_manquantes() == []
