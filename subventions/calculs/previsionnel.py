"""The snapshot of a forecast: all that its page and its document are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from communes.enums import Imputation
from conseiller.montants import format_decimal
from subventions.calculs.coupes import Periode
from subventions.calculs.decompte import VERSION_REGLES
from subventions.calculs.donnees import Dossier
from subventions.calculs.ecriture import dump_dossier, dump_resultat
from subventions.calculs.instantane import Contexte, dump_contexte, fingerprint, load_contexte
from subventions.calculs.lecture import read_dossier
from subventions.calculs.prevision import Prevision, compute_prevision, compute_prevision_periode
from subventions.calculs.resultat import Resultat


@dataclass(frozen=True, slots=True)
class Previsionnel:
    """What a year is foreseen from, as it was known on `jour`.

    `taux_acompte` in hundredths of a percent; `report` in cents, left by the statement of the period `precedent`;
    `ecartes`: see `receive_attendus`; `projets`: numbers of the draft amendments that count.
    """

    dossier: Dossier
    annee: int
    taux_acompte: int
    jour: date
    contexte: Contexte
    imputation: Imputation | None = None
    report: int = 0
    precedent: Periode | None = None
    ecartes: tuple[tuple[int, int], ...] = ()
    projets: tuple[int, ...] = ()
    version_regles: str = VERSION_REGLES

    def compute(self) -> Prevision:
        """Foresee the year; raises CalculImpossible."""
        return compute_prevision(
            self.dossier, self.annee, self.report, self.taux_acompte, jour=self.jour, ecartes=self.ecartes
        )

    def compute_periode(self, du: date, au: date) -> Resultat:
        """Foresee some days of the year as they were foreseen with the rest of it; raises CalculImpossible."""
        return compute_prevision_periode(self.dossier, du, au, self.report, jour=self.jour, ecartes=self.ecartes)

    def dump(self, prevision: Prevision) -> dict[str, Any]:
        """JSON object kept in the database."""
        return {
            "version_regles": self.version_regles,
            "annee": self.annee,
            "taux_acompte": self.taux_acompte,
            "jour": self.jour.isoformat(),
            "contexte": dump_contexte(self.contexte),
            "imputation": self.imputation,
            "report": self.report,
            "precedent": [jour.isoformat() for jour in self.precedent or ()],
            "ecartes": [list(ecarte) for ecarte in self.ecartes],
            "projets": list(self.projets),
            "dossier": dump_dossier(self.dossier),
            "resultat": dump_resultat(prevision.resultat),
            "versements": format_decimal(prevision.versements),
            "acomptes": {part.insee: format_decimal(part.acompte) for part in prevision.parts},
        }


def load_previsionnel(donnees: dict[str, Any]) -> Previsionnel:
    """The snapshot kept as `donnees`, the object that `Previsionnel.dump` wrote."""
    precedent = [date.fromisoformat(jour) for jour in donnees["precedent"]]
    return Previsionnel(
        dossier=read_dossier(donnees["dossier"]),
        annee=donnees["annee"],
        taux_acompte=donnees["taux_acompte"],
        jour=date.fromisoformat(donnees["jour"]),
        contexte=load_contexte(donnees["contexte"]),
        imputation=Imputation(donnees["imputation"]) if donnees["imputation"] else None,
        report=donnees["report"],
        precedent=(precedent[0], precedent[1]) if precedent else None,
        ecartes=tuple((place, rang) for place, rang in donnees["ecartes"]),
        projets=tuple(donnees["projets"]),
        version_regles=donnees["version_regles"],
    )


def fingerprint_prevision(donnees: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the figures of a kept snapshot: the same figures on another day have the same one."""
    return fingerprint(strip_jour(donnees))


def strip_jour(donnees: dict[str, Any]) -> dict[str, Any]:
    """The figures of a kept snapshot, without the day on which they were read."""
    return {cle: valeur for cle, valeur in donnees.items() if cle != "jour"}
