"""The page of a statement: the figures of the calculation, and nobody else's pay."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from communes.models import Convention
from conseiller.travaux.models import EtatTravail, Travail
from subventions.calculs.ligne_de_commande import main
from subventions.models import Decompte, Document
from subventions.selectors import CALCUL
from tests.fabrique import make_agent, make_convention
from tests.subventions.calculs.cas import list_cas
from tests.subventions.decomptes import SEMESTRE, add_travail, ask, build_cas, compute, make_cas, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

PART = re.compile(r'<span class="part-montant"><data value="([^"]+)">')
RESTE = re.compile(r'<p class="reste-montant"><data value="([^"]+)">')
PAS = re.compile(r'</h3><span class="pas-resultat">(?:<span[^>]*>[^<]*</span>)?<data value="([^"]+)">')


def adresse(decompte: Decompte, nom: str = "decompte", *reste: str) -> str:
    return reverse(nom, args=[decompte.convention_id, decompte.pk, *reste])


@pytest.mark.parametrize("cas", list_cas(), ids=lambda cas: cas["nom"])
def test_the_page_gives_the_figures_of_the_command_line(client, tmp_path, capsys, cas):
    convention, instantane = build_cas(cas)
    decompte = compute(ask(convention, instantane.du, instantane.au), instantane)
    fichier = tmp_path / "dossier.json"
    fichier.write_text(json.dumps(cas["dossier"]), encoding="utf-8")
    assert main([str(fichier), "--du", cas["du"], "--au", cas["au"], "--methode", cas["methode"]]
                + ([] if cas["report"] is None else [f"--report={cas['report']}"])) == 0  # fmt: skip
    attendu = json.loads(capsys.readouterr().out)
    client.force_login(make_agent(convention, 1))
    page = client.get(adresse(decompte)).content.decode()
    assert PART.findall(page) == list(attendu["parts"].values())
    assert RESTE.findall(page) == [attendu["reste"]]
    assert PAS.findall(page) == [attendu["couts"], attendu["subvention"], attendu["reste"]]


def test_before_the_first_calculation_the_page_waits_calmly(client):
    convention = make_convention()
    client.force_login(make_agent(convention, 1))
    reponse = client.get(adresse(ask(convention, *SEMESTRE)))
    page = reponse.content.decode()
    assert "Décompte du 2e semestre 2021" in page
    assert "Calcul des parts\u00a0: en attente" in page.replace("&nbsp;", "\u00a0")
    assert "Reste à répartir" not in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_a_statement_that_is_ready_does_not_reload_itself(client):
    decompte = make_decompte(make_convention())
    client.force_login(make_agent(decompte.convention, 1))
    page = client.get(adresse(decompte)).content.decode()
    assert "http-equiv" not in page
    assert "data-hx-get" not in page
    assert "htmx" not in page.partition("<body>")[2]


def test_a_failure_says_why_and_lets_the_employing_body_try_again(client):
    convention = make_convention()
    decompte = ask(convention, *SEMESTRE)
    Travail.objects.all().delete()
    raison = "Ce décompte ne peut pas être calculé\u00a0: aucune tranche d’heures ne couvre le 1er juillet 2021."
    add_travail(decompte, CALCUL, EtatTravail.ECHOUE, raison)
    client.force_login(make_agent(convention, 1))
    page = client.get(adresse(decompte)).content.decode()
    assert raison in page
    assert f'action="{adresse(decompte, "decompte_relancer")}"' in page
    reponse = client.post(adresse(decompte, "decompte_relancer"))
    assert (reponse.status_code, reponse.url) == (302, adresse(decompte))
    assert Travail.objects.filter(tache=CALCUL, etat=EtatTravail.ATTENTE, objet=decompte.pk).count() == 1


def test_a_partner_reads_a_failure_without_the_button(client):
    convention = make_convention()
    decompte = ask(convention, *SEMESTRE)
    Travail.objects.all().delete()
    add_travail(decompte, CALCUL, EtatTravail.ECHOUE, "Motif.")
    client.force_login(make_agent(convention, 2))
    page = client.get(adresse(decompte)).content.decode()
    assert "La commune qui emploie le conseiller peut le relancer." in page
    assert "Relancer" not in page
    assert client.post(adresse(decompte, "decompte_relancer")).status_code == 404


def test_a_failure_to_compute_again_keeps_the_figures_that_were_there(client):
    decompte = make_decompte(make_convention())
    add_travail(decompte, CALCUL, EtatTravail.ECHOUE, "Motif.")
    client.force_login(make_agent(decompte.convention, 1))
    page = client.get(adresse(decompte)).content.decode()
    assert "Le décompte n’a pas pu être refait" in page
    assert PART.findall(page) == ["458.72"] * 4


def test_pay_is_read_line_by_line_by_the_employing_body_only(client):
    decompte = make_cas("heures-inegales")
    vues = {}
    for rang in (1, 2):
        client.force_login(make_agent(decompte.convention, rang))
        vues[rang] = client.get(adresse(decompte)).content.decode()
    assert vues[1].count("Salaire et charges 2022-") == 6
    assert vues[2].count("Salaire et charges 2022-") == 0
    assert "Rémunération, 6\u00a0dépenses" in vues[2]
    assert PART.findall(vues[1]) == PART.findall(vues[2])


def test_a_partner_sees_which_commune_is_theirs(client):
    decompte = make_decompte(make_convention())
    client.force_login(make_agent(decompte.convention, 3))
    page = client.get(adresse(decompte)).content.decode()
    assert page.count("votre commune") == 1
    client.force_login(make_agent(decompte.convention, 1))
    assert "votre commune" not in client.get(adresse(decompte)).content.decode()


def test_the_address_of_another_agreement_leads_nowhere(client):
    decompte, ailleurs = make_decompte(make_convention()), make_convention(base=100)
    client.force_login(make_agent(decompte.convention, 1))
    assert client.get(reverse("decompte", args=[ailleurs.pk, decompte.pk])).status_code == 404
    client.force_login(make_agent(ailleurs, 1))
    assert client.get(adresse(decompte)).status_code == 404


def test_reading_writes_nothing(client, django_assert_num_queries):
    decompte = make_decompte(make_convention())
    client.force_login(make_agent(decompte.convention, 1))
    avant = list(Decompte.objects.values()), list(Travail.objects.values()), list(Document.objects.values())
    for nom in ("decompte", "decompte_avancement"):
        client.get(adresse(decompte, nom))
    client.get(reverse("decompte_tableur", args=[decompte.convention_id, decompte.pk, "xlsx"]))
    assert avant == (list(Decompte.objects.values()), list(Travail.objects.values()), list(Document.objects.values()))


@pytest.mark.parametrize("nombre", [4, 12])
def test_the_page_costs_the_same_whatever_the_number_of_parties(client, django_assert_num_queries, nombre):
    decompte = make_decompte(make_convention(("100",) * nombre))
    client.force_login(make_agent(decompte.convention, 1))
    with django_assert_num_queries(19):
        assert client.get(adresse(decompte)).status_code == 200


def test_a_commune_alone_pays_all_and_one_without_hours_pays_nothing(client):
    seule: Convention = make_convention(("1607",))
    client.force_login(make_agent(seule, 1))
    assert PART.findall(client.get(adresse(make_decompte(seule))).content.decode()) == ["1834.88"]
    zero = make_convention(("0", "400"), base=100)
    client.force_login(make_agent(zero, 1))
    page = client.get(adresse(make_decompte(zero))).content.decode()
    assert PART.findall(page) == ["0.00", "1834.88"]
    assert page.count("aucune heure") >= 1
