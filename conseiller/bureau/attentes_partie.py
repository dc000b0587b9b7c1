"""What waits for the officer of a partner: a statement to read, a card to complete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from communes.models import Partie
from communes.presentation.lieux import write_de
from conseiller.bureau.argent import ArgentVu
from conseiller.bureau.taches import Tache
from conseiller.montants import format_euros
from subventions.enums import EtatDecompte
from subventions.presentation.mots import join_mots, name_periode, write_jour
from subventions.selectors import EtatAvancement

# How long a statement stays new.
NOUVEAU = timedelta(days=60)


def watch_partie(argent: ArgentVu, miennes: set[int], *, now: date) -> Iterator[Tache]:
    """`miennes`: keys of the parties that the agent edits; parties prefetched with their bodies."""
    convention = argent.convention
    yield from _watch_nouveau(argent, now)
    for partie in convention.parties.all():
        manque = list_manques(partie)
        if partie.pk in miennes and manque:
            yield Tache(
                convention,
                genre="",
                icone="id-card",
                titre=f"Complétez la fiche {write_de(partie.organisme.nom)}",
                texte=f"Il manque {join_mots(manque)}\u00a0: le décompte les imprime pour votre comptable.",
                adresse=reverse("partie_modifier", args=[convention.pk, partie.pk]),
                action="Compléter la fiche",
            )


def list_manques(partie: Partie) -> list[str]:
    """What the accountant needs of every body; a service code or a commitment number are not everybody's."""
    return [nom for nom, valeur in (("le SIRET", partie.organisme.siret), ("le compte", partie.compte)) if not valeur]


def _watch_nouveau(argent: ArgentVu, now: date) -> Iterator[Tache]:
    for vu in argent.decomptes:
        decompte = vu.decompte
        if vu.avancement is not EtatAvancement.PRET or vu.ma_part is None or decompte.calcule_le is None:
            continue
        if decompte.etat in {EtatDecompte.TRANSMIS, EtatDecompte.REMPLACE}:
            # The first waits for more than a reader, the second for nobody.
            continue
        jour, arrete = timezone.localdate(decompte.calcule_le), decompte.etat == EtatDecompte.ARRETE
        if now - jour <= NOUVEAU:
            depuis = "Calculé" if arrete else "Prêt depuis"
            yield Tache(
                argent.convention,
                genre="attente",
                icone="file-text",
                titre=f"Le décompte {name_periode(decompte.du, decompte.au)} est {'arrêté' if arrete else 'à lire'}",
                texte=f"{depuis} le {write_jour(jour)}. Votre part\u00a0: {format_euros(vu.ma_part)}.",
                adresse=reverse("decompte", args=[argent.convention.pk, decompte.pk]),
                action="Lire ce décompte",
            )
