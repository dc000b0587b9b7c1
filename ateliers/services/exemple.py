"""Workshops of the example: fictitious, around the day when they are loaded."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from ateliers.calculs.feries import find_ferie
from ateliers.enums import Canal
from ateliers.models import Atelier, Lieu, Plage, Seance
from ateliers.selectors.creneaux import list_offres
from communes.models import Agent, Convention

from .demande import Demande, Personne
from .occupation import occupy
from .plages import add_plages
from .rendez_vous import book_rendez_vous
from .reservations import book
from .seances import cancel_seances

DONNEES = Path(__file__).resolve().parent.parent / "exemple" / "ateliers.json"
DUREE = timedelta(hours=2)
DIMANCHE = 6


def list_noms_lieux() -> list[str]:
    """Names of the places that `load_ateliers` adds."""
    return [lieu["nom"] for lieu in json.loads(DONNEES.read_text(encoding="utf-8"))["lieux"]]


def load_ateliers(convention: Convention, conseiller: Agent, *, now: datetime) -> None:
    """Add places, workshops, sessions and bookings to the agreement of the example."""
    donnees = json.loads(DONNEES.read_text(encoding="utf-8"))
    lieux = [Lieu.objects.get(groupe=convention.groupe, ordre=1)]
    organismes = {organisme.code: organisme for organisme in convention.organismes.all()}
    for rang, champs in enumerate(donnees["lieux"], start=2):
        organisme = organismes[champs.pop("organisme")]
        lieux.append(Lieu.objects.create(groupe=convention.groupe, organisme=organisme, ordre=rang, **champs))
    pris: set[tuple[date, int]] = set()
    annulees = {atelier["titre"]: atelier.pop("annulee") for atelier in donnees["ateliers"] if "annulee" in atelier}
    seances = [
        seance
        for champs in donnees["ateliers"]
        for seance in _create_atelier(convention, conseiller, lieux, champs, pris, now=now)
    ]
    inscrits = iter(donnees["inscrits"])
    deja: set[int] = set()
    for seance in seances:
        if seance.atelier.cycle and seance.atelier_id in deja:
            continue
        deja.add(seance.atelier_id)
        for personne in donnees["personnes"][: next(inscrits)]:
            _book(seance, personne, {code: organisme.pk for code, organisme in organismes.items()}, now=now)
    for titre, motif in annulees.items():
        annulee, *_, suivante = [seance for seance in seances if seance.titre == titre]
        par = annulee.lieu.organisme
        cancel_seances([annulee.pk], par=par, motif=motif, remplacement=suivante, agent=conseiller, now=now)
    for champs in donnees["plages"]:
        _open_plages(convention, conseiller, lieux, champs, now=now)
    for personne in donnees["personnes"][-donnees["rendez_vous"] :]:
        prenom, nom, commune, telephone = personne
        demande = Demande((Personne(prenom, nom, organismes[commune].pk),), telephone=telephone, canal=Canal.TELEPHONE)
        offre = list_offres(convention.groupe, au_plus_tot=now)[0]
        book_rendez_vous(offre.plage, offre.debut, demande, now=now)


def _open_plages(
    convention: Convention, conseiller: Agent, lieux: list[Lieu], champs: dict[str, Any], *, now: datetime
) -> None:
    """The same hours every week, from the next day of that name (0: Monday)."""
    minuit = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    jour = minuit + timedelta(days=1 + (champs["jour"] - minuit.weekday() - 1) % 7)
    debut, fin = (timezone.make_aware(jour.replace(hour=champs[nom])) for nom in ("debut", "fin"))
    lieu = lieux[champs["lieu"]]
    plage = Plage(convention=convention, conseiller=conseiller, lieu=lieu, debut=debut, fin=fin, duree=champs["duree"])
    add_plages(plage, champs["semaines"], agent=None, now=now)


def _create_atelier(
    convention: Convention,
    conseiller: Agent,
    lieux: list[Lieu],
    champs: dict[str, Any],
    pris: set[tuple[date, int]],
    *,
    now: datetime,
) -> list[Any]:
    """A workshop and its dates; `pris`: days and hours of the adviser, to which those are added."""
    dates, ordinateurs = champs.pop("seances"), champs.pop("ordinateurs", None)
    atelier = Atelier.objects.create(convention=convention, **champs)
    minuit = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    seances = []
    for champ in dates:
        jour = _find_jour(minuit.date(), champ["jours"], champ["heure"], pris)
        debut = minuit.replace(year=jour.year, month=jour.month, day=jour.day, hour=champ["heure"])
        seance = Seance.objects.create(
            convention=convention,
            atelier=atelier,
            lieu=lieux[champ["lieu"]],
            conseiller=conseiller,
            debut=debut,
            fin=debut + DUREE,
            capacite=champ["places"],
            ordinateurs=ordinateurs,
            commune_chargee=lieux[champ["lieu"]].organisme,
            modifiee_le=now,
        )
        occupy(seance)
        seances.append(seance)
    return seances


def _find_jour(depart: date, jours: int, heure: int, pris: set[tuple[date, int]]) -> date:
    """The first free working day, Saturdays included, from `jours` after; what is today stays today: the desk opens."""
    jour = depart + timedelta(days=jours)
    while jours and (jour.weekday() == DIMANCHE or find_ferie(jour) or (jour, heure) in pris):
        jour += timedelta(days=1)
    pris.add((jour, heure))
    return jour


def _book(seance: Seance, personne: list[str], communes: dict[str, int], *, now: datetime) -> None:
    prenom, nom, commune, telephone, *contact = personne
    demande = Demande(
        (Personne(prenom, nom, communes[commune]),),
        contact="".join(contact),
        telephone=telephone,
        liste_attente=True,
        canal=Canal.GUICHET,
    )
    # Booked a week ago, so that those of today are there too.
    book(demande, seance, now=now - timedelta(days=7))
