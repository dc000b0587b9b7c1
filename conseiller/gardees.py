"""Answers kept in the memory of each process, as long as what they were made from has not changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from django.core.cache import caches

T = TypeVar("T")

# Seconds: a change that no version tells would be seen after them.
DUREE = 300


class _Verrou:
    """A lock that goes when nobody holds it any more."""

    def __init__(self) -> None:
        self.verrou = Lock()


_verrous: WeakValueDictionary[str, _Verrou] = WeakValueDictionary()
_registre = Lock()


def keep(cle: str, version: Hashable, make: Callable[[], T], *, duree: int = DUREE) -> T:
    """What `make()` gave for that version of what it reads.

    One thread makes it again when the version changes: meanwhile the others are given the former one, or wait when
    there is none.
    """
    cache = caches["pages"]
    garde: tuple[Any, T] | None = cache.get(cle)
    if garde and garde[0] == version:
        return garde[1]
    with _registre:
        verrou = _verrous.setdefault(cle, _Verrou())
    if not verrou.verrou.acquire(blocking=garde is None):
        assert garde is not None
        return garde[1]
    try:
        garde = cache.get(cle)
        if garde and garde[0] == version:
            return garde[1]
        fait = make()
        cache.set(cle, (version, fait), duree)
        return fait
    finally:
        verrou.verrou.release()
