"""The public page of a group, kept whole: the same for everybody, whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from ateliers.calculs.filtres import SEMAINE, SUIVANTE, Filtres, read_filtres, select
from ateliers.presentation.seances import Ligne, group_by_mois, name_mois
from ateliers.selectors.mediatheque import NIVEAUX, Version, list_lignes, read_cadre
from conseiller.gardees import keep

Libelles = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Reponse:
    """A page, ready to send, and the tag that tells browsers whether theirs is still good."""

    corps: bytes
    etag: str


def read_lignes(version: Version) -> list[Ligne]:
    """The sessions of that version."""
    return keep(f"lignes:{version.slug}", version, lambda: list_lignes(version, now=timezone.now()))


def render_mediatheque(version: Version, donnees: Mapping[str, str], messages: Iterable[Any] = ()) -> Reponse:
    """The page that the filters of an address ask for, with the messages that wait for this reader.

    Neither they nor what anybody may type are kept: the latter would push out what is.
    """
    if messages:
        filtres = read_filtres(donnees, _list_connus(read_lignes(version)))
        return _render(version, filtres, messages)
    if not donnees:
        return keep(f"mediatheque:{version.slug}", version, lambda: _render(version, Filtres()))
    filtres = read_filtres(donnees, _list_connus(read_lignes(version)))
    if filtres.q:
        return _render(version, filtres)
    return keep(f"mediatheque:{version.slug}{filtres.adresse}", version, lambda: _render(version, filtres))


def _render(version: Version, filtres: Filtres, messages: Iterable[Any] = ()) -> Reponse:
    lignes = read_lignes(version)
    page = reverse("mediatheque", args=[version.slug])
    libelles = _list_libelles(lignes)
    retenues = select(lignes, filtres, jour=version.jour)
    contexte = {
        "cadre": read_cadre(version),
        "nom_page": "mediatheque",
        "messages": messages,
        "adresse_page": page,
        "canonique": f"{settings.ADRESSE_PUBLIQUE}{page}",
        "mois": group_by_mois(retenues),
        "nombre": sum(not ligne.annulation for ligne in retenues),
        "total": sum(not ligne.annulation for ligne in lignes),
        "filtres": filtres,
        "choix": _list_choix(libelles, filtres),
        "actifs": _list_actifs(libelles, filtres, page),
    }
    corps = render_to_string("ateliers/mediatheque.html", contexte).encode()
    return Reponse(corps, f'"{sha256(corps).hexdigest()[:32]}"')


def _list_libelles(lignes: Iterable[Ligne]) -> Libelles:
    """For each filter, the values that the sessions have, with their words."""
    lignes = list(lignes)
    mois = {ligne.jour.mois: " ".join(map(str, name_mois(ligne.jour.mois))) for ligne in lignes}
    communes = {ligne.commune: ligne.nom_commune for ligne in lignes}
    themes = {ligne.theme: ligne.nom_theme for ligne in lignes if ligne.theme}
    presents = {ligne.niveau for ligne in lignes}
    return {
        "commune": dict(sorted(communes.items(), key=lambda paire: paire[1])),
        "quand": {SEMAINE: "Cette semaine", SUIVANTE: "La semaine prochaine", **mois},
        "theme": dict(sorted(themes.items(), key=lambda paire: paire[1])),
        "niveau": {valeur: libelle for valeur, libelle in NIVEAUX.items() if valeur and valeur in presents},
    }


def _list_connus(lignes: Iterable[Ligne]) -> dict[str, Iterable[str]]:
    return {nom: valeurs.keys() for nom, valeurs in _list_libelles(lignes).items()}


def _list_choix(libelles: Libelles, filtres: Filtres) -> dict[str, list[tuple[str, str, bool]]]:
    """What each list of the form offers: value, words, whether it is chosen; nothing when there is no choice."""
    return {
        nom: [(valeur, mots, valeur == getattr(filtres, nom)) for valeur, mots in valeurs.items()]
        if len(valeurs) > 1 or getattr(filtres, nom)
        else []
        for nom, valeurs in libelles.items()
    }


def _list_actifs(libelles: Libelles, filtres: Filtres, page: str) -> list[dict[str, Any]]:
    """The filters in use, each with the address of the page without it."""
    mots = {nom: libelles[nom].get(getattr(filtres, nom), "") for nom in libelles}
    mots["q"] = f"«\u00a0{filtres.q}\u00a0»" if filtres.q else ""
    mots["libres"] = "Sans les complets" if filtres.libres else ""
    return [{"mots": texte, "adresse": f"{page}{filtres.without(nom).adresse}"} for nom, texte in mots.items() if texte]
