"""The agent's home: what waits for them, then the page made for what they do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from ateliers.selectors.accueils import Terrain, read_terrain
from communes.models import Convention
from communes.models.agent import may_create_convention
from communes.permissions import Action
from communes.selectors import list_agents
from conseiller.bureau.accueils import Accueil, ConventionOuverte, list_ouvertes
from conseiller.bureau.argent import ArgentVu, read_argent
from conseiller.bureau.attentes import list_attentes
from conseiller.bureau.attentes_ateliers import watch_ateliers
from conseiller.bureau.partenaire import read_partie
from conseiller.bureau.previsions import read_annee
from conseiller.bureau.synthese import read_synthese
from conseiller.bureau.taches import Tache


def read_accueil(agent: Any, *, now: datetime) -> dict[str, Any]:
    """What the home shows: the whole page of one agreement, or a list when there are several."""
    ouvertes = list_ouvertes(agent)
    contexte = {
        "ouvertes": ouvertes,
        "peut_creer": may_create_convention(agent),
        # With one agreement, its own page asks for its statements.
        "campagnes": sum(Action.DEMANDER_DECOMPTE in ouverte.actions for ouverte in ouvertes) > 1,
        "recouvrements": any(Action.VOIR_SES_DOCUMENTS in ouverte.actions for ouverte in ouvertes),
        "terrain": _read_terrain(ouvertes, agent, now),
    }
    return contexte | _read_pages(ouvertes, agent, now)


def _read_terrain(ouvertes: Sequence[ConventionOuverte], agent: Any, now: datetime) -> Terrain | None:
    """The sessions of whoever receives people and does not manage money."""
    actions = [ouverte.actions for ouverte in ouvertes if ouverte.accueil is Accueil.SERVICE]
    if not any(Action.ACCUEILLIR in permises for permises in actions):
        return None
    return read_terrain(agent, conseiller=any(Action.PLANIFIER in permises for permises in actions), now=now)


def _read_pages(ouvertes: Sequence[ConventionOuverte], agent: Any, now: datetime) -> dict[str, Any]:
    jour = timezone.localdate(now)
    seule = ouvertes[0] if len(ouvertes) == 1 else None
    if seule and seule.accueil is Accueil.ELU:
        return {"seule": seule, "synthese": read_synthese(seule.convention, agent, now=jour)}
    argents = _read_argents(ouvertes, agent, jour)
    contexte: dict[str, Any] = {
        "taches": _list_taches(ouvertes, argents, agent, now) if argents else [],
        "attend": any(o.actions & {Action.DEMANDER_DECOMPTE, Action.MODIFIER_SA_PARTIE} for o in ouvertes),
    }
    if seule is None:
        par_cle = {argent.convention.pk: argent for argent in argents}
        return contexte | {"lignes": [(ouverte, par_cle.get(ouverte.convention.pk)) for ouverte in ouvertes]}
    return contexte | {"seule": seule} | _read_seule(seule, argents, agent, jour)


def _list_taches(
    ouvertes: Sequence[ConventionOuverte], argents: Sequence[ArgentVu], agent: Any, now: datetime
) -> list[Tache]:
    """People who count on a session come before money."""
    argent = list_attentes(ouvertes, argents, agent, now=timezone.localdate(now))
    return [*watch_ateliers(ouvertes, agent, now=now), *argent]


def _read_argents(ouvertes: Sequence[ConventionOuverte], agent: Any, now: date) -> list[ArgentVu]:
    if not any(Action.VOIR_FINANCES in ouverte.actions for ouverte in ouvertes):
        return []
    return read_argent(Convention.objects.visible_to(agent), agent, now=now)


def _read_seule(seule: ConventionOuverte, argents: Sequence[ArgentVu], agent: Any, now: date) -> dict[str, Any]:
    """The figures of the only agreement, as its home asks for them."""
    convention = seule.convention
    if seule.accueil is Accueil.GESTION:
        return {"gestion": argents[0], "annee": read_annee(convention, now=now)}
    if seule.accueil is Accueil.PARTENAIRE:
        return {"partie": read_partie(convention, argents[0], agent, now=now)}
    if seule.accueil is Accueil.ADMINISTRATION:
        return {"administration": list_agents(convention)}
    return {}
