"""What waits for an agent: the lines on top of their home page, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from communes.models import Convention
from conseiller.bureau.argent import ArgentVu, DecompteVu
from conseiller.montants import format_euros
from subventions.presentation.mots import name_periode, write_jour
from subventions.presentation.versements import VersementVu
from subventions.selectors import EtatAvancement

BIENTOT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tache:
    """One line: what, why, and where to act, for which agreement. `genre` is "alerte", "attente" or empty."""

    convention: Convention
    genre: str
    icone: str
    titre: str
    texte: str
    adresse: str
    action: str


def list_taches(argents: Iterable[ArgentVu], *, now: date) -> list[Tache]:
    """Failures, then late money, then what runs or comes soon, then periods without a statement."""
    taches = [tache for argent in argents for tache in _list_taches(argent, now)]
    return sorted(taches, key=lambda tache: ("alerte", "attente", "").index(tache.genre))


def _list_taches(argent: ArgentVu, now: date) -> Iterator[Tache]:
    for vu in argent.decomptes:
        yield from _watch_decompte(argent.convention, vu)
    if not argent.peut_demander:
        return
    for subvention in argent.subventions:
        for versement in subvention.versements:
            yield from _watch_versement(argent.convention, versement, now)
    for du, au in argent.a_demander:
        yield Tache(
            argent.convention,
            genre="",
            icone="file-plus",
            titre=f"Demandez le décompte {name_periode(du, au)}",
            texte=f"La période est finie depuis le {write_jour(au)}, et aucun décompte ne la couvre.",
            adresse=reverse("decomptes", args=[argent.convention.pk]),
            action="Demander ce décompte",
        )


def _watch_decompte(convention: Convention, vu: DecompteVu) -> Iterator[Tache]:
    decompte = vu.decompte
    nom = f"Le décompte {name_periode(decompte.du, decompte.au)}"
    adresse = reverse("decompte", args=[convention.pk, decompte.pk])
    if vu.avancement is EtatAvancement.ECHEC:
        yield Tache(
            convention,
            genre="alerte",
            icone="circle-alert",
            titre=f"{nom} n’a pas pu être préparé",
            texte="La page du décompte dit pourquoi, et ce qu’il faut changer.",
            adresse=adresse,
            action="Voir pourquoi",
        )
    elif vu.avancement is not EtatAvancement.PRET:
        yield Tache(
            convention,
            genre="attente",
            icone="hourglass",
            titre=f"{nom} se prépare",
            texte="Le calcul ou les PDF sont en cours. Vous pouvez faire autre chose.",
            adresse=adresse,
            action="Suivre ce décompte",
        )


def _watch_versement(convention: Convention, versement: VersementVu, now: date) -> Iterator[Tache]:
    attendu = versement.attendu
    if not versement.est_attendu or attendu.dernier_jour is None or attendu.dernier_jour > now + BIENTOT:
        return
    montant, echeance = format_euros(attendu.montant), write_jour(attendu.dernier_jour)
    retard = versement.en_retard
    yield Tache(
        convention,
        genre="alerte" if retard else "attente",
        icone="calendar-x-2" if retard else "calendar-clock",
        titre=f"Versement de {montant} {'en retard' if retard else 'bientôt'}",
        texte=(
            f"Il était attendu le {echeance}. Demandez-en des nouvelles à qui vous verse la subvention."
            if retard
            else f"Il est attendu au plus tard le {echeance}."
        ),
        adresse=reverse("subvention", args=[convention.pk]),
        action="Voir la subvention",
    )
