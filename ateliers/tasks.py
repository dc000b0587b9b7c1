"""What Celery rings for workshops."""

from celery import shared_task
from django.utils import timezone

from ateliers.services import purge as service


@shared_task
def purge() -> None:
    """Forget what is past its term, rung by beat every night."""
    service.purge(now=timezone.now())
