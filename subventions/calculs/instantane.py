"""The snapshot of a statement: all that was known when it was computed, as canonical bytes.

Page, PDF and CSV read a snapshot and nothing else, so that what is printed cannot drift from what was computed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from subventions.calculs.appels import Appel, Demande, compute_appels
from subventions.calculs.decompte import REGLES, VERSION_REGLES
from subventions.calculs.donnees import Dossier
from subventions.calculs.ecriture import dump_dossier, dump_resultat
from subventions.calculs.ecriture_appels import dump_appel, dump_demande, load_demande
from subventions.calculs.lecture import read_dossier
from subventions.calculs.refus import CalculImpossible
from subventions.calculs.regularisations import Regularisation, list_regularisations
from subventions.calculs.resultat import Resultat
from subventions.enums import Methode


@dataclass(frozen=True, slots=True)
class Identite:
    """One party as the paper names it; `code` is its key in the dossier, `ordre` its rank in the act."""

    code: str
    ordre: int
    nom: str
    nom_complet: str
    siret: str
    employeuse: bool
    service: str
    adresse: str
    code_postal: str
    localite: str
    telephone: str
    courriel: str
    code_service: str
    numero_engagement: str
    compte: str


@dataclass(frozen=True, slots=True)
class ActeCite:
    """An act that the statement quotes, by the body that took it."""

    code: str
    type: str
    numero: str
    date: date | None
    objet: str


@dataclass(frozen=True, slots=True)
class AvenantCite:
    """A signed amendment."""

    numero: int
    signe_le: date | None
    effet_le: date


@dataclass(frozen=True, slots=True)
class Contexte:
    """What the statement says beside its figures."""

    objet: str
    base_legale: str
    signee_le: date | None
    debut: date
    fin: date
    exemple: bool
    parties: tuple[Identite, ...]
    actes: tuple[ActeCite, ...]
    avenants: tuple[AvenantCite, ...]

    @property
    def employeuse(self) -> Identite:
        """The body that employs the adviser and issues the statement."""
        return next(partie for partie in self.parties if partie.employeuse)

    def partie(self, code: str) -> Identite:
        """The party whose key is `code`; raises KeyError."""
        for partie in self.parties:
            if partie.code == code:
                return partie
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Instantane:
    """One computation, ready to be kept: its inputs, its context, its rules' version."""

    dossier: Dossier
    du: date
    au: date
    methode: Methode
    report: int | None
    contexte: Contexte
    demande: Demande = field(default_factory=Demande)
    version_regles: str = VERSION_REGLES

    def compute(self) -> Resultat:
        """Run the one calculation, by the rules that the snapshot names; raises CalculImpossible."""
        calcul = REGLES.get(self.version_regles)
        if calcul is None:
            raise CalculImpossible(f"les règles de version {self.version_regles} sont inconnues de cette application")
        return calcul(self.dossier, self.du, self.au, methode=self.methode, report=self.report)

    def call(self, resultat: Resultat) -> tuple[Appel, ...]:
        """What each commune is called for (R12, R13, R14, R16)."""
        return compute_appels(resultat, self.demande, self.contexte.employeuse.code)

    def regularise(self, resultat: Resultat) -> tuple[Regularisation, ...]:
        """The closed statements computed again beside what they were, and what each asks for now (R14)."""
        return list_regularisations(self.dossier.decomptes, self.demande.anterieurs, resultat)

    def dump(self, resultat: Resultat) -> dict[str, Any]:
        """JSON object kept in the database."""
        return {
            "version_regles": self.version_regles,
            "du": self.du.isoformat(),
            "au": self.au.isoformat(),
            "methode": self.methode.value,
            "report": self.report,
            "dossier": dump_dossier(self.dossier),
            "contexte": dump_contexte(self.contexte),
            "demande": dump_demande(self.demande),
            "resultat": dump_resultat(resultat),
            "appels": {appel.insee: dump_appel(appel) for appel in self.call(resultat)},
        }


def load_instantane(donnees: dict[str, Any]) -> Instantane:
    """The snapshot kept as `donnees`, the object that `Instantane.dump` wrote."""
    return Instantane(
        dossier=read_dossier(donnees["dossier"]),
        du=date.fromisoformat(donnees["du"]),
        au=date.fromisoformat(donnees["au"]),
        methode=Methode(donnees["methode"]),
        report=donnees["report"],
        version_regles=donnees["version_regles"],
        contexte=load_contexte(donnees["contexte"]),
        demande=load_demande(donnees["demande"]) if "demande" in donnees else Demande(),
    )


def dump_contexte(contexte: Contexte) -> dict[str, Any]:
    """JSON object of a context, which `load_contexte` reads."""
    objet: dict[str, Any] = _iso(asdict(contexte))
    return objet


def load_contexte(contexte: dict[str, Any]) -> Contexte:
    """The context that `dump_contexte` wrote."""
    return Contexte(
        objet=contexte["objet"],
        base_legale=contexte["base_legale"],
        signee_le=_date(contexte["signee_le"]),
        debut=date.fromisoformat(contexte["debut"]),
        fin=date.fromisoformat(contexte["fin"]),
        exemple=contexte["exemple"],
        parties=tuple(Identite(**partie) for partie in contexte["parties"]),
        actes=tuple(ActeCite(**{**acte, "date": _date(acte["date"])}) for acte in contexte["actes"]),
        avenants=tuple(
            AvenantCite(
                numero=avenant["numero"],
                signe_le=_date(avenant["signe_le"]),
                effet_le=date.fromisoformat(avenant["effet_le"]),
            )
            for avenant in contexte["avenants"]
        ),
    )


def write_canonique(donnees: dict[str, Any]) -> str:
    """The canonical JSON of a snapshot: sorted keys, no spaces, accents as they are."""
    return json.dumps(donnees, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(donnees: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical bytes of a kept snapshot."""
    return hashlib.sha256(write_canonique(donnees).encode()).hexdigest()


def _date(texte: str | None) -> date | None:
    return date.fromisoformat(texte) if texte else None


def _iso(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {cle: _iso(element) for cle, element in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [_iso(element) for element in valeur]
    return valeur.isoformat() if isinstance(valeur, date) else valeur
