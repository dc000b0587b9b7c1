"""What the public page of a group reads: three queries whatever the number of sessions, the version included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from ateliers.calculs.places import compute_affichees, count_gardees
from ateliers.calculs.thematiques import write_thematique
from ateliers.enums import EtatSeance, Niveau
from ateliers.models import Lieu, Seance
from ateliers.presentation.places import Places
from ateliers.presentation.seances import ACCES, Ligne, write_date, write_dates, write_duree, write_horaire
from communes.models import Convention, Groupe, Partie
from communes.presentation.heures import write_quarts
from communes.selectors import list_parties
from conseiller.graphiques import PartGraphique

PARIS = ZoneInfo("Europe/Paris")
# How long a cancelled session still shows, before its day.
ANNULEES = timedelta(days=14)
NIVEAUX = {"": "", **{niveau.value: niveau.libelle for niveau in Niveau}}
# Written by hand: it is all that a kept page costs. The sums weigh each counter by its session, so that one place given
# back and another taken do not look like nothing; the journal tells every other write.
VERSION = """
SELECT g.slug, g.id, g.nom, g.lieu, c.id, c.employeuse_id, c.exemple, c.debut, c.fin, l.nom, l.telephone, l.horaires,
    (SELECT MAX(j.id) FROM journal_ligne j),
    COUNT(s.id), SUM(s.id * s.prises), SUM(s.id * (s.capacite + s.chaises)), SUM(s.id * s.prises_guichet),
    SUM(s.id * s.sequence), MAX(s.modifiee_le),
    SUM((SELECT COUNT(*) FROM ateliers_inscription i WHERE i.seance_id = s.id AND i.etat = 'attente') * s.id)
FROM communes_groupe g
JOIN communes_convention c ON c.id = (
    SELECT v.id FROM communes_convention v WHERE v.groupe_id = g.id
    ORDER BY CASE WHEN v.debut <= %s THEN 0 ELSE 1 END, v.debut DESC, v.id LIMIT 1)
LEFT JOIN ateliers_lieu l ON l.id = (
    SELECT p.id FROM ateliers_lieu p WHERE p.groupe_id = g.id ORDER BY p.ordre LIMIT 1)
LEFT JOIN ateliers_seance s ON s.debut > %s AND s.atelier_id IS NOT NULL
    AND s.convention_id IN (SELECT w.id FROM communes_convention w WHERE w.groupe_id = g.id)
WHERE {groupe}
GROUP BY g.slug, g.id, g.nom, g.lieu, c.id, c.employeuse_id, c.exemple, c.debut, c.fin, l.nom, l.telephone, l.horaires
"""
# By hand too: Django takes longer to write it than the database to answer it.
SEANCES = """
SELECT s.id, s.debut, s.fin, s.etat, s.capacite, s.chaises, s.prises, s.places_guichet, s.prises_guichet,
    s.guichet_jours, s.precision, s.motif, s.atelier_id, a.titre AS titre_atelier, a.phrase, a.description,
    a.thematique AS theme, a.niveau, a.apporter, a.cycle, l.nom AS nom_lieu, l.salle, l.adresse, l.accessible, l.acces,
    o.id AS organisme, o.nom AS nom_organisme,
    (SELECT COUNT(*) FROM ateliers_inscription i WHERE i.seance_id = s.id AND i.etat = 'attente') AS attente,
    (SELECT COUNT(*) FROM ateliers_inscription d WHERE d.seance_id = s.id AND d.etat = 'doublon') AS doubles
FROM ateliers_seance s
JOIN communes_convention c ON c.id = s.convention_id
JOIN ateliers_atelier a ON a.id = s.atelier_id
JOIN ateliers_lieu l ON l.id = s.lieu_id
JOIN communes_organisme o ON o.id = l.organisme_id
WHERE c.groupe_id = %s AND s.debut > %s AND (s.etat = 'prevue' OR (s.etat = 'annulee' AND s.debut <= %s))
ORDER BY s.debut, s.id
"""
NOMME = VERSION.format(groupe="g.slug = %s")
SEUL = VERSION.format(groupe="NOT EXISTS (SELECT h.id FROM communes_groupe h WHERE h.id <> g.id)")


# Columns of facts, before those of movements.
FAITS = 12


class Version(NamedTuple):
    """What the frame shows, and numbers that move with anything that the page shows; the day is one of them."""

    jour: date
    slug: str
    groupe: int
    nom: str
    lieu: str
    convention: int
    employeuse: int
    exemple: bool
    debut: Any
    fin: Any
    guichet: str | None
    telephone: str | None
    horaires: str | None
    mouvements: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CadrePublic:
    """The frame of a page that is the same for everybody: the names are those of `conseiller.contexte.Cadre`."""

    convention: Convention
    guichet: Lieu | None
    parties: list[Partie]
    parts: list[PartGraphique]
    agent: None = None


def find_version(slug: str | None, *, now: datetime) -> Version | None:
    """The state of the public space of a group, or of the only one of the site, in one query; None without any."""
    jour = timezone.localdate(now)
    parametres = [jour, connection.ops.adapt_datetimefield_value(now), *([slug] if slug else [])]
    ligne = _fetch(NOMME if slug else SEUL, parametres)
    return Version._make((jour, *ligne[:FAITS], ligne[FAITS:])) if ligne else None


def _fetch(requete: str, parametres: list[Any]) -> Any:
    """One row. The first query of a page tells by itself whether the connection is alive: no need to ask before."""
    vivante: Any = connection
    vivante.health_check_done = True
    try:
        return _execute(requete, parametres)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _execute(requete, parametres)


def _execute(requete: str, parametres: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(requete, parametres)
        return cursor.fetchone()


def read_cadre(version: Version) -> CadrePublic:
    """The frame: one query, for the parties and their hours."""
    convention = Convention(
        pk=version.convention,
        exemple=bool(version.exemple),
        debut=_to_date(version.debut),
        fin=_to_date(version.fin),
        groupe=Groupe(pk=version.groupe, nom=version.nom, slug=version.slug, lieu=version.lieu),
    )
    heures = list_parties(convention, now=version.jour)
    convention.employeuse_id = version.employeuse
    for partie, _ in heures:
        if partie.organisme_id == version.employeuse:
            convention.employeuse = partie.organisme
    guichet = None
    if version.guichet is not None:
        guichet = Lieu(nom=version.guichet, telephone=version.telephone or "", horaires=version.horaires or "")
    return CadrePublic(
        convention,
        guichet,
        [partie for partie, _ in heures],
        [PartGraphique(p.organisme.nom, quarts, p.ordre - 1, write_quarts(quarts)) for p, quarts in heures],
    )


def _to_date(valeur: Any) -> date:
    """SQLite gives texts to whom asks by hand."""
    return date.fromisoformat(valeur) if isinstance(valeur, str) else valeur


def list_lignes(version: Version, *, now: datetime) -> list[Ligne]:
    """Sessions that have not begun, a cycle being listed once at its next date; cancelled ones of the coming days."""
    instants = [connection.ops.adapt_datetimefield_value(instant) for instant in (now, now + ANNULEES)]
    seances = list(Seance.objects.raw(SEANCES, [version.groupe, *instants]))
    page = reverse("mediatheque", args=[version.slug])
    return [
        _make_ligne(seance, ensemble, f"{page}seances/{seance.pk}/", jour=version.jour)
        for seance, ensemble in _join_cycles(seances)
    ]


def _join_cycles(seances: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Each session with its cycle, once: the cancelled dates of a cycle count only when no other is left."""
    cycles: dict[int, list[Any]] = {}
    for seance in seances:
        if seance.cycle:
            cycles.setdefault(seance.atelier_id, []).append(seance)
    lignes = []
    for seance in seances:
        ensemble = cycles.get(seance.atelier_id, [seance])
        vivantes = [autre for autre in ensemble if autre.etat != EtatSeance.ANNULEE] or ensemble
        if seance is vivantes[0] or not seance.cycle:
            lignes.append((seance, vivantes))
    return lignes


def _make_ligne(seance: Any, ensemble: list[Any], page: str, *, jour: date) -> Ligne:
    debut, fin = seance.debut.astimezone(PARIS), seance.fin.astimezone(PARIS)
    return Ligne(
        pk=seance.pk,
        page=page,
        date=debut.date(),
        jour=write_date(debut.date()),
        titre=seance.titre_atelier,
        phrase=seance.phrase,
        description=seance.description,
        theme=seance.theme,
        nom_theme=write_thematique(seance.theme),
        niveau=seance.niveau,
        nom_niveau=NIVEAUX[seance.niveau],
        horaire=write_horaire((debut.hour, debut.minute), (fin.hour, fin.minute)),
        duree=write_duree((fin - debut) // timedelta(minutes=1)),
        lieu=seance.nom_lieu,
        adresse=", ".join(filter(None, (seance.salle, seance.adresse))),
        acces=ACCES[seance.accessible],
        acces_precision=seance.acces,
        precision=seance.precision,
        apporter=seance.apporter,
        commune=str(seance.organisme),
        nom_commune=seance.nom_organisme,
        dates=write_dates([autre.debut.astimezone(PARIS).date() for autre in ensemble]) if len(ensemble) > 1 else "",
        places=min((_count_places(autre, jour=jour) for autre in ensemble), key=lambda places: places.restantes),
        annulation=(seance.motif or "Cette séance n’aura pas lieu.") if seance.etat == EtatSeance.ANNULEE else "",
    )


def _count_places(seance: Any, *, jour: date) -> Places:
    debut = seance.debut.astimezone(PARIS).date()
    gardees = count_gardees(seance.places_guichet, seance.prises_guichet, seance.guichet_jours, debut=debut, jour=jour)
    total = seance.capacite + seance.chaises
    return Places(total, compute_affichees(max(0, total - seance.prises - gardees), seance.doubles), seance.attente)
