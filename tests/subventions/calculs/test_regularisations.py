"""What each closed statement still asks for, and the accounts that follow, to the cent (R12 to R14, R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from subventions.calculs.appels import Demande, compute_appels
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.donnees import Depense
from subventions.calculs.ecriture_appels import dump_demande, load_demande
from subventions.calculs.instantane import Instantane, load_instantane, write_canonique
from subventions.calculs.lecture import read_dossier
from subventions.calculs.solde import settle, share_excedent
from subventions.enums import Methode, Nature
from tests.subventions.calculs.hasard import draw_dossier
from tests.subventions.comptes import (
    ANNEE_2022,
    ANNEE_2023,
    FLEVILLE,
    HEILLECOURT,
    HOUDEMONT,
    LUDRES,
    PAIE_2021,
    SEMESTRE_2021,
    TARDIVE,
    follow,
    make_full,
    open_dossier,
)
from tests.subventions.instantanes import dress

COMPTES = settings(deadline=None, max_examples=60)
PERIODES = (SEMESTRE_2021, (date(2022, 1, 1), date(2022, 6, 30)), (date(2022, 7, 1), date(2022, 12, 31)), ANNEE_2023)


def tell(instantane: Instantane) -> dict[str, dict[str, int]]:
    """What is called for each closed statement, zeros left out."""
    return {
        regularisation.arrete.numero: {ligne.insee: ligne.montant for ligne in regularisation.lignes if ligne.montant}
        for regularisation in instantane.regularise(instantane.compute())
    }


def test_a_late_invoice_is_called_for_the_statement_that_it_belongs_to():
    assert tell(follow(open_dossier(PAIE_2021), *ANNEE_2022, TARDIVE)) == {
        "2021-001": {LUDRES: 44_00, FLEVILLE: 12_44, HEILLECOURT: 31_12, HOUDEMONT: 12_44}
    }


def test_what_was_called_once_is_not_called_for_the_same_statement_again():
    annee = follow(open_dossier(PAIE_2021), *ANNEE_2022, TARDIVE)
    suivant = follow(annee, *ANNEE_2023)
    assert tell(suivant) == {"2021-001": {}, "2022-002": {}}
    encore = follow(annee, *ANNEE_2023, replace(TARDIVE, libelle="Une autre", affectation=HOUDEMONT))
    assert tell(encore) == {"2021-001": {HOUDEMONT: 100_00}, "2022-002": {}}
    (premiere, _) = encore.regularise(encore.compute())
    (ligne,) = [ligne for ligne in premiere.lignes if ligne.insee == HOUDEMONT]
    assert (ligne.recalculee - ligne.arretee, ligne.regularisee, ligne.montant) == (112_44, 12_44, 100_00)


def test_a_closed_statement_is_kept_as_it_was_computed():
    suivant = follow(open_dossier(PAIE_2021), *ANNEE_2022, TARDIVE)
    (regularisation,) = suivant.regularise(suivant.compute())
    assert (regularisation.anterieur.couts, regularisation.recalcule.couts) == (14_000_00, 14_100_00)
    assert (regularisation.anterieur.reste, regularisation.recalcule.reste) == (1_397_26, 1_497_26)
    assert regularisation.anterieur.cle_totale == regularisation.recalcule.cle_totale


def test_the_snapshot_gives_the_same_bytes_once_read_again():
    instantane = make_full()
    donnees = instantane.dump(instantane.compute())
    relu = load_instantane(donnees)
    assert relu == instantane
    assert write_canonique(relu.dump(relu.compute())) == write_canonique(donnees)
    assert load_demande(dump_demande(instantane.demande)) == instantane.demande


def test_a_dossier_that_came_from_elsewhere_tells_no_statement_apart():
    instantane = make_full()
    nu = replace(instantane, demande=Demande())
    assert nu.regularise(nu.compute()) == ()
    assert sum((nu.compute().regularisations or {}).values()) == 100_00


def test_what_is_left_over_goes_back_in_proportion_to_all_that_was_asked():
    suivant = follow(open_dossier(PAIE_2021), *ANNEE_2023)
    resultat = suivant.compute()
    rendu = share_excedent(suivant.dossier, resultat)
    assert sum(rendu.values()) == -resultat.report_nouveau > 0
    assert list(rendu) == [LUDRES, FLEVILLE, HEILLECOURT, HOUDEMONT]
    assert rendu[LUDRES] > rendu[HEILLECOURT] > rendu[FLEVILLE] >= rendu[HOUDEMONT]


def test_nothing_left_over_or_nothing_ever_asked_gives_nothing_back():
    premier = open_dossier(PAIE_2021)
    assert share_excedent(premier.dossier, premier.compute()) == {}
    sans = open_dossier()
    assert sans.compute().report_nouveau < 0
    assert share_excedent(sans.dossier, sans.compute()) == {}


def test_a_final_settlement_computes_the_closed_statements_again_on_what_was_received():
    """Two instalments of three have come: the closed semester had counted the whole grant."""
    suivant = follow(open_dossier(PAIE_2021), *ANNEE_2023)
    (subvention,) = suivant.dossier.subventions
    recus = (*subvention.versements[:2], replace(subvention.versements[2], recu_le=None, montant_recu=None))
    manquant = replace(suivant.dossier, subventions=(replace(subvention, versements=recus),))
    final = replace(suivant, dossier=settle(manquant, ANNEE_2023[1]))
    (regularisation,) = final.regularise(final.compute())
    assert (regularisation.anterieur.subvention, regularisation.recalcule.subvention) == (12_602_74, 6_301_37)
    assert sum(ligne.montant for ligne in regularisation.lignes) == 6_301_37


@COMPTES
@given(graine=st.integers(0, 2**32))
def test_a_chain_of_statements_asks_in_the_end_for_what_is_known_in_the_end(graine: int):
    """Late invoices between closings, reports, under both methods: nothing is lost, nothing is asked twice."""
    hasard = Random(graine)
    dossier = replace(read_dossier(draw_dossier(hasard)), decomptes=())
    instantane = Instantane(dossier, *PERIODES[0], hasard.choice(list(Methode)), None, dress(dossier))
    demandes = dict.fromkeys((commune.insee for commune in dossier.communes), 0)
    try:
        for periode in (*PERIODES[1:], None):
            resultat = instantane.compute()
            regularisations = resultat.regularisations or {}
            lignes = instantane.regularise(resultat)
            for part in resultat.parts:
                siennes = [ligne for regul in lignes for ligne in regul.lignes if ligne.insee == part.insee]
                assert sum(ligne.montant for ligne in siennes) == regularisations.get(part.insee, 0)
                demandes[part.insee] += part.total + regularisations.get(part.insee, 0)
            if periode is None:
                break
            instantane = follow(instantane, *periode, *draw_late(hasard, list(demandes)))
    except CalculImpossible:
        reject()
    attendu = dict.fromkeys(demandes, 0)
    for recalcule in (*resultat.recalcules, resultat):
        for part in recalcule.parts:
            attendu[part.insee] += part.total
    assert demandes == attendu


def draw_late(hasard: Random, codes: list[str]) -> list[Depense]:
    """Invoices and credit notes of any day, found after a closing."""
    return [
        Depense(
            "Tardive", Nature.AUTRE, hasard.randrange(-50_000, 200_000), jour, jour, hasard.choice((None, codes[0]))
        )
        for jour in (date(2021, 7, 1) + timedelta(days=hasard.randrange(700)) for _ in range(hasard.randrange(3)))
    ]


@COMPTES
@given(
    graine=st.integers(0, 2**32),
    seuil=st.integers(0, 5_000),
    acompte=st.integers(0, 500_000),
    dernier=st.booleans(),
    final=st.booleans(),
)
def test_an_account_always_adds_up(graine: int, seuil: int, acompte: int, dernier: bool, final: bool):
    hasard = Random(graine)
    dossier = read_dossier(draw_dossier(hasard))
    instantane = Instantane(dossier, *PERIODES[1], Methode.PRORATA, None, dress(dossier))
    try:
        resultat = instantane.compute()
    except CalculImpossible:
        reject()
    codes = [commune.insee for commune in dossier.communes]
    demande = Demande(seuil, dernier, final, dict.fromkeys(codes, acompte), {codes[0]: hasard.randrange(seuil + 1)})
    employeuse = instantane.contexte.employeuse.code
    for appel in compute_appels(resultat, demande, employeuse):
        assert appel.solde == appel.part + appel.regularisation + appel.ajustement + appel.reporte - appel.acompte
        assert appel.acompte <= acompte
        if appel.employeuse:
            assert (appel.appele, appel.acompte, appel.non_appele) == (0, 0, 0)
        else:
            assert appel.appele + appel.non_appele == appel.solde
            assert 0 <= appel.non_appele < max(seuil, 1)
            assert appel.appele <= 0 or appel.appele >= seuil
        if not dernier and not appel.employeuse:
            assert appel.solde >= min(appel.brut, 0)
