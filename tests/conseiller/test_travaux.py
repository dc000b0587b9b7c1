"""Jobs: asked once, held by one, given up by nobody."""

from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone

import conseiller.celery
from conseiller.refus import Refus
from conseiller.travaux.models import EtatTravail, Travail
from conseiller.travaux.services import (
    BAIL,
    EN_LOT_A_LA_FOIS,
    ESSAIS_MAX,
    BailPerdu,
    cancel_lot,
    claim_travail,
    finish_travail,
    keep_travail,
    request_lot,
    request_travail,
    ring_lot,
    run_travail,
    sweep_travaux,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def ask(objet: int = 1) -> Travail:
    return request_travail("conseiller.travaux.tasks.sweep", objet, agent=None, now=timezone.now())


def test_asking_twice_gives_one_job():
    assert ask() == ask()
    assert ask(2) != ask()


def test_a_job_is_held_by_one_worker():
    travail = ask()
    now = timezone.now()
    assert claim_travail(travail.pk, now=now) == travail
    assert claim_travail(travail.pk, now=now + BAIL - timedelta(seconds=1)) is None


def test_an_expired_lease_is_taken_over_and_its_first_holder_fenced_off():
    premier = claim_travail(ask().pk, now=timezone.now() - BAIL - timedelta(seconds=1))
    second = claim_travail(premier.pk, now=timezone.now())
    assert (premier.essais, second.essais) == (1, 2)
    with pytest.raises(BailPerdu):
        finish_travail(premier)
    with pytest.raises(BailPerdu):
        keep_travail(premier, fait=1, total=2)
    finish_travail(second)
    assert Travail.objects.get().etat == EtatTravail.FINI


def test_renewing_keeps_others_away():
    travail = claim_travail(ask().pk, now=timezone.now() - BAIL + timedelta(seconds=5))
    keep_travail(travail, fait=1, total=3)
    assert claim_travail(travail.pk, now=timezone.now() + timedelta(seconds=10)) is None


def test_a_job_that_kills_its_workers_ends_with_a_sentence():
    travail = ask()
    for essai in range(ESSAIS_MAX):
        assert claim_travail(travail.pk, now=timezone.now() + essai * 2 * BAIL)
    assert claim_travail(travail.pk, now=timezone.now() + 2 * ESSAIS_MAX * BAIL) is None
    travail.refresh_from_db()
    assert travail.etat == EtatTravail.ECHOUE
    assert travail.erreur.startswith("Le travail s’est interrompu 5 fois de suite.")


def test_a_refusal_ends_the_job_with_its_sentence():
    def refuse(travail):
        raise Refus("Aucune heure à partager.")

    travail = ask()
    run_travail(travail.pk, refuse)
    travail.refresh_from_db()
    assert (travail.etat, travail.erreur) == (EtatTravail.ECHOUE, "Aucune heure à partager.")


def test_a_fault_of_ours_leaves_the_job_to_the_sweep():
    def fail(travail):
        raise RuntimeError("disque plein")

    travail = ask()
    run_travail(travail.pk, fail)
    travail.refresh_from_db()
    assert travail.etat == EtatTravail.EN_COURS
    assert travail.erreur == "Une erreur est survenue. Nous réessayons bientôt."
    assert sweep_travaux(now=timezone.now()) == 0
    assert sweep_travaux(now=timezone.now() + BAIL + timedelta(seconds=1)) == 1


def test_a_finished_job_is_not_run_again():
    travail = ask()
    run_travail(travail.pk, finish_travail)
    appels = []
    run_travail(travail.pk, appels.append)
    assert appels == []


def test_the_sweep_rings_for_what_waits():
    ask(1)
    ask(2)
    assert sweep_travaux(now=timezone.now()) == 2


def test_a_job_for_later_is_left_alone_until_its_time():
    now = timezone.now()
    plus_tard = now + timedelta(hours=1)
    travail = request_travail("conseiller.travaux.tasks.sweep", 1, agent=None, now=now, pas_avant=plus_tard)
    assert ask(1) == travail
    assert (sweep_travaux(now=now), claim_travail(travail.pk, now=now)) == (0, None)
    assert sweep_travaux(now=plus_tard + timedelta(seconds=1)) == 1
    assert claim_travail(travail.pk, now=plus_tard + timedelta(seconds=1)) == travail


def test_a_job_for_later_rings_nobody(django_capture_on_commit_callbacks):
    now = timezone.now()
    with django_capture_on_commit_callbacks() as appels:
        request_travail("conseiller.travaux.tasks.sweep", 1, agent=None, now=now, pas_avant=now + BAIL)
    assert appels == []


def test_a_broker_that_is_down_changes_nothing_for_the_caller(caplog, django_capture_on_commit_callbacks):
    with Celery("sans courtier", broker="redis://127.0.0.1:1/0") as application:
        application.set_current()
        try:
            with django_capture_on_commit_callbacks(execute=True):
                travail = ask()
        finally:
            conseiller.celery.app.set_current()
    travail.refresh_from_db()
    assert travail.etat == EtatTravail.ATTENTE
    assert caplog.messages[0].startswith(f"Celery injoignable, le travail {travail.pk} attend le balayage")


def ask_lot(nombre: int) -> None:
    objets = dict.fromkeys(range(100, 100 + nombre), 5)
    request_lot("conseiller.travaux.tasks.sweep", objets, agent=None, now=timezone.now())


@pytest.mark.parametrize("nombre", [1, 50])
def test_a_lot_is_asked_in_one_query_and_an_object_under_way_keeps_its_job(nombre, django_assert_num_queries):
    ask(100)
    with django_assert_num_queries(1):
        ask_lot(nombre)
    assert Travail.objects.count() == nombre
    assert Travail.objects.filter(en_lot=True, total=5).count() == nombre - 1


def test_a_lot_is_rung_a_few_at_a_time_and_leaves_the_bell_to_single_jobs():
    ask_lot(EN_LOT_A_LA_FOIS + 10)
    ask(1)
    assert ring_lot() == EN_LOT_A_LA_FOIS
    assert sweep_travaux(now=timezone.now()) == 1 + EN_LOT_A_LA_FOIS


def test_a_job_of_a_lot_that_ends_rings_the_next_ones(caplog):
    ask_lot(2)
    premier, second = Travail.objects.order_by("pk")
    with Celery("sans courtier", broker="redis://127.0.0.1:1/0") as application:
        application.set_current()
        try:
            run_travail(premier.pk, finish_travail)
        finally:
            conseiller.celery.app.set_current()
    assert [message.partition(" attend")[0] for message in caplog.messages] == [
        f"Celery injoignable, le travail {second.pk}"
    ]


def test_what_is_cancelled_of_a_lot_is_what_nobody_has_begun():
    ask_lot(3)
    commence = claim_travail(Travail.objects.order_by("pk")[0].pk, now=timezone.now())
    assert cancel_lot(commence.tache, [100, 101], erreur="Campagne annulée.", now=timezone.now()) == 1
    assert list(Travail.objects.order_by("pk").values_list("etat", "erreur")) == [
        ("en_cours", ""),
        ("echoue", "Campagne annulée."),
        ("attente", ""),
    ]
