"""Why a share changed: effects that add up to the cent, each within a cent of its exact value."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import accumulate
from random import Random

from hypothesis import given, reject

from subventions.calculs.appels import Appel
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.donnees import Commune, Dossier
from subventions.calculs.ecarts import A_COTE, PARTAGEES, Calcule, Ecart, compare
from subventions.calculs.lecture import read_dossier
from subventions.calculs.partage import share_reste
from subventions.calculs.periode import compute_periode
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.resultat import Resultat
from subventions.enums import Cause, Methode
from tests.subventions.calculs.cas import load_cas
from tests.subventions.calculs.hasard import draw_demande
from tests.subventions.calculs.test_proprietes import CALCUL, graines

JOUR = date(2022, 1, 1)
LUDRES, FLEVILLE, HOUDEMONT = (
    Commune(code, nom, "21540000000000", rang == 0)
    for rang, (code, nom) in enumerate((("54328", "Ludres"), ("54197", "Fléville"), ("54265", "Houdemont")))
)


def make(cles: dict[Commune, int], couts: int, *, subvention: int = 0, aides: int = 0, report: int = 0) -> Calcule:
    """A calculation from its sums, as `compute_periode` would share them."""
    reste = couts - subvention - aides + report
    communes, poids = tuple(cles), {commune.insee: cle for commune, cle in cles.items()}
    parts = share_reste(reste if any(cles.values()) else 0, communes, poids, ())
    vides = {
        "depenses": (), "couts_par_nature": {}, "lignes_subvention": (), "lignes_cofinancement": (), "tranches": (),
        "exercices": (), "centimes_distribues": 0,
    }  # fmt: skip
    resultat = Resultat(
        du=JOUR, au=JOUR, jours=1, methode=Methode.PRORATA, couts=couts, subvention=subvention, cofinancements=aides,
        report_anterieur=report, reste=reste, report_nouveau=min(reste, 0), cle_totale=sum(cles.values()), parts=parts,
        **vides,
    )  # fmt: skip
    return Calcule(communes, resultat)


def effects(avant: Calcule, apres: Calcule) -> dict[str, dict[Cause, int]]:
    return {ecart.insee: dict(ecart.effets) for ecart in compare(avant, apres)}


def test_costs_the_grant_and_the_key_are_told_apart():
    avant = make({LUDRES: 300, HOUDEMONT: 100}, 10_000_00, subvention=2_000_00)
    apres = make({LUDRES: 200, HOUDEMONT: 200}, 12_000_00, subvention=3_000_00)
    assert effects(avant, apres) == {
        "54328": {Cause.COUTS: 1_500_00, Cause.SUBVENTION: -750_00, Cause.CLE: -2_250_00},
        "54265": {Cause.COUTS: 500_00, Cause.SUBVENTION: -250_00, Cause.CLE: 2_250_00},
    }


def test_other_money_and_the_report_are_told_apart():
    avant = make({LUDRES: 100, HOUDEMONT: 100}, 1_000_00)
    apres = make({LUDRES: 100, HOUDEMONT: 100}, 1_000_00, aides=100_00, report=-50_00)
    attendu = {Cause.COFINANCEMENTS: -50_00, Cause.REPORT: -25_00}
    assert effects(avant, apres) == {"54328": attendu, "54265": attendu}


def test_nothing_is_said_of_two_equal_calculations():
    calcule = make({LUDRES: 100, HOUDEMONT: 100}, 1_000_01)
    assert compare(calcule, calcule) == (
        Ecart("54328", 500_01, 500_01, {}),
        Ecart("54265", 500_00, 500_00, {}),
    )


def test_costs_that_stay_covered_change_no_share():
    avant = make({LUDRES: 100, HOUDEMONT: 100}, 500_00, subvention=900_00)
    apres = make({LUDRES: 100, HOUDEMONT: 100}, 700_00, subvention=900_00)
    assert effects(avant, apres) == {"54328": {}, "54265": {}}


def test_only_what_exceeds_the_grant_is_an_effect_of_the_costs():
    avant = make({LUDRES: 100, HOUDEMONT: 100}, 500_00, subvention=900_00)
    apres = make({LUDRES: 100, HOUDEMONT: 100}, 1_000_00, subvention=900_00)
    assert effects(avant, apres) == {"54328": {Cause.COUTS: 50_00}, "54265": {Cause.COUTS: 50_00}}


def test_a_commune_that_comes_or_leaves_owes_by_its_key():
    avant = make({LUDRES: 100, FLEVILLE: 100}, 1_000_00)
    apres = make({LUDRES: 100, HOUDEMONT: 300}, 1_000_00)
    assert effects(avant, apres) == {
        "54328": {Cause.CLE: -250_00},
        "54265": {Cause.CLE: 750_00},
        "54197": {Cause.CLE: -500_00},
    }


def test_when_nobody_had_hours_the_key_of_today_shares_every_change():
    avant = make({LUDRES: 0, HOUDEMONT: 0}, 0)
    apres = make({LUDRES: 300, HOUDEMONT: 100}, 1_000_00)
    assert effects(avant, apres) == {"54328": {Cause.COUTS: 750_00}, "54265": {Cause.COUTS: 250_00}}
    assert effects(apres, avant) == {"54328": {Cause.COUTS: -750_00}, "54265": {Cause.COUTS: -250_00}}
    couvert = make({LUDRES: 0, HOUDEMONT: 0}, 100_00, subvention=200_00)
    assert effects(avant, couvert) == {"54328": {}, "54265": {}}


def test_what_is_beside_the_sharing_has_its_own_causes():
    dossier = read_dossier(load_cas("depense-affectee")["dossier"])
    resultat = compute_decompte(dossier, dossier.debut, dossier.fin)
    sans = compute_decompte(
        Dossier(**{champ: getattr(dossier, champ) for champ in Dossier.__slots__} | {"depenses": ()}),
        dossier.debut,
        dossier.fin,
    )
    appels = (Appel("54265", False, 0, 12_34, -5_00, 0, 0, 0),)
    ecart = next(
        ecart
        for ecart in compare(Calcule(dossier.communes, sans), Calcule(dossier.communes, resultat, appels))
        if ecart.insee == "54265"
    )
    part = resultat.part("54265")
    assert {cause: ecart.effets.get(cause, 0) for cause in A_COTE} == {
        Cause.AFFECTEES: part.affectees,
        Cause.REGULARISATIONS: 12_34,
        Cause.AJUSTEMENTS: -5_00,
    }
    assert ecart.apres == part.total + 7_34


@CALCUL
@given(graine=graines)
def test_effects_add_up_for_each_commune_and_for_each_cause(graine: int):
    avant, apres = draw_pair(graine)
    ecarts = compare(avant, apres)
    for ecart in ecarts:
        assert sum(ecart.effets.values()) == ecart.montant
        assert list(ecart.effets) == [cause for cause in (*PARTAGEES, *A_COTE) if cause in ecart.effets]
    totaux = {cause: sum(ecart.effets.get(cause, 0) for ecart in ecarts) for cause in Cause}
    partages = [max(reste, 0) for reste in list_restes(avant, apres)]
    if avant.resultat.cle_totale:
        changements = [b - a for a, b in zip(partages, [*partages[1:], max(apres.resultat.reste, 0)], strict=True)]
        assert [totaux[cause] for cause in PARTAGEES] == changements
    communs = [sum(calcule.partagees.values()) for calcule in (avant, apres)]
    assert sum(totaux[cause] for cause in PARTAGEES) == communs[1] - communs[0]


@CALCUL
@given(graine=graines)
def test_each_effect_is_within_a_cent_of_its_exact_fraction(graine: int):
    avant, apres = draw_pair(graine)
    if not (avant.resultat.cle_totale and apres.resultat.cle_totale):
        reject()
    cle, cle_nouvelle = (
        {part.insee: Fraction(part.cle, calcule.resultat.cle_totale) for part in calcule.resultat.parts}
        for calcule in (avant, apres)
    )
    restes = [max(reste, 0) for reste in list_restes(avant, apres)]
    for ecart in compare(avant, apres):
        code = ecart.insee
        exacts = [reste * cle.get(code, Fraction(0)) for reste in restes]
        exacts.append(restes[-1] * cle_nouvelle.get(code, Fraction(0)))
        for cause, exact, suivant in zip(PARTAGEES, exacts, exacts[1:], strict=False):
            assert abs(ecart.effets.get(cause, 0) - (suivant - exact)) < 2


def draw_pair(graine: int) -> tuple[Calcule, Calcule]:
    """The same random agreement stated for two periods, or by two agreements that share some communes."""
    hasard = Random(graine)
    demandes = [draw_demande(hasard) for _ in range(2)]
    if hasard.random() < 0.5:
        demandes[1]["dossier"] = demandes[0]["dossier"]
    calcules = []
    for demande in demandes:
        dossier = read_dossier(demande["dossier"])
        jours = date.fromisoformat(demande["du"]), date.fromisoformat(demande["au"])
        try:
            calcules.append(
                Calcule(dossier.communes, compute_periode(dossier, *jours, dossier.methode, -hasard.randrange(50_000)))
            )
        except CalculImpossible:
            reject()
    return calcules[0], calcules[1]


def list_restes(avant: Calcule, apres: Calcule) -> list[int]:
    """The remainder before, then after each of its terms has changed."""
    changements = [b - a for a, b in zip(avant.termes, apres.termes, strict=True)]
    return list(accumulate(changements, initial=avant.resultat.reste))
