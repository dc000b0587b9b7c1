"""The time line: its drawing stays inside its frame and says no more than the events do."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from communes.models import Allocation, Avenant, Convention, Tranche
from conseiller.bureau.argent import ArgentVu, read_argent
from conseiller.bureau.chronologie import DROITE, EPAISSEUR_HEURES, GAUCHE, LETTRE, Dessin, Texte, draw_chronologie
from conseiller.bureau.evenements import Evenement, list_evenements
from conseiller.bureau.heures import read_heures
from subventions.models import Versement
from tests.conseiller.test_pages import make_decompte
from tests.fabrique import make_agent, make_convention, make_dossier

pytestmark = pytest.mark.django_db

NOW = date(2022, 10, 1)


def read_money(convention: Convention, now: date) -> ArgentVu:
    agent = convention.roles.first().agent if convention.roles.exists() else make_agent(convention, 1)
    return read_argent(Convention.objects.visible_to(agent), agent, now=now)[0]


def draw(convention: Convention, now: date = NOW) -> Dessin:
    return draw_chronologie(convention, read_heures(convention, now=now), read_money(convention, now), now=now)


def tell(convention: Convention, now: date = NOW) -> list[Evenement]:
    return list_evenements(convention, read_heures(convention, now=now), read_money(convention, now), now=now)


def make_amended(**champs) -> Convention:
    """707, 200, 500 and 200 hours; from 1 September 2022 the second party takes 100 hours of the first."""
    noms = ("Ludres", "Fléville-devant-Nancy", "Heillecourt", "Houdemont")
    dossier = make_dossier(("707", "200", "500", "200"), noms=noms)
    premiere = dossier["tranches"][0]
    codes = list(premiere["heures"])
    seconde = {
        "debut": "2022-09-01",
        "fin": None,
        "avenant": 1,
        "heures": premiere["heures"] | {codes[0]: "607", codes[1]: "300"},
    }
    tranches = [premiere | {"fin": "2022-08-31"}, seconde]
    return make_convention(("707", "200", "500", "200"), noms=noms, tranches=tranches, **champs)


def words(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\xa0", " ")


def ends(texte: Texte) -> tuple[int, int]:
    longueur = LETTRE * max(map(len, texte.lignes))
    return (texte.x - longueur, texte.x) if texte.ancre == "end" else (texte.x, texte.x + longueur)


def test_events_come_in_order_with_their_words():
    convention = make_amended()
    Avenant.objects.create(convention=convention, numero=2, effet_le=date(2023, 3, 1))
    make_decompte(convention, 2021, du=convention.debut)
    evenements = [(e.jour.isoformat(), words(e.titre), words(e.texte), e.genre) for e in tell(convention)]
    assert evenements == [
        (
            "2021-07-01",
            "Début de la convention",
            "Ludres 707 h, Fléville-devant-Nancy 200 h, Heillecourt 500 h et Houdemont 200 h par an.",
            "fait",
        ),
        ("2021-07-20", "Versement de 20 % : 10 000,00 €", "Reçu.", "fait"),
        ("2021-12-31", "Décompte du 2e semestre 2021", "Brouillon, 400,00 € à répartir.", "fait"),
        ("2022-01-14", "Versement de 30 % : 15 000,00 €", "Reçu.", "fait"),
        ("2022-07-11", "Versement de 50 % : 25 000,00 €", "Reçu.", "fait"),
        ("2022-09-01", "Avenant n° 1", "Fléville-devant-Nancy + 100 h, Ludres − 100 h.", "avenant"),
        ("2022-10-01", "Aujourd’hui", "", "aujourdhui"),
        (
            "2023-03-01",
            "Avenant n° 2, en projet",
            "Ni les heures ni le terme ne changent. Il ne compte pas encore.",
            "projet",
        ),
        ("2023-06-30", "Fin de la convention", "", "venir"),
    ]


def test_a_draft_is_drawn_apart_from_what_counts_and_a_signature_is_told():
    convention = make_amended()
    projet = Avenant.objects.create(convention=convention, numero=2, effet_le=date(2023, 3, 1))
    tranche = Tranche.objects.create(convention=convention, debut=projet.effet_le, avenant=projet)
    for partie in convention.parties.all():
        Allocation.objects.create(tranche=tranche, partie=partie, quarts=400)
    convention.avenants.filter(numero=1).update(signe_le=date(2022, 7, 4))
    dessin = draw(convention)
    assert [words(texte.lignes[0]) for texte in dessin.projets] == ["Avenant n° 2, en projet, au 1er mars 2023"]
    assert len(dessin.avenants) == 1
    assert len({bande.x for bande in dessin.bandes}) == 2
    signe = next(e for e in tell(convention) if e.genre == "avenant")
    assert words(signe.texte) == "Fléville-devant-Nancy + 100 h, Ludres − 100 h. Signé le 4 juillet 2022."


def test_an_instalment_that_has_not_come_is_said_late():
    convention = make_convention()
    Versement.objects.filter(rang=2).update(recu_le=None, montant_recu=None)
    retard = [e for e in tell(convention) if e.genre == "retard"]
    assert [words(e.texte) for e in retard] == ["En retard depuis le 28 décembre 2021."]
    assert [p.etat for p in draw(convention).pastilles] == ["recu", "en_retard", "recu"]


def test_hours_fill_the_band_from_end_to_end_and_from_top_to_bottom():
    dessin = draw(make_amended())
    assert (dessin.bandes[0].x, dessin.bandes[-1].x + dessin.bandes[-1].largeur) == (GAUCHE, DROITE)
    for x in {bande.x for bande in dessin.bandes}:
        assert sum(bande.hauteur for bande in dessin.bandes if bande.x == x) == EPAISSEUR_HEURES


def test_past_the_eighth_the_parties_share_one_white_piece():
    dessin = draw(make_convention(("100",) * 12))
    assert [bande.motif for bande in dessin.bandes] == list(range(8))
    assert dessin.motifs == list(range(8))


def test_a_party_without_hours_is_not_drawn():
    assert [bande.motif for bande in draw(make_convention(("0", "100"))).bandes] == [1]


@pytest.mark.parametrize("jour", [date(2021, 7, 1), date(2022, 6, 30), date(2023, 6, 30)])
def test_today_is_drawn_inside_the_agreement_with_its_words(jour):
    texte = draw(make_convention(), now=jour).aujourdhui
    assert texte is not None
    debut, fin = ends(texte)
    assert GAUCHE <= debut < fin <= DROITE


@pytest.mark.parametrize("ecart", [-1, 730])
def test_today_is_not_drawn_outside(ecart):
    convention = make_convention()
    assert draw(convention, now=convention.debut + timedelta(days=ecart)).aujourdhui is None


def test_no_words_leave_the_frame_nor_touch():
    convention = make_amended()
    for mois in range(1, 7):
        make_decompte(convention, 2022, du=date(2022, mois, 1), au=date(2022, mois, 28))
    dessin = draw(convention)
    for texte in (*dessin.axe, *dessin.avenants, *(pastille.texte for pastille in dessin.pastilles)):
        debut, fin = ends(texte)
        assert 0 <= debut < fin <= dessin.largeur
    marques = sorted(ends(texte) for texte in dessin.axe)
    assert all(avant[1] < apres[0] for avant, apres in pairwise(marques))


def test_instalments_too_near_take_another_row():
    convention = make_convention()
    Versement.objects.filter(rang=2).update(recu_le=date(2021, 8, 1))
    premier, deuxieme, troisieme = draw(convention).pastilles
    assert premier.y < deuxieme.y
    assert premier.y == troisieme.y


def test_a_narrow_statement_keeps_the_words_that_fit():
    convention = make_convention()
    make_decompte(convention, 2021, du=convention.debut)
    make_decompte(convention, 2022, au=date(2022, 3, 31))
    make_decompte(convention, 2022, du=date(2022, 4, 1), au=date(2022, 4, 5))
    lignes = [boite.texte and [words(ligne) for ligne in boite.texte.lignes] for boite in draw(convention).boites]
    assert lignes == [["2e semestre 2021 : 400,00 €", "brouillon"], ["T1", "2022"], None]


def test_without_money_there_are_hours_only():
    convention = make_convention()
    dessin = draw_chronologie(convention, read_heures(convention, now=NOW), None, now=NOW)
    assert (dessin.pastilles, dessin.boites) == ((), ())
