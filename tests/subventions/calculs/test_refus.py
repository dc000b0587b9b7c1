"""Every dossier that must be refused is, by the command itself: exit code 2 and one sentence that names the field."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from subventions.calculs.ligne_de_commande import main
from tests.subventions.calculs.cas import load_cas

Json = dict[str, Any]
DOSSIER: Json = load_cas("deux-subventions-et-cofinancement")["dossier"]
ARRETE: Json = load_cas("regularisation")["dossier"]["decomptes"][0]
PERIODE = ["--du", "2022-01-01", "--au", "2022-12-31"]


def run(tmp_path: Path, contenu: bytes, arguments: list[str] = PERIODE) -> tuple[int, str, str]:
    """The command on a file of these bytes: exit code, standard output, standard error."""
    fichier = tmp_path / "dossier.json"
    fichier.write_bytes(contenu)
    sortie, erreurs = io.BytesIO(), io.BytesIO()
    code = main([str(fichier), *arguments], io.BytesIO(), sortie, erreurs)
    return code, sortie.getvalue().decode(), erreurs.getvalue().decode()


def put(chemin: str, valeur: Any) -> Callable[[Json], None]:
    """A change of one field, its path written as the refusals write it."""

    def change(dossier: Json) -> None:
        *parents, dernier = chemin.replace("[", ".").replace("]", "").split(".")
        cible: Any = dossier
        for cle in parents:
            cible = cible[int(cle)] if isinstance(cible, list) else cible[cle]
        cible[int(dernier) if isinstance(cible, list) else dernier] = valeur

    return change


def drop(chemin: str) -> Callable[[Json], None]:
    """The removal of one field."""

    def change(dossier: Json) -> None:
        *parents, dernier = chemin.replace("[", ".").replace("]", "").split(".")
        cible: Any = dossier
        for cle in parents:
            cible = cible[int(cle)] if isinstance(cible, list) else cible[cle]
        del cible[dernier]

    return change


def deux_tranches(fin: str | None, debut: str) -> list[Json]:
    """Two slices, the first to `fin`, the second from `debut`."""
    heures = {"54328": "400"}
    return [
        {"debut": "2021-07-01", "fin": fin, "avenant": None, "heures": heures},
        {"debut": debut, "fin": None, "avenant": 1, "heures": heures},
    ]


MONTANTS_REFUSES = (
    12.5, 12, True, None, [], {}, "", " 12.00", "12.00 ", "+5.00", "1e5", "12,50", "12.345", "1 200.00", ".50", "5.",
    "0x10", "NaN", "Infinity", "-", "--5", "1_000", "١٢.٠٠", "１２.00", "1234567890123.00", "12.00\n", "9" * 5000,
)  # fmt: skip
JOURS_REFUSES = (
    20220101, None, "", "2022-02-30", "2022-13-01", "01/01/2022", "2022-1-1", "20220101", "2022-01-01T00:00:00",
    "2022-W01-1", "1899-12-31", "2200-01-01", "0000-00-00", "２０２２-01-01", " 2022-01-01", "2022-01-01\n",
)  # fmt: skip
HEURES_REFUSEES = (400, -1, "-1", "1.234", "4 00", "1e3", "NaN", None, True, "1234567890123")

REFUS: list[tuple[Callable[[Json], None], str]] = [
    *[(put("depenses[0].montant", valeur), "depenses[0].montant") for valeur in MONTANTS_REFUSES],
    *[(put("depenses[0].debut", valeur), "depenses[0].debut") for valeur in JOURS_REFUSES],
    *[(put("tranches[0].heures.54197", valeur), "tranches[0].heures.54197") for valeur in HEURES_REFUSEES],
    (put("format", "autre"), "format"),
    (put("format", None), "format"),
    (drop("format"), "format"),
    (put("version", 2), "version"),
    (put("version", "1"), "version"),
    (put("version", True), "version"),
    (put("version", 1.0), "version"),
    (drop("version"), "version"),
    *[(drop(cle), cle) for cle in DOSSIER if cle not in ("format", "version")],
    *[(put(cle, 3), cle) for cle in DOSSIER if cle not in ("format", "version")],
    (put("inconnu", 1), "inconnu"),
    (put("decomptes", None), "decomptes"),
    # Who takes part
    (put("communes", []), "communes"),
    (put("communes[0]", "Ludres"), "communes[0]"),
    (put("communes[0].employeuse", False), "communes"),
    (put("communes[1].employeuse", True), "communes"),
    (put("communes[1].employeuse", 0), "communes[1].employeuse"),
    (put("communes[1].employeuse", "false"), "communes[1].employeuse"),
    (put("communes[1].nom", ""), "communes[1].nom"),
    (put("communes[1].nom", " \u202f"), "communes[1].nom"),
    (put("communes[1].nom", "Flé\x00ville"), "communes[1].nom"),
    (put("communes[1].nom", "Flé\nville"), "communes[1].nom"),
    (put("communes[1].nom", "\ud800"), "communes[1].nom"),
    (put("communes[1].nom", "x" * 501), "communes[1].nom"),
    (put("communes[1].nom", None), "communes[1].nom"),
    (put("communes[1].insee", "54328"), "communes[1].insee"),
    (put("communes[1].insee", "5432"), "communes[1].insee"),
    (put("communes[1].insee", "2C004"), "communes[1].insee"),
    (put("communes[1].insee", "2a004"), "communes[1].insee"),
    (put("communes[1].insee", "５4197"), "communes[1].insee"),
    (put("communes[1].insee", 54197), "communes[1].insee"),
    (put("communes[1].insee", "24540067"), "communes[1].insee"),
    (put("communes[1].siret", "21540197700017"), "communes[1].siret"),
    (put("communes[1].siret", "215 401 977 00016"), "communes[1].siret"),
    (put("communes[1].siret", 21540197700016), "communes[1].siret"),
    (put("communes[1].siret", "35600000000049"), "communes[1].siret"),
    (put("communes[1].type", "region"), "communes[1].type"),
    (put("communes[1].type", None), "communes[1].type"),
    (put("communes[1].type", ["commune"]), "communes[1].type"),
    (put("communes[1].maire", "M. X"), "communes[1].maire"),
    (drop("communes[1].siret"), "communes[1].siret"),
    # The agreement and its hours
    (put("convention.objet", ""), "convention.objet"),
    (put("convention.fin", "2021-06-30"), "convention.fin"),
    (put("convention.fin", None), "convention.fin"),
    (put("tranches[0].fin", "2021-06-30"), "tranches[0].fin"),
    (put("tranches[0].avenant", 0), "tranches[0].avenant"),
    (put("tranches[0].avenant", "1"), "tranches[0].avenant"),
    (put("tranches[0].avenant", True), "tranches[0].avenant"),
    (put("tranches[0].avenant", 10**400), "tranches[0].avenant"),
    (put("tranches[0].heures", []), "tranches[0].heures"),
    (put("tranches[0].heures.75056", "400"), "tranches[0].heures.75056"),
    (drop("tranches[0].fin"), "tranches[0].fin"),
    (put("tranches", deux_tranches(None, "2022-09-01")), "tranches[0].fin"),
    (put("tranches", deux_tranches("2022-08-30", "2022-09-01")), "tranches[1].debut"),
    (put("tranches", deux_tranches("2022-09-01", "2022-09-01")), "tranches[1].debut"),
    (put("tranches", deux_tranches("2022-08-31", "2021-07-01")), "tranches[1].debut"),
    (put("tranches", deux_tranches("2022-08-30", "2022-09-01")[::-1]), "tranches[0].debut"),
    # The money
    (put("subventions[0].montant", "-1.00"), "subventions[0].montant"),
    (put("subventions[0].montant", 50000), "subventions[0].montant"),
    (put("subventions[0].signee_le", "demain"), "subventions[0].signee_le"),
    (put("subventions[0].fin", "2021-06-30"), "subventions[0].fin"),
    (put("subventions[0].libelle", " "), "subventions[0].libelle"),
    (put("subventions[0].versements", {}), "subventions[0].versements"),
    (put("subventions[0].versements[1].rang", 1), "subventions[0].versements[1].rang"),
    (put("subventions[0].versements[1].rang", 0), "subventions[0].versements[1].rang"),
    (put("subventions[0].versements[1].rang", 2.0), "subventions[0].versements[1].rang"),
    (put("subventions[0].versements[0].pourcentage", "100.01"), "subventions[0].versements[0].pourcentage"),
    (put("subventions[0].versements[0].pourcentage", "-1"), "subventions[0].versements[0].pourcentage"),
    (put("subventions[0].versements[0].pourcentage", 20), "subventions[0].versements[0].pourcentage"),
    (put("subventions[0].versements[0].pourcentage", "20.01"), "subventions[0].versements"),
    (put("subventions[0].versements[0].montant_prevu", "5.00"), "subventions[0].versements[0]"),
    (drop("subventions[0].versements[0].pourcentage"), "subventions[0].versements[0]"),
    (put("subventions[0].versements[0].prevu_le", "2022-01-01"), "subventions[0].versements[0]"),
    (drop("subventions[0].versements[0].mois"), "subventions[0].versements[0]"),
    (put("subventions[0].versements[0].mois", -1), "subventions[0].versements[0].mois"),
    (put("subventions[0].versements[0].mois", "6"), "subventions[0].versements[0].mois"),
    (put("subventions[0].versements[0].mois", 10**6), "subventions[0].versements[0].mois"),
    (put("subventions[0].versements[0].montant_recu", None), "subventions[0].versements[0]"),
    (put("subventions[0].versements[0].recu_le", None), "subventions[0].versements[0]"),
    (put("subventions[0].versements[0].montant_recu", 1), "subventions[0].versements[0].montant_recu"),
    (drop("subventions[0].versements[0].recu_le"), "subventions[0].versements[0].recu_le"),
    (put("subventions[1].versements[1].montant_prevu", "-0.01"), "subventions[1].versements[1].montant_prevu"),
    (put("cofinancements[0].montant", 1.5), "cofinancements[0].montant"),
    (put("cofinancements[0].fin", "2022-03-31"), "cofinancements[0].fin"),
    (put("cofinancements[0].etat", "prevu"), "cofinancements[0].etat"),
    (put("depenses[0].fin", "2021-12-31"), "depenses[0].fin"),
    (put("depenses[0].nature", "salaire"), "depenses[0].nature"),
    (put("depenses[0].nature", ["autre"]), "depenses[0].nature"),
    (put("depenses[0].affectation", "75056"), "depenses[0].affectation"),
    (put("depenses[0].affectation", 54328), "depenses[0].affectation"),
    (drop("depenses[0].affectation"), "depenses[0].affectation"),
    (put("depenses[0].etat", "facture"), "depenses[0].etat"),
    (put("depenses[0].etat", None), "depenses[0].etat"),
    (put("depenses[0].reference", 12), "depenses[0].reference"),
    (put("depenses[0].reference", None), "depenses[0].reference"),
    (put("depenses[0].exercice", "2022"), "depenses[0].exercice"),
    (put("depenses[0].exercice", True), "depenses[0].exercice"),
    (put("depenses[0].eligible", "oui"), "depenses[0].eligible"),
    (put("depenses[0].eligible", 1), "depenses[0].eligible"),
    (put("parametres.methode_subvention", "forfait"), "parametres.methode_subvention"),
    (put("parametres.seuil", "15.00"), "parametres.seuil"),
    # The statements already closed
    (put("decomptes", [{**ARRETE, "du": "2022-01-01"}]), "decomptes[0].au"),
    (put("decomptes", [{**ARRETE, "numero": ""}]), "decomptes[0].numero"),
    (put("decomptes", [{**ARRETE, "methode": None}]), "decomptes[0].methode"),
    (put("decomptes", [{**ARRETE, "parts": {"75056": "1.00"}}]), "decomptes[0].parts.75056"),
    (put("decomptes", [{**ARRETE, "parts": {"54328": 1}}]), "decomptes[0].parts.54328"),
    (put("decomptes", [{**ARRETE, "regularisations": {"75056": "1.00"}}]), "decomptes[0].regularisations.75056"),
    (put("decomptes", [{**ARRETE, "regularisations": None}]), "decomptes[0].regularisations"),
    (put("decomptes", [{**ARRETE, "report_nouveau": "0.01"}]), "decomptes[0].report_nouveau"),
]


@pytest.mark.parametrize(("change", "champ"), REFUS, ids=[f"{rang}-{champ}" for rang, (_, champ) in enumerate(REFUS)])
def test_a_wrong_field_is_refused_by_its_name(tmp_path: Path, change: Callable[[Json], None], champ: str):
    dossier = copy.deepcopy(DOSSIER)
    change(dossier)
    code, sortie, erreurs = run(tmp_path, json.dumps(dossier).encode())
    assert (code, sortie) == (2, "")
    assert (erreurs.count("\n"), erreurs[-2:]) == (1, ".\n")
    assert f"champ {champ} " in f"{erreurs[:-2]} ", erreurs


CONTENUS = {
    "empty": (b"", "JSON"),
    "not JSON": (b"communes;heures", "JSON"),
    "cut short": (json.dumps(DOSSIER).encode()[:-1], "JSON"),
    "two values": (b"{} {}", "JSON"),
    "Latin-1": ('{"nom": "Fléville"}'.encode("latin-1"), "UTF-8"),
    "UTF-16": (json.dumps(DOSSIER).encode("utf-16"), "UTF-8"),
    "a list": (b"[]", "objet JSON"),
    "a string": (b'"dossier"', "objet JSON"),
    "null": (b"null", "objet JSON"),
    "an empty object": (b"{}", "format"),
    "a duplicate key": (b'{"format": "dossier-conseiller", "format": "dossier-conseiller"}', "deux fois"),
    "NaN": (b'{"version": NaN}', "NaN"),
    "Infinity": (b'{"version": -Infinity}', "-Infinity"),
    "a huge integer": (b'{"version": ' + b"9" * 5_000 + b"}", "démesuré"),
    "a huge float": (json.dumps({**DOSSIER, "version": "V"}).replace('"V"', "1e999").encode(), "démesuré"),
    "deep nesting": (b"[" * 200_000, "profondément"),
    "deep nesting of objects": (b'{"a":' * 200_000, "profondément"),
}  # fmt: skip


@pytest.mark.parametrize(("contenu", "mot"), CONTENUS.values(), ids=CONTENUS)
def test_a_file_that_is_no_dossier_is_refused(tmp_path: Path, contenu: bytes, mot: str):
    code, sortie, erreurs = run(tmp_path, contenu)
    assert (code, sortie) == (2, "")
    assert mot in erreurs
    assert (erreurs.count("\n"), erreurs[-2:]) == (1, ".\n")


CALCULS = {
    "before the first slice": (["--du", "2021-06-30", "--au", "2021-12-31"], "30 juin 2021"),
    "after the last slice": (["--du", "2022-01-01", "--au", "2026-12-31"], "1er juillet 2023"),
    "hours for nobody": (["--du", "2023-01-01", "--au", "2023-06-30"], "aucune commune n’a d’heures"),
}


@pytest.mark.parametrize(("arguments", "mot"), CALCULS.values(), ids=CALCULS)
def test_a_period_that_gives_no_statement_is_refused(tmp_path: Path, arguments: list[str], mot: str):
    dossier = copy.deepcopy(DOSSIER)
    dossier["tranches"][0]["fin"] = "2022-12-31"
    dossier["tranches"].append({"debut": "2023-01-01", "fin": "2023-06-30", "avenant": 1, "heures": {"54328": "0.00"}})
    dossier["depenses"].append({**dossier["depenses"][0], "montant": "99000.00", "fin": "2023-06-30"})
    code, sortie, erreurs = run(tmp_path, json.dumps(dossier).encode(), [*arguments, "--methode", "prorata"])
    assert (code, sortie) == (2, "")
    assert mot in erreurs
    assert "Ajoutez" in erreurs


def test_a_closed_statement_that_cannot_be_computed_again_is_named(tmp_path: Path):
    dossier = {**DOSSIER, "decomptes": [{**ARRETE, "du": "2020-07-01"}]}
    code, _, erreurs = run(tmp_path, json.dumps(dossier).encode())
    assert code == 2
    assert erreurs == (
        "Le décompte arrêté n°\u00a02021-001 ne peut pas être recalculé\u00a0: aucune tranche d’heures ne couvre le"
        " 1er juillet 2020. Ajoutez une tranche, ou changez les dates.\n"
    )


def test_hours_are_not_asked_for_when_there_is_nothing_to_share(tmp_path: Path):
    dossier = copy.deepcopy(DOSSIER)
    dossier["tranches"][0]["heures"] = {}
    dossier["depenses"] = []
    code, sortie, _ = run(tmp_path, json.dumps(dossier).encode())
    assert code == 0
    assert set(json.loads(sortie)["parts"].values()) == {"0.00"}


ACCEPTES = {
    "a file with a byte order mark": lambda dossier: None,
    "the SIRET of La Poste, whose key is its own": put("communes[1].siret", "35600000049837"),
    "the SIREN of an employing body": lambda dossier: (
        put("communes[0].insee", "245400676")(dossier),
        put("communes[0].type", "epci")(dossier),
        put("tranches[0].heures", {"245400676": "100.25"})(dossier),
    ),
    "amounts without decimals": put("depenses[0].montant", "12"),
    "an unsigned grant": put("subventions[0].signee_le", None),
    "null for the other way of an instalment": put("subventions[0].versements[0].montant_prevu", None),
    "optional fields": lambda dossier: dossier["depenses"][0].update(
        etat="constate", reference="Mandat 12", exercice=2022, eligible=None
    ),
    "no statement closed yet": put("decomptes", []),
}


@pytest.mark.parametrize("change", ACCEPTES.values(), ids=ACCEPTES)
def test_what_the_format_allows_is_read(tmp_path: Path, change: Callable[[Json], object]):
    dossier = copy.deepcopy(DOSSIER)
    change(dossier)
    code, _, erreurs = run(tmp_path, json.dumps(dossier, ensure_ascii=False).encode("utf-8-sig"))
    assert (code, erreurs) == (0, "")
