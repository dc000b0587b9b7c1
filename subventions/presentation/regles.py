"""The rules of the calculation told to whoever pays by them: what each says, and the same in figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Regle:
    """One rule: its number, which is its anchor too, its name, what it says, an example in invented figures."""

    numero: str
    nom: str
    texte: str
    exemple: str = ""


# Rules that are read together, in the order of a statement.
THEMES: dict[str, tuple[Regle, ...]] = {
    "Les coûts": (
        Regle(
            "R3",
            "Étaler une dépense sur ses jours",
            "Une dépense compte pour les jours de son service qui tombent dans la période. On compte depuis son"
            " premier jour jusqu’à la fin de la période, on arrondit au centime, puis on retire ce qui était déjà"
            " compté la veille du début. Ainsi deux périodes qui se suivent font toujours le total, sans un centime"
            " de trop.",
            "365,00\u00a0€ de licence pour 365 jours\u00a0: 31 jours de janvier comptent 31,00\u00a0€.",
        ),
        Regle(
            "R4",
            "Les coûts communs, et ceux d’une seule commune",
            "Toutes les dépenses se partagent, avoirs compris. Une dépense faite pour une seule commune est à sa"
            " seule charge, hors partage.",
            "Un ordinateur de 600,00\u00a0€ acheté pour une commune s’ajoute en entier à sa part.",
        ),
        Regle(
            "R17",
            "Après le terme",
            "Un coût qui tombe après la fin de la convention se partage encore, selon les dernières heures, sans"
            " subvention. Ce qu’aucun décompte n’a pris reste listé.",
        ),
        Regle(
            "R18",
            "Rien que du constaté",
            "Un décompte ne compte que les dépenses constatées et les avenants signés. Ce qui est prévu sert aux"
            " prévisions et aux acomptes.",
        ),
    ),
    "La subvention": (
        Regle(
            "R5",
            "La subvention de la période",
            "La convention choisit l’une de deux façons de compter, la même jusqu’au bout dès qu’un décompte est"
            " arrêté. Au prorata, chaque jour du conseiller reçoit la même somme. À l’encaissement, on compte les"
            " versements à la date où ils arrivent\u202f; un reversement compte en moins.",
            "50\u202f000,00\u00a0€ pour 730 jours\u00a0: au prorata, 365 jours reçoivent 25\u202f000,00\u00a0€.",
        ),
        Regle(
            "R10",
            "Les versements attendus",
            "Les pourcentages s’appliquent à la subvention avec un arrondi cumulé\u00a0: la somme des versements"
            " est toujours le montant attribué.",
            "20, 30 et 50\u00a0% de 33\u202f333,33\u00a0€ font 6\u202f666,67\u00a0€, 10\u202f000,00\u00a0€ et"
            " 16\u202f666,66\u00a0€.",
        ),
    ),
    "Les heures": (
        Regle(
            "R1",
            "Compter les jours",
            "Une période compte son premier et son dernier jour.",
            "Du 1er au 31\u00a0janvier\u00a0: 31 jours.",
        ),
        Regle(
            "R2",
            "La clé de partage",
            "Pour chaque commune, on multiplie ses heures par an par les jours où elles étaient en vigueur,"
            " avenant après avenant, et on additionne. Ce sont les heures attribuées qui comptent, et non celles"
            " qui ont été faites.",
            "400 heures pendant 243 jours puis 300 pendant 122\u00a0: 400 × 243 + 300 × 122 = 133\u202f800.",
        ),
        Regle(
            "R9",
            "Ajouter des mois",
            "Six mois plus tard, c’est le même jour du mois, ou le dernier jour quand ce jour n’existe pas. On"
            " compte toujours depuis la date d’origine.",
            "31\u00a0août + 6 mois = 28\u00a0février.",
        ),
        Regle(
            "R15",
            "Une commune s’en va",
            "Le décompte est coupé au jour de la sortie\u00a0: sans cela, la commune qui part paierait des coûts"
            " d’après son départ.",
        ),
    ),
    "Le partage": (
        Regle(
            "R6",
            "Le reste à répartir",
            "Coûts communs, moins la subvention, moins les autres financements, moins l’excédent du décompte"
            " précédent.",
            "30\u202f000,00\u00a0€ − 25\u202f000,00\u00a0€ − 1\u202f000,00\u00a0€ = 4\u202f000,00\u00a0€.",
        ),
        Regle(
            "R7",
            "Quand il ne reste rien",
            "Si la subvention couvre les coûts, les parts communes sont de zéro, et l’excédent est repris dans le"
            " décompte suivant. Ce qui est à la charge d’une seule commune reste dû.",
        ),
        Regle(
            "R8",
            "Partager au centime",
            "Chaque commune paie sa part des heures. On garde les centimes entiers, puis les centimes qui manquent"
            " vont un à un aux plus forts restes\u202f; à égalité, à l’employeur, puis à la plus grande clé, puis"
            " au plus petit code INSEE.",
            "100,00\u00a0€ entre trois clés égales\u00a0: 33,34\u00a0€ pour l’employeur, 33,33\u00a0€ pour les"
            " deux autres.",
        ),
    ),
    "Ce qui est demandé": (
        Regle(
            "R12",
            "Les acomptes",
            "Un acompte est un pourcentage de la part prévue, arrondi au centime inférieur. Le décompte le"
            " déduit\u202f; s’il dépasse ce qui est dû, la différence est rendue.",
            "50\u00a0% d’une part prévue de 1\u202f234,57\u00a0€\u00a0: 617,28\u00a0€.",
        ),
        Regle(
            "R13",
            "Les petites sommes",
            "Une somme trop petite n’est pas appelée\u00a0: elle attend le décompte suivant. Le seuil est écrit"
            " dans la convention. Au dernier décompte, elle reste à l’employeur.",
            "Avec un seuil de 15,00\u00a0€, une somme de 9,40\u00a0€ attend.",
        ),
        Regle(
            "R16",
            "Les ajustements convenus",
            "Les communes peuvent convenir de sommes qu’aucune règle ne donne, avec un motif et un acte. Ce que"
            " les unes paient en plus, les autres le paient en moins\u00a0: le total est zéro.",
        ),
    ),
    "Le temps qui passe": (
        Regle(
            "R11",
            "Les exercices",
            "Un décompte appartient à une année civile. Une période à cheval est proposée en deux décomptes,"
            " coupés au 31\u00a0décembre.",
        ),
        Regle(
            "R14",
            "Un changement après coup",
            "Un décompte arrêté ne change jamais. Une facture tardive, un avenant rétroactif ou une subvention"
            " réduite se trouvent en recalculant tous les décomptes arrêtés, dans l’ordre. La différence est"
            " appelée dans le décompte suivant, comme régularisation.",
            "Une facture de 400,00\u00a0€ oubliée ajoute 100,00\u00a0€ de régularisation à une commune qui a le"
            " quart des heures.",
        ),
    ),
}
