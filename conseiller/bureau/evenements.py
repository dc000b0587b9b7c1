"""The agreement's events in order: what the time line says, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from communes.models import Convention
from communes.presentation.heures import write_quarts
from conseiller.bureau.argent import ArgentVu
from conseiller.bureau.avenants import begin, describe_avenant, describe_mouvements, name_tranche
from conseiller.bureau.heures import NOMS_LUS, HeuresVues
from conseiller.montants import format_euros
from subventions.presentation.mots import join_mots, name_periode, write_jour
from subventions.presentation.versements import VersementVu


@dataclass(frozen=True, slots=True)
class Evenement:
    """One event; `genre` is "fait", "avenant", "venir", "retard", "projet" or "aujourdhui"."""

    jour: date
    titre: str
    texte: str
    genre: str


def list_evenements(convention: Convention, vues: HeuresVues, argent: ArgentVu | None, *, now: date) -> list[Evenement]:
    """Start, instalments, amendments, statements, today and end, by date."""
    evenements = [
        _mark(convention.debut, "Début de la convention", _describe_debut(vues), now),
        _mark(convention.fin, "Fin de la convention", "", now),
        *_list_avenants(vues),
    ]
    if argent is not None:
        evenements += [*_list_versements(argent), *_list_decomptes(argent)]
    if convention.debut <= now <= convention.fin:
        evenements.append(Evenement(now, "Aujourd’hui", "", "aujourdhui"))
    return sorted(evenements, key=lambda evenement: evenement.jour)


def _mark(jour: date, titre: str, texte: str, now: date) -> Evenement:
    return Evenement(jour, titre, texte, "fait" if jour <= now else "venir")


def _describe_debut(vues: HeuresVues) -> str:
    if not vues.tranches:
        return "Les heures de chaque commune restent à saisir."
    tranche = vues.tranches[0]
    if len(vues.parties) > NOMS_LUS:
        return f"{write_quarts(tranche.total)} par an, pour {len(vues.parties)} parties."
    morceaux = [f"{partie.organisme.nom}\u00a0{write_quarts(tranche.quarts[partie.pk])}" for partie in vues.parties]
    return f"{join_mots(morceaux)} par an."


def _list_avenants(vues: HeuresVues) -> Iterator[Evenement]:
    for avant, tranche in pairwise(vues.tranches):
        nom = name_tranche(tranche)
        if nom:
            yield Evenement(tranche.debut, nom, f"{begin(describe_mouvements(vues, avant, tranche))}.", "avenant")
    for avenant in vues.avenants:
        titre, changements = f"Avenant n°\u00a0{avenant.numero}", begin(describe_avenant(vues, avenant))
        if avenant.brouillon:
            texte = f"{changements}. Il ne compte pas encore."
            yield Evenement(avenant.effet_le, f"{titre}, en projet", texte, "projet")
        else:
            signature = f" Signé le {write_jour(avenant.signe_le)}." if avenant.signe_le else ""
            yield Evenement(avenant.effet_le, titre, f"{changements}.{signature}", "avenant")


def name_versement(versement: VersementVu) -> str:
    """« 20 % : 10 000,00 € », or the amount alone when the instalment is set by amount."""
    montant = versement.attendu.montant if versement.montant_recu is None else abs(versement.montant_recu)
    if versement.pourcentage is None:
        return format_euros(montant)
    return f"{versement.part}\u00a0: {format_euros(montant)}"


def describe_versement(versement: VersementVu) -> str:
    """When it came, or when it is due."""
    if versement.recu_le:
        return f"{versement.etat.libelle.lower()} le {write_jour(versement.recu_le)}"
    if not versement.est_attendu:
        return versement.etat.libelle.lower()
    if versement.attendu.dernier_jour is None:
        return "attendu après la signature"
    debut = "en retard depuis le" if versement.en_retard else "attendu le"
    return f"{debut} {write_jour(versement.attendu.dernier_jour)}"


def _list_versements(argent: ArgentVu) -> Iterator[Evenement]:
    for subvention in argent.subventions:
        for versement in subvention.versements:
            if versement.jour is None:
                continue
            genre = "fait" if versement.recu_le else ("retard" if versement.en_retard else "venir")
            texte = f"{versement.etat.libelle if versement.recu_le else describe_versement(versement).capitalize()}."
            nom = "Reversement" if versement.est_reversement else "Versement"
            yield Evenement(versement.jour, f"{nom} de {name_versement(versement)}", texte, genre)


def _list_decomptes(argent: ArgentVu) -> Iterator[Evenement]:
    for vu in argent.decomptes:
        decompte = vu.decompte
        if decompte.reste is not None:
            texte = f"{decompte.get_etat_display()}, {format_euros(decompte.reste)} à répartir."
            yield Evenement(decompte.au, f"Décompte {name_periode(decompte.du, decompte.au)}", texte, "fait")
