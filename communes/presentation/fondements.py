"""The legal bases that an agreement may name, what each one implies, and the accounts that match it.

Reference data for a warning sheet: the words printed on a statement stay those of the agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from communes.enums import Imputation

A_CONFIRMER = "À confirmer auprès du comptable de chaque commune."
COMPTES_MIROIRS = "L’employeur et ses partenaires utilisent des comptes qui se répondent, choisis ensemble."


class Comptes(NamedTuple):
    """Accounts of one flow in M57: what the employing body receives, what the partner spends."""

    employeur: str
    partenaire: str


COMPTES = {
    Imputation.MISE_A_DISPOSITION: Comptes(
        "70848, mise à disposition de personnel facturée à d’autres organismes",
        "6218, autre personnel extérieur (chapitre 012)",
    ),
    Imputation.FRAIS: Comptes(
        "70878, remboursements de frais par des tiers",
        "62878, remboursements de frais à des tiers",
    ),
    Imputation.PARTICIPATION: Comptes(
        "74748, participations des communes",
        "65734, contributions aux communes",
    ),
}


@dataclass(frozen=True, slots=True)
class Fondement:
    """One legal basis: its text, what it implies, what to beware of, and the accounts proposed with it."""

    code: str
    nom: str
    texte: str
    portee: str
    avertissements: tuple[str, ...]
    imputation: Imputation


FONDEMENTS = (
    Fondement(
        code="entente",
        nom="Entente à frais communs",
        texte="Code général des collectivités territoriales, article L.\u00a05221-1",
        portee=(
            "Les communes s’accordent sur un objet qui les intéresse toutes et se partagent ce qu’il coûte. L’employeur"
            " garde son agent\u202f; chaque conseil délibère sur la même convention."
        ),
        avertissements=(
            "Une entente n’est pas un marché\u00a0: le délai de paiement n’existe que si la convention l’écrit.",
        ),
        imputation=Imputation.FRAIS,
    ),
    Fondement(
        code="prestation",
        nom="Prestation de services entre communes d’une même intercommunalité",
        texte="Code général des collectivités territoriales, article L.\u00a05111-1, 3e\u00a0alinéa",
        portee="L’employeur rend un service aux autres communes de son intercommunalité, qui lui en paient le coût.",
        avertissements=(
            "Elle suppose que le rapport relatif aux mutualisations de l’intercommunalité la prévoie.",
            "Toutes les communes doivent appartenir à la même intercommunalité à fiscalité propre.",
        ),
        imputation=Imputation.FRAIS,
    ),
    Fondement(
        code="mise-a-disposition",
        nom="Mise à disposition individuelle",
        texte="Code général de la fonction publique, articles L.\u00a0512-6 et suivants\u202f; décret n°\u00a02008-580",
        portee=(
            "Un agent nommément désigné travaille pour une autre collectivité, qui rembourse sa rémunération. Elle vise"
            " les fonctionnaires et, dans des cas limités, les agents en CDI."
        ),
        avertissements=(
            "Un agent contractuel en CDD ne peut pas être mis à disposition.",
            "Une commune ne peut prêter un agent en CDI qu’à son propre établissement ou à son intercommunalité, pas à"
            " une commune voisine.",
            "Recruter un contractuel pour le mettre aussitôt à disposition a été jugé irrégulier (cour administrative"
            " d’appel de Marseille, 12\u00a0mai 2015, n°\u00a013MA02301).",
        ),
        imputation=Imputation.MISE_A_DISPOSITION,
    ),
    Fondement(
        code="participation",
        nom="Participation aux coûts",
        texte="La convention signée et les délibérations qui l’approuvent",
        portee=(
            "L’employeur garde son agent et en répond\u202f; les partenaires participent à ce que la subvention ne paie"
            " pas, dans la mesure que la convention fixe."
        ),
        avertissements=(
            "Ces mots décrivent un partage, pas un texte de loi\u00a0: faites préciser le fondement par un juriste.",
            "L’article L.\u00a02121-29 donne au conseil sa compétence générale\u202f; il ne fonde pas le partage.",
        ),
        imputation=Imputation.PARTICIPATION,
    ),
)
