"""A closed statement beside itself computed again: what changed, and what each party owes for it (R14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conseiller.montants import INSECABLE, format_nombre
from subventions.calculs.instantane import Identite
from subventions.calculs.regularisations import Regularisation
from subventions.presentation.mots import name_periode


@dataclass(frozen=True, slots=True)
class TermeVu:
    """One figure of the closed statement, in cents, and the same once computed again."""

    libelle: str
    arrete: int
    recalcule: int

    @property
    def ecart(self) -> int:
        """What changed, in cents."""
        return self.recalcule - self.arrete


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """One party: its key then and now, its share then and now, what was called since, what is called."""

    nom: str
    motif: int
    cles: tuple[str, str]
    arretee: int
    recalculee: int
    regularisee: int
    montant: int

    @property
    def cle_changee(self) -> bool:
        """Whether its hours changed."""
        return self.cles[0] != self.cles[1]


@dataclass(frozen=True, slots=True)
class ComparaisonVue:
    """One closed statement."""

    titre: str
    periode: str
    termes: tuple[TermeVu, ...]
    lignes: tuple[LigneComparee, ...]

    @property
    def has_regularisees(self) -> bool:
        """Whether a statement closed since has called something for it already."""
        return any(ligne.regularisee for ligne in self.lignes)

    @property
    def has_cles(self) -> bool:
        """Whether hours changed."""
        return any(ligne.cle_changee for ligne in self.lignes)

    @property
    def arretee(self) -> int:
        """The shares closed, together, in cents."""
        return sum(ligne.arretee for ligne in self.lignes)

    @property
    def recalculee(self) -> int:
        """The shares computed again, together, in cents."""
        return sum(ligne.recalculee for ligne in self.lignes)

    @property
    def regularisee(self) -> int:
        """What was called since, together, in cents."""
        return sum(ligne.regularisee for ligne in self.lignes)

    @property
    def montant(self) -> int:
        """What is called now, together, in cents."""
        return sum(ligne.montant for ligne in self.lignes)


def present_comparaisons(
    regularisations: Sequence[Regularisation], parties: Sequence[Identite]
) -> tuple[ComparaisonVue, ...]:
    """Word the closed statements that are regularised."""
    return tuple(_present(regularisation, parties) for regularisation in regularisations)


def _present(regularisation: Regularisation, parties: Sequence[Identite]) -> ComparaisonVue:
    arrete, anterieur, recalcule = regularisation.arrete, regularisation.anterieur, regularisation.recalcule
    lignes = {ligne.insee: ligne for ligne in regularisation.lignes}
    return ComparaisonVue(
        titre=f"Régularisation du décompte n°{INSECABLE}{arrete.numero}",
        periode=name_periode(arrete.du, arrete.au),
        termes=tuple(_list_termes(regularisation)),
        lignes=tuple(
            LigneComparee(
                nom=partie.nom,
                motif=rang,
                cles=(
                    format_nombre(anterieur.cles.get(partie.code, 0)),
                    format_nombre(recalcule.part(partie.code).cle),
                ),
                arretee=lignes[partie.code].arretee,
                recalculee=lignes[partie.code].recalculee,
                regularisee=lignes[partie.code].regularisee,
                montant=lignes[partie.code].montant,
            )
            for rang, partie in enumerate(parties)
        ),
    )


def _list_termes(regularisation: Regularisation) -> list[TermeVu]:
    """Costs, what pays for them, what is left; co-financing and report only when there is some."""
    anterieur, recalcule = regularisation.anterieur, regularisation.recalcule
    termes = [
        TermeVu("Coûts communs", anterieur.couts, recalcule.couts),
        TermeVu("Subvention", -anterieur.subvention, -recalcule.subvention),
        TermeVu("Autres financements", -anterieur.cofinancements, -recalcule.cofinancements),
        TermeVu("Excédent du décompte précédent", anterieur.report_anterieur, recalcule.report_anterieur),
    ]
    dits = [terme for rang, terme in enumerate(termes) if rang < 2 or terme.arrete or terme.recalcule]
    return [*dits, TermeVu("Reste à répartir", anterieur.reste, recalcule.reste)]
