"""Bookings as pages and services read them."""

from __future__ import annotations

from ateliers.models import Inscription, Reservation


def list_inscriptions(reservation: Reservation) -> list[Inscription]:
    """Everybody at every session of a booking, in the order of the sessions."""
    details = reservation.inscriptions.select_related("participant", "seance__atelier", "seance__lieu")
    return list(details.order_by("seance__debut", "pk"))
