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
from subventions.enums import EtatDecompte, NatureDocument
from subventions.models import Decompte, Document, DocumentArrete, PartArretee
from subventions.selectors.cloture import RENDU_ARRETE

CALCUL = "subventions.tasks.compute_decompte"
RENDU = "subventions.tasks.render_decompte"
SYNTHESE = "synthese"
ARRETES = frozenset({EtatDecompte.ARRETE, EtatDecompte.REMPLACE})
# What everybody of the statement reads; invoices and data have their own places.
ETATS = (NatureDocument.ETAT.value, NatureDocument.SYNTHESE.value)


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
    """Where the statement stands, from its latest jobs and the documents of its version; 3 queries.

    Once closed only its last rendering counts: that of what no longer changes.
    """
    arrete = decompte.etat in ARRETES
    taches = [RENDU_ARRETE] if arrete else [CALCUL, RENDU]
    dernier: dict[str, Travail] = {}
    for travail in Travail.objects.filter(tache__in=taches, objet=decompte.pk).order_by("pk"):
        dernier[travail.tache] = travail
    prets = set(_list_documents(decompte).values_list("partie_id", flat=True))
    documents = (
        *(DocumentAttendu(code, nom, partie in prets) for partie, code, nom in _list_attendus(decompte)),
        DocumentAttendu(SYNTHESE, "Synthèse", None in prets),
    )
    rendu = dernier.get(RENDU_ARRETE if arrete else RENDU)
    etat, erreur = _etat(dernier.get(CALCUL), rendu, all(document.pret for document in documents))
    return Avancement(etat, documents if decompte.version else (), erreur)


def _list_attendus(decompte: Decompte) -> list[tuple[int, str, str]]:
    """Key, code and name of each party that a document is made for."""
    if decompte.etat in ARRETES:
        parts = PartArretee.objects.filter(cloture__decompte=decompte)
        return list(parts.values_list("partie_id", "code", "nom"))
    parties = Partie.objects.filter(convention=decompte.convention_id).select_related("organisme")
    return [(partie.pk, partie.organisme.code, partie.organisme.nom) for partie in parties]


def _list_documents(decompte: Decompte) -> QuerySet[Any]:
    """The documents to be taken now: frozen ones once closed, else those of the version."""
    if decompte.etat in ARRETES:
        documents = DocumentArrete.objects.select_related("cloture").defer("cloture__instantane")
        return documents.filter(cloture__decompte=decompte, nature__in=ETATS)
    return Document.objects.filter(decompte=decompte, version=decompte.version)


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
    parties = list_parties_visible_to(decompte, agent)
    if parties is None:
        return avancement
    codes = {partie.organisme.code for partie in parties}
    documents = tuple(document for document in avancement.documents if document.code in codes)
    rendus = avancement.etat is EtatAvancement.RENDU and documents and all(document.pret for document in documents)
    return Avancement(EtatAvancement.PRET if rendus else avancement.etat, documents, avancement.erreur)


def list_progress(decomptes: Iterable[Decompte]) -> dict[int, EtatAvancement]:
    """Where each statement stands, by its key; 3 queries whatever their number and that of their agreements.

    Two more as soon as one is closed.
    """
    dernier: dict[tuple[str, int], Travail] = {}
    travaux = Travail.objects.filter(tache__in=[CALCUL, RENDU, RENDU_ARRETE], objet__in=[d.pk for d in decomptes])
    for travail in travaux.order_by("pk"):
        dernier[travail.tache, travail.objet] = travail
    rendus = Document.objects.filter(decompte__in=decomptes, version=F("decompte__version")).values("decompte")
    prets = dict(rendus.annotate(nombre=Count("pk")).values_list("decompte", "nombre").order_by())
    parties = Partie.objects.filter(convention__in=[d.convention_id for d in decomptes]).values("convention")
    attendus = dict(parties.annotate(nombre=Count("pk") + 1).values_list("convention", "nombre").order_by())
    arretes = [d.pk for d in decomptes if d.etat in ARRETES]
    complets = {d.pk: prets.get(d.pk, 0) == attendus[d.convention_id] for d in decomptes} | _find_complets(arretes)
    return {
        d.pk: _etat(None, dernier.get((RENDU_ARRETE, d.pk)), complets[d.pk])[0]
        if d.etat in ARRETES
        else _etat(dernier.get((CALCUL, d.pk)), dernier.get((RENDU, d.pk)), complets[d.pk])[0]
        for d in decomptes
    }


def _find_complets(arretes: list[int]) -> dict[int, bool]:
    """Whether each closed statement has all its documents."""
    if not arretes:
        return {}
    documents = DocumentArrete.objects.filter(cloture__decompte__in=arretes, nature__in=ETATS)
    parts = PartArretee.objects.filter(cloture__decompte__in=arretes)
    prets, attendus = (
        dict(lignes.values_list("cloture__decompte").annotate(nombre=Count("pk")).order_by())
        for lignes in (documents, parts)
    )
    return {cle: prets.get(cle, 0) == attendus.get(cle, 0) + 1 for cle in arretes}


def documents_visible_to(decompte: Decompte, agent: object) -> Iterable[Document | DocumentArrete]:
    """PDFs of the statement that the agent may open: all for the employing body, their own for a partner."""
    documents = _list_documents(decompte).select_related("partie__organisme", "piece")
    parties = list_parties_visible_to(decompte, agent)
    return documents if parties is None else documents.filter(partie__in=parties)


def list_parties_visible_to(decompte: Decompte, agent: Any) -> QuerySet[Partie] | None:
    """Parties whose document the agent may open; None stands for all of them and the summary."""
    if Decompte.objects.permitted(agent, Action.VOIR_TOUS_LES_DOCUMENTS).filter(pk=decompte.pk).exists():
        return None
    parties = Partie.objects.filter(convention=decompte.convention_id).select_related("organisme")
    if not Decompte.objects.permitted(agent, Action.VOIR_SES_DOCUMENTS).filter(pk=decompte.pk).exists():
        return parties.none()
    roles = agent.roles.filter(Q(convention=decompte.convention_id) | Q(convention=None))
    return parties.filter(organisme__in=roles.values("organisme"))
