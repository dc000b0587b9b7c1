"""How a statement is worded: dates, periods, percentages, exact quotients. Plain values in, French text out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ateliers.presentation import moments
from communes.calculs import MOIS, MOIS_COURTS, UN_JOUR, add_months, count_days, format_jour
from conseiller.montants import INSECABLE, MOINS, format_euros, format_nombre, round_half_away
from subventions.calculs.resultat import PartCommune

PERIODES = {6: "semestre", 3: "trimestre"}
SUITE = "…"
A_COMPLETER = "à compléter"
CHIFFRES_MIN = 2
CHIFFRES_MAX = 9


def write_jour(jour: date) -> str:
    """A date in full, its day never parted from its month.

    >>> write_jour(date(2021, 7, 1)).replace(INSECABLE, "~")
    '1er~juillet 2021'
    """
    return format_jour(jour).replace(" ", INSECABLE, 1)


def write_jour_semaine(jour: date, *, annee: bool = True) -> str:
    """A date with its weekday.

    >>> write_jour_semaine(date(2022, 1, 1), annee=False).replace(INSECABLE, "~")
    'samedi 1er~janvier'
    """
    texte = moments.write_jour(jour)
    return texte if annee else texte.rpartition(" ")[0]


def write_bornes(du: date, au: date) -> str:
    """Both ends of a span, the year said once when it is the same.

    >>> write_bornes(date(2022, 1, 1), date(2022, 8, 31)).replace(INSECABLE, "~")
    '1er~janvier – 31~août 2022'
    """
    if du == au:
        return write_jour(du)
    premier = write_jour(du)
    if du.year == au.year:
        premier = premier.rpartition(" ")[0]
    return f"{premier} – {write_jour(au)}"


def write_titre(du: date, au: date) -> str:
    """Name of the statement.

    >>> write_titre(date(2021, 7, 1), date(2021, 12, 31))
    'Décompte du 2e semestre 2021'
    """
    return f"Décompte {name_periode(du, au)}"


def write_chapeau(du: date, au: date) -> str:
    """The period under the title: its days, how many (R1), its financial year (R11).

    >>> write_chapeau(date(2022, 1, 1), date(2022, 12, 31)).replace(INSECABLE, "~")
    'Du samedi 1er~janvier au samedi 31~décembre 2022, 365~jours. Exercice 2022.'
    """
    annees = range(du.year, au.year + 1)
    exercice = f"Exercice {du.year}" if len(annees) == 1 else f"Exercices {join_mots([str(annee) for annee in annees])}"
    jours = count_mots(count_days(du, au), "jour")
    if du == au:
        return f"Le {write_jour_semaine(du)}, {jours}. {exercice}."
    premier = write_jour_semaine(du, annee=du.year != au.year)
    return f"Du {premier} au {write_jour_semaine(au)}, {jours}. {exercice}."


def name_periode(du: date, au: date) -> str:
    """What comes after « Décompte »: the usual name of the period when it has one, else its dates.

    >>> name_periode(date(2021, 7, 1), date(2021, 12, 31)), name_periode(date(2022, 1, 1), date(2022, 12, 31))
    ('du 2e semestre 2021', 'de l’année 2022')
    >>> name_periode(date(2022, 8, 1), date(2022, 8, 31)), name_periode(date(2022, 3, 1), date(2022, 3, 31))
    ('d’août 2022', 'de mars 2022')
    """
    article, nom = _find_nom(du, au) or ("du ", write_dates(du, au))
    return article + nom


def write_bornes_courtes(du: date, au: date) -> str:
    """Both ends of a span at the head of a column, where the title has already said the year.

    >>> write_bornes_courtes(date(2022, 1, 1), date(2022, 8, 31)).replace(INSECABLE, "~")
    '1er~janv. – 31~août'
    """
    return " – ".join(
        f"{'1er' if jour.day == 1 else jour.day}{INSECABLE}{MOIS_COURTS[jour.month - 1]}" for jour in (du, au)
    )


def label_periode(du: date, au: date) -> str:
    """Name of a period as a heading or a link.

    >>> label_periode(date(2021, 7, 1), date(2021, 12, 31)), label_periode(date(2022, 1, 1), date(2022, 12, 31))
    ('2e semestre 2021', 'Année 2022')
    >>> label_periode(date(2021, 10, 1), date(2022, 3, 31)).replace(INSECABLE, "~")
    'Du 1er~octobre 2021 au 31~mars 2022'
    """
    trouve = _find_nom(du, au)
    if trouve is not None:
        return trouve[1][0].upper() + trouve[1][1:]
    return f"{'Le' if du == au else 'Du'} {write_dates(du, au)}"


def _find_nom(du: date, au: date) -> tuple[str, str] | None:
    """Article and usual name of a period; None when only its dates name it."""
    mois = _count_whole_months(du, au)
    rang, decalage = divmod(du.month - 1, mois or 1)
    if mois == 12 and not decalage:
        return "de l’", f"année {du.year}"
    if mois in PERIODES and not decalage:
        return "du ", f"{'1er' if rang == 0 else f'{rang + 1}e'} {PERIODES[mois]} {du.year}"
    if mois == 1:
        nom = MOIS[du.month - 1]
        return "d’" if nom[0] in "ao" else "de ", f"{nom} {du.year}"
    return None


def write_dates(du: date, au: date) -> str:
    """Both ends of a period inside a sentence, the article left to it.

    >>> write_dates(date(2021, 10, 1), date(2022, 3, 31)).replace(INSECABLE, "~")
    '1er~octobre 2021 au 31~mars 2022'
    """
    return write_bornes(du, au).replace(" – ", " au ")


def _count_whole_months(du: date, au: date) -> int:
    """Calendar months that the period fills exactly, 0 when it cuts one."""
    mois = (au.year - du.year) * 12 + au.month - du.month + 1
    return mois if du.day == 1 and add_months(du, mois) == au + UN_JOUR else 0


def join_mots(mots: Sequence[str]) -> str:
    """An enumeration.

    >>> join_mots(["Ludres", "Heillecourt", "Houdemont"])
    'Ludres, Heillecourt et Houdemont'
    """
    return mots[0] if len(mots) == 1 else f"{', '.join(mots[:-1])} et {mots[-1]}"


def write_sorties(sorties: Sequence[tuple[date, str]], decomptes: int) -> str:
    """Why a period during which parties leave is cut into that many statements (R15)."""
    sortantes = join_mots([f"{nom} sort le {write_jour(jour)}" for jour, nom in sorties])
    return (
        f"{sortantes}. Demandez {count_mots(decomptes, 'décompte')}, coupés ce jour-là\u00a0: une commune ne paie pas"
        " ce qui vient après son départ."
    )


def count_mots(nombre: int, singulier: str, pluriel: str = "") -> str:
    """A number and its noun, never parted.

    >>> count_mots(1, "jour").replace(INSECABLE, "~"), count_mots(1607, "jour").replace(INSECABLE, "~")
    ('1~jour', '1\\u202f607~jours')
    """
    return f"{format_nombre(nombre * 100)}{INSECABLE}{singulier if abs(nombre) < 2 else pluriel or singulier + 's'}"


def write_pourcent(numerateur: int, denominateur: int, decimales: int) -> str:
    """A proportion in percent, rounded; a dash when there is nothing to divide by.

    >>> write_pourcent(85200, 586555, 1).replace(INSECABLE, "~"), write_pourcent(1, 2, 2).replace(INSECABLE, "~")
    ('14,5~%', '50,00~%')
    """
    if denominateur == 0:
        return "–"
    echelle = 10**decimales
    entiers, reste = divmod(round_half_away(numerateur * 100 * echelle, denominateur), echelle)
    return f"{entiers},{reste:0{decimales}d}{INSECABLE}%"


def write_heures(centiemes: int) -> str:
    """Hours given in hundredths.

    >>> write_heures(23350).replace(INSECABLE, "~")
    '233,50~h'
    """
    return f"{format_nombre(centiemes)}{INSECABLE}h"


def group_siret(siret: str) -> str:
    """Fourteen digits as they are read aloud, not to be parted.

    >>> group_siret("21540328800016").replace(INSECABLE, "~")
    '215~403~288~00016'
    """
    return INSECABLE.join([siret[:3], siret[3:6], siret[6:9], siret[9:]])


def subtract(centimes: int) -> str:
    """An amount as the next term of a subtraction.

    >>> subtract(500).replace(INSECABLE, "~"), subtract(-500).replace(INSECABLE, "~")
    ('−~5,00~€', '−~(−5,00~€)')
    """
    terme = f"({format_euros(centimes)})" if centimes < 0 else format_euros(centimes)
    return f"{MOINS}{INSECABLE}{terme}"


def sign_euros(centimes: int) -> str:
    """A change with its sign, in words when there is none.

    >>> [sign_euros(ecart).replace(INSECABLE, "~") for ecart in (500, -500, 0)]
    ['+~5,00~€', '−~5,00~€', 'aucun']
    """
    if not centimes:
        return "aucun"
    return f"{'+' if centimes > 0 else MOINS}{INSECABLE}{format_euros(abs(centimes))}"


def choose_chiffres(parts: Sequence[PartCommune], cle_totale: int) -> int:
    """How many digits after the cent show why one remainder beats the next; an exact tie needs no more."""
    servis = [part.fraction for part in parts if part.centime_ajoute]
    autres = [part.fraction for part in parts if not part.centime_ajoute]
    if not servis or not autres or min(servis) == max(autres):
        return CHIFFRES_MIN
    for chiffres in range(CHIFFRES_MIN, CHIFFRES_MAX):
        echelle = 10**chiffres
        if min(servis) * echelle // cle_totale > max(autres) * echelle // cle_totale:
            return chiffres
    return CHIFFRES_MAX


def write_exact(part: PartCommune, cle_totale: int, chiffres: int) -> str:
    """The exact quotient in euros, cut `chiffres` digits after the cent; « … » says that there are more.

    >>> write_exact(PartCommune("54197", 8520000, 54184, 34290400, 1, 0), 58655500, 2).replace(INSECABLE, "~")
    '541,8458…~€'
    """
    if cle_totale == 0:
        return format_euros(0)
    decimales, reste = divmod(part.fraction * 10**chiffres, cle_totale)
    entiers, centimes = divmod(part.entier, 100)
    if part.fraction == 0:
        return format_euros(part.entier)
    suite = f"{decimales:0{chiffres}d}"
    fin = SUITE if reste else ""
    return f"{format_nombre(entiers * 100)},{centimes:02d}{suite}{fin}{INSECABLE}€"
