"""An invoice before it is written, as data and on paper; the mentions that French law asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conseiller.montants import INSECABLE
from subventions.calculs.facture import Emission, LigneFacture, list_lignes
from subventions.calculs.instantane import Identite, Instantane
from subventions.calculs.resultat import Resultat
from subventions.presentation.mots import write_dates

PAIEMENT = f"Paiement dans les 30{INSECABLE}jours qui suivent la réception de la facture."
# Commercial code, articles L. 441-10 and D. 441-5.
INDEMNITE = f"Indemnité forfaitaire pour frais de recouvrement en cas de retard{INSECABLE}: 40{INSECABLE}euros."
PENALITES = (
    f"Pénalités de retard{INSECABLE}: taux directeur de la Banque centrale européenne majoré de 8{INSECABLE}points."
)
AVANCE = "Pas d’escompte pour paiement anticipé."
# General tax code, article 261, 7, 1°: services of social bodies run without profit. To be confirmed by each one.
EXONERATION = "TVA non applicable, article 261, 7, 1° du code général des impôts (organisme sans but lucratif)."


@dataclass(frozen=True, slots=True)
class Facture:
    """One invoice; amounts in cents, a credit note's are positive."""

    emission: Emission
    vendeur: Identite
    acheteur: Identite
    du: date
    au: date
    objet: str
    lignes: tuple[LigneFacture, ...]

    @property
    def total(self) -> int:
        """What is to be paid, or given back by a credit note, in cents; there is no VAT."""
        return sum(ligne.montant for ligne in self.lignes)


def prepare_facture(instantane: Instantane, resultat: Resultat, code: str, emission: Emission) -> Facture:
    """The invoice of the party `code`; raises KeyError when it does not take part."""
    contexte = instantane.contexte
    appel = next((appel for appel in instantane.call(resultat) if appel.insee == code), None)
    if appel is None:
        raise KeyError(code)
    periode = f"du {write_dates(instantane.du, instantane.au)}"
    return Facture(
        emission=emission,
        vendeur=contexte.employeuse,
        acheteur=contexte.partie(code),
        du=instantane.du,
        au=instantane.au,
        objet=f"{contexte.objet.rstrip('.')}. Participation aux coûts {periode}.",
        lignes=list_lignes(appel, emission.type, periode),
    )
