"""Why a file is not read, and what to do about it: one class per reason, one sentence or two."""

from __future__ import annotations

from conseiller.refus import Refus

CONSEIL = "Enregistrez le tableau au format Excel (.xlsx) ou CSV, puis envoyez ce fichier."


class TableauRefuse(Refus):
    """Base of the refusals; `phrase` names the file and what its reason counts."""

    phrase = ""

    def __init__(self, nom: str, **details: object) -> None:
        super().__init__(self.phrase.format(nom=nom, **details))


class FichierVide(TableauRefuse):
    """Not a byte, or not a filled cell."""

    phrase = "«\u00a0{nom}\u00a0» ne contient aucune ligne remplie. Vérifiez le fichier, puis envoyez-le de nouveau."


class FichierTropLourd(TableauRefuse):
    """More bytes than we take."""

    phrase = (
        "«\u00a0{nom}\u00a0» dépasse {limite}\u00a0Mo. Gardez les seules lignes utiles, sans images,"
        " puis envoyez-le de nouveau."
    )


class EstUnPdf(TableauRefuse):
    """A PDF: its cells are only drawn."""

    phrase = f"«\u00a0{{nom}}\u00a0» est un PDF\u00a0: ses cases ne se lisent pas. {CONSEIL}"


class EstUneImage(TableauRefuse):
    """A scan or a photograph."""

    phrase = f"«\u00a0{{nom}}\u00a0» est une image\u00a0: ses cases ne se lisent pas. {CONSEIL}"


class EstUnAncienExcel(TableauRefuse):
    """A binary workbook of before 2007, or another Office document of that time."""

    phrase = (
        "«\u00a0{nom}\u00a0» est un ancien fichier Office (.xls), qui ne se lit plus ici. Ouvrez-le, choisissez"
        " «\u00a0Enregistrer sous\u00a0», format «\u00a0Classeur Excel (.xlsx)\u00a0», puis envoyez ce nouveau fichier."
    )


class EstUnOds(TableauRefuse):
    """A LibreOffice workbook."""

    phrase = (
        "«\u00a0{nom}\u00a0» est au format LibreOffice (.ods), qui ne se lit pas ici. Ouvrez-le, choisissez"
        " «\u00a0Enregistrer sous\u00a0», format «\u00a0Excel 2007-365 (.xlsx)\u00a0», puis envoyez ce nouveau fichier."
    )


class PasUnTableau(TableauRefuse):
    """A web page, a letter, an archive."""

    phrase = f"«\u00a0{{nom}}\u00a0» n’est pas un tableau. {CONSEIL}"


class ClasseurProtege(TableauRefuse):
    """Encrypted by a password."""

    phrase = (
        "«\u00a0{nom}\u00a0» est protégé par un mot de passe. Enregistrez-le sans mot de passe,"
        " puis envoyez-le de nouveau."
    )


class ClasseurAbime(TableauRefuse):
    """Cut short, altered, or made by a program that does not follow the format."""

    phrase = (
        "«\u00a0{nom}\u00a0» est abîmé ou incomplet\u00a0: il ne peut pas être lu. Ouvrez-le dans votre tableur,"
        " enregistrez-le de nouveau au format Excel (.xlsx), puis envoyez-le."
    )


class ClasseurDemesure(TableauRefuse):
    """Small as a file, enormous once unfolded."""

    phrase = (
        "«\u00a0{nom}\u00a0» devient démesuré une fois ouvert. Copiez les seules lignes utiles dans un nouveau"
        " classeur, puis envoyez celui-ci."
    )


class ClasseurSuspect(TableauRefuse):
    """Declares entities, which no spreadsheet writes."""

    phrase = (
        "«\u00a0{nom}\u00a0» contient des déclarations qu’aucun tableur n’écrit\u00a0: il n’a pas été ouvert."
        " Copiez le tableau dans un nouveau classeur, puis envoyez celui-ci."
    )


class TropDeLignes(TableauRefuse):
    """More rows than we read."""

    phrase = "«\u00a0{nom}\u00a0» dépasse {limite} lignes. Partagez-le en plusieurs fichiers, puis envoyez-les."


class TropDeColonnes(TableauRefuse):
    """More columns than we read."""

    phrase = (
        "«\u00a0{nom}\u00a0» dépasse {limite} colonnes (ligne {numero}). Supprimez celles qui ne servent pas,"
        " puis envoyez-le de nouveau."
    )


class TexteIllisible(TableauRefuse):
    """Not text, or in letters of an unknown encoding."""

    phrase = (
        "Le texte de «\u00a0{nom}\u00a0» ne se lit pas. Enregistrez le tableau au format Excel (.xlsx)"
        " ou «\u00a0CSV UTF-8\u00a0», puis envoyez ce fichier."
    )


class LigneIllisible(TableauRefuse):
    """A quoted cell that never ends, or a cell of a hundred thousand letters."""

    phrase = (
        "«\u00a0{nom}\u00a0» ne se lit plus à partir de la ligne {numero}\u00a0: un guillemet y est ouvert sans être"
        " refermé. Corrigez-la, ou enregistrez le tableau au format Excel (.xlsx), puis envoyez ce fichier."
    )
