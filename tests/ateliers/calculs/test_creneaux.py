"""Slots against an oracle that looks at every minute."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ateliers.calculs.creneaux import MINUTE, Creneau, Endroit, Ouverture, Prise, Retrait, compute_creneaux, cut

ZERO = datetime(2026, 12, 15, tzinfo=UTC)
ENDROITS = [Endroit(1, 1, 20), Endroit(2, 1, 5), Endroit(3, 2, 35), Endroit(4, 3, 0)]
endroits = st.sampled_from(ENDROITS)
conseillers = st.integers(1, 2)
debuts = st.integers(0, 40).map(lambda quart: ZERO + 15 * quart * MINUTE)
durees = st.integers(1, 24).map(lambda quarts: 15 * quarts * MINUTE)


@st.composite
def ouvertures(draw):
    debut = draw(debuts)
    duree = draw(st.sampled_from([15, 30, 45, 60]))
    return Ouverture(draw(st.integers(1, 9)), draw(conseillers), draw(endroits), debut, debut + draw(durees), duree)


@st.composite
def prises(draw):
    debut = draw(debuts)
    return Prise(draw(st.none() | conseillers), draw(endroits), debut, debut + draw(durees))


@st.composite
def retraits(draw):
    debut = draw(debuts) + draw(st.integers(0, 14)) * MINUTE
    return Retrait(draw(conseillers), debut, debut + draw(durees))


def look(ouverture: Ouverture, pris: list[Prise], absences: list[Retrait], au_plus_tot: datetime) -> list[Creneau]:
    """Walk through every minute of every slot."""

    def is_free(minute: int) -> bool:
        instant = ZERO + minute * MINUTE
        ici = ouverture.endroit
        for prise in pris:
            if prise.endroit.lieu == ici.lieu and prise.debut <= instant < prise.fin:
                return False
            if prise.conseiller == ouverture.conseiller:
                route = 0 if prise.endroit.commune == ici.commune else max(prise.endroit.trajet, ici.trajet)
                if prise.debut - route * MINUTE <= instant < prise.fin + route * MINUTE:
                    return False
        return not any(
            absence.conseiller == ouverture.conseiller and absence.debut <= instant < absence.fin
            for absence in absences
        )

    libres, minute = [], (ouverture.debut - ZERO) // MINUTE
    while ZERO + (minute + ouverture.duree) * MINUTE <= ouverture.fin:
        debut = ZERO + minute * MINUTE
        if debut >= au_plus_tot and all(is_free(m) for m in range(minute, minute + ouverture.duree)):
            libres.append(Creneau(ouverture.plage, debut, debut + ouverture.duree * MINUTE))
        minute += ouverture.duree
    return libres


@given(st.lists(ouvertures(), max_size=3), st.lists(prises(), max_size=4), st.lists(retraits(), max_size=2), debuts)
def test_the_slots_are_those_that_an_oracle_finds_minute_by_minute(ouvertes, pris, absences, au_plus_tot):
    attendus = [creneau for ouverture in ouvertes for creneau in look(ouverture, pris, absences, au_plus_tot)]
    attendus.sort(key=lambda creneau: (creneau.debut, creneau.plage))
    assert compute_creneaux(ouvertes, pris, absences, au_plus_tot=au_plus_tot) == attendus


def test_what_is_left_at_the_end_of_a_range_makes_no_slot():
    assert cut(Ouverture(1, 1, ENDROITS[0], ZERO, ZERO + 29 * MINUTE, 30)) == []


def test_two_appointments_follow_each_other_in_the_same_room():
    ouverture = Ouverture(1, 1, ENDROITS[0], ZERO, ZERO + 60 * MINUTE, 30)
    premier, second = cut(ouverture)
    pris = Prise(1, ENDROITS[0], premier.debut, premier.fin)
    assert compute_creneaux([ouverture], [pris], [], au_plus_tot=ZERO) == [second]
