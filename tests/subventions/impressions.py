"""PDFs rendered once for the tests, and ways to read them."""

import re
import subprocess
from datetime import date
from functools import cache
from itertools import pairwise

from conseiller.montants import FINE_INSECABLE, INSECABLE, format_euros, parse_montant
from subventions.calculs.communicable import Arret
from subventions.calculs.ecriture import dump_resultat
from subventions.documents import render_etat_liquidatif, render_synthese
from tests.subventions.calculs.cas import list_cas
from tests.subventions.instantanes import EMPREINTE, build_cas

# Those without closed statements: forecasts know none.
CAS = [cas["nom"] for cas in list_cas() if "decomptes" not in cas["dossier"]]
REGULARISATION = "regularisation"
LUDRES, FLEVILLE, HEILLECOURT, HOUDEMONT = "54328", "54197", "54257", "54265"
AVENANT = "avenant-en-cours-d-annee"
ARRET = Arret("2022-002", date(2023, 2, 20), 2023)
LARGEUR_A4, MARGE_GAUCHE, MARGE_DROITE = 595.3, 62.3, 56.7
# Overflowing figures would print outside of the margins; half a point for the rounding of positions.
TOLERANCE = 0.5


def render(instantane, code=None, *, arret=None):
    resultat = instantane.compute()
    if code is None:
        return render_synthese(instantane, resultat, version=1, empreinte=EMPREINTE, arret=arret)
    return render_etat_liquidatif(instantane, resultat, code, version=1, empreinte=EMPREINTE, arret=arret)


@cache
def render_avenant(code=None, arret=None):
    return render(build_cas(AVENANT), code, arret=arret)


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
