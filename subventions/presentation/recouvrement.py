"""Where a called sum stands: titre to issue, issued, paid in parts or whole, late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from conseiller.montants import format_euros
from conseiller.tableurs import Colonne, Genre, Tableau
from subventions.enums import EtatRecouvrement, GenreSomme
from subventions.presentation.mots import count_mots, write_jour

# Days that a public body has to pay, from the day of the titre.
DELAI = 30
# What the words of a titre become when the employing body gives a sum back.
MOTS_MANDAT = {EtatRecouvrement.A_EMETTRE: "Mandat à faire", EtatRecouvrement.EMIS: "Mandat inscrit"}
COLONNES = (
    Colonne("Convention"),
    Colonne("Origine"),
    Colonne("Exercice", Genre.ENTIER),
    Colonne("Débiteur"),
    Colonne("SIRET"),
    Colonne("Somme appelée", Genre.MONTANT),
    Colonne("État"),
    Colonne("Titre"),
    Colonne("Émis le", Genre.DATE),
    Colonne("Payé", Genre.MONTANT),
    Colonne("Dernier paiement", Genre.DATE),
    Colonne("Reste à payer", Genre.MONTANT),
)


@dataclass(frozen=True, slots=True)
class PaiementVu:
    """One payment; `montant` in cents, negative for a sum given back."""

    cle: int
    paye_le: date
    montant: int


@dataclass(frozen=True, slots=True)
class TitreVu:
    """The titre of a sum, or its mandat, and what is paid of it."""

    cle: int
    numero: str
    emis_le: date
    paiements: tuple[PaiementVu, ...]


@dataclass(frozen=True, slots=True)
class SommeVue:
    """A sum called from a party by a closed statement or before it; amounts in cents.

    `solde`: the whole account, `montant`: what is called, negative when it is given back. `exercice`: the financial
    year that it is accounted in. `depart`: the first day that its titre may bear. `objet`: what it pays.
    """

    genre: GenreSomme
    cle: int
    convention: int
    convention_nom: str
    decompte: int | None
    origine: str
    objet: str
    exercice: int
    depart: date
    partie: int
    debiteur: str
    siret: str
    employeuse: bool
    solde: int
    montant: int
    titre: TitreVu | None

    @property
    def etat(self) -> EtatRecouvrement:
        """Where the sum stands."""
        if self.employeuse:
            return EtatRecouvrement.SANS_TITRE
        if self.montant == 0:
            return EtatRecouvrement.NON_APPELE if self.solde else EtatRecouvrement.NEANT
        if self.titre is None:
            return EtatRecouvrement.A_EMETTRE
        if self.paye == 0:
            return EtatRecouvrement.EMIS
        return EtatRecouvrement.PAYE if self.reste == 0 else EtatRecouvrement.PARTIEL

    @property
    def libelle(self) -> str:
        """The state in words; a sum given back has a mandat, never a titre."""
        etat = self.etat
        return MOTS_MANDAT.get(etat, etat.libelle) if self.montant < 0 else etat.libelle

    @property
    def paye(self) -> int:
        """What is paid, in cents."""
        return sum(paiement.montant for paiement in self.titre.paiements) if self.titre else 0

    @property
    def reste(self) -> int:
        """What is still to be paid, in cents."""
        return self.montant - self.paye

    @property
    def est_mandat(self) -> bool:
        """Whether the employing body gives the sum back."""
        return self.montant < 0

    @property
    def attend_un_titre(self) -> bool:
        """Whether a titre, or a mandat, can be written down."""
        return self.etat is EtatRecouvrement.A_EMETTRE

    def count_retard(self, jour: date) -> int:
        """Days since the sum should have been paid; 0 when it is not late."""
        if self.titre is None or self.reste == 0:
            return 0
        return max((jour - self.titre.emis_le).days - DELAI, 0)


@dataclass(frozen=True, slots=True)
class Bilan:
    """What the sums called from others make, in cents; what is given back is left out."""

    appele: int
    sans_titre: int
    paye: int
    retard: int


def sum_sommes(sommes: Iterable[SommeVue], jour: date) -> Bilan:
    """The totals of a list on a given day."""
    dues = [somme for somme in sommes if not somme.employeuse and somme.montant > 0]
    return Bilan(
        appele=sum(somme.montant for somme in dues),
        sans_titre=sum(somme.montant for somme in dues if somme.titre is None),
        paye=sum(somme.paye for somme in dues),
        retard=sum(somme.reste for somme in dues if somme.count_retard(jour)),
    )


def word_retard(somme: SommeVue, jour: date) -> str:
    """How late a sum is, in one sentence; empty when it is not."""
    retard = somme.count_retard(jour)
    if not retard or somme.titre is None:
        return ""
    echeance = write_jour(somme.titre.emis_le + timedelta(days=DELAI))
    return (
        f"{format_euros(abs(somme.reste))} à payer depuis le {echeance}\u00a0: {count_mots(retard, 'jour')} de retard."
    )


def tabulate_sommes(sommes: Iterable[SommeVue]) -> Tableau:
    """The list for a spreadsheet."""
    lignes = [
        (
            somme.convention_nom,
            somme.origine,
            somme.exercice,
            somme.debiteur,
            somme.siret,
            somme.montant,
            somme.libelle,
            somme.titre.numero if somme.titre else "",
            somme.titre.emis_le if somme.titre else None,
            somme.paye,
            somme.titre.paiements[-1].paye_le if somme.titre and somme.titre.paiements else None,
            somme.reste if somme.titre else None,
        )
        for somme in sommes
    ]
    return Tableau("Recouvrement", COLONNES, lignes)
