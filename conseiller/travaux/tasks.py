"""The sweep, rung by beat and at worker start."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task
def sweep() -> None:
    """Take up the jobs that wait or whose worker died."""
    services.sweep_travaux(now=timezone.now())
