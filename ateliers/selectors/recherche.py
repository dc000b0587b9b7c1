"""Find bookings by a name, a phone number or a code, among those that an agent may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ateliers.calculs.codes import LONGUEUR, normalize_code
from ateliers.calculs.recherche import extract_chiffres, rate_noms
from ateliers.models import Inscription, Participant, Reservation
from communes.models import Convention

PASSEES = timedelta(days=60)
LIMITE = 20


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """A booking that answers, with its registrations in the order of the sessions."""

    reservation: Reservation
    inscriptions: list[Inscription] = field(default_factory=list)


def search_reservations(conventions: Iterable[Convention], texte: str, *, now: datetime) -> list[Trouvaille]:
    """Bookings that answer to what was typed, best first, one more than `LIMITE` at most; upcoming and recent ones.

    A code is found whatever its age.
    """
    permises = Reservation.objects.filter(convention__in=conventions)
    code, chiffres = normalize_code(texte), extract_chiffres(texte)
    if len(code) == LONGUEUR and (par_code := _read(permises.filter(code=code))):
        return par_code
    recentes = permises.filter(
        Exists(Inscription.objects.filter(reservation=OuterRef("pk"), seance__debut__gte=now - PASSEES))
    )
    if chiffres:
        paires = " ".join(chiffres[rang : rang + 2] for rang in range(0, len(chiffres), 2))
        # The end of a number is read aloud as often as its beginning.
        return _read(recentes.filter(Q(telephone__startswith=paires) | Q(telephone__endswith=paires)))
    return _search_noms(recentes, texte)


def _search_noms(recentes: QuerySet[Reservation], texte: str) -> list[Trouvaille]:
    noms: dict[int, list[str]] = {}
    for reservation, contact in recentes.values_list("pk", "contact"):
        noms[reservation] = [contact]
    participants = Participant.objects.filter(reservation__in=recentes)
    for reservation, prenom, nom in participants.values_list("reservation", "prenom", "nom"):
        noms.setdefault(reservation, []).append(f"{prenom} {nom}")
    notes = {pk: note for pk, connus in noms.items() if (note := rate_noms(texte, connus)) is not None}
    meilleures = sorted(notes, key=lambda pk: (notes[pk], -pk))[: LIMITE + 1]
    trouvees = _read(recentes.filter(pk__in=meilleures))
    return sorted(trouvees, key=lambda trouvee: meilleures.index(trouvee.reservation.pk))


def _read(reservations: QuerySet[Reservation]) -> list[Trouvaille]:
    details = Inscription.objects.select_related("participant__commune", "seance__atelier", "seance__lieu")
    avec = reservations.prefetch_related(Prefetch("inscriptions", details.order_by("seance__debut", "pk")))
    return [Trouvaille(une, list(une.inscriptions.all())) for une in avec.order_by("-cree_le", "-pk")[: LIMITE + 1]]
