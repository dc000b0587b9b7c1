"""The Celery application: a doorbell for the rows of `Travail`, which are the truth."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conseiller.settings")

app = Celery("conseiller")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_start(**_: object) -> None:
    """Take up at once what was asked for while no worker was there."""
    from conseiller.travaux.tasks import sweep

    sweep.delay()
