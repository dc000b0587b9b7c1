"""The official list of communes, loaded from the files that INSEE and the State publish."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from communes.calculs import normalize_nom
from communes.models import Commune
from conseiller.journal.services import record
from conseiller.refus import Refus

SOURCE_INSEE = "INSEE, code officiel géographique"
SOURCE_DECOUPAGE = "Découpage administratif"
CHAMPS_INSEE = ["nom", "nom_recherche", "departement", "source", "millesime"]
CHAMPS_DECOUPAGE = [*CHAMPS_INSEE, "siren", "codes_postaux", "population"]
COLONNES = {"TYPECOM", "COM", "DEP", "LIBELLE"}
PAR_LOT = 1000


class ListeRefusee(Refus):
    """A file that is not one of the published lists of communes."""


def load_communes(contenu: bytes, *, millesime: str, now: datetime) -> int:
    """Write the communes of a published file, known by its content, and return how many; those known are updated.

    INSEE's list leaves SIREN, postal codes and population as they are. Raises ListeRefusee and writes nothing.
    """
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refuse("son texte n’est pas en UTF-8") from None
    if texte.lstrip()[:1] in ("[", "{"):
        lues, champs = _read_json(texte), CHAMPS_DECOUPAGE
    else:
        lues, champs = _read_csv(texte), CHAMPS_INSEE
    communes = {commune.insee: commune for commune in lues}
    if not communes:
        raise _refuse("aucune commune actuelle ne s’y trouve")
    for commune in communes.values():
        commune.millesime = millesime
    _write(communes.values(), champs, now)
    return len(communes)


@transaction.atomic
def _write(communes: Iterable[Commune], champs: list[str], now: datetime) -> None:
    ecrites = Commune.objects.bulk_create(
        communes, PAR_LOT, update_conflicts=True, update_fields=champs, unique_fields=["insee"]
    )
    premiere = ecrites[0]
    record(
        "charger les communes",
        premiere,
        agent=None,
        now=now,
        nombre=len(ecrites),
        source=premiere.source,
        millesime=premiere.millesime,
    )


def _read_csv(texte: str) -> Iterator[Commune]:
    lignes = csv.DictReader(io.StringIO(texte))
    try:
        if not COLONNES.issubset(lignes.fieldnames or ()):
            raise _refuse("ses colonnes ne sont pas celles de l’INSEE (TYPECOM, COM, DEP, LIBELLE)")
        for ligne in lignes:
            if ligne["TYPECOM"] == "COM":
                lieu = f"ligne {lignes.line_num}"
                yield _make_commune(lieu, ligne["COM"], ligne["LIBELLE"], ligne["DEP"], source=SOURCE_INSEE)
    except csv.Error:
        raise _refuse(f"la ligne {lignes.line_num} ne se lit pas") from None


def _read_json(texte: str) -> Iterator[Commune]:
    try:
        objets = json.loads(texte)
    except (ValueError, RecursionError):
        raise _refuse("ce JSON ne se lit pas jusqu’au bout") from None
    if not isinstance(objets, list) or not all(isinstance(objet, dict) for objet in objets):
        raise _refuse("une liste de communes y est attendue")
    for rang, objet in enumerate(objets, start=1):
        if objet.get("type") == "commune-actuelle":
            departement = objet.get("departement") or objet.get("collectivite")
            commune = _make_commune(
                f"commune {rang}", objet.get("code"), objet.get("nom"), departement, source=SOURCE_DECOUPAGE
            )
            commune.siren = _expect(f"commune {rang}, siren", objet.get("siren") or "", r"([0-9]{9})?")
            commune.codes_postaux = _join_codes(f"commune {rang}, codesPostaux", objet.get("codesPostaux") or [])
            commune.population = _expect_population(f"commune {rang}, population", objet.get("population"))
            yield commune


def _make_commune(lieu: str, code: Any, nom: Any, departement: Any, *, source: str) -> Commune:
    nom = _expect(f"{lieu}, nom", nom, r"\S[^\x00-\x1f]{0,199}")
    return Commune(
        insee=_expect(f"{lieu}, code", code, r"[0-9][0-9AB][0-9]{3}"),
        nom=nom,
        nom_recherche=normalize_nom(nom)[:200],
        departement=_expect(f"{lieu}, département", departement or "", r"([0-9][0-9AB][0-9]?)?"),
        source=source,
    )


def _join_codes(lieu: str, codes: Any) -> str:
    if not isinstance(codes, list):
        raise _refuse(f"{lieu}\u00a0: une liste est attendue")
    return " ".join(_expect(lieu, code, "[0-9]{5}") for code in codes)


def _expect(lieu: str, valeur: Any, motif: str) -> str:
    if not isinstance(valeur, str) or not re.fullmatch(motif, valeur):
        raise _refuse(f"{lieu}\u00a0: «\u00a0{valeur}\u00a0» est inattendu")
    return valeur


def _expect_population(lieu: str, valeur: Any) -> int | None:
    if valeur is None:
        return None
    if not isinstance(valeur, int) or isinstance(valeur, bool) or not 0 <= valeur < 10**8:
        raise _refuse(f"{lieu}\u00a0: «\u00a0{valeur}\u00a0» est inattendu")
    return valeur


def _refuse(pourquoi: str) -> ListeRefusee:
    return ListeRefusee(
        f"Ce fichier n’est pas une liste de communes\u00a0: {pourquoi}. Donnez le fichier des communes du code officiel"
        " géographique (CSV de l’INSEE), ou celui du découpage administratif (communes.json). Rien n’a changé."
    )
