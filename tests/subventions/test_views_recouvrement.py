"""Titres and payments on screen: written by the employing body's finances, read by each partner for itself."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention, Role
from conseiller.journal.models import Ligne
from subventions.models import Acompte, Ajustement, AppelAcompte, Cloture, Paiement, PartArretee, Titre
from tests.envois import adresse
from tests.fabrique import import_cas, make_agent, make_convention
from tests.subventions.arretes import close
from tests.subventions.test_views_subventions import read, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(FEVRIER, tick=False) as temps:
        yield temps


@pytest.fixture
def cloture() -> Cloture:
    return close(import_cas("heures-egales-prorata"), now=FEVRIER)


def find_part(cloture: Cloture, rang: int = 2) -> PartArretee:
    return cloture.parts.get(partie__ordre=rang)


def page_titre(part: PartArretee) -> str:
    return adresse("titre_ajouter", part.cloture.decompte.convention, "parts", part.pk)


def write(centimes: int) -> str:
    """An amount as people type it."""
    return f"{centimes // 100},{centimes % 100:02d}"


def issue(client, part: PartArretee, **champs: str):
    envoi = {"jeton": uuid.uuid4(), "numero": "2022-118", "emis_le": "20/02/2022"} | champs
    return client.post(page_titre(part), envoi, follow=True)


def pay(client, titre: Titre, **champs: object):
    convention = titre.part.cloture.decompte.convention
    envoi = {"jeton": uuid.uuid4(), "paye_le": "20/02/2022", "montant": "100"} | champs
    return client.post(adresse("paiement_ajouter", convention, titre.pk), envoi, follow=True)


class TestTitre:
    def test_it_is_written_on_the_statement_once_whatever_the_clicks_with_a_line_in_the_journal(self, client, cloture):
        convention, part = cloture.decompte.convention, find_part(cloture)
        sign_in(client, convention)
        jeton = uuid.uuid4()
        for _ in range(2):
            reponse = issue(client, part, jeton=jeton)
        assert reponse.redirect_chain[0][0] == f"{adresse('decompte', convention, cloture.decompte_id)}#recouvrement"
        assert "Titre émis Titre n° 2022-118 du 20 février 2022" in read(reponse)
        titre = Titre.objects.get()
        assert (titre.part_id, titre.numero, titre.emis_le) == (part.pk, "2022-118", date(2022, 2, 20))
        ligne = Ligne.objects.get(action="inscrire le titre", convention=convention.pk)
        assert ligne.details == {"numero": "2022-118", "emis_le": "2022-02-20", "montant": part.appele}

    @pytest.mark.parametrize(
        ("champs", "erreurs"),
        [
            ({"emis_le": "21/02/2022"}, {"emis_le": ["Ce jour n’est pas encore venu\u00a0: corrigez la date."]}),
            (
                {"emis_le": "19/02/2022"},
                {"emis_le": ["La somme est appelée depuis le 20\u00a0février 2022\u00a0: ce jour-là ou après."]},
            ),
            ({"numero": ""}, {"numero": ["Remplissez ce champ."]}),
        ],
    )
    def test_a_fault_is_said_beside_its_field_and_what_was_typed_is_kept(self, client, cloture, champs, erreurs):
        sign_in(client, cloture.decompte.convention)
        reponse = issue(client, find_part(cloture), **champs)
        assert reponse.status_code == 422
        assert reponse.context["form"].errors == erreurs
        assert reponse.context["form"]["emis_le"].value() == champs.get("emis_le", "20/02/2022")
        assert not Titre.objects.exists()

    def test_a_number_has_one_debtor_in_its_year(self, client, cloture):
        sign_in(client, cloture.decompte.convention)
        issue(client, find_part(cloture, 2))
        reponse = issue(client, find_part(cloture, 3))
        assert reponse.context["form"].errors == {
            "numero": [
                f"Ce numéro est déjà celui de {find_part(cloture, 2).nom} pour 2022\u00a0: un titre n’a qu’un débiteur."
            ]
        }

    def test_the_employing_body_and_a_second_titre_are_refused(self, client, cloture):
        sign_in(client, cloture.decompte.convention)
        reponse = issue(client, find_part(cloture, 1))
        assert "Rien n’est appelé ici : cette somme n’a ni titre ni mandat." in read(reponse)
        issue(client, find_part(cloture))
        reponse = issue(client, find_part(cloture), numero="119")
        assert "Un titre est déjà inscrit pour cette somme : corrigez-le plutôt." in read(reponse)
        assert Titre.objects.count() == 1

    def test_that_of_a_replaced_statement_does_not_exist(self, client, cloture):
        sign_in(client, cloture.decompte.convention)
        close(cloture.decompte.convention, now=FEVRIER, remplace=cloture.decompte)
        assert client.get(page_titre(find_part(cloture))).status_code == 404

    def test_two_tabs_the_second_is_told_what_changed(self, client, cloture):
        convention = cloture.decompte.convention
        sign_in(client, convention)
        issue(client, find_part(cloture))
        page = adresse("titre_modifier", convention, Titre.objects.get().pk)
        form = client.get(page).context["form"]
        envoi = {nom: form[nom].value() for nom in form.fields} | {"numero": "120"}
        Titre.objects.update(numero="119")
        reponse = client.post(page, envoi)
        assert "a changé depuis que vous l’avez ouverte : Numéro du titre." in read(reponse)
        envoi["lu"] = reponse.context["form"]["lu"].value()
        assert client.post(page, envoi).status_code == 302
        assert Titre.objects.get().numero == "120"

    def test_it_is_deleted_until_something_is_paid(self, client, cloture):
        convention = cloture.decompte.convention
        sign_in(client, convention)
        issue(client, find_part(cloture))
        titre = Titre.objects.get()
        pay(client, titre)
        page = adresse("titre_supprimer", convention, titre.pk)
        assert "Ce titre a des paiements" in read(client.post(page, {"jeton": uuid.uuid4()}))
        client.post(adresse("paiement_supprimer", convention, Paiement.objects.get().pk), {"jeton": uuid.uuid4()})
        assert client.post(page, {"jeton": uuid.uuid4()}).status_code == 302
        assert not Titre.objects.exists()
        assert list(Ligne.objects.order_by("pk").values_list("action", flat=True))[-4:] == [
            "inscrire le titre",
            "inscrire le paiement",
            "supprimer le paiement",
            "supprimer le titre",
        ]


class TestPaiement:
    def test_a_titre_is_paid_in_parts_then_whole(self, client, cloture):
        part = find_part(cloture)
        sign_in(client, part.cloture.decompte.convention)
        issue(client, part)
        titre = Titre.objects.get()
        assert "Partiellement payé" in read(pay(client, titre, montant="100,50"))
        page = client.get(adresse("paiement_ajouter", cloture.decompte.convention, titre.pk))
        reste = part.appele - 100_50
        assert page.context["form"]["montant"].value() == write(reste)
        assert f"Il ne reste que {write(reste)} € à payer" in read(pay(client, titre, montant=write(reste + 1)))
        assert "Payé" in read(pay(client, titre, montant=write(reste)))
        assert sum(Paiement.objects.values_list("montant", flat=True)) == part.appele

    def test_it_is_corrected_and_never_to_come(self, client, cloture):
        convention = cloture.decompte.convention
        sign_in(client, convention)
        issue(client, find_part(cloture))
        titre = Titre.objects.get()
        reponse = pay(client, titre, paye_le="21/02/2022")
        assert reponse.context["form"].errors == {"paye_le": ["Ce jour n’est pas encore venu\u00a0: corrigez la date."]}
        pay(client, titre)
        page = adresse("paiement_modifier", convention, Paiement.objects.get().pk)
        form = client.get(page).context["form"]
        assert form["montant"].value() == "100"
        envoi = {nom: form[nom].value() for nom in form.fields} | {"montant": "90"}
        assert client.post(page, envoi).status_code == 302
        assert Paiement.objects.get().montant == 9000


def test_a_sum_given_back_has_a_mandat_and_negative_payments(client):
    convention = import_cas("heures-egales-prorata")
    agree(convention, {2: -10_000_00, 3: 10_000_00})
    part = find_part(close(convention, now=FEVRIER))
    assert part.appele < 0
    sign_in(client, convention)
    page = client.get(page_titre(part))
    assert page.context["form"].fields["numero"].label == "Numéro du mandat"
    issue(client, part, numero="M-12")
    reponse = pay(client, Titre.objects.get(), montant=write(-part.appele))
    assert Paiement.objects.get().montant == part.appele
    assert "Payé Mandat n° M-12 du 20 février 2022" in read(reponse)
    assert client.get(adresse("recouvrement", convention)).context["bilan"].paye == 0


def agree(convention: Convention, montants: dict[int, int]) -> None:
    """Amounts that the parties agree on, by their rank."""
    ajustement = Ajustement.objects.create(convention=convention, motif="Accord", convenu_le=date(2022, 1, 5))
    for rang, montant in montants.items():
        ajustement.lignes.create(partie=convention.parties.get(ordre=rang), montant=montant)


def make_acompte(convention: Convention, rang: int = 2) -> Acompte:
    appel = AppelAcompte.objects.create(
        convention=convention, exercice=2022, taux=3000, instantane={}, appele_le=FEVRIER, appele_par="Denis"
    )
    partie = convention.parties.get(ordre=rang)
    return Acompte.objects.create(appel=appel, partie=partie, part_prevue=1000_00, montant=300_00)


def test_a_part_payment_has_its_titre_too(client):
    convention = import_cas("heures-egales-prorata")
    acompte = make_acompte(convention)
    sign_in(client, convention)
    page = adresse("titre_ajouter", convention, "acomptes", acompte.pk)
    reponse = client.post(page, {"jeton": uuid.uuid4(), "numero": "77", "emis_le": "20/02/2022"}, follow=True)
    assert reponse.redirect_chain[0][0] == adresse("recouvrement", convention)
    assert "Acompte 2022, exercice 2022 300,00 € Titre émis Titre n° 77" in read(reponse)
    lignes = client.get(adresse("fiche_acomptes", convention, 2022, "csv")).content.decode("utf-8-sig").splitlines()
    assert len(lignes) == 2
    assert client.get(adresse("fiche_acomptes", convention, 2021, "csv")).status_code == 404


class TestListe:
    def test_it_tells_what_is_called_paid_and_late_and_filters(self, client, cloture, today):
        convention = cloture.decompte.convention
        sign_in(client, convention)
        issue(client, find_part(cloture, 2))
        issue(client, find_part(cloture, 3), numero="2022-119")
        pay(client, Titre.objects.get(numero="2022-118"))
        today.move_to(datetime(2022, 4, 1, 9, tzinfo=UTC))
        client.force_login(convention.roles.get().agent)
        page = client.get(adresse("recouvrement", convention))
        bilan = page.context["bilan"]
        montants = {rang: find_part(cloture, rang).appele for rang in (2, 3, 4)}
        assert (bilan.appele, bilan.sans_titre, bilan.paye) == (sum(montants.values()), montants[4], 10000)
        assert bilan.retard == montants[2] - 10000 + montants[3]
        assert "à payer depuis le 22 mars 2022 : 10 jours de retard." in read(page)
        filtree = client.get(adresse("recouvrement", convention), {"etat": "retard"})
        assert [somme.titre.numero for somme, *_ in filtree.context["sommes"]] == ["2022-118", "2022-119"]
        vide = client.get(adresse("recouvrement", convention), {"etat": "paye", "exercice": "2022"})
        assert "Aucune somme ne répond à ce filtre." in read(vide)
        sottise = client.get(adresse("recouvrement", convention), {"etat": "x", "exercice": "x"})
        assert len(sottise.context["sommes"]) == 4

    def test_without_a_closed_statement_it_says_when_sums_come(self, client):
        convention = make_convention()
        sign_in(client, convention)
        assert "Rien n’est appelé pour l’instant." in read(client.get(adresse("recouvrement", convention)))

    def test_a_partner_reads_its_own_sum_and_writes_nothing(self, client, cloture):
        convention = cloture.decompte.convention
        sign_in(client, convention, 3)
        sommes = client.get(adresse("recouvrement", convention)).context["sommes"]
        assert [somme.debiteur for somme, *_ in sommes] == [find_part(cloture, 3).nom]
        page = client.get(adresse("decompte", convention, cloture.decompte_id))
        assert [somme.debiteur for somme, *_ in page.context["recouvrement"]["sommes"]] == [find_part(cloture, 3).nom]
        assert "Inscrire le titre" not in read(page)
        assert client.get(page_titre(find_part(cloture, 3))).status_code == 404

    def test_every_agreement_at_once_and_none_for_the_desk(self, client, cloture):
        ailleurs = close(make_convention(base=300), now=FEVRIER).decompte.convention
        agent = make_agent(cloture.decompte.convention, 1)
        client.force_login(agent)
        sommes = client.get(reverse("recouvrements")).context["sommes"]
        assert {somme.convention for somme, *_ in sommes} == {cloture.decompte.convention_id}
        partenaire = ailleurs.parties.get(ordre=2).organisme
        Role.objects.create(agent=agent, organisme=partenaire, convention=ailleurs, fonction=Fonction.FINANCES)
        sommes = client.get(reverse("recouvrements")).context["sommes"]
        assert [somme.debiteur for somme, *_ in sommes if somme.convention == ailleurs.pk] == [partenaire.nom]
        client.force_login(make_agent(ailleurs, 1, Fonction.ACCUEIL))
        assert client.get(reverse("recouvrements")).status_code == 404

    def test_it_is_taken_away_as_a_table(self, client, cloture):
        convention = cloture.decompte.convention
        sign_in(client, convention)
        issue(client, find_part(cloture))
        lignes = client.get(adresse("recouvrement_tableur", convention, "csv")).content.decode("utf-8-sig").splitlines()
        assert lignes[0].split(";")[:4] == ["Convention", "Origine", "Exercice", "Débiteur"]
        assert "Titre émis;2022-118" in lignes[2]

    def test_one_statement_and_three_take_as_many_queries(self, client):
        convention = import_cas("heures-egales-prorata")
        sign_in(client, convention)
        comptes = []
        for du, au in ((date(2021, 7, 1), date(2021, 9, 30)), (date(2021, 10, 1), date(2021, 12, 31))):
            issue(client, find_part(close(convention, du, au, now=FEVRIER)), numero=f"T{du.month}")
            with CaptureQueriesContext(connection) as requetes:
                client.get(adresse("recouvrement", convention))
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1]


def test_titres_of_another_agreement_are_not_found(client, cloture):
    ailleurs = make_convention(base=50)
    client.force_login(make_agent(cloture.decompte.convention, 1))
    issue(client, find_part(cloture))
    pay(client, Titre.objects.get())
    client.force_login(make_agent(ailleurs, 1))
    for nom, *cles in (
        ("titre_ajouter", "parts", find_part(cloture, 3).pk),
        ("titre_ajouter", "autre", 1),
        ("titre_modifier", Titre.objects.get().pk),
        ("titre_supprimer", Titre.objects.get().pk),
        ("paiement_ajouter", Titre.objects.get().pk),
        ("paiement_modifier", Paiement.objects.get().pk),
        ("paiement_supprimer", Paiement.objects.get().pk),
        ("titre_modifier", 10**30),
    ):
        assert client.get(adresse(nom, ailleurs, *cles)).status_code == 404
