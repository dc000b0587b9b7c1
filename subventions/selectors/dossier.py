"""The agreement as the calculation reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Prefetch, QuerySet

from communes.calculs import close_spans
from communes.enums import TypeOrganisme
from communes.models import Allocation, Avenant, Convention, Partie, Tranche
from conseiller.montants import CENTIEMES_PAR_QUART
from conseiller.refus import Refus
from subventions.calculs import donnees
from subventions.calculs.coupes import Periode
from subventions.calculs.repartition import NonReparti, list_non_repartis
from subventions.enums import EtatDepense, Methode, Nature
from subventions.models import Cofinancement, Depense, Subvention

Ligne = TypeVar("Ligne", bound=Any)


def find_convention(numero: int) -> Convention:
    """The agreement of a command line; raises Refus when there is none."""
    convention = Convention.objects.filter(pk=numero).first()
    if convention is None:
        raise Refus(f"Aucune convention ne porte le numéro {numero}.")
    return convention


def read_convention(convention: Convention, *, projets: bool = False) -> donnees.Dossier:
    """One agreement as `read_conventions` reads it."""
    return read_conventions([convention], projets=projets)[convention.pk]


def read_conventions(conventions: Sequence[Convention], *, projets: bool = False) -> dict[int, donnees.Dossier]:
    """The agreements as the calculation reads them, by key: signed slices only (R18), in 7 queries whatever their size.

    With `projets`, as they would be once their draft amendments are signed, in one query more.
    """
    cles = [convention.pk for convention in conventions]
    termes = _read_termes(cles) if projets else {}
    parties = group_by_convention(Partie.objects.filter(convention__in=cles).select_related("organisme"))
    tranches = _read_tranches(cles, projets=projets)
    subventions = Subvention.objects.filter(convention__in=cles).order_by("pk").prefetch_related("versements")
    par_subvention = group_by_convention(subventions)
    aides = group_by_convention(Cofinancement.objects.filter(convention__in=cles).order_by("pk"))
    depenses = group_by_convention(Depense.objects.filter(convention__in=cles).order_by("pk"))
    dossiers = {}
    for convention in conventions:
        fin, fin_heures = _project_fins(convention, termes.get(convention.pk))
        codes = {partie.pk: partie.organisme.code for partie in parties[convention.pk]}
        dossiers[convention.pk] = donnees.Dossier(
            communes=tuple(_read_commune(partie, convention) for partie in parties[convention.pk]),
            objet=convention.objet,
            debut=convention.debut,
            fin=fin,
            tranches=_close_tranches(tranches[convention.pk], codes, fin_heures),
            subventions=tuple(read_subvention(subvention) for subvention in par_subvention[convention.pk]),
            cofinancements=tuple(
                donnees.Cofinancement(aide.libelle, aide.montant, aide.debut, aide.fin) for aide in aides[convention.pk]
            ),
            depenses=tuple(_read_depense(depense, codes) for depense in depenses[convention.pk]),
            methode=Methode(convention.methode),
        )
    return dossiers


def group_by_convention(lignes: QuerySet[Ligne]) -> Mapping[int, list[Ligne]]:
    """The rows of each agreement in their order, by its key, in the one query of `lignes`; none: an empty list."""
    groupes: dict[int, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.convention_id].append(ligne)
    return groupes


def _read_commune(partie: Partie, convention: Convention) -> donnees.Commune:
    return donnees.Commune(
        insee=partie.organisme.code,
        nom=partie.organisme.nom,
        siret=partie.organisme.siret,
        employeuse=partie.organisme_id == convention.employeuse_id,
        type=TypeOrganisme(partie.organisme.type),
    )


def _read_termes(conventions: Sequence[int]) -> dict[int, date]:
    """The last term that a draft amendment gives, by the key of its agreement."""
    termes = Avenant.objects.filter(convention__in=conventions, brouillon=True, nouveau_terme__isnull=False)
    return {a.convention_id: a.nouveau_terme for a in termes.order_by("numero") if a.nouveau_terme}


def _project_fins(convention: Convention, terme: date | None) -> tuple[date, date | None]:
    """Term and last day of hours: a new term takes the hours that stop along."""
    if terme is None:
        return convention.fin, convention.fin_heures
    return terme, convention.fin_heures and max(convention.fin_heures, terme)


def _read_tranches(conventions: Sequence[int], *, projets: bool) -> Mapping[int, list[Tranche]]:
    comptees = Tranche.objects.filter(convention__in=conventions)
    return group_by_convention(
        (comptees if projets else comptees.signees())
        .select_related("avenant")
        .prefetch_related(Prefetch("allocations", Allocation.objects.order_by("partie__ordre")))
        .order_by("debut")
    )


def _close_tranches(
    tranches: Sequence[Tranche], codes: dict[int, str], fin_heures: date | None
) -> tuple[donnees.Tranche, ...]:
    spans = close_spans([tranche.debut for tranche in tranches], fin_heures)
    return tuple(
        donnees.Tranche(
            debut=debut,
            fin=fin,
            avenant=tranche.avenant.numero if tranche.avenant else None,
            heures={
                codes[allocation.partie_id]: allocation.quarts * CENTIEMES_PAR_QUART
                for allocation in tranche.allocations.all()
            },
        )
        for tranche, (debut, fin) in zip(tranches, spans, strict=True)
    )


def read_subvention(subvention: Subvention) -> donnees.Subvention:
    """A grant and its instalments as the calculation reads them; no query when `versements` is prefetched."""
    return donnees.Subvention(
        libelle=subvention.libelle,
        montant=subvention.montant,
        signee_le=subvention.signee_le,
        debut=subvention.debut,
        fin=subvention.fin,
        versements=tuple(
            donnees.Versement(v.rang, v.pourcentage, v.montant_prevu, v.mois, v.prevu_le, v.recu_le, v.montant_recu)
            for v in subvention.versements.all()
        ),
    )


def read_non_repartis(convention: Convention, periodes: Iterable[Periode]) -> tuple[NonReparti, ...]:
    """The agreement's expenses that the periods do not take whole (R17); 2 queries."""
    parties = convention.parties.select_related("organisme")
    codes = {partie.pk: partie.organisme.code for partie in parties}
    depenses = convention.depenses.order_by("pk")
    return list_non_repartis([_read_depense(depense, codes) for depense in depenses], periodes)


def _read_depense(depense: Depense, codes: dict[int, str]) -> donnees.Depense:
    return donnees.Depense(
        libelle=depense.libelle,
        nature=Nature(depense.nature),
        montant=depense.montant,
        debut=depense.debut,
        fin=depense.fin,
        affectation=codes[depense.affectation_id] if depense.affectation_id else None,
        etat=EtatDepense(depense.etat),
        reference=depense.references,
        exercice=depense.exercice,
        eligible=depense.eligible,
    )
