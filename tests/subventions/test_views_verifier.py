"""The page where anybody checks a paper: authentic with its date, debtor and sum, or unknown, and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conseiller.pieces.calculs import TAILLE_MAX
from conseiller.pieces.models import Piece
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.documents import prepare_etat_liquidatif, render_document
from subventions.models import Cloture
from subventions.selectors.cloture import RENDU_ARRETE, read_arret
from subventions.selectors.fidelite import read_frozen
from subventions.services.cloture import close_decompte
from subventions.services.documents import render_arrete
from tests.fabrique import import_cas
from tests.subventions.arretes import close, transmit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
PAGE = "/verifier/"
# Queries of the frame of every public page.
CADRE = 3
DEBITEUR_ILLISIBLE = "Écrivez un SIRET (14 chiffres), un SIREN (9 chiffres) ou un code INSEE (5 signes)."
rangs = iter(range(1, 10_000))


@pytest.fixture
def client(client):
    """Another visitor for each test: the tries that one has left are not the next one's."""
    rang = next(rangs)
    client.defaults["REMOTE_ADDR"] = f"10.7.{rang // 250}.{rang % 250 + 1}"
    return client


@pytest.fixture
def cloture() -> Cloture:
    return close(import_cas("avenant-en-cours-d-annee"), date(2022, 1, 1), date(2022, 12, 31), now=FEVRIER)


def ask(client, cloture: Cloture, debiteur: str = "54197", **autres: str):
    mentions = {"numero": cloture.numero, "debiteur": debiteur, "empreinte": cloture.empreinte} | autres
    return client.get(PAGE, mentions)


def send(client, contenu: bytes, nom: str = "decompte.pdf"):
    return client.post(PAGE, {"fichier": SimpleUploadedFile(nom, contenu)})


def read_answer(reponse) -> dict[str, str]:
    """What a visitor learns, by its name in the page; empty when unknown."""
    trouve = reponse.context["trouve"]
    assert ("<h2>Inconnu</h2>" in reponse.content.decode()) == (trouve is None)
    if trouve is None:
        return {}
    return {
        "numero": trouve.cloture.numero,
        "arrete_le": f"{trouve.cloture.arrete_le:%Y-%m-%d}",
        "debiteur": trouve.part.nom if trouve.part else "",
        "somme": trouve.somme,
        "libelle": reponse.context["somme"],
    }


FLEVILLE = {
    "numero": "2022-001",
    "arrete_le": "2022-02-20",
    "debiteur": "Fléville-devant-Nancy",
    "somme": 541_85,
    "libelle": "Somme due",
}


class TestMentions:
    def test_the_page_opens_without_an_account_and_says_what_a_fingerprint_proves(self, client):
        page = client.get(PAGE)
        assert page.status_code == 200
        assert "Elle prouve les données, <strong>pas le papier</strong>" in page.content.decode()
        assert page["X-Robots-Tag"] == "noindex, nofollow"

    @pytest.mark.parametrize("debiteur", ["54197", "215 401 977 00016"])
    def test_a_paper_is_known_by_what_it_says(self, client, cloture, debiteur):
        reponse = ask(client, cloture, debiteur)
        assert (reponse.status_code, read_answer(reponse)) == (200, FLEVILLE)
        page = reponse.content.decode()
        assert "541,85" in page
        assert "dimanche 20\u00a0février 2022" in page

    def test_spaces_capitals_and_other_dashes_do_not_count(self, client, cloture):
        groupes = " ".join(cloture.empreinte.upper()[debut : debut + 8] for debut in range(0, 64, 8))
        assert read_answer(ask(client, cloture, numero=" n°\u00a02022\u2011001 ", empreinte=groupes)) == FLEVILLE

    def test_the_employing_body_owes_itself_nothing(self, client, cloture):
        reponse = read_answer(ask(client, cloture, "54328"))
        assert (reponse["debiteur"], reponse["somme"], reponse["libelle"]) == (
            "Ludres",
            1563_56,
            "Part que l’employeur garde à sa charge",
        )

    def test_without_a_debtor_it_is_the_summary(self, client, cloture):
        reponse = read_answer(ask(client, cloture, ""))
        assert (reponse["debiteur"], reponse["somme"]) == ("", 3730_31)

    @pytest.mark.parametrize(
        "autre",
        [{"numero": "2022-002"}, {"empreinte": "0" * 64}, {"debiteur": "54395"}, {"debiteur": "21540197700017"}],
    )
    def test_whatever_is_wrong_the_answer_is_the_same(self, client, cloture, autre, django_assert_num_queries):
        with django_assert_num_queries(CADRE + 1):
            connu = ask(client, cloture)
        with django_assert_num_queries(CADRE + 1):
            inconnu = ask(client, cloture, **autre)
        assert (connu.status_code, inconnu.status_code, read_answer(inconnu)) == (200, 200, {})

    @pytest.mark.parametrize(
        ("champ", "valeur", "phrase"),
        [
            ("numero", "", "Écrivez le numéro du décompte."),
            ("numero", "douze", "Un numéro est une année, un tiret, puis trois chiffres\u00a0: 2026-001."),
            ("debiteur", "Fléville", DEBITEUR_ILLISIBLE),
            ("empreinte", "5a5a", "L’empreinte compte 64 signes, vous en avez écrit 4."),
            ("empreinte", "z" * 64, "L’empreinte n’a que des chiffres et les lettres de a à f."),
        ],
    )
    def test_what_cannot_be_right_is_said_beside_its_field(self, client, cloture, champ, valeur, phrase):
        reponse = ask(client, cloture, **{champ: valeur})
        assert (reponse.status_code, reponse.context["form"].errors) == (422, {champ: [phrase]})
        assert f'value="{cloture.numero if champ != "numero" else valeur}"' in reponse.content.decode() or not valeur

    @pytest.mark.parametrize("champ", ["numero", "debiteur", "empreinte"])
    @pytest.mark.parametrize("hostile", ["\x00", "9" * 100_000, "\u0662\u0660", "' OR 1=1 --", "<b>\u202e"])
    def test_what_nobody_writes_is_refused_alike_and_tells_nothing(self, client, cloture, champ, hostile):
        reponse = ask(client, cloture, **{champ: hostile})
        assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, [champ])
        assert "trouve" not in reponse.context
        assert "<b>" not in reponse.content.decode()

    def test_a_field_said_twice_is_read_once(self, client, cloture):
        mentions = {"numero": ["2022-009", cloture.numero], "debiteur": "54197", "empreinte": cloture.empreinte}
        assert read_answer(client.get(PAGE, mentions)) == FLEVILLE

    def test_the_code_on_the_paper_opens_the_answer(self, client, cloture):
        instantane, resultat = read_frozen(cloture)
        contexte = prepare_etat_liquidatif(
            instantane, resultat, "54197", version=1, empreinte=cloture.empreinte, arret=read_arret(cloture)
        )
        adresse = urlsplit(contexte["etat"].verification.adresse)
        assert adresse.path == reverse("verifier")
        assert (
            read_answer(client.get(PAGE, {nom: valeur for nom, (valeur,) in parse_qs(adresse.query).items()}))
            == FLEVILLE
        )

    def test_a_replaced_statement_says_so(self, client, cloture):
        decompte = cloture.decompte
        remplacant = transmit(decompte.convention, decompte.du, decompte.au, now=FEVRIER, remplace=decompte)
        close_decompte(remplacant.pk, version=1, agent=None, now=FEVRIER, motif="Corrige une erreur.")
        ancien, nouveau = ask(client, cloture), ask(client, cloture, numero="2022-002")
        assert "Le décompte n°&nbsp;2022-002 l’annule et le remplace" in ancien.content.decode()
        assert "<dt>Annule et remplace</dt><dd>n°&nbsp;2022-001</dd>" in nouveau.content.decode()
        assert nouveau.context["trouve"].remplace_par == ""

    def test_the_thirty_first_unknown_waits_but_not_another_address(self, client, cloture):
        statuts = [ask(client, cloture, empreinte="0" * 64).status_code for _ in range(31)]
        assert statuts == [200] * 30 + [429]
        arrete = ask(client, cloture)
        assert (arrete.status_code, arrete["Retry-After"]) == (429, "600")
        assert "Attendez dix minutes" in arrete.content.decode()
        assert client.get(PAGE, {"numero": "2022-001"}, REMOTE_ADDR="10.8.0.1").status_code == 422

    def test_a_draft_is_unknown(self, client):
        decompte = transmit(import_cas("avenant-en-cours-d-annee"), now=FEVRIER)
        mentions = {"numero": "2022-001", "debiteur": "54197", "empreinte": decompte.empreinte}
        assert read_answer(client.get(PAGE, mentions)) == {}


@pytest.fixture
def rendus(cloture) -> dict[str, bytes]:
    """The documents of a closed statement, rendered by its job, by the code of their party."""
    travail = Travail.objects.get(tache=RENDU_ARRETE, objet=cloture.decompte_id)
    run_travail(travail.pk, partial(render_arrete, render=render_document))
    documents = cloture.documents.filter(nature__in=["etat", "synthese"]).select_related("partie__organisme", "piece")
    return {d.partie.organisme.code if d.partie else "": d.piece.chemin.read_bytes() for d in documents}


class TestFichier:
    def test_a_pdf_is_known_by_its_bytes_and_a_tampered_one_is_not(self, client, rendus):
        assert read_answer(send(client, rendus["54197"])) == FLEVILLE
        assert read_answer(send(client, rendus[""]))["somme"] == 3730_31
        contenu = rendus["54197"]
        for change in (contenu + b"\n", contenu[:-1], contenu[:5000] + bytes([contenu[5000] ^ 1]) + contenu[5001:]):
            assert read_answer(send(client, change)) == {}
        with pikepdf.open(io.BytesIO(contenu)) as pdf, io.BytesIO() as sortie:
            pdf.docinfo["/Title"] = "Autre titre"
            pdf.save(sortie)
            assert read_answer(send(client, sortie.getvalue())) == {}

    def test_the_data_attached_to_the_pdf_are_known_and_tampered_ones_are_not(self, client, cloture, rendus):
        with pikepdf.open(io.BytesIO(rendus["54197"])) as pdf:
            joint = pdf.attachments["decompte-2022-001.json"].get_file().read_bytes()
        for contenu in (joint, cloture.instantane.encode()):
            assert read_answer(send(client, contenu, "donnees.json"))["somme"] == 3730_31
            assert read_answer(send(client, contenu.replace(b"541.85", b"541.84"), "donnees.json")) == {}
            joli = json.dumps(json.loads(contenu), indent=2).encode()
            assert read_answer(send(client, joli, "donnees.json")) == {}

    def test_known_or_unknown_takes_the_same_queries_and_keeps_nothing(
        self, client, cloture, django_assert_num_queries
    ):
        avant = Piece.objects.count()
        for contenu in (cloture.instantane.encode(), b"%PDF-1.7 autre"):
            with django_assert_num_queries(CADRE + 2):
                assert send(client, contenu).status_code == 200
        assert Piece.objects.count() == avant

    @pytest.mark.parametrize(
        ("contenu", "phrase"),
        [
            (b"", "Ce fichier est vide\u00a0: choisissez-en un autre."),
            (b"0" * (TAILLE_MAX + 1), "Ce fichier dépasse 10\u00a0Mo\u00a0: ce n’est pas un document de ce site."),
        ],
        ids=["empty", "too heavy"],
    )
    def test_an_empty_or_heavy_file_is_refused_beside_its_field(self, client, contenu, phrase):
        reponse = send(client, contenu)
        assert (reponse.status_code, reponse.context["form"].errors) == (422, {"fichier": [phrase]})

    def test_no_file_is_asked_for(self, client):
        reponse = client.post(PAGE)
        assert (reponse.status_code, reponse.context["form"].errors) == (
            422,
            {"fichier": ["Choisissez le fichier à vérifier."]},
        )

    def test_the_fingerprint_printed_is_the_one_of_the_whole_data(self, cloture):
        assert hashlib.sha256(cloture.instantane.encode()).hexdigest() == cloture.empreinte
