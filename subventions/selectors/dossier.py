"""The agreement as the calculation reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from communes.calculs import close_spans
from communes.enums import TypeOrganisme
from communes.models import Allocation, Convention, Tranche
from conseiller.montants import CENTIEMES_PAR_QUART
from conseiller.refus import Refus
from subventions.calculs import donnees
from subventions.calculs.coupes import Periode
from subventions.calculs.repartition import NonReparti, list_non_repartis
from subventions.enums import EtatDepense, Methode, Nature
from subventions.models import Depense, Subvention


def find_convention(numero: int) -> Convention:
    """The agreement of a command line; raises Refus when there is none."""
    convention = Convention.objects.filter(pk=numero).first()
    if convention is None:
        raise Refus(f"Aucune convention ne porte le numéro {numero}.")
    return convention


def read_convention(convention: Convention, *, projets: bool = False) -> donnees.Dossier:
    """The agreement as the calculation reads it: signed slices only (R18), in 7 queries whatever its size.

    With `projets`, as it would be once its draft amendments are signed, in one query more.
    """
    fin, fin_heures = _project_fins(convention) if projets else (convention.fin, convention.fin_heures)
    parties = list(convention.parties.select_related("organisme"))
    codes = {partie.pk: partie.organisme.code for partie in parties}
    return donnees.Dossier(
        communes=tuple(
            donnees.Commune(
                insee=partie.organisme.code,
                nom=partie.organisme.nom,
                siret=partie.organisme.siret,
                employeuse=partie.organisme_id == convention.employeuse_id,
                type=TypeOrganisme(partie.organisme.type),
            )
            for partie in parties
        ),
        objet=convention.objet,
        debut=convention.debut,
        fin=fin,
        tranches=_read_tranches(convention, codes, fin_heures, projets=projets),
        subventions=tuple(
            read_subvention(s) for s in convention.subventions.order_by("pk").prefetch_related("versements")
        ),
        cofinancements=tuple(
            donnees.Cofinancement(c.libelle, c.montant, c.debut, c.fin)
            for c in convention.cofinancements.order_by("pk")
        ),
        depenses=_read_depenses(convention, codes),
        methode=Methode(convention.methode),
    )


def _project_fins(convention: Convention) -> tuple[date, date | None]:
    """Term and last day of hours once the draft amendments are signed: a new term takes the hours that stop along."""
    termes = convention.avenants.filter(brouillon=True, nouveau_terme__isnull=False).order_by("numero")
    fin = termes.values_list("nouveau_terme", flat=True).last()
    if fin is None:
        return convention.fin, convention.fin_heures
    return fin, convention.fin_heures and max(convention.fin_heures, fin)


def _read_tranches(
    convention: Convention, codes: dict[int, str], fin_heures: date | None, *, projets: bool
) -> tuple[donnees.Tranche, ...]:
    comptees = Tranche.objects.filter(convention=convention)
    tranches = list(
        (comptees if projets else comptees.signees())
        .select_related("avenant")
        .prefetch_related(Prefetch("allocations", Allocation.objects.order_by("partie__ordre")))
        .order_by("debut")
    )
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
    return list_non_repartis(_read_depenses(convention, codes), periodes)


def _read_depenses(convention: Convention, codes: dict[int, str]) -> tuple[donnees.Depense, ...]:
    return tuple(_read_depense(depense, codes) for depense in convention.depenses.order_by("pk"))


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
