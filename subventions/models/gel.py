"""What freezes a closed statement inside the database: triggers, the same on PostgreSQL and on SQLite.

No page, no bulk update, no import, no SQL of a role that owns nothing gets past them. Migrations run without them, as
SQLite loses those of a table that it rebuilds; `post_migrate` writes them anew, and a check proves that they are there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from conseiller.pieces.models import Piece
from subventions.enums import EtatDecompte
from subventions.models.appel import Ajustement, LigneAjustement
from subventions.models.cloture import Cloture, DocumentArrete, ExemplaireSigne, Numerotation, PartArretee
from subventions.models.decompte import Decompte, Part
from subventions.models.recouvrement import Titre
from subventions.models.vie import Remarque, Reponse

PREFIXE = "gel_"
FIGE = "Un décompte arrêté ne change plus."
CONSERVE = "Un décompte arrêté se conserve jusqu’à la fin de son délai."
NUMERO = "Un numéro de décompte donné ne se reprend pas."

TABLE = {
    modele: modele._meta.db_table
    for modele in (Cloture, PartArretee, DocumentArrete, ExemplaireSigne, Numerotation, Decompte, Ajustement)
}
FINIS = f"('{EtatDecompte.ARRETE.value}', '{EtatDecompte.REMPLACE.value}')"


@dataclass(frozen=True, slots=True)
class Garde:
    """One trigger: which write of which table is refused, under what condition on OLD and NEW, with what sentence."""

    table: str
    evenement: str
    refus: str
    phrase: str

    @property
    def nom(self) -> str:
        """Its name, and that of its function."""
        return f"{PREFIXE}{self.table}_{self.evenement.lower()}"

    @property
    def corps(self) -> str:
        """What PostgreSQL's function does."""
        return (
            f" BEGIN IF {self.refus} THEN RAISE EXCEPTION USING MESSAGE = '{self.phrase}',"
            " ERRCODE = 'restrict_violation'; END IF; RETURN COALESCE(NEW, OLD); END "
        )

    @property
    def declencheur(self) -> str:
        """PostgreSQL's trigger, word for word as `pg_get_triggerdef` gives it back."""
        portee = "STATEMENT" if self.evenement == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.nom} BEFORE {self.evenement} ON {self.table} FOR EACH {portee}"
            f" EXECUTE FUNCTION {self.nom}()"
        )

    @property
    def sqlite(self) -> str:
        """SQLite's trigger, word for word as its catalogue keeps it."""
        return (
            f"CREATE TRIGGER {self.nom} BEFORE {self.evenement} ON {self.table} WHEN {self.refus}"
            f" BEGIN SELECT RAISE(ABORT, '{self.phrase}'); END"
        )


def list_gardes(vendor: str) -> dict[str, Garde]:
    """Every trigger of that database, by name; SQLite has no TRUNCATE."""
    return {g.nom: g for g in _iter_gardes() if g.evenement != "TRUNCATE" or vendor == "postgresql"}


def _iter_gardes() -> Iterator[Garde]:
    yield Garde(TABLE[Cloture], "INSERT", f"NOT {_transmis('NEW.decompte_id')}", FIGE)
    yield Garde(TABLE[PartArretee], "INSERT", f"NOT {_transmis(_decompte_of('NEW.cloture_id'))}", FIGE)
    signe = f"(SELECT cloture_id FROM {TABLE[PartArretee]} WHERE id = OLD.part_id)"
    for modele, cloture in (
        (Cloture, "OLD.id"),
        (PartArretee, "OLD.cloture_id"),
        (DocumentArrete, "OLD.cloture_id"),
        (ExemplaireSigne, signe),
    ):
        yield Garde(TABLE[modele], "UPDATE", "TRUE", FIGE)
        yield Garde(TABLE[modele], "DELETE", _conserve(cloture), CONSERVE)
    yield from _iter_gardes_decompte()
    yield from _iter_gardes_ajustement()
    yield from _iter_gardes_numero()
    gardees = " OR ".join(
        f"EXISTS (SELECT 1 FROM {TABLE[modele]} WHERE piece_id = OLD.id)"
        for modele in (DocumentArrete, ExemplaireSigne)
    )
    change = f"({_changes(Piece, sauf={'ajoutee_le'})}) AND ({gardees})"
    yield Garde(Piece._meta.db_table, "UPDATE", change, FIGE)
    yield Garde(Piece._meta.db_table, "DELETE", gardees, CONSERVE)
    # Emptied whole, they would lose what is kept; nothing closed, nothing is.
    for table in (*TABLE.values(), *(modele._meta.db_table for modele in (Part, Reponse, Remarque, LigneAjustement))):
        yield Garde(table, "TRUNCATE", f"EXISTS (SELECT 1 FROM {TABLE[Cloture]})", CONSERVE)


def _iter_gardes_decompte() -> Iterator[Garde]:
    """A statement and what was answered of it: once closed, only its state goes on, one way."""
    cloture = f"EXISTS (SELECT 1 FROM {TABLE[Cloture]} WHERE decompte_id = {{}})"
    arrete = cloture.format("OLD.id")
    remplace = (
        f"EXISTS (SELECT 1 FROM {TABLE[Cloture]} nouvelle JOIN {TABLE[Cloture]} ancienne"
        " ON ancienne.id = nouvelle.remplace_id WHERE ancienne.decompte_id = OLD.id)"
    )
    titre = (
        f"EXISTS (SELECT 1 FROM {Titre._meta.db_table} titre JOIN {TABLE[PartArretee]} part ON part.id = titre.part_id"
        f" JOIN {TABLE[Cloture]} cloture ON cloture.id = part.cloture_id WHERE cloture.decompte_id = OLD.id)"
    )
    suite = (
        f"OLD.etat = '{EtatDecompte.TRANSMIS.value}' AND NEW.etat = '{EtatDecompte.ARRETE.value}' AND {arrete}"
        f" OR OLD.etat = '{EtatDecompte.ARRETE.value}' AND NEW.etat = '{EtatDecompte.REMPLACE.value}' AND {remplace}"
        f" AND NOT {titre}"
    )
    etat = f"OLD.etat <> NEW.etat AND ({arrete} OR OLD.etat IN {FINIS} OR NEW.etat IN {FINIS}) AND NOT ({suite})"
    fige = f"{arrete} AND ({_changes(Decompte, sauf={'etat'})})"
    yield Garde(TABLE[Decompte], "UPDATE", f"({fige}) OR ({etat})", FIGE)
    yield Garde(TABLE[Decompte], "DELETE", arrete, CONSERVE)
    for modele in (Part, Reponse, Remarque):
        table, avant, apres = (
            modele._meta.db_table,
            cloture.format("OLD.decompte_id"),
            cloture.format("NEW.decompte_id"),
        )
        yield Garde(table, "INSERT", apres, FIGE)
        yield Garde(table, "UPDATE", f"({avant} OR {apres}) AND ({_changes(modele)})", FIGE)
        yield Garde(table, "DELETE", avant, CONSERVE)


def _iter_gardes_ajustement() -> Iterator[Garde]:
    """An agreed adjustment and its lines, once a closing has taken it."""
    prise = f"(SELECT cloture_id FROM {TABLE[Ajustement]} WHERE id = {{}})"
    avant, apres = prise.format("OLD.ajustement_id"), prise.format("NEW.ajustement_id")
    table, lignes = TABLE[Ajustement], LigneAjustement._meta.db_table
    yield Garde(table, "UPDATE", f"OLD.cloture_id IS NOT NULL AND ({_changes(Ajustement)})", FIGE)
    yield Garde(table, "DELETE", _conserve("OLD.cloture_id"), CONSERVE)
    yield Garde(lignes, "INSERT", f"{apres} IS NOT NULL", FIGE)
    yield Garde(lignes, "UPDATE", f"{avant} IS NOT NULL OR {apres} IS NOT NULL", FIGE)
    yield Garde(lignes, "DELETE", _conserve(avant), CONSERVE)


def _iter_gardes_numero() -> Iterator[Garde]:
    """The last number of a year only grows."""
    table = TABLE[Numerotation]
    meme = "employeuse_id = OLD.employeuse_id AND exercice = OLD.exercice"
    reprise = f"{_changes(Numerotation, sauf={'dernier'})} OR NEW.dernier < OLD.dernier"
    yield Garde(table, "UPDATE", reprise, NUMERO)
    yield Garde(table, "DELETE", f"EXISTS (SELECT 1 FROM {TABLE[Cloture]} WHERE {meme})", NUMERO)


def _transmis(decompte: str) -> str:
    etat = EtatDecompte.TRANSMIS.value
    return f"EXISTS (SELECT 1 FROM {TABLE[Decompte]} WHERE id = {decompte} AND etat = '{etat}')"


def _decompte_of(cloture: str) -> str:
    return f"(SELECT decompte_id FROM {TABLE[Cloture]} WHERE id = {cloture})"


def _conserve(cloture: str) -> str:
    """Whether the closing is of an age to be kept."""
    return f"EXISTS (SELECT 1 FROM {TABLE[Cloture]} WHERE id = {cloture} AND conserve_jusquau >= CURRENT_DATE)"


def _changes(modele: type[models.Model], *, sauf: Collection[str] = ()) -> str:
    """Whether a row of the model changes; an agent's account may go and leave its place empty."""
    conditions = []
    for champ in modele._meta.concrete_fields:
        if champ.column in sauf:
            continue
        change = f"OLD.{champ.column} IS DISTINCT FROM NEW.{champ.column}"
        relation: Any = champ.remote_field
        s_efface = relation is not None and relation.on_delete is models.SET_NULL
        conditions.append(f"(NEW.{champ.column} IS NOT NULL AND {change})" if s_efface else change)
    return " OR ".join(conditions)


def freeze(using: str = DEFAULT_DB_ALIAS) -> None:
    """Write the triggers that are missing or differ from ours, and drop those that are ours no more."""
    connexion = connections[using]
    if TABLE[Cloture] not in connexion.introspection.table_names():
        return
    gardes, presentes = list_gardes(connexion.vendor), _read_presentes(connexion)
    perimees = {
        nom: table
        for nom, (table, definition) in presentes.items()
        if nom not in gardes or definition != _define(gardes[nom], connexion.vendor)
    }
    ordres = [ordre for nom, table in perimees.items() for ordre in _drop(nom, table, connexion.vendor)]
    for nom, garde in gardes.items():
        if nom not in presentes or nom in perimees:
            ordres += _create(garde, connexion.vendor)
    _execute(ordres, using)


def thaw(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop every trigger: before a migration, and before a test empties the tables."""
    connexion = connections[using]
    presentes = _read_presentes(connexion).items()
    _execute([ordre for nom, (table, _) in presentes for ordre in _drop(nom, table, connexion.vendor)], using)


def find_manquantes(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the triggers that are not there, disabled, or not as we write them; one query."""
    connexion = connections[using]
    presentes = {nom: definition for nom, (_, definition) in _read_presentes(connexion).items()}
    gardes = list_gardes(connexion.vendor)
    return [nom for nom, garde in gardes.items() if presentes.get(nom) != _define(garde, connexion.vendor)]


def _execute(ordres: list[str], using: str) -> None:
    if not ordres:
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for ordre in ordres:
            cursor.execute(ordre)


def _define(garde: Garde, vendor: str) -> str:
    return garde.declencheur + garde.corps if vendor == "postgresql" else garde.sqlite


def _create(garde: Garde, vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [garde.sqlite]
    fonction = f"CREATE OR REPLACE FUNCTION {garde.nom}() RETURNS trigger LANGUAGE plpgsql AS $gel${garde.corps}$gel$"
    return [fonction, garde.declencheur]


def _drop(nom: str, table: str, vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [f"DROP TRIGGER {nom}"]
    return [f"DROP TRIGGER {nom} ON {table}", f"DROP FUNCTION {nom}()"]


def _read_presentes(connexion: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Table and definition of each trigger of ours, by name; a disabled one has no definition."""
    lecture = {
        "postgresql": "SELECT t.tgname, c.relname, CASE WHEN t.tgenabled IN ('O', 'A')"
        " THEN pg_get_triggerdef(t.oid, true) || p.prosrc ELSE '' END"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        f" WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) AND starts_with(t.tgname, '{PREFIXE}')",
        "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master"
        f" WHERE type = 'trigger' AND substr(name, 1, {len(PREFIXE)}) = '{PREFIXE}'",
    }
    with connexion.cursor() as cursor:
        cursor.execute(lecture[connexion.vendor])
        return {nom: (table, definition) for nom, table, definition in cursor.fetchall()}
