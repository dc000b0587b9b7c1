"""How often one address may do something: counters in Redis, which all the workers share.

Without Redis nothing is limited: somebody who books must not wait for a counter.
"""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)
# A person waits behind it.
DELAI_SECONDES = 0.3
# An IPv6 visitor owns a whole network of that size.
PREFIXE_IPV6 = 64


@dataclass(frozen=True, slots=True)
class Limite:
    """At most `maximum` points within `secondes`, which run from the first point."""

    nom: str
    maximum: int
    secondes: int

    def is_reached(self, request: HttpRequest) -> bool:
        """Whether the sender has no point left."""
        try:
            compte = _connect(settings.REDIS_URL).get(self._name(request))
        except redis.RedisError:
            return self._let_through()
        # Any: the client answers bytes, or an awaitable that only its other face gives.
        valeur: object = compte
        return isinstance(valeur, bytes) and int(valeur) >= self.maximum

    def count(self, request: HttpRequest, points: int = 1) -> None:
        """Add points to the sender's."""
        cle = self._name(request)
        try:
            with _connect(settings.REDIS_URL).pipeline(transaction=True) as ensemble:
                # Both or neither: a counter that never expired would shut somebody out for good.
                ensemble.set(cle, 0, ex=self.secondes, nx=True)
                ensemble.incrby(cle, points)
                ensemble.execute()
        except redis.RedisError:
            self._let_through()

    def _let_through(self) -> bool:
        logger.warning("Redis ne répond pas\u00a0: la limite «\u00a0%s\u00a0» ne compte plus.", self.nom)
        return False

    def _name(self, request: HttpRequest) -> str:
        return f"limite:{self.nom}:{find_reseau(request.META.get('REMOTE_ADDR', ''))}"


def find_reseau(adresse: str) -> str:
    """What counts as one visitor: an IPv4 address, or the network of an IPv6 one.

    >>> find_reseau("198.51.100.7"), find_reseau("2001:db8:1:2:3::4"), find_reseau("")
    ('198.51.100.7', '2001:db8:1:2::', '')
    """
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return ""
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network((ip, PREFIXE_IPV6), strict=False).network_address)


@cache
def _connect(adresse: str) -> redis.Redis:
    """One pool of connections per process."""
    return redis.Redis.from_url(
        adresse, socket_connect_timeout=DELAI_SECONDES, socket_timeout=DELAI_SECONDES, retry=None
    )
