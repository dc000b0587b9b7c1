"""What a statement stands on, as it is now."""

from __future__ import annotations

from datetime import date, timedelta

from communes.enums import TypeActe
from communes.models import Acte, Convention, Partie
from subventions.calculs.instantane import ActeCite, AvenantCite, Contexte, Identite, Instantane
from subventions.enums import EtatDecompte, Methode
from subventions.models import Decompte
from subventions.selectors.dossier import read_convention


def read_contexte(convention: Convention) -> Contexte:
    """What a statement says beside its figures: identities, acts, amendments."""
    parties = tuple(_read_identite(p, convention) for p in convention.parties.select_related("organisme"))
    actes = Acte.objects.filter(convention=convention, type=TypeActe.DELIBERATION).select_related("organisme")
    avenants = convention.avenants.filter(brouillon=False)
    return Contexte(
        objet=convention.objet,
        base_legale=convention.base_legale,
        signee_le=convention.signee_le,
        debut=convention.debut,
        fin=convention.fin,
        exemple=convention.exemple,
        parties=parties,
        actes=tuple(ActeCite(a.organisme.code, a.type, a.numero, a.date, a.objet) for a in actes),
        avenants=tuple(AvenantCite(a.numero, a.signe_le, a.effet_le) for a in avenants),
    )


def _read_identite(partie: Partie, convention: Convention) -> Identite:
    organisme = partie.organisme
    return Identite(
        code=organisme.code,
        ordre=partie.ordre,
        nom=organisme.nom,
        nom_complet=organisme.nom_complet,
        siret=organisme.siret,
        employeuse=partie.organisme_id == convention.employeuse_id,
        service=organisme.service,
        adresse=organisme.adresse,
        code_postal=organisme.code_postal,
        localite=organisme.localite,
        telephone=organisme.telephone,
        courriel=organisme.courriel,
        code_service=partie.code_service,
        numero_engagement=partie.numero_engagement,
        compte=partie.compte,
    )


def find_precedent(convention: Convention, du: date) -> Decompte | None:
    """The computed statement that ends the day before `du`: it leaves the balance carried to it (R6)."""
    return (
        Decompte.objects.filter(convention=convention, au=du - timedelta(days=1), instantane__isnull=False)
        .exclude(etat=EtatDecompte.REMPLACE)
        .order_by("-pk")
        .first()
    )


def read_instantane(convention: Convention, du: date, au: date, methode: Methode) -> Instantane:
    """All that a statement of the period is computed from, as it stands now.

    The carried balance (R6) is the one that the statement of the period just before leaves.
    """
    precedent = find_precedent(convention, du)
    return Instantane(
        dossier=read_convention(convention),
        du=du,
        au=au,
        methode=methode,
        report=precedent.report_nouveau if precedent else 0,
        contexte=read_contexte(convention),
    )
