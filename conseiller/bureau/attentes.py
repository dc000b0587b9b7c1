"""All that waits for an agent on their home page: statements and instalments, then what the agreement itself needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from communes.models import Acte, Agent, Avenant
from communes.permissions import Action
from communes.selectors import editable_parties
from conseiller.bureau.accueils import Accueil, ConventionOuverte
from conseiller.bureau.argent import ArgentVu
from conseiller.bureau.attentes_acte import watch_acte
from conseiller.bureau.attentes_argent import read_depenses, watch_argent
from conseiller.bureau.attentes_courriels import watch_courriels
from conseiller.bureau.attentes_partie import watch_partie
from conseiller.bureau.attentes_recouvrement import read_sommes, watch_recouvrement
from conseiller.bureau.attentes_vie import read_vie, watch_vie
from conseiller.bureau.taches import Tache, list_taches
from subventions.selectors.vie import answerable_parties

URGENCES = ("alerte", "attente", "")
GERENT = (Accueil.GESTION, Accueil.ADMINISTRATION)


def list_attentes(
    ouvertes: Iterable[ConventionOuverte], argents: Sequence[ArgentVu], agent: Agent, *, now: date
) -> list[Tache]:
    """Alerts, then what comes soon, then what may wait; in 9 queries whatever the number of agreements.

    4 more when a statement is transmitted, 4 at most for the sums that one follows. `argents`: the money of those
    agreements that show any.
    """
    accueils = {ouverte.convention.pk: ouverte for ouverte in ouvertes}
    miennes = set(editable_parties(agent).values_list("pk", flat=True))
    _prefetch(argents)
    depenses = read_depenses([argent.convention for argent in argents if argent.peut_demander])
    reponses = read_vie(argents, now=now)
    repondantes = set(answerable_parties(agent).values_list("pk", flat=True)) if reponses.etats else set()
    suivies = [cle for cle, ouverte in accueils.items() if Action.SUIVRE_RECOUVREMENT in ouverte.actions]
    sommes = read_sommes(suivies, agent)
    taches = list_taches(argents, now=now)
    for argent in argents:
        ouverte = accueils[argent.convention.pk]
        if ouverte.accueil in GERENT:
            taches += watch_acte(argent.convention, now=now)
        taches += watch_vie(argent, ouverte, reponses, repondantes, now=now)
        taches += watch_recouvrement(argent.convention, sommes.get(argent.convention.pk, []), now=now)
        if argent.peut_demander:
            taches += watch_argent(argent, depenses[argent.convention.pk], now=now)
        if ouverte.accueil is Accueil.PARTENAIRE:
            taches += watch_partie(argent, miennes, now=now)
    taches += watch_courriels(ouverte for ouverte in accueils.values() if ouverte.accueil in GERENT)
    return sorted(taches, key=lambda tache: URGENCES.index(tache.genre))


def _prefetch(argents: Iterable[ArgentVu]) -> None:
    """Parties, draft amendments with the decisions taken on them, posts with their contracts."""
    brouillons = Avenant.objects.filter(brouillon=True).prefetch_related(
        Prefetch("actes", Acte.objects.only("avenant", "type", "organisme", "date"))
    )
    prefetch_related_objects(
        [argent.convention for argent in argents],
        "parties__organisme",
        Prefetch("avenants", brouillons),
        "postes__contrats",
    )
