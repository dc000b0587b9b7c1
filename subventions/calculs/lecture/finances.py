"""Reading the money: grants and their instalments, co-financing, expenses, statements already closed."""

from __future__ import annotations

from collections.abc import Collection

from conseiller.montants import CENT_POUR_CENT
from subventions.calculs.donnees import (
    Cofinancement,
    DecompteArrete,
    Depense,
    Subvention,
    Versement,
)
from subventions.calculs.lecture.objet import (
    DERNIERE_ANNEE,
    PREMIERE_ANNEE,
    DossierRefuse,
    Objet,
    refuse,
)
from subventions.enums import EtatDepense, Methode, Nature

MOIS_MAX = 1200
RANG_MAX = 9999
POURCENTAGE_ATTENDU = "un pourcentage entre guillemets, de 0 à 100, à deux décimales au plus, comme «\u00a033.33\u00a0»"


def read_subventions(dossier: Objet) -> tuple[Subvention, ...]:
    """The grants, each with its instalments in the order of their ranks (R5, R10)."""
    return tuple(_read_subvention(valeur, chemin) for valeur, chemin in dossier.liste("subventions"))


def _read_subvention(valeur: object, chemin: str) -> Subvention:
    objet = Objet(
        valeur,
        chemin,
        ("libelle", "montant", "signee_le", "debut", "fin", "versements"),
    )
    versements = [_read_versement(*item) for item in objet.liste("versements")]
    rangs: set[int] = set()
    for position, versement in enumerate(versements):
        if versement.rang in rangs:
            ou = f"{chemin}.versements[{position}].rang"
            raise refuse(ou, "un rang qu’aucun autre versement ne porte", versement.rang)
        rangs.add(versement.rang)
    if sum(versement.pourcentage or 0 for versement in versements) > CENT_POUR_CENT:
        raise DossierRefuse(
            f"Le champ {chemin}.versements doit avoir des pourcentages dont la somme ne dépasse pas 100."
        )
    debut, fin = objet.periode()
    return Subvention(
        libelle=objet.texte("libelle"),
        montant=objet.montant_positif("montant"),
        signee_le=objet.jour_ou_rien("signee_le"),
        debut=debut,
        fin=fin,
        versements=tuple(sorted(versements, key=lambda versement: versement.rang)),
    )


def _read_versement(valeur: object, chemin: str) -> Versement:
    objet = Objet(
        valeur,
        chemin,
        ("rang", "recu_le", "montant_recu"),
        ("pourcentage", "montant_prevu", "mois", "prevu_le"),
    )
    for l_un, l_autre in (("pourcentage", "montant_prevu"), ("mois", "prevu_le")):
        if objet.has(l_un) == objet.has(l_autre):
            raise DossierRefuse(f"Le champ {chemin} doit porter {l_un} ou {l_autre}, l’un des deux et pas l’autre.")
    if objet.has("recu_le") != objet.has("montant_recu"):
        raise DossierRefuse(f"Le champ {chemin} doit porter recu_le et montant_recu ensemble, ou null pour les deux.")
    return Versement(
        rang=objet.entier("rang", 1, RANG_MAX),
        pourcentage=_read_pourcentage(objet) if objet.has("pourcentage") else None,
        montant_prevu=objet.montant_positif("montant_prevu") if objet.has("montant_prevu") else None,
        mois=objet.entier("mois", 0, MOIS_MAX) if objet.has("mois") else None,
        prevu_le=objet.jour("prevu_le") if objet.has("prevu_le") else None,
        recu_le=objet.jour_ou_rien("recu_le"),
        montant_recu=objet.montant("montant_recu") if objet.has("montant_recu") else None,
    )


def _read_pourcentage(objet: Objet) -> int:
    try:
        pourcentage = objet.montant("pourcentage")
    except DossierRefuse:
        pourcentage = -1
    if not 0 <= pourcentage <= CENT_POUR_CENT:
        raise objet.refuse("pourcentage", POURCENTAGE_ATTENDU)
    return pourcentage


def read_cofinancements(dossier: Objet) -> tuple[Cofinancement, ...]:
    """Money from elsewhere, over its span (R6); a pay-back is negative."""
    lus = []
    for valeur, chemin in dossier.liste("cofinancements"):
        objet = Objet(valeur, chemin, ("libelle", "montant", "debut", "fin"))
        lus.append(Cofinancement(objet.texte("libelle"), objet.montant("montant"), *objet.periode()))
    return tuple(lus)


def read_depenses(dossier: Objet, connus: Collection[str]) -> tuple[Depense, ...]:
    """The expenses, credit notes included, in the order of the file (R4)."""
    return tuple(_read_depense(valeur, chemin, connus) for valeur, chemin in dossier.liste("depenses"))


def _read_depense(valeur: object, chemin: str, connus: Collection[str]) -> Depense:
    attendus = ("libelle", "nature", "montant", "debut", "fin", "affectation")
    objet = Objet(valeur, chemin, attendus, ("etat", "reference", "exercice", "eligible"))
    debut, fin = objet.periode()
    affectation = objet.texte("affectation") if objet.has("affectation") else None
    if affectation is not None and affectation not in connus:
        raise objet.refuse("affectation", "null ou le code d’une commune du dossier")
    # An empty reference says the same as none.
    reference = objet.texte("reference") if objet.valeurs.get("reference", "") != "" else ""
    return Depense(
        libelle=objet.texte("libelle"),
        nature=objet.choix("nature", Nature),
        montant=objet.montant("montant"),
        debut=debut,
        fin=fin,
        affectation=affectation,
        etat=objet.choix("etat", EtatDepense) if "etat" in objet.valeurs else EtatDepense.CONSTATE,
        reference=reference,
        exercice=objet.entier("exercice", PREMIERE_ANNEE, DERNIERE_ANNEE) if objet.has("exercice") else None,
        eligible=objet.booleen("eligible") if objet.has("eligible") else None,
    )


def read_decomptes(dossier: Objet, connus: Collection[str]) -> tuple[DecompteArrete, ...]:
    """The statements already closed, in the order of their closing (R14); none when the dossier has no such field."""
    if "decomptes" not in dossier.valeurs:
        return ()
    return tuple(_read_decompte(valeur, chemin, connus) for valeur, chemin in dossier.liste("decomptes"))


def _read_decompte(valeur: object, chemin: str, connus: Collection[str]) -> DecompteArrete:
    attendus = (
        "numero",
        "du",
        "au",
        "methode",
        "parts",
        "regularisations",
        "report_nouveau",
    )
    objet = Objet(valeur, chemin, attendus)
    du, au = objet.periode("du", "au")
    report = objet.montant("report_nouveau")
    if report > 0:
        raise objet.refuse("report_nouveau", "un montant négatif ou nul")
    return DecompteArrete(
        numero=objet.texte("numero"),
        du=du,
        au=au,
        methode=objet.choix("methode", Methode),
        parts=objet.montants("parts", connus),
        regularisations=objet.montants("regularisations", connus),
        report_nouveau=report,
    )
