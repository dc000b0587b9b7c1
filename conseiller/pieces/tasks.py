"""The hourly purge, rung by beat."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task
def purge() -> None:
    """Delete the files that no form or object has kept."""
    services.purge_pieces(now=timezone.now())
