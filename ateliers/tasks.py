"""What beat rings: each calls its services, which may be called twice."""

from celery import shared_task
from django.utils import timezone

from ateliers.services import appels, attente, rappels
from ateliers.services import purge as service


@shared_task
def send_rappels() -> None:
    """Remind who comes, and tell the advisers of tomorrow."""
    rappels.send_rappels(now=timezone.now())
    rappels.send_journees(now=timezone.now())


@shared_task
def expire_offres() -> None:
    """Pass on the places left unanswered, and have people called whom no e-mail reached."""
    attente.expire_offres(now=timezone.now())
    appels.call_failed(now=timezone.now())


@shared_task
def purge() -> None:
    """Forget what is past its term, rung by beat every night."""
    service.purge(now=timezone.now())
