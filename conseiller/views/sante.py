"""What the machines that watch the site ask."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from conseiller.acces import public
from conseiller.travaux.services import BATTEMENT
from subventions.models.gel import find_manquantes

FRAICHEUR_SECONDES = 60
PATIENCE_SECONDES = 2


@public
@require_safe
@never_cache
def sante(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
@never_cache
def sante_pret(request: HttpRequest) -> JsonResponse:
    """Ready: database, frozen statements, broker and worker, each true or false; 503 as soon as one is missing."""
    etat = {
        "base": _base_answers(),
        "gel": _closed_statements_are_frozen(),
        "redis": _redis_answers(),
        "travailleur": _worker_is_alive(),
    }
    return JsonResponse(etat, status=200 if all(etat.values()) else 503)


def _base_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _closed_statements_are_frozen() -> bool:
    try:
        return not find_manquantes()
    except DatabaseError:
        return False


def _redis_answers() -> bool:
    patience = {"socket_connect_timeout": PATIENCE_SECONDES, "socket_timeout": PATIENCE_SECONDES}
    try:
        with Redis.from_url(settings.REDIS_URL, **patience) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


def _worker_is_alive() -> bool:
    """The sweep, rung by beat and run by a worker, leaves its time in the cache."""
    try:
        battement = cache.get(BATTEMENT, 0)
    except DatabaseError:
        return False
    return timezone.now().timestamp() - battement < FRAICHEUR_SECONDES
