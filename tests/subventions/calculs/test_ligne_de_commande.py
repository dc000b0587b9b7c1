"""The command as other programs call it: answers, exit codes, streams."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from subventions.calculs.ligne_de_commande import main
from tests.subventions.calculs.cas import list_cas, load_cas

RACINE = Path(__file__).resolve().parents[3]
CAS = load_cas("heures-egales-prorata")
PERIODE = ["--du", CAS["du"], "--au", CAS["au"]]


@pytest.fixture
def fichier(tmp_path: Path) -> str:
    chemin = tmp_path / "dossier.json"
    chemin.write_text(json.dumps(CAS["dossier"], ensure_ascii=False), encoding="utf-8")
    return str(chemin)


def call(*arguments: str, entree: bytes = b"") -> tuple[int, str, str]:
    sortie, erreurs = io.BytesIO(), io.BytesIO()
    code = main(arguments, io.BytesIO(entree), sortie, erreurs)
    return code, sortie.getvalue().decode(), erreurs.getvalue().decode()


def spawn(*arguments: str, entree: bytes = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    """The real command, in an environment that says nothing: no settings, no locale."""
    commande = [sys.executable, str(RACINE / "manage.py"), "calculer", *arguments]
    environnement = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    return subprocess.run(
        commande, input=entree, capture_output=True, env=environnement, cwd="/", timeout=60, check=False
    )


def test_one_statement_is_one_json_object(fichier: str):
    code, sortie, erreurs = call(fichier, *PERIODE)
    assert (code, erreurs) == (0, "")
    reponse = json.loads(sortie)
    assert {cle: reponse[cle] for cle in CAS["attendu"]} == CAS["attendu"]
    assert list(reponse) == [
        "du", "au", "methode", "jours", "couts", "subvention", "cofinancements", "report_anterieur", "reste",
        "report_nouveau", "parts", "affectees", "cles", "exercices",
    ]  # fmt: skip
    assert list(reponse["parts"]) == [commune["insee"] for commune in CAS["dossier"]["communes"]]


def test_options_may_carry_their_value_and_come_first(fichier: str):
    mots = [f"--du={CAS['du']}", f"--au={CAS['au']}", "--methode=encaissement", "--report=-123.45", fichier]
    code, sortie, _ = call(*mots)
    reponse = json.loads(sortie)
    assert (code, reponse["methode"], reponse["report_anterieur"]) == (0, "encaissement", "-123.45")


def test_a_negative_report_is_not_taken_for_an_option(fichier: str):
    code, sortie, _ = call(fichier, *PERIODE, "--report", "-123.45")
    assert (code, json.loads(sortie)["reste"]) == (0, "1711.43")


REFUS = {
    "no file": ([*PERIODE], "Il faut donner un fichier de dossier et un seul"),
    "two files": (["DOSSIER", "DOSSIER", *PERIODE], "Il faut donner un fichier de dossier et un seul"),
    "a missing file": (["/nulle/part.json", *PERIODE], "« /nulle/part.json » n’existe pas"),
    "a folder": ([str(RACINE), *PERIODE], "est un dossier du disque"),
    "a file under a file": (["DOSSIER/x", *PERIODE], "ne peut pas être lu"),
    "an unreadable name": (["\0", *PERIODE], "ne peut pas être lu"),
    "no first day": (["DOSSIER", "--au", "2021-12-31"], "--du"),
    "no last day": (["DOSSIER", "--du", "2021-07-01"], "--au"),
    "an option without value": (["DOSSIER", *PERIODE, "--report"], "--report attend une valeur"),
    "an option twice": (["DOSSIER", *PERIODE, "--du", "2021-07-01"], "--du est donnée deux fois"),
    "an unknown option": (["DOSSIER", *PERIODE, "--fin", "2021-07-01"], "« --fin » est inconnue"),
    "an impossible date": (["DOSSIER", "--du", "2021-02-29", "--au", "2021-12-31"], "--du doit être une date"),
    "inverted dates": (["DOSSIER", "--du", "2021-12-31", "--au", "2021-07-01"], "précède le premier"),
    "an unknown method": (["DOSSIER", *PERIODE, "--methode", "forfait"], "--methode"),
    "a report in words": (["DOSSIER", *PERIODE, "--report", "rien"], "--report"),
    "a report above zero": (["DOSSIER", *PERIODE, "--report", "0.01"], "doit être négatif ou nul"),
    "a batch with a file": (["DOSSIER", "--lot"], "--lot s’emploie seule"),
}


@pytest.mark.parametrize(("mots", "phrase"), REFUS.values(), ids=REFUS)
def test_a_wrong_call_is_refused_in_one_sentence(fichier: str, mots: list[str], phrase: str):
    code, sortie, erreurs = call(*[mot.replace("DOSSIER", fichier) for mot in mots])
    assert (code, sortie) == (2, "")
    assert phrase in erreurs.replace("\u00a0", " ")
    assert (erreurs.count("\n"), erreurs[-2:]) == (1, ".\n")


def test_a_batch_answers_each_line_in_order_and_survives_bad_ones():
    demandes = []
    for cas in list_cas():
        demandes += [json.dumps(cas, ensure_ascii=False).encode(), b"", b"{", b'"\\ud800"', b"\xff", b'{"\\ud800": 1}']
    code, sortie, erreurs = call("--lot", entree=b"\n".join(demandes))
    assert (code, erreurs) == (0, "")
    reponses = [json.loads(ligne) for ligne in sortie.splitlines()]
    assert len(reponses) == len(demandes)
    for cas, *suite in zip(list_cas(), *[reponses[rang::6] for rang in range(6)], strict=True):
        bonne, *mauvaises = suite
        assert {cle: bonne[cle] for cle in cas["attendu"]} == cas["attendu"]
        assert [list(mauvaise) for mauvaise in mauvaises] == [["erreur"]] * 5


LIGNES = {
    "no dossier": ({"du": "2021-07-01", "au": "2021-12-31"}, "dossier"),
    "no period": ({"dossier": CAS["dossier"], "du": "2021-07-01"}, "au"),
    "a report as a number": ({**CAS, "report": 0}, "report"),
    "a report above zero": ({**CAS, "report": "1.00"}, "négatif ou nul"),
    "an unknown method": ({**CAS, "methode": "forfait"}, "methode"),
    "an unknown key": ({**CAS, "periode": "2021"}, "periode"),
    "a dossier that is none": ({**CAS, "dossier": []}, "objet JSON"),
    "a wrong field inside": ({**CAS, "dossier": {**CAS["dossier"], "depenses": 3}}, "depenses"),
}


@pytest.mark.parametrize(("demande", "mot"), LIGNES.values(), ids=LIGNES)
def test_a_bad_line_gets_its_own_error(demande: dict[str, object], mot: str):
    _, sortie, _ = call("--lot", entree=json.dumps(demande).encode() + b"\n")
    reponse = json.loads(sortie)
    assert list(reponse) == ["erreur"]
    assert mot in reponse["erreur"]


def test_an_empty_batch_answers_nothing():
    assert call("--lot") == (0, "", "")


def test_help_is_printed_in_french():
    code, sortie, _ = call("--help")
    assert (code, sortie.splitlines()[0]) == (
        0,
        "Calcule le décompte d’une période à partir d’un dossier JSON, et l’écrit en JSON.",
    )


def test_the_real_command_writes_utf8_whatever_the_locale(fichier: str):
    fait = spawn(fichier, *PERIODE)
    assert (fait.returncode, fait.stderr) == (0, b"")
    assert json.loads(fait.stdout)["reste"] == "1834.88"
    refuse = spawn("/nulle/part.json", *PERIODE)
    assert (refuse.returncode, refuse.stdout) == (2, b"")
    assert refuse.stderr.decode() == "Le fichier «\u00a0/nulle/part.json\u00a0» n’existe pas.\n"


def test_the_real_command_loads_neither_django_nor_anything_heavy():
    code = (
        "import sys; from subventions.calculs.ligne_de_commande import main; main(['--help']);"
        "lourds = {'django', 'celery', 'num2words', 'stdnum', 'decimal', 'argparse', 'subprocess', 'asyncio'};"
        "print(sorted(lourds & set(sys.modules)))"
    )
    fait = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=RACINE, capture_output=True, text=True, timeout=60, check=True
    )
    assert fait.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_early_is_no_fault(fichier: str):
    commande = f'"{sys.executable}" manage.py calculer --lot | head -n 1'
    entree = b"{}\n" * 20_000
    fait = subprocess.run(
        commande, shell=True, cwd=RACINE, input=entree, capture_output=True, timeout=60, check=False
    )  # the shell is what pipes
    assert fait.stderr == b""
    assert json.loads(fait.stdout) == {"erreur": "Il manque le champ dossier."}


@pytest.mark.parametrize(
    ("redirection", "code", "phrase"),
    [
        (
            "--help > /dev/full",
            1,
            "La réponse n’a pas pu être écrite jusqu’au bout\u202f; le disque est peut-être plein.",
        ),
        ("--help >&-", 1, "La sortie standard est fermée."),
        ("--lot <&-", 2, "L’entrée standard est fermée\u202f; --lot y lit une demande par ligne."),
    ],
)
def test_streams_that_fail_are_said_in_one_sentence(redirection: str, code: int, phrase: str):
    commande = f'"{sys.executable}" manage.py calculer {redirection}'
    fait = subprocess.run(commande, shell=True, cwd=RACINE, capture_output=True, timeout=60, check=False)
    assert (fait.returncode, fait.stderr.decode()) == (code, phrase + "\n")


def test_django_knows_the_command_and_prints_the_same_help(capsys: pytest.CaptureFixture[str]):
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "help", "calculer"])
    assert capsys.readouterr().out == call("--help")[1]


def test_django_runs_the_command_as_the_shortcut_does(fichier: str, capfdbinary: pytest.CaptureFixture[bytes]):
    from django.core.management import execute_from_command_line

    with pytest.raises(SystemExit) as sortie:
        execute_from_command_line(["manage.py", "calculer", fichier, *PERIODE])
    assert sortie.value.code == 0
    assert json.loads(capfdbinary.readouterr().out)["parts"] == CAS["attendu"]["parts"]
