"""What is held about one person: the bookings where their name stands, and everything that hangs on each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from ateliers.calculs.codes import LONGUEUR, normalize_code, normalize_nom
from ateliers.calculs.frequentation import compute_personne
from ateliers.calculs.recherche import extract_chiffres, rate_noms
from ateliers.models import Inscription, Participant, Reservation
from communes.permissions import Action

# More than an agent can compare: they are asked for a longer name.
LIMITE = 60


@dataclass(frozen=True, slots=True)
class Fiche:
    """One booking in which somebody is named: as who comes, or (`participant` None) as who is to be told.

    `contact`: phone and e-mail are theirs. `seule`: nobody else is named in the booking. `entiere`: nobody else comes,
    so that the booking goes with them.
    """

    reservation: Reservation
    participant: Participant | None
    contact: bool
    seule: bool
    entiere: bool
    inscriptions: list[Inscription] = field(default_factory=list)

    @property
    def cle(self) -> str:
        """What a page sends back: « p12 » for who comes, « c4 » for who is told."""
        return f"p{self.participant.pk}" if self.participant else f"c{self.reservation.pk}"

    @property
    def nom(self) -> str:
        """The name as it stands in the booking."""
        return self.participant.nom_complet if self.participant else self.reservation.contact

    @property
    def personne(self) -> str:
        """The same for what seems to be the same person: only an agent knows."""
        telephone, courriel = self.reservation.telephone, self.reservation.courriel
        return compute_personne(self.nom, "", telephone, courriel)


@dataclass(frozen=True, slots=True)
class Trouvailles:
    """Files by person, as far as one can tell, and whether there were too many to show."""

    personnes: list[list[Fiche]]
    trop: bool


def search_personnes(agent: Any, texte: str) -> Trouvailles:
    """Every file, whatever its age, that answers to a name, a phone number or a code; an agent tells homonyms apart."""
    permises = Reservation.objects.permitted(agent, Action.ACCUEILLIR)
    code, chiffres = normalize_code(texte), extract_chiffres(texte)
    if len(code) == LONGUEUR and permises.filter(code=code).exists():
        fiches = _read_fiches(permises.filter(code=code))
    elif chiffres:
        numeros = permises.exclude(telephone="").values_list("pk", "telephone")
        trouvees = [pk for pk, numero in numeros.iterator() if chiffres in re.sub(r"\D", "", numero)]
        fiches = _read_fiches(permises.filter(pk__in=trouvees[: LIMITE + 1]))
    else:
        fiches = [fiche for fiche in _search_noms(permises, texte) if rate_noms(texte, [fiche.nom]) is not None]
    groupes: dict[str, list[Fiche]] = {}
    for fiche in fiches[:LIMITE]:
        groupes.setdefault(fiche.personne, []).append(fiche)
    return Trouvailles(list(groupes.values()), len(fiches) > LIMITE)


def _search_noms(permises: QuerySet[Reservation], texte: str) -> list[Fiche]:
    trouvees: list[int] = []
    contacts = permises.exclude(contact="").values_list("pk", "contact")
    trouvees += [pk for pk, nom in contacts.iterator() if rate_noms(texte, [nom]) is not None]
    participants = Participant.objects.filter(reservation__in=permises).values_list("reservation", "prenom", "nom")
    trouvees += [pk for pk, prenom, nom in participants.iterator() if rate_noms(texte, [f"{prenom} {nom}"]) is not None]
    return _read_fiches(permises.filter(pk__in=trouvees[: LIMITE + 1]))


def find_fiches(agent: Any, cles: Iterable[str]) -> list[Fiche]:
    """The files of these keys that the agent may open: one that is missing is not theirs, or is gone."""
    connues = {cle for cle in cles if re.fullmatch(r"[pc][1-9][0-9]{0,17}", cle)}
    numeros = {genre: [int(cle[1:]) for cle in connues if cle[0] == genre] for genre in "pc"}
    permises = Reservation.objects.permitted(agent, Action.ACCUEILLIR)
    par_participant = Participant.objects.filter(pk__in=numeros["p"]).values_list("reservation", flat=True)
    fiches = _read_fiches(permises.filter(pk__in=[*numeros["c"], *par_participant]))
    return [fiche for fiche in fiches if fiche.cle in connues]


def _read_fiches(reservations: QuerySet[Reservation]) -> list[Fiche]:
    """Everybody named in these bookings, the latest booking first, in three queries."""
    details = Inscription.objects.select_related("seance__atelier", "seance__lieu").order_by("seance__debut", "pk")
    participants = Participant.objects.select_related("commune").prefetch_related(Prefetch("inscriptions", details))
    lues = reservations.distinct().prefetch_related(Prefetch("participants", participants)).order_by("-cree_le", "-pk")
    return [fiche for reservation in lues for fiche in _list_fiches(reservation)]


def _list_fiches(reservation: Reservation) -> list[Fiche]:
    participants = list(reservation.participants.all())
    contact = normalize_nom(reservation.contact)
    memes = [participant for participant in participants if normalize_nom(participant.nom_complet) == contact]
    # Without a name, whoever is first gave the phone.
    appele = next(iter(memes if contact else participants), None)
    autre = bool(contact) and appele is None
    seule = len(participants) + autre == 1
    fiches = [
        Fiche(
            reservation,
            participant,
            contact=participant == appele,
            seule=seule,
            entiere=len(participants) == 1,
            inscriptions=list(participant.inscriptions.all()),
        )
        for participant in participants
    ]
    return [*fiches, Fiche(reservation, None, contact=True, seule=seule, entiere=False)] if autre else fiches
