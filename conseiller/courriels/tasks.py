"""What Celery rings to send an e-mail."""

from celery import shared_task

from conseiller.courriels import services
from conseiller.travaux.services import run_travail


@shared_task
def send_courriel(travail_id: int) -> None:
    """Send one e-mail, once."""
    run_travail(travail_id, services.send_courriel)
