"""From the request to the documents, job by job: what is asked once, kept, begun again or given up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from communes.enums import Methode
from communes.models import Convention
from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from conseiller.travaux.services import BAIL, BailPerdu, claim_travail, finish_travail, run_travail
from subventions.models import Decompte, Document
from subventions.selectors import CALCUL, RENDU, EtatAvancement, progress
from subventions.services.decomptes import DecompteRefuse, compute_decompte, request_decompte, retry_decompte
from subventions.services.documents import render_documents
from tests.fabrique import MAINTENANT, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

DU, AU = date(2021, 7, 1), date(2021, 12, 31)


def ask(convention: Convention, methode: Methode | None = None) -> tuple[Decompte, bool]:
    return request_decompte(convention, DU, AU, agent=None, now=MAINTENANT, methode=methode)


def print_nothing(*_: object, **champs: object) -> bytes:
    return f"%PDF-1.7 {champs}".encode()


def work(tache: str, render: Callable[..., bytes] = print_nothing) -> None:
    """What the workers would do with the jobs of that kind."""
    service = compute_decompte if tache == CALCUL else partial(render_documents, render=render)
    for travail in Travail.objects.filter(tache=tache, etat=EtatTravail.ATTENTE):
        run_travail(travail.pk, service)


def make_ready(convention: Convention) -> Decompte:
    decompte, _ = ask(convention)
    work(CALCUL)
    work(RENDU)
    decompte.refresh_from_db()
    assert progress(decompte).etat is EtatAvancement.PRET
    return decompte


def raise_costs(convention: Convention) -> None:
    convention.depenses.update(montant=100_000_00)


def list_actions() -> list[str]:
    actions = Ligne.objects.filter(objet__startswith="subventions.decompte").order_by("pk")
    return list(actions.values_list("action", flat=True))


def test_a_statement_is_asked_for_computed_and_printed_with_a_line_for_each_decision():
    convention = make_convention()
    decompte = make_ready(convention)
    assert (decompte.version, decompte.exercice, decompte.methode) == (1, 2021, "prorata")
    assert sum(part.montant for part in decompte.parts.all()) == decompte.reste == 1_834_88
    assert decompte.documents.count() == 5
    assert list_actions() == ["demander le décompte", "calculer le décompte"]


@pytest.mark.parametrize(
    ("du", "au"), [(date.min, date(1, 12, 31)), (date(9999, 1, 1), date.max), (date(2021, 7, 1), date.max)]
)
def test_a_period_that_no_dossier_may_hold_is_refused_before_it_leaves_a_draft(du, au):
    convention = make_convention()
    with pytest.raises(DecompteRefuse, match="de 1900 à 2199"):
        request_decompte(convention, du, au, agent=None, now=MAINTENANT)
    assert not Decompte.objects.exists()


def test_nothing_is_asked_again_while_nothing_has_changed():
    convention = make_convention()
    decompte = make_ready(convention)
    assert ask(convention) == (decompte, False)
    assert Travail.objects.count() == 2
    assert len(list_actions()) == 2


def test_the_same_figures_keep_their_version_and_their_documents():
    convention = make_convention()
    decompte = make_ready(convention)
    documents = set(decompte.documents.all())
    retry_decompte(decompte, agent=None, now=MAINTENANT)
    work(CALCUL)
    work(RENDU)
    decompte.refresh_from_db()
    assert (decompte.version, set(decompte.documents.all())) == (1, documents)
    assert list_actions()[2:] == ["relancer le décompte"]


def test_other_figures_raise_the_version_and_replace_the_documents():
    convention = make_convention()
    decompte = make_ready(convention)
    raise_costs(convention)
    assert ask(convention) == (decompte, True)
    work(CALCUL)
    work(RENDU)
    decompte.refresh_from_db()
    assert decompte.version == 2
    assert sum(part.montant for part in decompte.parts.all()) == decompte.reste > 1_834_88
    assert set(decompte.documents.values_list("version", flat=True)) == {2}


def test_another_method_is_another_calculation_of_the_same_draft():
    convention = make_convention()
    decompte = make_ready(convention)
    autre, demande = ask(convention, Methode.ENCAISSEMENT)
    work(CALCUL)
    autre.refresh_from_db()
    assert (autre.pk, demande, autre.methode, autre.version) == (decompte.pk, True, "encaissement", 2)
    assert autre.instantane["methode"] == "encaissement"


def test_a_refusal_of_the_calculation_keeps_what_was_there():
    convention = make_convention()
    decompte = make_ready(convention)
    convention.tranches.all().delete()
    assert ask(convention) == (decompte, True)
    work(CALCUL)
    decompte.refresh_from_db()
    avancement = progress(decompte)
    assert (avancement.etat, decompte.version, decompte.reste) == (EtatAvancement.ECHEC, 1, 1_834_88)
    assert "aucune tranche d’heures ne couvre le 1er juillet 2021" in avancement.erreur


@pytest.mark.parametrize("tache", [CALCUL, RENDU])
def test_a_worker_that_lost_its_lease_writes_nothing(tache):
    decompte, _ = ask(make_convention())
    if tache == RENDU:
        work(CALCUL)
    travail = Travail.objects.get(tache=tache)
    lent = claim_travail(travail.pk, now=timezone.now() - BAIL - timedelta(seconds=1))
    assert claim_travail(travail.pk, now=timezone.now()) is not None
    decompte.refresh_from_db()
    avant = (decompte.version, list_actions(), Document.objects.count())
    with pytest.raises(BailPerdu):
        compute_decompte(lent) if tache == CALCUL else render_documents(lent, render=print_nothing)
    decompte.refresh_from_db()
    assert (decompte.version, list_actions(), Document.objects.count()) == avant


def test_figures_that_change_while_printing_begin_the_documents_again_and_leave_none_of_the_old_ones():
    convention = make_convention()
    decompte, _ = ask(convention)
    work(CALCUL)
    versions = []

    def print_while_costs_rise(*_: object, version: int, **champs: object) -> bytes:
        versions.append(version)
        if len(versions) == 3:
            raise_costs(convention)
            ask(convention)
            work(CALCUL)
        return print_nothing(version=version, **champs)

    work(RENDU, print_while_costs_rise)
    decompte.refresh_from_db()
    assert versions == [1] * 3 + [2] * 5
    assert list(Document.objects.values_list("version", flat=True)) == [2] * 5
    assert progress(decompte).etat is EtatAvancement.PRET
    assert Travail.objects.filter(tache=RENDU).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_made_during_the_calculation_waits_for_its_end_then_asks_for_another():
    """The calculation may have read before the change that the request is about: its job must not stand for both."""
    convention = make_convention()
    decompte, _ = ask(convention)
    travail = claim_travail(Travail.objects.get().pk, now=timezone.now())

    def ask_apart() -> None:
        ask(convention, Methode.ENCAISSEMENT)
        connection.close()

    demande = threading.Thread(target=ask_apart)
    with transaction.atomic():
        Decompte.objects.select_for_update().get(pk=decompte.pk)
        demande.start()
        demande.join(0.5)
        assert demande.is_alive()
        finish_travail(travail)
    demande.join(30)
    assert list(Travail.objects.order_by("pk").values_list("etat", flat=True)) == ["fini", "attente"]
    decompte.refresh_from_db()
    assert decompte.methode == "encaissement"
