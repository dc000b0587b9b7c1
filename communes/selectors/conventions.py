"""Agreements, their parties and their agents, as pages read them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from communes.calculs import normalize_nom
from communes.models import Agent, Allocation, Commune, Convention, Groupe, Organisme, Partie, Role, Tranche
from communes.permissions import Action, functions_allowing

# The states of a closed statement, replaced since or not; the statements themselves live in a room above.
FERMES = ("arrete", "remplace")


def find_public_convention(slug: str | None = None, *, now: date) -> Convention | None:
    """The agreement in force in a group, or in the only one of the site; None when there is none, or several."""
    if slug:
        conventions = Convention.objects.filter(groupe__slug=slug)
    else:
        conventions = Convention.objects.filter(~Exists(Groupe.objects.exclude(pk=OuterRef("groupe"))))
    return conventions.select_related("groupe", "employeuse").order_by(*first_in_force(now)).first()


def first_in_force(now: date) -> tuple[Case, str, str]:
    """Order of agreements: the latest of those that have begun, then those to come."""
    return Case(When(debut__lte=now, then=0), default=1), "-debut", "pk"


def list_parties(convention: Convention, *, now: date) -> list[tuple[Partie, int]]:
    """The parties in the act's order, each with its quarter hours per year in the slice in force that day, 0 for none.

    Before the agreement or after it, its first or last day counts instead.
    """
    jour = min(max(now, convention.debut), convention.fin)
    tranche = Tranche.objects.signees().filter(convention=convention, debut__lte=jour).order_by("-debut")
    quarts = Allocation.objects.filter(partie=OuterRef("pk"), tranche=Subquery(tranche.values("pk")[:1]))
    parties = Partie.objects.filter(convention=convention).select_related("organisme")
    avec_quarts = parties.annotate(quarts_du_jour=Coalesce(Subquery(quarts.values("quarts")), 0))
    return [(partie, partie.quarts_du_jour) for partie in avec_quarts]


def editable_parties(agent: Any) -> QuerySet[Partie]:
    """Parties whose service code, commitment number and account the agent types: their own, or all of an agreement.

    An agent may hold roles for several bodies: only the one that allows it counts, for its own body.
    """
    conventions = Convention.objects.permitted(agent, Action.MODIFIER_CONVENTION)
    siennes = Convention.objects.permitted(agent, Action.MODIFIER_SA_PARTIE)
    employeur, partenaire = functions_allowing(Action.MODIFIER_SA_PARTIE)
    roles = Role.objects.filter(
        Q(convention=OuterRef("convention")) | Q(convention=None),
        Q(organisme=OuterRef("convention__employeuse"), fonction__in=employeur)
        | (~Q(organisme=OuterRef("convention__employeuse")) & Q(fonction__in=partenaire)),
        agent=agent,
        organisme=OuterRef("organisme"),
    )
    return Partie.objects.filter(Q(convention__in=conventions) | (Q(convention__in=siennes) & Exists(roles)))


def editable_organismes(agent: Any) -> QuerySet[Organisme]:
    """Bodies that the agent may rename or move: those they work for, and those of which every agreement is theirs.

    A body is shared by all its agreements: nobody rewrites it for others who do not know them.
    """
    siennes = Convention.objects.permitted(agent, Action.MODIFIER_CONVENTION)
    ailleurs = Partie.objects.filter(organisme=OuterRef("pk")).exclude(convention__in=siennes)
    du_bureau = editable_parties(agent).filter(organisme=OuterRef("pk"))
    _, fonctions = functions_allowing(Action.MODIFIER_SA_PARTIE)
    travaille = Role.objects.filter(agent=agent, organisme=OuterRef("pk"), fonction__in=fonctions)
    return Organisme.objects.filter(Exists(du_bureau)).filter(Exists(travaille) | ~Exists(ailleurs))


def list_organismes(convention: int) -> QuerySet[Organisme]:
    """The bodies of an agreement, by its id, in the act's order."""
    return Organisme.objects.filter(parties__convention=convention).order_by("parties__ordre")


def list_agents(convention: Convention) -> list[tuple[Partie, list[Role]]]:
    """The parties in the act's order, each with the roles that agents hold for it, by name; two queries."""
    roles: dict[int, list[Role]] = {}
    de_la_convention = Q(convention=convention) | Q(convention=None)
    tenus = Role.objects.filter(de_la_convention, organisme__parties__convention=convention).select_related("agent")
    for role in tenus.order_by("agent__nom", "agent__prenom", "pk"):
        roles.setdefault(role.organisme_id, []).append(role)
    parties = Partie.objects.filter(convention=convention).select_related("organisme")
    return [(partie, roles.get(partie.organisme_id, [])) for partie in parties]


def list_sorties(convention: Convention) -> list[tuple[date, str]]:
    """The last day and the name of each party that leaves or has left, in the order of their departure."""
    sortantes = convention.parties.exclude(sortie_le=None).select_related("organisme").order_by("sortie_le", "ordre")
    return [(partie.sortie_le, str(partie)) for partie in sortantes if partie.sortie_le]


def list_groupes() -> QuerySet[Groupe]:
    """Every group of communes with its agreements, their parties and its desk, in 5 queries whatever their number."""
    return Groupe.objects.prefetch_related("conventions__parties__organisme", "lieux")


def list_groupes_ouverts() -> list[Groupe]:
    """The groups that have an agreement, as `list_groupes`."""
    return list(list_groupes().filter(Exists(Convention.objects.filter(groupe=OuterRef("pk")))))


def search_communes(texte: str, limite: int = 10) -> list[Commune]:
    """Communes of the official list by INSEE code, SIREN (or the SIRET that begins with it), or name.

    A name forgives accents, case, hyphens, apostrophes and « St »; those that begin with it come first.
    """
    code = re.sub(r"\s", "", texte).upper()
    if re.fullmatch(r"[0-9][0-9AB][0-9]{3}", code):
        return list(Commune.objects.filter(insee=code))
    if re.fullmatch(r"[0-9]{9}([0-9]{5})?", code):
        return list(Commune.objects.filter(siren=code[:9])[:limite])
    nom = normalize_nom(texte)
    if not nom:
        return []
    debutent = list(Commune.objects.filter(nom_recherche__startswith=nom)[:limite])
    autres = Commune.objects.filter(nom_recherche__contains=nom).exclude(nom_recherche__startswith=nom)
    return debutent + list(autres[: limite - len(debutent)]) if len(debutent) < limite else debutent


def list_agents_employeur(convention: Convention, action: Action) -> QuerySet[Agent]:
    """Active agents of the employing body whose role there allows `action` on the agreement."""
    fonctions, _ = functions_allowing(action)
    de_la_convention = Q(convention=convention) | Q(convention=None)
    roles = Role.objects.filter(
        de_la_convention, agent=OuterRef("pk"), organisme=convention.employeuse_id, fonction__in=fonctions
    )
    return Agent.objects.filter(Exists(roles), is_active=True)


def has_arretes(convention: Convention) -> bool:
    """Whether a statement of the agreement has been closed, replaced since or not; 1 query."""
    return convention.decomptes.filter(etat__in=FERMES).exists()


def is_named_in_figures(organisme: Organisme) -> bool:
    """Whether a closed statement or a called part payment holds the code of that body for ever; 1 query."""
    fixe = Q(decomptes__etat__in=FERMES) | Q(appels_acompte__isnull=False)
    return Convention.objects.filter(fixe, parties__organisme=organisme).exists()
