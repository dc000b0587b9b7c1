"""What a statement stands on, as it is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from communes.enums import TypeActe
from communes.models import Acte, Convention, Partie
from subventions.calculs.instantane import ActeCite, AvenantCite, Contexte, Identite, Instantane
from subventions.calculs.solde import settle
from subventions.enums import EtatDecompte, Methode
from subventions.models import Decompte
from subventions.selectors.appels import list_clotures, read_arretes, read_demande
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
    """The computed statement that ends the day before `du`: it leaves its balance to it (R6). A closed one first."""
    finissent = Decompte.objects.filter(convention=convention, au=du - timedelta(days=1), instantane__isnull=False)
    precedents = list(finissent.exclude(etat=EtatDecompte.REMPLACE).order_by("-pk"))
    arretes = [precedent for precedent in precedents if precedent.etat == EtatDecompte.ARRETE]
    return next(iter(arretes or precedents), None)


def read_instantane(
    convention: Convention,
    du: date,
    au: date,
    methode: Methode,
    *,
    solde_final: bool = False,
    remplace: Decompte | None = None,
) -> Instantane:
    """All that a statement of the period is computed from, as it stands now.

    The carried balance (R6) is the one that the statement of the period just before leaves while it is not closed;
    else it is left to the calculation, which computes every closed statement again (R14). `remplace`: the closed
    statement that this one cancels, then left out. `solde_final`: grants count what was really received.
    """
    precedent = find_precedent(convention, du)
    ouvert = precedent is not None and precedent.etat != EtatDecompte.ARRETE
    clotures = list_clotures([convention], sans=remplace.pk if remplace else None)[convention.pk]
    dossier = replace(read_convention(convention), decomptes=read_arretes(clotures))
    return Instantane(
        dossier=settle(dossier, au) if solde_final else dossier,
        du=du,
        au=au,
        methode=methode,
        report=precedent.report_nouveau if precedent and ouvert else None,
        contexte=read_contexte(convention),
        demande=read_demande(convention, clotures, au, solde_final=solde_final, remplace=remplace),
    )


def read_instantane_of(decompte: Decompte) -> Instantane:
    """What that statement would be computed from now."""
    return read_instantane(
        decompte.convention,
        decompte.du,
        decompte.au,
        Methode(decompte.methode),
        solde_final=decompte.solde_final,
        remplace=decompte.remplace,
    )
