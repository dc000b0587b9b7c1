"""Reads: the agreement as a dossier, a statement's progress, the documents an agent may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from communes.calculs import close_spans
from communes.enums import TypeActe
from communes.models import Acte, Allocation, Convention, Partie, Tranche
from communes.permissions import Action
from conseiller.enums import Enumeration
from conseiller.refus import Refus
from conseiller.travaux.models import ACTIFS, EtatTravail, Travail
from subventions.calculs import donnees
from subventions.calculs.instantane import ActeCite, AvenantCite, Contexte, Identite, Instantane
from subventions.enums import EtatDecompte, EtatDepense, Methode, Nature
from subventions.models import Decompte, Document, Subvention

CALCUL = "subventions.tasks.compute_decompte"
RENDU = "subventions.tasks.render_decompte"
SYNTHESE = "synthese"


# The agreement as plain values


def find_convention(numero: int) -> Convention:
    """The agreement of a command line; raises Refus when there is none."""
    convention = Convention.objects.filter(pk=numero).first()
    if convention is None:
        raise Refus(f"Aucune convention ne porte le numéro {numero}.")
    return convention


def read_convention(convention: Convention) -> donnees.Dossier:
    """The agreement as the calculation reads it: signed slices only (R18), in 7 queries whatever its size."""
    parties = list(convention.parties.select_related("organisme"))
    codes = {partie.pk: partie.organisme.code for partie in parties}
    return donnees.Dossier(
        communes=tuple(
            donnees.Commune(
                insee=partie.organisme.code,
                nom=partie.organisme.nom,
                siret=partie.organisme.siret,
                employeuse=partie.organisme_id == convention.employeuse_id,
                type=partie.organisme.type,
            )
            for partie in parties
        ),
        objet=convention.objet,
        debut=convention.debut,
        fin=convention.fin,
        tranches=_read_tranches(convention, codes),
        subventions=tuple(
            read_subvention(s) for s in convention.subventions.order_by("pk").prefetch_related("versements")
        ),
        cofinancements=tuple(
            donnees.Cofinancement(c.libelle, c.montant, c.debut, c.fin)
            for c in convention.cofinancements.order_by("pk")
        ),
        depenses=tuple(_read_depense(depense, codes) for depense in convention.depenses.order_by("pk")),
        methode=Methode(convention.methode),
    )


def _read_tranches(convention: Convention, codes: dict[int, str]) -> tuple[donnees.Tranche, ...]:
    tranches = list(
        Tranche.objects.filter(convention=convention)
        .signees()
        .select_related("avenant")
        .prefetch_related(Prefetch("allocations", Allocation.objects.order_by("partie__ordre")))
        .order_by("debut")
    )
    spans = close_spans([tranche.debut for tranche in tranches], convention.fin_heures)
    return tuple(
        donnees.Tranche(
            debut=debut,
            fin=fin,
            avenant=tranche.avenant.numero if tranche.avenant else None,
            heures={codes[allocation.partie_id]: allocation.quarts * 25 for allocation in tranche.allocations.all()},
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


def _read_depense(depense, codes: dict[int, str]) -> donnees.Depense:
    return donnees.Depense(
        libelle=depense.libelle,
        nature=Nature(depense.nature),
        montant=depense.montant,
        debut=depense.debut,
        fin=depense.fin,
        affectation=codes[depense.affectation_id] if depense.affectation_id else None,
        etat=EtatDepense(depense.etat),
        reference=depense.reference,
        exercice=depense.exercice,
        eligible=depense.eligible,
    )


# A statement and what it stands on


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


def read_instantane(convention: Convention, du: date, au: date, methode: Methode) -> Instantane:
    """All that a statement of the period is computed from, as it stands now.

    The carried balance (R6) is the one that the statement of the period just before leaves.
    """
    precedent = (
        Decompte.objects.filter(convention=convention, au=du - timedelta(days=1), instantane__isnull=False)
        .exclude(etat=EtatDecompte.REMPLACE)
        .order_by("-pk")
        .first()
    )
    return Instantane(
        dossier=read_convention(convention),
        du=du,
        au=au,
        methode=methode,
        report=precedent.report_nouveau if precedent else 0,
        contexte=read_contexte(convention),
    )


class EtatAvancement(Enumeration):
    """Where a statement stands between the request and its documents."""

    ATTENTE = "attente", "En attente"
    CALCUL = "calcul", "Calcul en cours"
    RENDU = "rendu", "Mise en page des PDF"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "Échec"


@dataclass(frozen=True, slots=True)
class DocumentAttendu:
    """One PDF of a statement; `code` is the party's key, or « synthese »."""

    code: str
    nom: str
    pret: bool


@dataclass(frozen=True, slots=True)
class Avancement:
    """What the page says while the workers work; `erreur` is a sentence or empty."""

    etat: EtatAvancement
    documents: tuple[DocumentAttendu, ...]
    erreur: str

    @property
    def fait(self) -> int:
        """Documents ready."""
        return sum(document.pret for document in self.documents)

    @property
    def total(self) -> int:
        """Documents expected."""
        return len(self.documents)

    @property
    def en_cours(self) -> bool:
        """Whether something is still to come without anybody's help."""
        return self.etat not in {EtatAvancement.PRET, EtatAvancement.ECHEC}


def progress(decompte: Decompte) -> Avancement:
    """Where the statement stands, from its latest jobs and the documents of its version; 3 queries."""
    dernier: dict[str, Travail] = {}
    for travail in Travail.objects.filter(tache__in=[CALCUL, RENDU], objet=decompte.pk).order_by("pk"):
        dernier[travail.tache] = travail
    prets = set(decompte.documents.filter(version=decompte.version).values_list("partie_id", flat=True))
    parties = Partie.objects.filter(convention=decompte.convention_id).select_related("organisme")
    documents = (
        *(DocumentAttendu(p.organisme.code, p.organisme.nom, p.pk in prets) for p in parties),
        DocumentAttendu(SYNTHESE, "Synthèse", None in prets),
    )
    etat, erreur = _etat(dernier.get(CALCUL), dernier.get(RENDU), all(document.pret for document in documents))
    return Avancement(etat, documents if decompte.version else (), erreur)


def _etat(calcul: Travail | None, rendu: Travail | None, complet: bool) -> tuple[EtatAvancement, str]:
    for travail, en_marche in ((calcul, EtatAvancement.CALCUL), (rendu, EtatAvancement.RENDU)):
        if travail is None:
            continue
        if travail.etat == EtatTravail.ECHOUE and not (travail is rendu and complet):
            return EtatAvancement.ECHEC, travail.erreur
        if travail.etat in ACTIFS:
            attend = travail is calcul and travail.etat == EtatTravail.ATTENTE
            return EtatAvancement.ATTENTE if attend else en_marche, travail.erreur
    return (EtatAvancement.PRET if complet else EtatAvancement.RENDU), ""


def progress_for(decompte: Decompte, agent: object) -> Avancement:
    """The same, with only the documents that the agent may open: ready as soon as those are; 6 queries at most."""
    avancement = progress(decompte)
    parties = _parties_visible_to(decompte, agent)
    if parties is None:
        return avancement
    codes = {partie.organisme.code for partie in parties}
    documents = tuple(document for document in avancement.documents if document.code in codes)
    rendus = avancement.etat is EtatAvancement.RENDU and documents and all(document.pret for document in documents)
    return Avancement(EtatAvancement.PRET if rendus else avancement.etat, documents, avancement.erreur)


def list_progress(decomptes: Iterable[Decompte]) -> dict[int, EtatAvancement]:
    """Where each statement stands, by its key; 3 queries whatever their number and that of their agreements."""
    dernier: dict[tuple[str, int], Travail] = {}
    for travail in Travail.objects.filter(tache__in=[CALCUL, RENDU], objet__in=[d.pk for d in decomptes]).order_by(
        "pk"
    ):
        dernier[travail.tache, travail.objet] = travail
    rendus = Document.objects.filter(decompte__in=decomptes, version=F("decompte__version")).values("decompte")
    prets = dict(rendus.annotate(nombre=Count("pk")).values_list("decompte", "nombre").order_by())
    parties = Partie.objects.filter(convention__in=[d.convention_id for d in decomptes]).values("convention")
    attendus = dict(parties.annotate(nombre=Count("pk") + 1).values_list("convention", "nombre").order_by())
    complets = {d.pk: prets.get(d.pk, 0) == attendus[d.convention_id] for d in decomptes}
    return {d.pk: _etat(dernier.get((CALCUL, d.pk)), dernier.get((RENDU, d.pk)), complets[d.pk])[0] for d in decomptes}


def documents_visible_to(decompte: Decompte, agent: object) -> Iterable[Document]:
    """PDFs of the statement that the agent may open: all for the employing body, their own for a partner."""
    documents = Document.objects.filter(decompte=decompte, version=decompte.version).select_related(
        "partie__organisme", "piece"
    )
    parties = _parties_visible_to(decompte, agent)
    return documents if parties is None else documents.filter(partie__in=parties)


def _parties_visible_to(decompte: Decompte, agent: Any) -> QuerySet[Partie] | None:
    """Parties whose document the agent may open; None stands for all of them and the summary."""
    if Decompte.objects.permitted(agent, Action.VOIR_TOUS_LES_DOCUMENTS).filter(pk=decompte.pk).exists():
        return None
    parties = Partie.objects.filter(convention=decompte.convention_id).select_related("organisme")
    if not Decompte.objects.permitted(agent, Action.VOIR_SES_DOCUMENTS).filter(pk=decompte.pk).exists():
        return parties.none()
    roles = agent.roles.filter(Q(convention=decompte.convention_id) | Q(convention=None))
    return parties.filter(organisme__in=roles.values("organisme"))
