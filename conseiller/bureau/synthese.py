"""The page of an elected member: what it costs, who pays, who gets the hours, what comes next, and then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from communes.models import Convention, Partie
from communes.presentation.lieux import write_de
from conseiller.bureau.argent import ArgentVu, read_argent
from conseiller.bureau.heures import HeuresVues, read_heures
from conseiller.bureau.previsions import AnneeVue, draw_parts, find_part, read_annee
from conseiller.graphiques import PartGraphique
from conseiller.montants import format_euros
from subventions.calculs.prevision import Prevision
from subventions.presentation.mots import name_periode


@dataclass(frozen=True, slots=True)
class Suite:
    """Something to come; `jour` is None when its day is not known yet."""

    jour: date | None
    titre: str
    texte: str


@dataclass(frozen=True, slots=True)
class Synthese:
    """All that the page shows; `mienne` is the party that the agent reads for, None when they read for none."""

    convention: Convention
    mienne: Partie | None
    argent: ArgentVu
    heures: HeuresVues
    annee: AnneeVue | None
    sans_subvention: Prevision | None
    suites: tuple[Suite, ...]

    @property
    def de_ma_partie(self) -> str:
        """« de Ludres », « d’Essey »; nothing when the agent reads for none."""
        return write_de(self.mienne.organisme.nom) if self.mienne else ""

    @property
    def ma_part(self) -> int | None:
        """What the agent's own party should owe for the year, in cents."""
        return self.annee.find_part(self.mienne) if self.annee and self.mienne else None

    @property
    def ma_part_sans_subvention(self) -> int | None:
        """The same without any grant."""
        return find_part(self.sans_subvention, self.mienne) if self.mienne else None

    @property
    def parts_sans_subvention(self) -> list[PartGraphique]:
        """What each party would owe without any grant."""
        return draw_parts(self.heures.parties, self.sans_subvention)


def read_synthese(convention: Convention, agent: Any, *, now: date) -> Synthese:
    """Gather the page, whose agent may read the agreement's money."""
    visibles = Convention.objects.visible_to(agent)
    argent = read_argent(visibles, agent, now=now, seulement=convention.pk)[0]
    annee = read_annee(convention, now=now)
    subventions = annee.source.dossier.subventions if annee else ()
    return Synthese(
        convention=convention,
        mienne=find_mienne(convention, agent),
        argent=argent,
        heures=read_heures(convention, now=now),
        annee=annee,
        sans_subvention=annee.compute_sans_subvention() if annee and subventions else None,
        suites=tuple(sorted(_list_suites(argent, now), key=lambda suite: suite.jour or date.max)),
    )


def find_mienne(convention: Convention, agent: Any) -> Partie | None:
    """The first party that the agent works for in that agreement."""
    roles = agent.roles.filter(Q(convention=convention) | Q(convention=None))
    return convention.parties.filter(organisme__in=roles.values("organisme")).select_related("organisme").first()


def _list_suites(argent: ArgentVu, now: date) -> Iterator[Suite]:
    convention = argent.convention
    if argent.prochain is not None:
        attendu = argent.prochain.attendu
        retard = ", en retard" if argent.prochain.en_retard else ""
        yield Suite(attendu.dernier_jour, f"Versement de l’État{retard}", format_euros(attendu.montant))
    if argent.a_demander:
        du, au = argent.a_demander[0]
        yield Suite(au, f"Décompte {name_periode(du, au)}", "À faire.")
    elif now <= convention.fin:
        au = min(date(now.year, 12, 31), convention.fin)
        yield Suite(au, "Prochain décompte", "")
    if argent.subventions:
        fin = max(vue.subvention.fin for vue in argent.subventions)
        yield Suite(fin, "Fin de la subvention" if fin >= now else "Subvention finie", "")
    yield Suite(convention.fin, "Fin de la convention" if convention.fin >= now else "Convention finie", "")
