"""An agreement as a file: put a dossier into the database, or take it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from communes.models import Allocation, Avenant, Convention, Organisme, Partie, Tranche
from communes.services.conventions import find_or_create_groupe
from conseiller.journal.services import record
from conseiller.montants import CENTIEMES_PAR_QUART
from conseiller.refus import Refus
from subventions.calculs import donnees
from subventions.enums import EtatDecompte
from subventions.models import Cofinancement, Decompte, Depense, Subvention, Versement


class ImportRefuse(Refus):
    """A dossier that cannot enter the database."""


@transaction.atomic
def import_dossier(dossier: donnees.Dossier, *, agent: Any, now: datetime, remplacer: bool = False) -> Convention:
    """Create the agreement of a dossier, or replace it when `remplacer` and nothing of it is closed.

    An agreement is the same when employing body, object and first day are. Raises ImportRefuse with a French sentence.
    """
    if dossier.decomptes:
        raise ImportRefuse(
            "decomptes\u00a0: les décomptes arrêtés ailleurs ne s’importent pas. Retirez-les du dossier."
        )
    organismes = {commune.insee: _find_or_create_organisme(commune) for commune in dossier.communes}
    employeuse = next(organismes[commune.insee] for commune in dossier.communes if commune.employeuse)
    fin_heures = dossier.tranches[-1].fin if dossier.tranches else None
    champs = {"fin": dossier.fin, "fin_heures": fin_heures, "methode": dossier.methode.value}
    convention = Convention.objects.filter(employeuse=employeuse, objet=dossier.objet, debut=dossier.debut).first()
    if convention is None:
        convention = Convention.objects.create(
            groupe=find_or_create_groupe(
                employeuse, f"{employeuse.nom} et communes voisines" if len(organismes) > 1 else employeuse.nom
            ),
            employeuse=employeuse,
            objet=dossier.objet,
            debut=dossier.debut,
            **champs,
        )
    else:
        _empty(convention, remplacer)
        Convention.objects.filter(pk=convention.pk).update(**champs)
        convention.refresh_from_db()
    parties = {
        code: Partie.objects.create(convention=convention, organisme=organisme, ordre=ordre)
        for ordre, (code, organisme) in enumerate(organismes.items(), start=1)
    }
    _create_tranches(convention, parties, dossier.tranches)
    _create_money(convention, parties, dossier)
    record("importer le dossier", convention, agent=agent, now=now, convention=convention.pk)
    return convention


def _find_or_create_organisme(commune: donnees.Commune) -> Organisme:
    insee = commune.insee if len(commune.insee) == 5 else None
    if insee is None and commune.siret[:9] != commune.insee:
        raise ImportRefuse(
            f"communes\u00a0: le SIREN {commune.insee} et le SIRET {commune.siret} ne vont pas ensemble."
        )
    connu = Organisme.objects.filter(siret=commune.siret).first()
    if connu is None:
        homonyme = Organisme.objects.filter(insee=insee).first() if insee else None
        if homonyme is not None:
            raise ImportRefuse(
                f"communes\u00a0: le code INSEE {insee} est déjà celui de {homonyme}, SIRET {homonyme.siret}. "
                f"Corrigez le SIRET {commune.siret}, ou celui de l’organisme."
            )
        return Organisme.objects.create(type=commune.type.value, nom=commune.nom, siret=commune.siret, insee=insee)
    if connu.insee != insee:
        raise ImportRefuse(
            f"communes\u00a0: le SIRET {commune.siret} est déjà celui de {connu}, code INSEE {connu.insee or 'aucun'}. "
            f"Corrigez le code {commune.insee}, ou celui de l’organisme."
        )
    return connu


def _empty(convention: Convention, remplacer: bool) -> None:
    if not remplacer:
        raise ImportRefuse(
            f"La convention existe déjà sous le numéro {convention.pk}. "
            "Ajoutez --remplacer pour la remplacer, ses brouillons compris."
        )
    if Decompte.objects.filter(convention=convention).exclude(etat=EtatDecompte.BROUILLON).exists():
        raise ImportRefuse("Un décompte de cette convention est transmis ou arrêté\u00a0: elle ne se remplace plus.")
    if convention.appels_acompte.exists():
        raise ImportRefuse("Des acomptes de cette convention sont appelés\u00a0: elle ne se remplace plus.")
    delete_contents(convention)


def delete_contents(convention: Convention) -> None:
    """Delete what an agreement holds, statements first; the agreement itself, its acts and roles stay."""
    for lignes in (
        Decompte.objects.filter(convention=convention),
        convention.appels_acompte,
        convention.ajustements,
        convention.depenses,
        convention.cofinancements,
        convention.subventions,
        convention.tranches,
        convention.avenants,
        convention.parties,
    ):
        lignes.all().delete()


def _create_tranches(convention: Convention, parties: dict[str, Partie], tranches: tuple[donnees.Tranche, ...]) -> None:
    avenants: dict[int, Avenant] = {}
    for donnee in tranches:
        if donnee.avenant is not None and donnee.avenant not in avenants:
            avenants[donnee.avenant] = Avenant.objects.create(
                convention=convention, numero=donnee.avenant, effet_le=donnee.debut, brouillon=False
            )
        avenant = avenants[donnee.avenant] if donnee.avenant is not None else None
        tranche = Tranche.objects.create(convention=convention, debut=donnee.debut, avenant=avenant)
        Allocation.objects.bulk_create(
            Allocation(tranche=tranche, partie=parties[code], quarts=_count_quarts(code, heures))
            for code, heures in donnee.heures.items()
        )


def _count_quarts(code: str, centiemes: int) -> int:
    quarts, reste = divmod(centiemes, CENTIEMES_PAR_QUART)
    if reste:
        raise ImportRefuse(
            f"tranches.heures.{code}\u00a0: les heures d’une convention se comptent au quart d’heure,"
            " par exemple 233.25."
        )
    return quarts


def _create_money(convention: Convention, parties: dict[str, Partie], dossier: donnees.Dossier) -> None:
    for donnee in dossier.subventions:
        _create_subvention(convention, donnee)
    Cofinancement.objects.bulk_create(
        Cofinancement(convention=convention, libelle=c.libelle, montant=c.montant, debut=c.debut, fin=c.fin)
        for c in dossier.cofinancements
    )
    Depense.objects.bulk_create(
        Depense(
            convention=convention,
            libelle=depense.libelle,
            nature=depense.nature.value,
            montant=depense.montant,
            debut=depense.debut,
            fin=depense.fin,
            affectation=parties[depense.affectation] if depense.affectation else None,
            etat=depense.etat.value,
            reference=depense.reference,
            exercice=depense.exercice,
            eligible=depense.eligible,
        )
        for depense in dossier.depenses
    )


def _create_subvention(convention: Convention, donnee: donnees.Subvention) -> None:
    subvention = Subvention.objects.create(
        convention=convention,
        libelle=donnee.libelle,
        montant=donnee.montant,
        signee_le=donnee.signee_le,
        debut=donnee.debut,
        fin=donnee.fin,
    )
    Versement.objects.bulk_create(
        Versement(
            subvention=subvention,
            rang=versement.rang,
            pourcentage=versement.pourcentage,
            montant_prevu=versement.montant_prevu,
            mois=versement.mois,
            prevu_le=versement.prevu_le,
            recu_le=versement.recu_le,
            montant_recu=versement.montant_recu,
        )
        for versement in donnee.versements
    )
