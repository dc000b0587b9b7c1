"""Import a table of expenses: read as people write it, checked line by line, saved whole or not at all."""

from __future__ import annotations

import random
import re
import uuid
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from openpyxl import Workbook

from communes.models import Convention
from conseiller.journal.models import Ligne
from conseiller.pieces.models import Piece
from conseiller.pieces.services import purge_pieces
from subventions.enums import Nature
from subventions.models import Depense
from subventions.selectors import find_jumelles
from subventions.services.doublons import list_doublons
from subventions.services.import_depenses import preview_import
from subventions.services.lecture_depenses import ColonnesManquantes, read_depenses
from tests.envois import adresse, read
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.depenses import add_depense

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

ENTETE = "Libellé;Nature;Montant;Premier jour;Dernier jour;À la charge de;État;Couverte par la subvention;Exercice;Référence;Mandat;Date du mandat"  # noqa: E501
COURTE = "Libellé;Nature;Montant;Premier jour"


@pytest.fixture
def convention() -> Convention:
    return make_convention(depenses=[])


def write(*lignes: str, entete: str = COURTE) -> bytes:
    return "\r\n".join((entete, *lignes)).encode()


def make_lignes(nombre: int) -> list[str]:
    """Lines of one expense a day, each of another amount."""
    return [
        f"Trajet {rang};Déplacements;{rang // 100 + 1},{rang % 100:02d};{date(2021, 7, 1) + timedelta(rang):%d/%m/%Y}"
        for rang in range(nombre)
    ]


def send(client, convention: Convention, contenu: bytes, nom: str = "depenses.csv"):
    fichier = SimpleUploadedFile(nom, contenu)
    donnees = {"jeton": str(uuid.uuid4()), "fichier": fichier}
    return client.post(adresse("depenses_importer", convention), donnees, follow=True)


def confirm(client, reponse, **champs: str):
    jeton = re.findall(r'name="jeton" value="([^"]+)"', reponse.content.decode())[0]
    return client.post(reponse.request["PATH_INFO"], {"jeton": jeton} | champs, follow=True)


class TestReading:
    def test_a_full_line_is_read_in_any_order_of_columns(self, convention):
        contenu = write(
            "12/04/2022;1234;F-7;2022;oui;prévue;commune fictive 2;31/03/2022;2022-03-01;(1 234,56);licence;Logiciel",
            entete=";".join(reversed(ENTETE.upper().split(";"))),
        )
        lecture = read_depenses(contenu, "x.csv", convention)
        assert lecture.defauts == []
        (depense,) = lecture.depenses
        assert (depense.libelle, depense.nature, depense.montant) == ("Logiciel", "licence", -1234_56)
        assert (depense.debut, depense.fin, depense.exercice) == (date(2022, 3, 1), date(2022, 3, 31), 2022)
        assert (depense.affectation, depense.etat, depense.eligible) == (convention.parties.get(ordre=2), "prevu", True)
        assert (depense.reference, depense.mandat, depense.mandate_le) == ("F-7", "1234", date(2022, 4, 12))

    @pytest.mark.parametrize(
        ("montant", "centimes"),
        [
            ("1 234,56", 1234_56), ("1234.56", 1234_56), ("1\u202f234,5 €", 1234_50), ("-3", -3_00),
            ("−3,20", -3_20), ("(123,45)", -123_45), ("( 7 )", -7_00),
        ],
    )  # fmt: skip
    def test_amounts_are_read_as_people_write_them(self, convention, montant, centimes):
        (depense,) = read_depenses(write(f"Trajet;Déplacement;{montant};01/07/2021"), "x", convention).depenses
        assert depense.montant == centimes

    @pytest.mark.parametrize(
        ("nature", "attendue"),
        [("REMUNERATION", "remuneration"), ("Rémunérations", "remuneration"), ("autres depenses", "autre"),
         ("equipement", "equipement"), ("Licence", "licence"), ("charge", "charges")],
    )  # fmt: skip
    def test_natures_are_read_by_value_or_label(self, convention, nature, attendue):
        (depense,) = read_depenses(write(f"Trajet;{nature};1;01/07/2021"), "x", convention).depenses
        assert depense.nature == attendue

    @pytest.mark.parametrize("texte", ["99001", "COMMUNE FICTIVE 2", "Commune-fictive 2"])
    def test_the_bearer_is_read_by_name_or_code(self, convention, texte):
        contenu = write(f"Trajet;autre;1;01/07/2021;{texte}", entete=f"{COURTE};Commune")
        (depense,) = read_depenses(contenu, "x", convention).depenses
        assert depense.affectation == convention.parties.get(ordre=2)

    def test_an_unknown_column_is_reported_and_a_missing_one_refused(self, convention):
        lecture = read_depenses(write("T;autre;1;01/07/2021;x;y", entete=f"{COURTE};Couleur;Poids"), "x", convention)
        assert lecture.inconnues == ["Couleur", "Poids"]
        with pytest.raises(ColonnesManquantes, match="Il manque\u00a0: Nature et Premier jour"):
            read_depenses(write("T;1", entete="Libellé;Montant"), "x", convention)

    def test_each_fault_says_its_line_its_column_what_was_read_and_what_is_expected(self, convention):
        contenu = write(
            "Bon;autre;1;01/07/2021;;;;;;;;",
            ";voyage;douze;31/02/2021;;Nancy;peut-être;bof;vingt;;;",
            "Inversée;autre;1;02/07/2021;01/07/2021;;;;1800;;;01/01/0001",
            "x" * 501 + ";autre;1;02/07/2021;;;;;;;" + "9" * 51 + ";",
            entete=ENTETE,
        )
        lecture = read_depenses(contenu, "x", convention)
        assert [(d.ligne, d.colonne, d.lu[:9], d.attendu[:30]) for d in lecture.defauts] == [
            (3, "Libellé", "", "Écrivez ce qui a été acheté ou"),
            (3, "Nature", "voyage", "Écrivez l’un de ces mots\u00a0: Rém"),
            (3, "Montant", "douze", "Écrivez un montant en euros et"),
            (3, "Premier jour", "31/02/202", "Écrivez une date qui existe, p"),
            (3, "À la charge de", "Nancy", "Aucune partie ne porte ce nom "),
            (3, "État", "peut-être", "Écrivez l’un de ces mots\u00a0: Con"),
            (3, "Couverte par la subvention", "bof", "Écrivez oui ou non, ou laissez"),
            (3, "Exercice", "vingt", "Écrivez une année de 1900 à 21"),
            (4, "Exercice", "1800", "Écrivez une année de 1900 à 21"),
            (4, "Date du mandat", "01/01/000", "Vérifiez l’année\u00a0: elle va de "),
            (4, "Dernier jour", "01/07/202", "Le dernier jour est avant le p"),
            (5, "Libellé", "xxxxxxxxx", "Ce texte dépasse 500 caractère"),
            (5, "Mandat", "999999999", "Ce texte dépasse 50 caractères"),
        ]
        assert (len(lecture.depenses), lecture.lignes, lecture.lignes_fautives) == (1, [2], 3)

    def test_the_model_is_read_and_its_own_lines_left_out(self, client, convention, denis):
        for format in ("csv", "virgule.csv", "xlsx"):
            modele = client.get(adresse("depenses_modele", convention, format)).content
            with pytest.raises(ColonnesManquantes, match="aucune dépense"):
                read_depenses(modele, "x", convention)
        modele = client.get(adresse("depenses_modele", convention, "csv")).content
        lecture = read_depenses(modele + b"Vraie;autre;1;01/07/2021", "x", convention)
        assert ([d.libelle for d in lecture.depenses], lecture.exemples) == (["Vraie"], 2)

    def test_csv_and_workbook_say_the_same(self, convention):
        lignes = [ligne.split(";") for ligne in make_lignes(30)]
        classeur = Workbook()
        feuille = classeur.active
        assert feuille is not None
        feuille.append(COURTE.split(";"))
        for libelle, nature, montant, jour in lignes:
            feuille.append([libelle, nature, float(montant.replace(",", ".")), date(*map(int, jour.split("/")[::-1]))])
        flux = BytesIO()
        classeur.save(flux)
        lues = [
            [(d.libelle, d.nature, d.montant, d.debut, d.fin, d.exercice) for d in lecture.depenses]
            for lecture in (
                read_depenses(write(*make_lignes(30)), "x", convention),
                read_depenses(flux.getvalue(), "x", convention),
            )
        ]
        assert len(lues[0]) == 30
        assert lues[0] == lues[1]


class TestImport:
    def test_nothing_is_saved_before_the_confirmation_then_everything_at_once(self, client, convention, denis):
        apercu = send(client, convention, write(*make_lignes(12)))
        page = read(apercu)
        assert "12 dépenses, <data" in page
        assert "Les 10 premières, telles qu’elles ont été comprises" in page
        assert not Depense.objects.exists()
        page = read(confirm(client, apercu))
        assert "12 dépenses importées, 12,66 €." in page
        assert Depense.objects.count() == 12
        ligne = Ligne.objects.get(action="importer des dépenses")
        piece = Piece.objects.get()
        assert ligne.details == {"empreinte": piece.empreinte, "nombre": 12, "montant": 12_66}
        assert (ligne.agent, ligne.convention) == (denis, convention.pk)

    def test_one_bad_line_and_nothing_is_imported(self, client, convention, denis):
        apercu = send(client, convention, write(*make_lignes(3), "Trajet;voyage;1;01/07/2021"))
        page = read(apercu)
        assert "Rien n’est importé" in page
        assert "1 ligne est à corriger, 3 sont bonnes." in page
        assert "Ligne 5" in page
        assert "Importer" not in page.split("<h1>")[1].split("</main>")[0].replace("Importer un tableau", "")
        # Sent all the same, by hand.
        reponse = client.post(apercu.request["PATH_INFO"], {"jeton": str(uuid.uuid4())})
        assert reponse.status_code == 422
        assert "rien n’a été importé" in read(reponse)
        assert not Depense.objects.exists()

    def test_confirmed_twice_or_from_two_previews_it_is_imported_once(self, client, convention, denis):
        apercu = send(client, convention, write(*make_lignes(3)))
        chemin = apercu.request["PATH_INFO"]
        encore = client.get(chemin)
        for reponse in (apercu, apercu, encore):
            assert confirm(client, reponse).status_code == 200
        assert Depense.objects.count() == 3

    def test_a_file_already_imported_is_told_and_imported_only_on_somebody_s_word(self, client, convention, denis):
        with time_machine.travel(MAINTENANT, tick=False):
            client.force_login(denis)
            confirm(client, send(client, convention, write(*make_lignes(3))))
        with time_machine.travel(MAINTENANT + timedelta(hours=1), tick=False):
            client.force_login(denis)
            apercu = send(client, convention, write(*make_lignes(3)))
            page = read(apercu)
            assert "Ce même fichier a déjà été importé le 10 janvier 2022 par Denis Royer." in page
            assert "3 lignes sont peut-être en double." in page
            refus = confirm(client, apercu)
            assert refus.status_code == 422
            assert read(refus).count("cochez la case") == 2
            assert Depense.objects.count() == 3
            confirm(client, apercu, verifie="on")
            assert Depense.objects.count() == 6

    def test_twins_are_told_within_the_file_and_with_the_ledger(self, client, convention, denis):
        add_depense(convention, libelle="Déjà là", nature=Nature.AUTRE, montant=5_00)
        page = read(
            send(
                client,
                convention,
                write("Une;autre;5;15/03/2022", "Deux;licence;8;01/03/2022", "Trois;licence;8;01/03/2022"),
            )
        )
        assert "Ligne 2, « Une » : ressemble à « Déjà là », déjà enregistrée." in page
        assert "Ligne 4, « Trois » : ressemble à la ligne 3." in page

    def test_what_looks_like_a_formula_stays_a_text(self, client, convention, denis):
        textes = ["=1+1", "@SUM(A1)", "+33 6", "-Avoir", "<script>alert(1)</script>"]
        apercu = send(client, convention, write(*(f"{t};autre;{i + 1};01/07/2021" for i, t in enumerate(textes))))
        assert "&lt;script&gt;" in apercu.content.decode()
        confirm(client, apercu)
        assert set(Depense.objects.values_list("libelle", flat=True)) == set(textes)

    def test_an_export_comes_back_the_same(self, client, convention, denis):
        partie = convention.parties.get(ordre=2)
        add_depense(convention, libelle="'=1", affectation=partie, eligible=False, exercice=2022, mandat="007")
        avant = list(Depense.objects.values().exclude(pk=0))
        for format in ("csv", "virgule.csv", "xlsx"):
            contenu = client.get(adresse("depenses_tableur", convention, format)).content
            lecture = read_depenses(contenu, "x", convention)
            (depense,) = lecture.depenses
            assert {nom: getattr(depense, nom) for nom in avant[0] if nom != "id"} == {
                nom: valeur for nom, valeur in avant[0].items() if nom != "id"
            }
            assert lecture.inconnues == []

    @pytest.mark.parametrize(
        ("contenu", "phrase"),
        [
            (b"", "Ce fichier est vide"),
            (b"%PDF-1.7", "est un PDF"),
            (b"PK\x03\x04 rien", "est abîmé ou incomplet"),
            (b"a;b\r\n1;2", "La première ligne du tableau doit nommer les colonnes"),
        ],
    )
    def test_what_is_not_a_table_of_expenses_is_refused_beside_the_field(
        self, client, convention, denis, contenu, phrase
    ):
        reponse = send(client, convention, contenu)
        assert reponse.status_code == 422
        assert read(reponse).count(phrase) == 2
        assert not Piece.objects.exists()

    def test_a_kept_file_is_its_sender_s_own_and_goes_after_a_day(self, client, convention, denis):
        apercu = send(client, convention, write(*make_lignes(1)))
        chemin = apercu.request["PATH_INFO"]
        client.force_login(make_agent(convention, 1, prenom="Autre", courriel="autre@exemple.example"))
        assert client.get(chemin).url == adresse("depenses_importer", convention)
        client.force_login(denis)
        purge_pieces(now=Piece.objects.get().ajoutee_le + timedelta(days=2))
        page = read(client.get(chemin, follow=True))
        assert "Ce fichier n’est plus gardé : envoyez-le de nouveau." in page

    def test_the_number_of_queries_does_not_grow_with_the_lines(
        self, client, convention, denis, django_assert_num_queries
    ):
        for nombre in (1, 50, 500):
            Piece.objects.all().delete()
            send(client, convention, write(*make_lignes(nombre)))
            piece = Piece.objects.get()
            with django_assert_num_queries(3):
                apercu = preview_import(piece, convention)
            assert len(apercu.lecture.depenses) == nombre

    def test_five_hundred_lines_seven_bad_ones_then_corrected(self, client, convention, denis):
        bonnes = make_lignes(500)
        fautives = list(bonnes)
        for rang, ligne in {
            9: "Trajet;voyage;1;01/07/2021", 57: "Trajet;autre;un;01/07/2021", 120: ";autre;1;01/07/2021",
            233: "Trajet;autre;1;31/02/2022", 234: "Trajet;autre;1;", 400: "Trajet;autre;;01/07/2021",
            499: "Trajet;autre;1,234;01/07/2021",
        }.items():  # fmt: skip
            fautives[rang] = ligne
        page = read(send(client, convention, write(*fautives)))
        assert "7 lignes sont à corriger, 493 sont bonnes." in page
        assert re.findall(r'scope="row">Ligne (\d+)<', page) == ["11", "59", "122", "235", "236", "402", "501"]
        assert not Depense.objects.exists()
        apercu = send(client, convention, write(*bonnes))
        total = sum((rang // 100 + 1) * 100 + rang % 100 for rang in range(500))
        confirm(client, apercu)
        assert (Depense.objects.count(), Depense.objects.aggregate(t=Sum("montant"))["t"]) == (500, total)


def draw(hasard: random.Random, convention: Convention) -> Depense:
    debut = date(2022, 1, 1) + timedelta(days=hasard.randrange(60))
    return Depense(
        convention=convention, libelle="T", nature=hasard.choice(["autre", "licence"]), montant=hasard.randrange(1, 4),
        debut=debut, fin=debut + timedelta(days=hasard.randrange(6)), reference=hasard.choice(["", "", "F1", "F2"]),
        mandat=hasard.choice(["", "", "M1"]),
    )  # fmt: skip


@pytest.mark.parametrize("graine", range(12))
def test_twins_of_a_table_are_those_of_the_form(convention, graine):
    """Every line that resembles another is told, or named by the one that is; no other line is."""
    hasard = random.Random(graine)
    for _ in range(4):
        draw(hasard, convention).save()
    depenses = [draw(hasard, convention) for _ in range(15)]
    phrases = list_doublons(depenses, range(2, 17), convention)
    dites = {int(re.findall(r"Ligne (\d+)", phrase)[0]) for phrase in phrases}
    nommees = dites | {int(n) for phrase in phrases for n in re.findall(r"la ligne (\d+)", phrase)}
    jumelles = set()
    for rang, depense in enumerate(depenses):
        depense.save()
        autres = [*depenses[:rang], *depenses[rang + 1 :]]
        champs = {nom: getattr(depense, nom) for nom in ("nature", "montant", "debut", "fin", "reference", "mandat")}
        if find_jumelles(convention, champs, sauf=depense.pk) or any(resemble(depense, autre) for autre in autres):
            jumelles.add(rang + 2)
    assert nommees == jumelles


def resemble(une: Depense, autre: Depense) -> bool:
    if une.montant != autre.montant:
        return False
    numeros = any(getattr(une, nom) and getattr(une, nom) == getattr(autre, nom) for nom in ("reference", "mandat"))
    return numeros or (une.nature == autre.nature and une.debut <= autre.fin and autre.debut <= une.fin)
