"""What must hold for every agreement, whatever its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from communes.calculs import add_months
from conseiller.montants import apportion
from subventions.calculs.coupes import cut_exercices
from subventions.calculs.decompte import CalculImpossible, compute_decompte
from subventions.calculs.donnees import Dossier, Subvention, Versement
from subventions.calculs.ecriture import dump_dossier, dump_resultat
from subventions.calculs.etalement import spread
from subventions.calculs.lecture import read_dossier
from subventions.calculs.resultat import Resultat
from subventions.calculs.versements import compute_versements
from subventions.enums import Methode
from tests.subventions.calculs.hasard import draw_demande, draw_dossier

settings.register_profile("calcul", deadline=None, max_examples=60)
CALCUL = settings.get_profile("calcul")

jours = st.dates(date(2021, 1, 1), date(2025, 12, 31))
centimes = st.integers(-(10**8), 10**8)
poids = st.lists(st.integers(0, 4_000), min_size=1, max_size=12).filter(any)
graines = st.integers(0, 2**32)


@st.composite
def periodes(draw: st.DrawFn) -> tuple[date, date]:
    debut, fin = sorted((draw(jours), draw(jours)))
    return debut, fin


def compute_one(graine: int) -> tuple[Dossier, Resultat]:
    """A random dossier and its statement; another draw when there is none."""
    demande = draw_demande(Random(graine))
    dossier = read_dossier(demande["dossier"])
    try:
        return dossier, compute_decompte(dossier, date.fromisoformat(demande["du"]), date.fromisoformat(demande["au"]))
    except CalculImpossible:
        reject()


@CALCUL
@given(total=st.integers(0, 10**9), weights=poids)
def test_shares_sum_to_the_total_within_one_cent_of_their_quotient(total: int, weights: list[int]):
    quotients = apportion(total, weights, range(len(weights)))
    assert sum(entier + centime for entier, _, centime in quotients) == total
    for (entier, fraction, centime), weight in zip(quotients, weights, strict=True):
        assert (entier * sum(weights) + fraction, centime in (0, 1)) == (total * weight, True)
        assert weight or (entier, fraction, centime) == (0, 0, 0)


@CALCUL
@given(total=st.integers(0, 10**9), weights=poids, facteur=st.integers(1, 1_000))
def test_scaling_all_weights_changes_no_share(total: int, weights: list[int], facteur: int):
    quotients = apportion(total, weights, range(len(weights)))
    multiples = apportion(total, [facteur * weight for weight in weights], range(len(weights)))
    assert [(entier, centime) for entier, _, centime in multiples] == [
        (entier, centime) for entier, _, centime in quotients
    ]


@CALCUL
@given(total=st.integers(0, 10**9), communes=st.integers(1, 40), heures=st.integers(1, 160_700))
def test_equal_hours_give_shares_that_differ_by_one_cent_at_most(total: int, communes: int, heures: int):
    parts = [entier + centime for entier, _, centime in apportion(total, [heures] * communes, range(communes))]
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@CALCUL
@given(montant=centimes, span=periodes(), coupes=st.sets(jours, max_size=8))
def test_consecutive_periods_sum_to_the_amount_wherever_the_cuts_are(
    montant: int, span: tuple[date, date], coupes: set[date]
):
    veille, fin = date(2020, 12, 31), date(2026, 1, 1)
    bornes = [veille, *sorted(coupes), fin]
    morceaux = [spread(montant, *span, avant + timedelta(days=1), apres).retenu for avant, apres in pairwise(bornes)]
    assert sum(morceaux) == montant


@CALCUL
@given(graine=graines)
def test_common_shares_sum_to_the_remainder_to_the_cent(graine: int):
    _, resultat = compute_one(graine)
    assert sum(part.commune for part in resultat.parts) == max(resultat.reste, 0)
    assert resultat.report_nouveau == min(resultat.reste, 0)
    assert sum(part.centime_ajoute for part in resultat.parts) == resultat.centimes_distribues
    assert sum(resultat.couts_par_nature.values()) == resultat.couts
    for part in resultat.parts:
        attendu = max(resultat.reste, 0) * part.cle
        assert part.entier * resultat.cle_totale + part.fraction == attendu
        assert part.commune == 0 or part.cle > 0


@CALCUL
@given(graine=graines)
def test_financial_years_sum_to_the_period(graine: int):
    _, resultat = compute_one(graine)
    for quoi in ("couts", "subvention", "cofinancements"):
        assert sum(getattr(exercice, quoi) for exercice in resultat.exercices) == getattr(resultat, quoi)
    assert [(exercice.du, exercice.au) for exercice in resultat.exercices] == list(
        cut_exercices(resultat.du, resultat.au)
    )


@CALCUL
@given(graine=graines)
def test_the_order_of_the_input_changes_nothing(graine: int):
    dossier, resultat = compute_one(graine)
    melange = replace(
        dossier,
        **{
            champ: tuple(Random(graine).sample(getattr(dossier, champ), len(getattr(dossier, champ))))
            for champ in ("communes", "tranches", "subventions", "cofinancements", "depenses")
        },
    )
    refait = compute_decompte(melange, resultat.du, resultat.au)
    assert sorted(refait.parts, key=lambda part: part.insee) == sorted(resultat.parts, key=lambda part: part.insee)
    assert refait.regularisations == resultat.regularisations


@CALCUL
@given(graine=graines, facteur=st.integers(2, 50))
def test_scaling_all_hours_changes_no_share(graine: int, facteur: int):
    dossier, resultat = compute_one(graine)
    tranches = tuple(
        replace(tranche, heures={insee: facteur * heures for insee, heures in tranche.heures.items()})
        for tranche in dossier.tranches
    )
    refait = compute_decompte(replace(dossier, tranches=tranches), resultat.du, resultat.au)
    assert [(part.insee, part.total) for part in refait.parts] == [(part.insee, part.total) for part in resultat.parts]


@CALCUL
@given(graine=graines, coupe=st.integers(0, 699))
def test_two_consecutive_statements_count_what_one_would(graine: int, coupe: int):
    dossier, entier = compute_one(graine)
    jour = entier.du + timedelta(days=coupe)
    assume(jour < entier.au)
    try:
        avant = compute_decompte(dossier, entier.du, jour, report=0)
        apres = compute_decompte(dossier, jour + timedelta(days=1), entier.au, report=avant.report_nouveau)
    except CalculImpossible:
        reject()
    for quoi in ("couts", "subvention", "cofinancements"):
        assert getattr(avant, quoi) + getattr(apres, quoi) == getattr(entier, quoi)


@CALCUL
@given(montant=st.integers(0, 10**7), jours_recus=st.lists(st.integers(0, 729), min_size=3, max_size=3))
def test_both_methods_give_the_same_total_over_the_term(montant: int, jours_recus: list[int]):
    debut, fin = date(2021, 7, 1), date(2023, 6, 30)
    prevus = [Versement(rang, part, None, 6, None, None, None) for rang, part in enumerate((2000, 3000, 5000), 1)]
    subvention = Subvention("Plan", montant, debut, debut, fin, tuple(prevus))
    recus = [
        replace(versement, recu_le=debut + timedelta(days=jour), montant_recu=echeance.montant)
        for versement, jour, echeance in zip(prevus, jours_recus, compute_versements(subvention), strict=True)
    ]
    dossier = replace(DOSSIER_VIDE, subventions=(replace(subvention, versements=tuple(recus)),))
    totaux = {compute_decompte(dossier, debut, fin, methode).subvention for methode in Methode}
    assert totaux == {montant}


@CALCUL
@given(montant=st.integers(0, 10_000_000), coupes=st.lists(st.integers(0, 10_000), max_size=6))
def test_instalments_sum_to_the_grant(montant: int, coupes: list[int]):
    bornes = [0, *sorted(coupes), 10_000]
    parts = [apres - avant for avant, apres in pairwise(bornes)]
    versements = tuple(Versement(rang, part, None, rang, None, None, None) for rang, part in enumerate(parts, 1))
    subvention = Subvention("Plan", montant, None, date(2021, 7, 1), date(2023, 6, 30), versements)
    assert sum(echeance.montant for echeance in compute_versements(subvention)) == montant


@CALCUL
@given(origine=jours, mois=st.integers(0, 240))
def test_adding_months_is_monotonic_and_keeps_the_day_or_takes_the_last(origine: date, mois: int):
    arrivee = add_months(origine, mois)
    assert origine <= arrivee <= add_months(origine, mois + 1)
    assert arrivee <= add_months(origine + timedelta(days=1), mois)
    assert arrivee.day == origine.day or (arrivee + timedelta(days=1)).day == 1


@CALCUL
@given(graine=graines)
def test_a_canonical_dossier_is_written_as_it_was_read(graine: int):
    canonique = dump_dossier(read_dossier(draw_dossier(Random(graine))))
    assert list_items(dump_dossier(read_dossier(canonique))) == list_items(canonique)


def list_items(valeur: object) -> object:
    """The same content with the order of keys made visible to equality."""
    if isinstance(valeur, dict):
        return [(cle, list_items(contenu)) for cle, contenu in valeur.items()]
    return [list_items(contenu) for contenu in valeur] if isinstance(valeur, list) else valeur


@CALCUL
@given(graine=graines)
def test_a_dossier_read_again_gives_the_same_bytes(graine: int):
    dossier, resultat = compute_one(graine)
    refait = compute_decompte(read_dossier(dump_dossier(dossier)), resultat.du, resultat.au)
    assert list_items(dump_resultat(refait)) == list_items(dump_resultat(resultat))


DOSSIER_VIDE = read_dossier(
    {
        "format": "dossier-conseiller",
        "version": 1,
        "communes": [{"insee": "54328", "nom": "Ludres", "siret": "21540328800016", "employeuse": True}],
        "convention": {"objet": "Conseiller", "debut": "2021-07-01", "fin": "2023-06-30"},
        "tranches": [{"debut": "2021-07-01", "fin": None, "avenant": None, "heures": {"54328": "400"}}],
        "subventions": [],
        "cofinancements": [],
        "depenses": [],
        "parametres": {"methode_subvention": "prorata"},
    }
)
