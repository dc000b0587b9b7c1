"""What waits for an agent: the lines on top of their home page, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from conseiller.montants import format_euros
from conseiller.templatetags.francais import date_courte
from conseiller.views.argent import ArgentVu, DecompteVu, VersementVu
from subventions.presentation.mots import name_periode

BIENTOT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tache:
    """One line: what, why, and where to act. `genre` is "alerte", "attente" or empty."""

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
        yield from _watch_decompte(vu)
    if not argent.peut_demander:
        return
    adresse = reverse("convention", args=[argent.convention.pk]) + "#subvention"
    for subvention in argent.subventions:
        for versement in subvention.versements:
            yield from _watch_versement(versement, adresse, now)
    for du, au in argent.a_demander:
        yield Tache(
            genre="",
            icone="file-plus",
            titre=f"Demandez le décompte {name_periode(du, au)}",
            texte=f"La période est finie depuis le {date_courte(au)}, et aucun décompte ne la couvre.",
            adresse=reverse("decomptes", args=[argent.convention.pk]),
            action="Demander ce décompte",
        )


def _watch_decompte(vu: DecompteVu) -> Iterator[Tache]:
    decompte = vu.decompte
    nom = f"Le décompte {name_periode(decompte.du, decompte.au)}"
    adresse = reverse("decompte", args=[decompte.convention_id, decompte.pk])
    if vu.en_echec and vu.travail is not None:
        yield Tache("alerte", "circle-alert", f"{nom} n’est pas prêt", vu.travail.erreur, adresse, "Voir pourquoi")
    elif vu.en_cours:
        texte = "Le calcul ou les PDF sont en cours. Vous pouvez faire autre chose."
        yield Tache("attente", "hourglass", f"{nom} se prépare", texte, adresse, "Suivre ce décompte")


def _watch_versement(versement: VersementVu, adresse: str, now: date) -> Iterator[Tache]:
    attendu = versement.attendu
    if versement.recu_le or attendu.dernier_jour is None or attendu.dernier_jour > now + BIENTOT:
        return
    montant = format_euros(attendu.montant)
    echeance = date_courte(attendu.dernier_jour)
    if versement.en_retard:
        texte = f"Il était attendu le {echeance}. Demandez-en des nouvelles à qui vous verse la subvention."
        yield Tache("alerte", "calendar-x-2", f"Versement de {montant} en retard", texte, adresse, "Voir la subvention")
    else:
        texte = f"Il est attendu au plus tard le {echeance}."
        yield Tache("attente", "calendar-clock", f"Versement de {montant} bientôt", texte, adresse, "Voir la subvention")
