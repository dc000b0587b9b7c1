"""The adviser's post: its contracts, one at a time; what to beware of; nobody named."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from communes.models import Contrat, Convention, Poste
from conseiller.journal.models import Ligne
from tests.envois import fill, read
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

CDD = {"type": "cdd", "debut": "01/07/2021", "fin": "30/06/2022"}


@pytest.fixture
def convention() -> Convention:
    """From 1 July 2021 to 30 June 2023."""
    return make_convention()


@pytest.fixture
def poste(convention) -> Poste:
    return Poste.objects.create(convention=convention, rang=1)


@pytest.fixture
def page(convention) -> str:
    return reverse("poste", args=[convention.pk])


@pytest.fixture
def ajout(convention) -> str:
    return reverse("contrat_ajouter", args=[convention.pk, 1])


def make_contrat(poste: Poste, debut: date, fin: date | None = None, **champs: object) -> Contrat:
    return Contrat.objects.create(poste=poste, debut=debut, fin=fin, **{"type": "cdd" if fin else "cdi", **champs})


def refuse(reponse, champ: str) -> str:
    """The sentence of the only error of a form that came back."""
    assert reponse.status_code == 422
    erreurs = reponse.context["form"].errors
    assert set(erreurs) == {champ}
    return " ".join(erreurs[champ]).replace("\xa0", " ")


class TestPage:
    def test_before_any_contract_it_says_what_to_do(self, client, convention, helene, page, ajout):
        texte = read(client.get(page))
        assert "Ajouter le premier contrat" in texte
        assert ajout in texte

    def test_a_partner_reads_it_without_buttons(self, client, convention, poste, page, ajout):
        client.force_login(make_agent(convention, 2))
        contrat = make_contrat(poste, date(2021, 7, 1))
        texte = read(client.get(page))
        assert "Contrat à durée indéterminée" in texte
        assert ajout not in texte
        assert reverse("contrat_modifier", args=[convention.pk, contrat.pk]) not in texte

    @time_machine.travel("2022-09-01", tick=False)
    def test_the_state_the_picture_and_the_table_tell_the_same(self, client, convention, helene, poste, page):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30), motif_fin="démission")
        texte = read(client.get(page))
        assert "vacant </span> Vacant depuis le 1er juillet 2022." in texte.replace("vacant</span>", "vacant </span>")
        assert "Le contrat suivant doit commencer le 1er janvier 2023 au plus tard." in texte
        titre = "sous contrat du 1er juillet 2021 au 30 juin 2022, sans contrat du 1er juillet 2022 au 30 juin 2023"
        assert f"<title>Le poste : {titre}.</title>" in texte
        assert "démission" in texte
        assert "Sans contrat" in texte

    @time_machine.travel("2023-01-01", tick=False)
    def test_six_months_without_a_contract_are_an_alert(self, client, helene, poste, page):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        assert "Le poste est resté sans contrat plus de 6 mois" in read(client.get(page))

    @time_machine.travel("2022-09-01", tick=False)
    def test_a_post_given_back_is_no_longer_vacant(self, client, helene, poste, page):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        Poste.objects.update(rendu_le=date(2022, 7, 1))
        texte = read(client.get(page))
        assert "Rendu à l’État le 1er juillet 2022." in texte
        assert "Sans contrat" not in texte

    def test_training_and_term_are_warned_about_beside_the_contract(self, client, helene, poste, page):
        make_contrat(poste, date(2021, 7, 1), date(2023, 12, 31), formation=80 * 4)
        texte = read(client.get(page))
        assert "80 heures de formation : les parcours officiels vont de 105 heures à 420 heures." in texte
        assert "au-delà, l’employeur paie seul." in texte

    @pytest.mark.parametrize("nombre", [1, 50])
    def test_it_costs_the_same_whatever_its_length(
        self, client, convention, helene, page, django_assert_num_queries, nombre
    ):
        for rang in range(1, nombre + 1):
            poste = Poste.objects.create(convention=convention, rang=rang)
            for annee in range(2021, 2023):
                make_contrat(poste, date(annee, 7, 1), date(annee + 1, 6, 30))
        with django_assert_num_queries(9):
            client.get(page)


class TestContract:
    def test_the_first_one_makes_the_post(self, client, convention, helene, page, ajout):
        donnees = fill(client, ajout)
        assert donnees["debut"] == convention.debut
        reponse = client.post(ajout, donnees | CDD | {"formation": "105"})
        assert (reponse.status_code, reponse.url) == (302, page)
        contrat = Contrat.objects.get(poste__convention=convention, poste__rang=1)
        assert (contrat.type, contrat.debut, contrat.fin) == ("cdd", date(2021, 7, 1), date(2022, 6, 30))
        assert contrat.formation == 105 * 4
        ligne = Ligne.objects.latest("pk")
        assert (ligne.action, ligne.agent, ligne.convention) == ("ajouter le contrat", helene, convention.pk)

    def test_a_double_click_adds_one(self, client, convention, helene, ajout):
        donnees = fill(client, ajout, **CDD)
        for _ in range(2):
            assert client.post(ajout, donnees).status_code == 302
        assert (Poste.objects.count(), Contrat.objects.count()) == (1, 1)

    def test_the_next_one_is_proposed_from_the_day_after(self, client, helene, poste, ajout):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        assert fill(client, ajout)["debut"] == date(2022, 7, 1)

    @pytest.mark.parametrize("type", ["cdd", "projet"])
    def test_a_contract_with_a_term_says_its_last_day(self, client, helene, ajout, type):
        reponse = client.post(ajout, fill(client, ajout, type=type, motif_fin="à suivre"))
        assert refuse(reponse, "fin") == "Un contrat de ce type a un terme : indiquez son dernier jour."
        assert 'value="à suivre"' in read(reponse)
        assert not Poste.objects.exists()

    def test_a_last_day_before_the_first_is_refused(self, client, helene, ajout):
        reponse = client.post(ajout, fill(client, ajout, type="cdd", debut="2021-07-01", fin="2021-06-30"))
        assert "Le dernier jour est avant le premier" in read(reponse)

    @pytest.mark.parametrize(("debut", "fin"), [("30/06/2022", "31/12/2022"), ("01/01/2021", "01/07/2021")])
    def test_two_contracts_do_not_share_a_day(self, client, helene, poste, ajout, debut, fin):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        reponse = client.post(ajout, fill(client, ajout, type="cdd", debut=debut, fin=fin))
        assert refuse(reponse, "debut") == (
            "Un autre contrat va du 1er juillet 2021 au 30 juin 2022, et un poste n’a qu’un contrat à la fois."
            " Commencez le 1er juillet 2022, ou corrigez l’autre contrat."
        )
        assert Contrat.objects.count() == 1

    def test_an_open_contract_is_closed_before_the_next_one(self, client, helene, poste, ajout):
        make_contrat(poste, date(2021, 7, 1))
        donnees = fill(client, ajout, type="cdi", debut="2022-07-01")
        assert refuse(client.post(ajout, donnees), "debut") == (
            "Le contrat du 1er juillet 2021 n’a pas de dernier jour, et un poste n’a qu’un contrat à la fois."
            " Indiquez d’abord ce dernier jour, puis ajoutez le suivant."
        )

    def test_two_posts_have_each_their_contract(self, client, convention, helene, poste):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        page = reverse("poste_ajouter", args=[convention.pk])
        assert client.post(page, fill(client, page)).status_code == 302
        ajout = reverse("contrat_ajouter", args=[convention.pk, 2])
        assert client.post(ajout, fill(client, ajout, **CDD)).status_code == 302
        assert list(Contrat.objects.values_list("poste__rang", flat=True).order_by("pk")) == [1, 2]

    @pytest.mark.parametrize("rang", [0, 2])
    def test_only_the_first_post_is_made_with_its_contract(self, client, convention, helene, rang):
        assert client.get(reverse("contrat_ajouter", args=[convention.pk, rang])).status_code == 404

    def test_two_tabs_do_not_overwrite_each_other(self, client, convention, helene, poste):
        contrat = make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        page = reverse("contrat_modifier", args=[convention.pk, contrat.pk])
        premier, second = fill(client, page, motif_fin="démission"), fill(client, page, formation="280")
        assert client.post(page, premier).status_code == 302
        reponse = client.post(page, second)
        assert "Cette fiche a changé depuis que vous l’avez ouverte : Raison du départ." in refuse(reponse, "__all__")
        assert client.post(page, second | {"lu": reponse.context["form"]["lu"].value()}).status_code == 302
        contrat.refresh_from_db()
        assert (contrat.motif_fin, contrat.formation) == ("", 280 * 4)

    def test_deleting_asks_first(self, client, convention, helene, poste):
        contrat = make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        page = reverse("contrat_supprimer", args=[convention.pk, contrat.pk])
        assert "Supprimer ce contrat ?" in read(client.get(page))
        assert client.post(page, fill(client, page)).status_code == 302
        assert not Contrat.objects.exists()
        assert Ligne.objects.latest("pk").details == {"nom": "Contrat à durée déterminée du 01/07/2021"}

    def test_a_contract_of_another_agreement_does_not_exist(self, client, convention, helene):
        autre = Poste.objects.create(convention=make_convention(base=100), rang=1)
        contrat = make_contrat(autre, date(2021, 7, 1))
        for nom in ("contrat_modifier", "contrat_supprimer"):
            assert client.get(reverse(nom, args=[convention.pk, contrat.pk])).status_code == 404


class TestGivenBack:
    def test_the_day_is_kept(self, client, convention, helene, poste):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        page = reverse("poste_modifier", args=[convention.pk, 1])
        assert client.post(page, fill(client, page, rendu_le="01/07/2022")).status_code == 302
        poste.refresh_from_db()
        assert poste.rendu_le == date(2022, 7, 1)
        assert Ligne.objects.latest("pk").action == "modifier le poste"

    def test_not_while_a_contract_runs(self, client, convention, helene, poste):
        make_contrat(poste, date(2021, 7, 1), date(2022, 6, 30))
        page = reverse("poste_modifier", args=[convention.pk, 1])
        assert refuse(client.post(page, fill(client, page, rendu_le="30/06/2022")), "rendu_le") == (
            "Le contrat du 1er juillet 2021 court encore ce jour-là : indiquez d’abord son dernier jour, avant la date"
            " à laquelle le poste est rendu."
        )

    def test_no_contract_comes_after(self, client, helene, poste, ajout):
        Poste.objects.update(rendu_le=date(2022, 7, 1))
        assert "un contrat finit la veille au plus tard" in refuse(
            client.post(ajout, fill(client, ajout, type="cdi", debut="2022-01-01")), "fin"
        )
