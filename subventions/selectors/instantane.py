"""What a statement stands on, as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from communes.calculs import UN_JOUR
from communes.enums import TypeActe
from communes.models import Acte, Avenant, Convention, Partie
from subventions.calculs.donnees import Dossier
from subventions.calculs.instantane import ActeCite, AvenantCite, Contexte, Identite, Instantane
from subventions.calculs.solde import settle
from subventions.enums import EtatDecompte, Methode
from subventions.models import Cloture, Decompte
from subventions.presentation.imputations import propose_charge, propose_produit_commun, word_compte
from subventions.selectors.appels import find_solde_final, list_clotures, read_arretes, read_demandes
from subventions.selectors.dossier import group_by_convention, read_conventions


def read_contexte(convention: Convention) -> Contexte:
    """What a statement says beside its figures: identities, acts, amendments."""
    return read_contextes([convention])[convention.pk]


def read_contextes(conventions: Sequence[Convention]) -> dict[int, Contexte]:
    """The same for several agreements, by key, in 3 queries whatever their number."""
    cles = [convention.pk for convention in conventions]
    parties = group_by_convention(Partie.objects.filter(convention__in=cles).select_related("organisme"))
    deliberations = Acte.objects.filter(convention__in=cles, type=TypeActe.DELIBERATION)
    actes = group_by_convention(deliberations.select_related("organisme"))
    avenants = group_by_convention(Avenant.objects.filter(convention__in=cles, brouillon=False))
    return {
        convention.pk: Contexte(
            objet=convention.objet,
            base_legale=convention.base_legale,
            signee_le=convention.signee_le,
            debut=convention.debut,
            fin=convention.fin,
            exemple=convention.exemple,
            parties=_read_identites(parties[convention.pk], convention),
            actes=tuple(
                ActeCite(acte.organisme.code, acte.type, acte.numero, acte.date, acte.objet)
                for acte in actes[convention.pk]
            ),
            avenants=tuple(
                AvenantCite(avenant.numero, avenant.signe_le, avenant.effet_le) for avenant in avenants[convention.pk]
            ),
        )
        for convention in conventions
    }


def _read_identites(parties: Sequence[Partie], convention: Convention) -> tuple[Identite, ...]:
    """The parties with the account that each typed, else the one that the quality of the shares proposes."""
    types = {partie.organisme_id: partie.organisme.type for partie in parties}
    employeuse, imputation = types.pop(convention.employeuse_id), convention.imputation
    produit = propose_produit_commun(imputation, employeuse, types.values())
    return tuple(
        _read_identite(
            partie,
            employeuse=partie.organisme_id == convention.employeuse_id,
            propose=produit
            if partie.organisme_id == convention.employeuse_id
            else propose_charge(imputation, partie.organisme.type, employeuse),
        )
        for partie in parties
    )


def _read_identite(partie: Partie, *, employeuse: bool, propose: str) -> Identite:
    organisme = partie.organisme
    return Identite(
        code=organisme.code,
        ordre=partie.ordre,
        nom=organisme.nom,
        nom_complet=organisme.nom_complet,
        siret=organisme.siret,
        employeuse=employeuse,
        service=organisme.service,
        adresse=organisme.adresse,
        code_postal=organisme.code_postal,
        localite=organisme.localite,
        telephone=organisme.telephone,
        courriel=organisme.courriel,
        code_service=partie.code_service,
        numero_engagement=partie.numero_engagement,
        compte=partie.compte or word_compte(propose),
    )


def find_precedent(convention: Convention, du: date) -> Decompte | None:
    """The computed statement that ends the day before `du`: it leaves its balance to it (R6). A closed one first."""
    return find_precedents([(convention, du)])[0]


def find_precedents(demandes: Sequence[tuple[Convention, date]]) -> list[Decompte | None]:
    """The same for several agreements, each with its `du`, in one query."""
    finissent = Decompte.objects.filter(
        convention__in=[convention for convention, _ in demandes],
        au__in={du - UN_JOUR for _, du in demandes},
        instantane__isnull=False,
    )
    precedents: dict[tuple[int, date], Decompte] = {}
    for decompte in finissent.exclude(etat=EtatDecompte.REMPLACE).order_by("pk"):
        cle = decompte.convention_id, decompte.au
        tenu = precedents.get(cle)
        if tenu is None or decompte.etat == EtatDecompte.ARRETE or tenu.etat != EtatDecompte.ARRETE:
            precedents[cle] = decompte
    return [precedents.get((convention.pk, du - UN_JOUR)) for convention, du in demandes]


def read_instantane(
    convention: Convention,
    du: date,
    au: date,
    methode: Methode,
    *,
    solde_final: bool = False,
    remplace: Decompte | None = None,
) -> Instantane:
    """All that a statement of the period would be computed from, as it stands now."""
    return read_instantane_of(
        Decompte(convention=convention, du=du, au=au, methode=methode.value, solde_final=solde_final, remplace=remplace)
    )


def read_instantane_of(decompte: Decompte) -> Instantane:
    """What that statement would be computed from now; it need not be in the database."""
    return read_instantanes([decompte])[0]


def read_instantanes(decomptes: Sequence[Decompte]) -> list[Instantane]:
    """All that each statement is computed from, as it stands now, in as many queries for one as for a thousand.

    Their agreements are read already. The carried balance (R6) is the one that the statement of the period just before
    leaves while it is not closed; else it is left to the calculation, which computes every closed statement again
    (R14). What a statement replaces is left out of those; a final settlement counts what was really received of grants.
    """
    conventions = list({decompte.convention_id: decompte.convention for decompte in decomptes}.values())
    dossiers, contextes = read_conventions(conventions), read_contextes(conventions)
    arretees = list_clotures(conventions)
    clotures = [
        [cloture for cloture in arretees.get(d.convention_id, []) if cloture.decompte_id != d.remplace_id]
        for d in decomptes
    ]
    return [
        Instantane(
            dossier=_complete(dossiers[decompte.convention_id], decompte, anterieures),
            du=decompte.du,
            au=decompte.au,
            methode=Methode(decompte.methode),
            report=_read_report(precedent, anterieures),
            contexte=contextes[decompte.convention_id],
            demande=demande,
        )
        for decompte, anterieures, precedent, demande in zip(
            decomptes,
            clotures,
            find_precedents([(decompte.convention, decompte.du) for decompte in decomptes]),
            read_demandes(decomptes, clotures),
            strict=True,
        )
    ]


def _complete(dossier: Dossier, decompte: Decompte, clotures: list[Cloture]) -> Dossier:
    complet = replace(dossier, decomptes=read_arretes(clotures))
    final = find_solde_final(clotures, decompte)
    return settle(complet, final) if final else complet


def _read_report(precedent: Decompte | None, clotures: Sequence[Cloture]) -> int | None:
    if precedent is not None and precedent.etat != EtatDecompte.ARRETE:
        return precedent.report_nouveau
    # None, the chain's own: where nothing is closed, 0 says the same whichever period is computed first.
    return None if clotures else 0
