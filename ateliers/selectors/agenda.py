"""Calendar files of sessions: what pages serve, and what e-mails carry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from ateliers.calculs.thematiques import write_thematique
from ateliers.enums import EtatSeance
from ateliers.models import Seance
from ateliers.presentation.agenda import PUBLISH, EvenementAgenda, write_agenda


def write_calendrier(
    seances: Iterable[Seance], *, methode: str = PUBLISH, nom: str = "", envoye_le: datetime | None = None
) -> str:
    """The text of a calendar file: sessions to come, or (`methode="CANCEL"`) those that somebody no longer comes to.

    Read the sessions with their workshop, place, its body, and the group of the agreement, else each of them costs
    queries. `nom`: what the calendar is called, the group's name by default. `envoye_le`: see `write_agenda`.
    """
    seances = list(seances)
    titre = nom or (f"Ateliers numériques, {seances[0].convention.groupe}" if seances else "Ateliers numériques")
    return write_agenda(
        [read_evenement(seance) for seance in seances],
        nom=titre,
        organisateur=settings.DEFAULT_FROM_EMAIL,
        methode=methode,
        envoye_le=envoye_le,
    )


def read_evenement(seance: Seance) -> EvenementAgenda:
    """A session as calendars keep it; only a workshop has a public page."""
    hote = urlsplit(settings.ADRESSE_PUBLIQUE).hostname
    page = f"{settings.ADRESSE_PUBLIQUE}{find_page(seance)}"
    annule = seance.etat == EtatSeance.ANNULEE
    lieu = seance.lieu
    adresse = [lieu.nom, lieu.salle, lieu.adresse, *([lieu.organisme.nom] if lieu.organisme.insee else [])]
    return EvenementAgenda(
        uid=f"seance-{seance.pk}@{hote}",
        sequence=seance.sequence,
        modifie_le=seance.modifiee_le,
        debut=seance.debut,
        fin=seance.fin,
        titre=f"Annulé\u00a0: {seance.titre}" if annule else seance.titre,
        lieu=", ".join(filter(None, adresse)),
        description="\n".join(_describe(seance, annule=annule)),
        adresse=page if seance.atelier else "",
        categorie=write_thematique(seance.atelier.thematique if seance.atelier else seance.thematique),
        annule=annule,
    )


def find_page(seance: Seance) -> str:
    """The address of a workshop's public page, without the site."""
    return f"{reverse('mediatheque', args=[seance.convention.groupe.slug])}seances/{seance.pk}/"


def _describe(seance: Seance, *, annule: bool) -> list[str]:
    lignes = []
    if annule:
        par = f" par {seance.annulee_par}" if seance.annulee_par else ""
        lignes.append(f"Cette séance est annulée{par}.{f' {seance.motif}' if seance.motif else ''}")
    if seance.atelier:
        apporter = f"À apporter\u00a0: {seance.atelier.apporter}" if seance.atelier.apporter else ""
        lignes += [seance.atelier.phrase, seance.precision, "Gratuit.", apporter]
    else:
        lignes += [seance.precision, "Gratuit."]
    telephone = f"Téléphone\u00a0: {seance.lieu.telephone}" if seance.lieu.telephone else ""
    return [ligne for ligne in [*lignes, seance.lieu.acces, telephone] if ligne]
