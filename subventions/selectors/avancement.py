"""Where a statement stands between the request and its documents, and who may open them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from communes.models import Partie
from communes.permissions import Action
from conseiller.enums import Enumeration
from conseiller.travaux.models import ACTIFS, EtatTravail, Travail
from subventions.models import Decompte, Document

CALCUL = "subventions.tasks.compute_decompte"
RENDU = "subventions.tasks.render_decompte"
SYNTHESE = "synthese"


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
    if rendu is not None and not complet:
        return EtatAvancement.ECHEC, "Un document manque. Relancez le décompte : les montants ne changent pas."
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
