"""What French readers read: amounts, hours, dates, lists, phone numbers, with the right spaces.

Filters answer plain text, so that they serve in titles and attributes too; only `euros` carries markup, for machines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html

from ateliers.presentation.durees import write_minutes
from ateliers.presentation.moments import write_heure
from communes.presentation.heures import write_quarts
from communes.presentation.lieux import write_a, write_de
from conseiller.conservation import PAR_CODE
from conseiller.montants import INSECABLE, format_decimal, format_euros, format_nombre
from subventions.presentation.mots import (
    group_siret,
    join_mots,
    label_periode,
    write_jour,
    write_jour_semaine,
    write_pourcent,
)
from subventions.presentation.tresorerie import name_mois

register = template.Library()

HEURE = re.compile(r"(\d) h\b")


@register.filter
def euros(centimes: int | None) -> str:
    """Cents as `<data value="1234.56">1 234,56 €</data>`; nothing when there is no amount.

    >>> euros(-5).replace(INSECABLE, " ")
    '<data value="-0.05">−0,05 €</data>'
    """
    if centimes is None:
        return ""
    return format_html('<data value="{}">{}</data>', format_decimal(centimes), format_euros(centimes))


@register.filter
def decimal(centimes: int) -> str:
    """Cents for a machine, as the value of a `<data>` whose words are already written.

    >>> decimal(-5)
    '-0.05'
    """
    return format_decimal(centimes)


@register.filter
def euros_texte(centimes: int) -> str:
    """Cents as plain text, for titles and attributes."""
    return format_euros(centimes)


@register.filter
def heures(quarts: int) -> str:
    """Quarter hours as hours, decimals only if there are some.

    >>> heures(2694).replace(INSECABLE, " "), heures(2656).replace(INSECABLE, " ")
    ('673,50 h', '664 h')
    """
    return write_quarts(quarts)


@register.filter
def minutes(nombre: int) -> str:
    """Minutes as people say them.

    >>> minutes(90).replace(INSECABLE, " ")
    '1 h 30'
    """
    return write_minutes(nombre)


@register.filter
def pourcentage(valeur: int, total: int) -> str:
    """Part of a total, in percent with one decimal.

    >>> pourcentage(419, 1000).replace(INSECABLE, " ")
    '41,9 %'
    """
    return write_pourcent(valeur, total, 1)


def _local(jour: date) -> date:
    return timezone.localtime(jour).date() if isinstance(jour, datetime) else jour


@register.simple_tag
def pourcent(centiemes: int) -> str:
    """Hundredths of a percent.

    >>> pourcent(3333).replace(INSECABLE, " ")
    '33,33 %'
    """
    return f"{format_nombre(centiemes)}{INSECABLE}%"


@register.filter
def nom_mois(jour: date) -> str:
    """The month of a day.

    >>> nom_mois(date(2021, 7, 1)).replace(INSECABLE, "~")
    'juillet~2021'
    """
    return name_mois(jour)


@register.filter
def date_courte(jour: date | None) -> str:
    """The date without the day of the week; nothing when there is none.

    >>> date_courte(date(2021, 7, 1)).replace(INSECABLE, "~")
    '1er~juillet 2021'
    """
    return write_jour(_local(jour)) if jour else ""


@register.filter
def date_longue(jour: date | None) -> str:
    """The date in full; nothing when there is none.

    >>> date_longue(date(2026, 3, 3)).replace(INSECABLE, "~")
    'mardi 3~mars 2026'
    """
    return write_jour_semaine(_local(jour)) if jour else ""


@register.filter
def heure(instant: datetime) -> str:
    """The time of day in Paris.

    >>> from datetime import UTC
    >>> heure(datetime(2026, 3, 3, 15, 5, tzinfo=UTC)).replace(INSECABLE, " ")
    '16 h 05'
    """
    return write_heure(timezone.localtime(instant))


@register.simple_tag
def periode(du: date, au: date) -> str:
    """A period as a heading or a link: « Année 2022 », « 2e semestre 2021 »."""
    return label_periode(du, au)


@register.filter
def enumeration(noms: Iterable[object]) -> str:
    """Names as a sentence lists them.

    >>> enumeration(["Ludres", "Heillecourt", "Houdemont"]), enumeration([])
    ('Ludres, Heillecourt et Houdemont', '')
    """
    mots = [str(nom) for nom in noms]
    return join_mots(mots) if mots else ""


@register.filter
def pluriel(nombre: int, terminaison: str = "s") -> str:
    """The ending of the plural, which starts at two in French.

    >>> pluriel(0), pluriel(1), pluriel(2)
    ('', '', 's')
    """
    return terminaison if abs(nombre) >= 2 else ""


@register.filter
def telephone(numero: str) -> str:
    """A phone number by pairs that do not break apart.

    >>> telephone("0353011234").replace(INSECABLE, " ")
    '03 53 01 12 34'
    """
    nus = "".join(numero.split())
    if len(nus) != 10 or not nus.isdigit():
        return numero
    return INSECABLE.join(nus[i : i + 2] for i in range(0, 10, 2))


@register.filter
def chiffres(numero: str) -> str:
    """What a `tel:` link wants: digits and the leading plus.

    >>> chiffres("03 53 01 12 34")
    '0353011234'
    """
    return "".join(signe for signe in numero if signe.isdigit() or signe == "+")


@register.filter
def horaires(texte: str) -> list[tuple[str, str]]:
    """Opening hours, one line per group of days, as pairs (days, hours) whose hours never lose their « h ».

    >>> [(jours, heures.replace(INSECABLE, "~")) for jours, heures in horaires("Mardi, jeudi : 14 h – 18 h")]
    [('Mardi, jeudi', '14~h – 18~h')]
    """
    lignes = (ligne.replace(INSECABLE, " ").partition(" : ") for ligne in texte.splitlines() if ligne.strip())
    return [(jours, HEURE.sub(rf"\1{INSECABLE}h", heures)) for jours, _, heures in lignes]


@register.filter
def siret(numero: str) -> str:
    """A SIRET by groups, as the papers print it."""
    return group_siret(numero)


@register.filter
def au_lieu(lieu: str) -> str:
    """Where to go, the place being written with its article.

    >>> au_lieu("la médiathèque"), au_lieu("le centre social")
    ('à la médiathèque', 'au centre social')
    """
    return write_a(lieu)


@register.filter
def du_lieu(lieu: str) -> str:
    """What belongs to the place, as `au_lieu`.

    >>> du_lieu("la médiathèque"), du_lieu("le centre social")
    ('de la médiathèque', 'du centre social')
    """
    return write_de(lieu)


@register.simple_tag
def conservation(code: str) -> str:
    """How long a kind of data is kept: `{% conservation "reservation" %}`, « 12 mois ».

    >>> conservation("reservation")
    '12 mois'
    """
    return PAR_CODE[code].en_lettres


@register.filter
def phrase(texte: str) -> str:
    """What somebody typed, as a sentence.

    >>> phrase("la salle est fermée"), phrase("Le conseiller est souffrant."), phrase("")
    ('La salle est fermée.', 'Le conseiller est souffrant.', '')
    """
    texte = texte.strip()
    return texte if not texte else f"{texte[0].upper()}{texte[1:]}{'' if texte[-1] in '.!?…' else '.'}"
