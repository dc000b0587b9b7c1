"""The links that take a table away."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from conseiller.tableurs import Format

register = template.Library()


@register.inclusion_tag("composants/exports.html")
def exports(nom: str, *arguments: Any, quoi: str, requete: str = "") -> dict[str, Any]:
    """One link per format to the address `nom`, whose last argument is the format and whose others are `arguments`.

    `quoi` says what is downloaded, with its article; `requete`, a query string, keeps the filters of the page.
    """
    suite = f"?{requete}" if requete else ""
    liens = [(reverse(nom, args=[*arguments, membre]) + suite, membre.libelle) for membre in Format]
    return {"liens": liens, "quoi": quoi}
