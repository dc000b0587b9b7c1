"""The PDFs of a statement: every figure of the calculation, every mention that the treasury expects, no page cut."""

import io
import logging
import re
import subprocess
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pikepdf
import pytest
from django.template import Context, Engine

from conseiller.impression.moteur import load_style
from conseiller.montants import FINE_INSECABLE, INSECABLE, format_euros, format_lettres, parse_montant
from subventions.calculs.ecriture import dump_resultat
from subventions.documents import prepare_etat_liquidatif, render_document, render_etat_liquidatif, render_synthese
from subventions.enums import Nature
from tests.subventions.calculs.cas import list_cas
from tests.subventions.instantanes import EMPREINTE, NOM_LONG, build_cas, build_many

# The interchange format may carry closed statements; statements of the database never do.
CAS = [cas["nom"] for cas in list_cas() if "decomptes" not in cas["dossier"]]
LUDRES, FLEVILLE, HEILLECOURT, HOUDEMONT = "54328", "54197", "54257", "54265"
AVENANT = "avenant-en-cours-d-annee"
LARGEUR_A4, MARGE_GAUCHE, MARGE_DROITE = 595.3, 62.3, 56.7
# Overflowing figures would print outside of the margins; half a point for the rounding of positions.
TOLERANCE = 0.5


def render(instantane, code=None, *, numero=""):
    resultat = instantane.compute()
    if code is None:
        return render_synthese(instantane, resultat, version=1, empreinte=EMPREINTE, numero=numero)
    return render_etat_liquidatif(instantane, resultat, code, version=1, empreinte=EMPREINTE, numero=numero)


@cache
def render_avenant(code=None, numero=""):
    return render(build_cas(AVENANT), code, numero=numero)


def plain(texte):
    """Text with ordinary spaces, cut lines joined: what a reader reads."""
    return re.sub(r"\s+", " ", texte.replace(FINE_INSECABLE, " ").replace(INSECABLE, " "))


def extract_pages(contenu):
    commande = ["pdftotext", "-layout", "-", "-"]
    sortie = subprocess.run(commande, input=contenu, capture_output=True, check=True)
    return [plain(page) for page in sortie.stdout.decode().split("\f")[:-1]]


def solid(texte):
    """Text without any space: a narrow one is too thin for an extraction that goes by the position of the letters."""
    return re.sub(r"\s+", "", texte)


def extract_solid(contenu):
    """In the order of the document, without the columns that a layout mixes."""
    sortie = subprocess.run(["pdftotext", "-raw", "-", "-"], input=contenu, capture_output=True, check=True)
    return solid(sortie.stdout.decode())


def read_words(contenu):
    """Every word with its box: page, left, top, right, bottom, in points."""
    sortie = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=contenu, capture_output=True, check=True)
    mots = []
    for rang, page in enumerate(sortie.stdout.decode().split("<page ")[1:]):
        for gauche, haut, droite, bas, mot in re.findall(
            r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', page
        ):
            mots.append((rang, float(gauche), float(haut), float(droite), float(bas), mot))
    return mots


def find_overflows(contenu):
    """The words that stand out of the margins, and those printed over one another."""
    mots = read_words(contenu)
    bord = LARGEUR_A4 - MARGE_DROITE + TOLERANCE
    sortis = [mot for _, gauche, _, droite, _, mot in mots if gauche < MARGE_GAUCHE - TOLERANCE or droite > bord]
    # Words of one line are within two points of each other's height, and come from left to right once sorted.
    lignes = sorted(mots, key=lambda mot: (mot[0], round(mot[2] / 2), mot[1]))
    for avant, apres in pairwise(lignes):
        meme_ligne = avant[0] == apres[0] and abs(avant[2] - apres[2]) < 2
        if meme_ligne and avant[1] < apres[1] < avant[3] - TOLERANCE:
            sortis.append(f"{avant[5]} sous {apres[5]}")
    assert len(mots) > 100
    return sortis


def list_figures(resultat):
    """Every figure of the answer of `calculer`, as a reader reads it. A report is shown as what is subtracted."""
    donnees = dump_resultat(resultat)
    montants = [donnees[champ] for champ in ("couts", "subvention", "reste")]
    montants += [donnees["report_anterieur"].lstrip("-"), donnees["report_nouveau"].lstrip("-")]
    montants += [donnees["cofinancements"], *donnees["parts"].values(), *donnees["affectees"].values()]
    for exercice in donnees["exercices"]:
        montants += [exercice[champ] for champ in ("couts", "subvention", "cofinancements")]
    return {solid(format_euros(parse_montant(montant))) for montant in montants} | {f"{resultat.jours}jours"}


@pytest.mark.parametrize("nom", CAS)
def test_every_figure_of_the_calculation_is_printed(nom):
    instantane = build_cas(nom)
    resultat = instantane.compute()
    code = instantane.contexte.parties[-1].code
    texte = extract_solid(render(instantane, code))
    assert {figure for figure in list_figures(resultat) if figure not in texte} == set()
    assert solid(format_lettres(resultat.part(code).total)) in texte


def test_the_summary_gives_every_figure_too():
    instantane = build_cas("deux-subventions-et-cofinancement")
    texte = extract_solid(render(instantane))
    assert {figure for figure in list_figures(instantane.compute()) if figure not in texte} == set()


@pytest.mark.parametrize("nom", CAS)
def test_the_template_asks_for_nothing_that_does_not_exist(nom, settings):
    """A misspelt variable prints nothing: make it shout."""
    options = settings.TEMPLATES[0]["OPTIONS"] | {"string_if_invalid": "INCONNU[%s]"}
    bibliotheques = {
        "graphiques": "conseiller.templatetags.graphiques",
        "francais": "conseiller.templatetags.francais",
    }
    moteur = Engine(settings.TEMPLATES[0]["DIRS"], libraries=bibliotheques, **options)
    instantane = build_cas(nom)
    for partie in instantane.contexte.parties:
        contexte = prepare_etat_liquidatif(
            instantane, instantane.compute(), partie.code, version=1, empreinte=EMPREINTE
        )
        page = moteur.get_template("pdf/decompte.html").render(Context({**contexte, "titre": "Essai"}))
        assert re.findall(r"INCONNU\[.*?\]", page) == []


def test_the_first_page_says_all_that_the_treasury_asks():
    page = extract_pages(render_avenant(FLEVILLE, "2022-002"))[0]
    for mention in (
        "État liquidatif",
        "n° 2022-002 · version 1 · exercice 2022",
        "Données d’exemple, fictives.",
        "Commune de Ludres",
        "Commune de Fléville-devant-Nancy",
        "SIRET 215 403 288 00016",
        "SIRET 215 401 977 00016",
        "Code service : non indiqué",
        "N° d’engagement : non indiqué",
        "Objet : Mutualisation du conseiller numérique. Participation aux coûts du 1er janvier au 31 décembre 2022",
        "Somme due",
        "541,85 €",
        "cinq cent quarante et un euros et quatre-vingt-cinq centimes",
        "Ce document n’est pas un titre : attendez l’avis des sommes à payer.",
        "Coûts 28 730,31 € − 25 000,00 € de subvention = 3 730,31 € à répartir.",
        "Part de la clé 85 200 / 586 555, soit 541,85 € ; acomptes déduits 0,00 €.",
        "Texte appliqué à compléter",
        "signature à compléter, effet au 1er juillet 2021, terme au 30 juin 2023",
        "n° 1 signé le 23 juillet 2022, effet au 1er septembre 2022",
        "Ludres : n° 3 du 8 février 2021, n° 15 du 12 avril 2021, n° 10 (date à compléter)",
        "Fléville-devant-Nancy : à compléter",
        "6218, autre personnel extérieur",
        "à réception de l’avis des sommes à payer",
        "Pour le Maire et par délégation,",
        "Service fait",
        "b77ad2ed f199a4b4 479347af af387d43",
        "5a12480d 0dc5b8e0 42c4c899 1587d080",
        "page 1 sur 2",
    ):
        assert mention in page
    arrete = extract_solid(render_avenant(FLEVILLE, "2022-002"))
    lettres = "cinq cent quarante et un euros et quatre-vingt-cinq centimes"
    assert solid(f"Arrêté le présent état à la somme de {lettres}, certifié exact.") in arrete


def test_a_draft_says_so_in_the_place_of_its_number_and_keeps_the_signature():
    page = extract_pages(render_avenant(FLEVILLE))[0]
    assert "PROVISOIRE · version 1 · exercice 2022" in page
    assert "État liquidatif provisoire, version 1. Données d’exemple, fictives." in page
    assert "Pour le Maire et par délégation," in page


def test_nothing_claims_an_electronic_signature_nor_a_page_that_does_not_exist():
    texte = extract_solid(render_avenant(FLEVILLE))
    assert solid("ce fichier ne porte pas de signature électronique") in texte
    assert not re.search(r"signéélectroniquement|vérifier|QR", texte, re.IGNORECASE)


def test_the_employing_body_does_not_send_itself_a_bill():
    page = extract_pages(render_avenant(LUDRES))[0]
    assert "Ce document n’est pas un titre : l’employeur ne s’adresse pas d’avis des sommes à payer." in page
    assert "Service fait" not in page
    assert "attendez l’avis" not in page


def test_an_employing_body_that_is_not_a_commune_signs_by_its_legal_representative():
    instantane = build_many(3)
    employeuse, *autres = instantane.dossier.communes
    communes = (replace(employeuse, type="association"), *autres)
    page = extract_pages(render(replace(instantane, dossier=replace(instantane.dossier, communes=communes)), "54001"))[
        0
    ]
    assert "Le représentant légal," in page
    assert "Maire" not in page


def test_a_commune_that_owes_nothing_reads_neant():
    instantane = build_cas("encaissement-superieur-au-cout")
    page = extract_pages(render(instantane, HOUDEMONT))[0]
    assert "Somme due : néant" in page
    assert "Aucune somme n’est due pour cette période." in page
    assert "attendez l’avis" not in page


def test_a_credit_note_alone_is_money_for_the_commune_and_not_a_debt():
    instantane = build_many(2, subventions=0, montant=0)
    avoir = replace(instantane.dossier.depenses[2], montant=-50_00)
    page = extract_pages(render(replace(instantane, dossier=replace(instantane.dossier, depenses=(avoir,))), "54001"))[
        0
    ]
    assert "Somme en faveur de l’organisme" in page
    assert "−50,00 €" in page
    assert "moins cinquante euros" in page
    assert "Rien n’est à payer pour cette période." in page


def test_money_granted_and_not_received_is_told_under_prorata():
    attendu = "Subvention attribuée non encore encaissée : 7 500,00 €."
    assert solid(attendu) in extract_solid(render(build_many(2), "54000"))


def test_pay_is_shown_by_category_to_the_partners_and_line_by_line_to_the_employing_body():
    depense = replace(build_many(2).dossier.depenses[0], libelle="Bulletin nominatif", fin=date(2022, 12, 31))
    instantane = build_many(2)
    instantane = replace(instantane, dossier=replace(instantane.dossier, depenses=(depense,)))
    assert depense.nature is Nature.REMUNERATION
    assert "Bulletinnominatif" not in extract_solid(render(instantane, "54001"))
    assert "Bulletinnominatif" in extract_solid(render(instantane))


def test_a_period_across_two_years_is_broken_down():
    texte = extract_solid(render(build_cas("periode-sur-deux-exercices"), HOUDEMONT))
    assert "exercices2021et2022" in texte
    assert "Laventilationparexercice" in texte


def test_render_document_knows_the_summary_by_its_name():
    instantane = build_cas(AVENANT)
    resultat = instantane.compute()
    synthese = render_document(instantane, resultat, "synthese", version=1, empreinte=EMPREINTE)
    assert "Synthèse du décompte PROVISOIRE · version 1" in extract_pages(synthese)[0]
    with pytest.raises(KeyError):
        render_document(instantane, resultat, "00000", version=1, empreinte=EMPREINTE)


@pytest.mark.parametrize(
    ("nombre", "options", "pages"),
    [
        (1, {}, 3),
        (4, {}, 3),
        (12, {}, 4),
        (12, {"nom": NOM_LONG, "tranches": 7, "subventions": 4}, 9),
        (4, {"montant": 99_999_999_999}, 3),
    ],
    ids=["one", "four", "twelve", "twelve long names, many slices, many grants", "the greatest amounts"],
)
def test_no_word_leaves_the_page_whatever_the_agreement(nombre, options, pages):
    instantane = build_many(nombre, **options)
    for code in (None, f"{54000 + nombre - 1}"):
        contenu = render(instantane, code)
        assert find_overflows(contenu) == []
        assert len(pikepdf.open(io.BytesIO(contenu)).pages) <= pages


def test_four_communes_fit_on_two_pages():
    assert len(extract_pages(render_avenant(FLEVILLE))) == 2


def test_long_tables_repeat_their_heads():
    pages = extract_pages(render(build_many(12, nom=NOM_LONG, tranches=7), "54001"))
    assert sum("Heures par an" in page for page in pages) > 2


@pytest.mark.parametrize("code", [None, FLEVILLE])
def test_the_file_is_archival_accessible_and_in_one_typeface(code, tmp_path):
    contenu = render_avenant(code)
    pdf = pikepdf.open(io.BytesIO(contenu))
    with pdf.open_metadata() as metadonnees:
        assert (metadonnees["pdfaid:part"], metadonnees["pdfaid:conformance"]) == ("3", "A")
    assert pdf.Root.Lang == "fr"
    assert pdf.Root.MarkInfo.Marked is True
    polices = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and "/FontName" in objet]
    assert {re.sub(r"^/[A-Z]{6}\+|,|-(Bold|Semi-Bold)$", "", str(police.FontName)) for police in polices} == {
        "Source-Sans-3"
    }
    assert all("/FontFile2" in police for police in polices)
    fichier = tmp_path / "document.pdf"
    fichier.write_bytes(contenu)
    assert subprocess.run(["qpdf", "--check", fichier], capture_output=True, check=False).returncode == 0


def test_the_structure_has_headings_header_cells_and_one_described_figure():
    pdf = pikepdf.open(io.BytesIO(render_avenant(FLEVILLE)))
    elements = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and "/S" in objet]
    genres = [str(element.S) for element in elements]
    assert [genres.count(f"/H{rang}") for rang in (1, 2, 3)] == [1, 1, 5]
    # The facts, costs, grant, hours, sharing; columns that are only a layout are no tables.
    assert genres.count("/Table") == 5
    assert genres.count("/TH") > 20
    (figure,) = [element for element in elements if element.S == "/Figure"]
    assert all(montant in plain(str(figure.Alt)) for montant in ("1 563,56 €", "541,85 €", "1 160,64 €", "464,26 €"))


def test_no_font_feature_is_used_for_each_one_would_stay_in_memory():
    render_avenant(FLEVILLE)
    polices, _ = load_style()
    assert polices.font_features == {}


def test_weasyprint_has_nothing_to_complain_about(caplog):
    with caplog.at_level(logging.WARNING):
        render(build_many(9, tranches=3), "54003")
    assert caplog.messages == []


def test_the_pictures_read_on_a_photocopy(tmp_path):
    """In grey, the four pieces of the bar differ by how dark they are on average or by their drawing."""
    fichier = tmp_path / "document.pdf"
    fichier.write_bytes(render_avenant(FLEVILLE))
    commande = ["pdftoppm", "-gray", "-r", "144", "-f", "2", "-l", "2", fichier, tmp_path / "page"]
    subprocess.run(commande, check=True)
    (image,) = tmp_path.glob("page*.pgm")
    entete, largeur, _, _, points = re.match(
        rb"(P5)\s(\d+)\s(\d+)\s(\d+)\s(.*)", image.read_bytes(), re.DOTALL
    ).groups()
    assert entete == b"P5"
    colonnes = int(largeur)

    def read_square(millimetres):
        """Grey levels of a square of 6 mm in the bar, from its left edge."""
        cote, gauche, haut = 34, round((22 + millimetres) * 144 / 25.4), round(36 * 144 / 25.4)
        return [points[(haut + y) * colonnes + gauche + x] for y in range(cote) for x in range(cote)]

    carres = [read_square(millimetres) for millimetres in (30, 80, 120, 156)]
    moyennes = [sum(carre) // len(carre) for carre in carres]
    etendues = [max(carre) - min(carre) for carre in carres]
    assert etendues[0] < 10
    assert min(etendues[1:]) > 80
    assert moyennes[0] < 80
    assert len({moyenne // 20 for moyenne in moyennes}) >= 3
