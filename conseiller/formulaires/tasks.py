"""The daily purge, rung by beat."""

from celery import shared_task
from django.utils import timezone

from . import envoi


@shared_task
def purge() -> None:
    """Forget the forms received long ago."""
    envoi.purge_envois(now=timezone.now())
