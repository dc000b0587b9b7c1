"""Forms filled as a browser fills them: what the page shows is sent back, with what a person changes."""

from __future__ import annotations

import html
from typing import Any

from django import forms
from django.test import Client
from django.urls import reverse

from communes.models import Convention


def fill(client: Client, adresse: str, **champs: Any) -> dict[str, Any]:
    """What a browser would send from the form at `adresse`, `champs` typed over what it shows."""
    form = client.get(adresse).context["form"]
    montres = {champ.name: champ.value() for champ in form if not isinstance(champ.field, forms.FileField)}
    donnees = {nom: form.fields[nom].prepare_value(valeur) for nom, valeur in montres.items()}
    return {nom: "" if valeur is None else valeur for nom, valeur in donnees.items()} | champs


def read(reponse: Any) -> str:
    """The page as people read it: characters for entities, plain spaces, one by one."""
    return " ".join(html.unescape(reponse.content.decode()).split())


def adresse(nom: str, convention: Convention, *autres: object) -> str:
    """The address of a page of an agreement."""
    return reverse(nom, args=[convention.pk, *autres])
