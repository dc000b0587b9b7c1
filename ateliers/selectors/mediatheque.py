"""What the public page of a group reads: three queries whatever the number of sessions, the version included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from ateliers.calculs.places import count_gardees
from ateliers.calculs.thematiques import write_thematique
from ateliers.enums import EtatInscription, EtatSeance, Niveau
from ateliers.models import Inscription, Lieu, Seance
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
COLONNES = (
    "pk", "debut", "fin", "etat", "capacite", "chaises", "prises", "places_guichet", "prises_guichet", "guichet_jours",
    "precision", "motif", "atelier_id", "atelier__titre", "atelier__phrase", "atelier__description",
    "atelier__thematique", "atelier__niveau", "atelier__apporter", "atelier__cycle", "lieu__nom", "lieu__salle",
    "lieu__adresse", "lieu__accessible", "lieu__acces", "lieu__organisme_id", "lieu__organisme__nom",
)  # fmt: skip
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
    instant = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(NOMME if slug else SEUL, [jour, instant, *([slug] if slug else [])])
        ligne = cursor.fetchone()
    return Version._make((jour, *ligne[:FAITS], ligne[FAITS:])) if ligne else None


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


def list_lignes(groupe: int, *, now: datetime) -> list[Ligne]:
    """Sessions that have not begun, a cycle being listed once at its next date; cancelled ones of the coming days."""
    attente = Inscription.objects.filter(seance=OuterRef("pk"), etat=EtatInscription.ATTENTE).order_by()
    nombre = attente.values("seance").annotate(nombre=Count("pk")).values("nombre")
    seances = (
        Seance.objects.filter(Q(etat=EtatSeance.PREVUE) | Q(etat=EtatSeance.ANNULEE, debut__lte=now + ANNULEES))
        .filter(convention__groupe=groupe, atelier__isnull=False, debut__gt=now)
        .annotate(attente=Coalesce(Subquery(nombre), 0))
        .order_by("debut", "pk")
    )
    return _join_cycles(list(seances.values_list(*COLONNES, "attente", named=True)), jour=timezone.localdate(now))


def _join_cycles(seances: list[Any], *, jour: date) -> list[Ligne]:
    """One line per session, or per cycle: the cancelled dates of a cycle show only when no other is left."""
    cycles: dict[int, list[Any]] = {}
    for seance in seances:
        if seance.atelier__cycle:
            cycles.setdefault(seance.atelier_id, []).append(seance)
    lignes = []
    for seance in seances:
        ensemble = cycles.get(seance.atelier_id, [seance])
        vivantes = [autre for autre in ensemble if autre.etat != EtatSeance.ANNULEE]
        if seance.atelier__cycle and seance is not (vivantes or ensemble)[0]:
            continue
        lignes.append(_make_ligne(seance, vivantes or ensemble, jour=jour))
    return lignes


def _make_ligne(seance: Any, ensemble: list[Any], *, jour: date) -> Ligne:
    debut, fin = seance.debut.astimezone(PARIS), seance.fin.astimezone(PARIS)
    return Ligne(
        pk=seance.pk,
        date=debut.date(),
        jour=write_date(debut.date()),
        titre=seance.atelier__titre,
        phrase=seance.atelier__phrase,
        description=seance.atelier__description,
        theme=seance.atelier__thematique,
        nom_theme=write_thematique(seance.atelier__thematique),
        niveau=seance.atelier__niveau,
        nom_niveau=NIVEAUX[seance.atelier__niveau],
        horaire=write_horaire((debut.hour, debut.minute), (fin.hour, fin.minute)),
        duree=write_duree((fin - debut) // timedelta(minutes=1)),
        lieu=seance.lieu__nom,
        adresse=", ".join(filter(None, (seance.lieu__salle, seance.lieu__adresse))),
        acces=ACCES[seance.lieu__accessible],
        acces_precision=seance.lieu__acces,
        precision=seance.precision,
        apporter=seance.atelier__apporter,
        commune=str(seance.lieu__organisme_id),
        nom_commune=seance.lieu__organisme__nom,
        dates=write_dates([autre.debut.astimezone(PARIS).date() for autre in ensemble]) if len(ensemble) > 1 else "",
        places=min((_count_places(autre, jour=jour) for autre in ensemble), key=lambda places: places.restantes),
        annulation=(seance.motif or "Cette séance n’aura pas lieu.") if seance.etat == EtatSeance.ANNULEE else "",
    )


def _count_places(seance: Any, *, jour: date) -> Places:
    debut = seance.debut.astimezone(PARIS).date()
    gardees = count_gardees(seance.places_guichet, seance.prises_guichet, seance.guichet_jours, debut=debut, jour=jour)
    total = seance.capacite + seance.chaises
    return Places(total, max(0, total - seance.prises - gardees), seance.attente)
