"""`manage.py calculer`: the calculation alone, without database, environment or Django."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import BinaryIO

from conseiller.montants import INSECABLE, parse_montant
from conseiller.refus import Refus
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.ecriture import dump_resultat
from subventions.calculs.lecture import parse_dossier
from subventions.calculs.lecture.objet import JOUR_ATTENDU, describe, parse_jour
from subventions.calculs.lots import compute_lignes, encode
from subventions.enums import Methode

AIDE = """\
Calcule le décompte d’une période à partir d’un dossier JSON, et l’écrit en JSON.

  python manage.py calculer DOSSIER.json --du AAAA-MM-JJ --au AAAA-MM-JJ [--methode MÉTHODE] [--report MONTANT]
  python manage.py calculer --lot < demandes.ndjson > réponses.ndjson

  --du, --au   premier et dernier jour de la période, compris
  --methode    prorata ou encaissement (par défaut, celle du dossier)
  --report     report du décompte précédent, négatif ou nul, par exemple -123.45
  --lot        une demande {dossier, du, au, methode, report} par ligne, une réponse par ligne

Codes de sortie\u00a0: 0 fait, 2 refusé (une phrase dit pourquoi), 1 panne.
"""
OPTIONS = ("--du", "--au", "--methode", "--report")
FAIT, PANNE, REFUSE, INTERROMPU = 0, 1, 2, 130


class CommandeRefusee(Refus):
    """The command was called with words it does not know, or without those it needs."""


def main(
    arguments: Sequence[str],
    entree: BinaryIO | None = None,
    sortie: BinaryIO | None = None,
    erreurs: BinaryIO | None = None,
) -> int:
    """Run `calculer` with the words that follow it; give the exit code: 0 done, 2 refused, 1 a fault of the machine."""
    erreurs = erreurs or sys.stderr.buffer
    if sortie is None and sys.stdout is None:
        return _say(erreurs, "La sortie standard est fermée.", PANNE)
    sortie = sortie or sys.stdout.buffer
    try:
        if {"-h", "--help"} & set(arguments):
            sortie.write(AIDE.encode())
        elif "--lot" in arguments:
            _run_lot(arguments, entree, sortie)
        else:
            sortie.write(_run_dossier(arguments))
        sortie.flush()
    except Refus as refus:
        return _say(erreurs, str(refus), REFUSE)
    except BrokenPipeError:
        # The reader has seen enough; what is still buffered must not complain when Python exits.
        _drop(sortie)
        return FAIT
    except OSError:
        _drop(sortie)
        return _say(
            erreurs, "La réponse n’a pas pu être écrite jusqu’au bout\u202f; le disque est peut-être plein.", PANNE
        )
    except KeyboardInterrupt:
        return INTERROMPU
    return FAIT


def _run_lot(arguments: Sequence[str], entree: BinaryIO | None, sortie: BinaryIO) -> None:
    if list(arguments) != ["--lot"]:
        raise CommandeRefusee("L’option --lot s’emploie seule\u202f; les demandes se lisent sur l’entrée standard.")
    if entree is None and sys.stdin is None:
        raise CommandeRefusee("L’entrée standard est fermée\u202f; --lot y lit une demande par ligne.")
    for reponse in compute_lignes(entree or sys.stdin.buffer):
        sortie.write(reponse)
        # A program that talks to us line by line waits for this answer before its next question.
        sortie.flush()


def _run_dossier(arguments: Sequence[str]) -> bytes:
    chemin, options = _parse_arguments(arguments)
    du, au = _read_jour(options, "--du"), _read_jour(options, "--au")
    methode = _read_methode(options.get("--methode"))
    report = _read_report(options.get("--report"))
    resultat = compute_decompte(parse_dossier(read_fichier(chemin)), du, au, methode, report)
    return encode(dump_resultat(resultat), indent=1)


def _parse_arguments(arguments: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Split the words into the file and the options, `--du D` or `--du=D`. Python's own parser complains in English."""
    fichiers: list[str] = []
    options: dict[str, str] = {}
    mots = iter(arguments)
    for mot in mots:
        if not mot.startswith("--"):
            fichiers.append(mot)
            continue
        nom, egal, valeur = mot.partition("=")
        if nom not in OPTIONS:
            connues = ", ".join((*OPTIONS, "--lot"))
            raise CommandeRefusee(f"L’option {describe(nom)} est inconnue (options{INSECABLE}: {connues}).")
        if nom in options:
            raise CommandeRefusee(f"L’option {nom} est donnée deux fois.")
        suivant = valeur if egal else next(mots, None)
        if suivant is None:
            raise CommandeRefusee(f"L’option {nom} attend une valeur.")
        options[nom] = suivant
    if len(fichiers) != 1:
        raise CommandeRefusee(f"Il faut donner un fichier de dossier et un seul (reçu{INSECABLE}: {len(fichiers)}).")
    return fichiers[0], options


def _read_jour(options: dict[str, str], nom: str) -> date:
    if nom not in options:
        raise CommandeRefusee(f"Il manque l’option {nom}, {JOUR_ATTENDU}.")
    try:
        return parse_jour(options[nom])
    except ValueError:
        raise _refuse_option(nom, JOUR_ATTENDU, options[nom]) from None


def _read_methode(mot: str | None) -> Methode | None:
    try:
        return None if mot is None else Methode(mot)
    except ValueError:
        raise _refuse_option("--methode", "l’un des mots " + ", ".join(Methode), mot) from None


def _read_report(texte: str | None) -> int | None:
    try:
        return None if texte is None else parse_montant(texte)
    except ValueError:
        raise _refuse_option("--report", "un montant négatif ou nul, comme -123.45", texte) from None


def _refuse_option(nom: str, attendu: str, valeur: str | None) -> CommandeRefusee:
    return CommandeRefusee(f"L’option {nom} doit être {attendu} (reçu{INSECABLE}: {describe(valeur)}).")


def read_fichier(chemin: str) -> bytes:
    """The bytes of a file. Raises CommandeRefusee when it is missing, a folder, or closed to us."""
    try:
        with open(chemin, "rb") as fichier:
            return fichier.read()
    except FileNotFoundError:
        raise CommandeRefusee(f"Le fichier {describe(chemin)} n’existe pas.") from None
    except IsADirectoryError:
        raise CommandeRefusee(f"Un fichier est attendu, et {describe(chemin)} est un dossier du disque.") from None
    except (OSError, ValueError):
        raise CommandeRefusee(f"Le fichier {describe(chemin)} ne peut pas être lu.") from None


def _say(erreurs: BinaryIO, phrase: str, code: int) -> int:
    with suppress(OSError):
        erreurs.write(phrase.encode(errors="backslashreplace") + b"\n")
        erreurs.flush()
    return code


def _drop(sortie: BinaryIO) -> None:
    with suppress(OSError, ValueError):
        neant = os.open(os.devnull, os.O_WRONLY)
        os.dup2(neant, sortie.fileno())
        os.close(neant)
