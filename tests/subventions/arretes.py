"""Closed statements for the tests, made by the services that close them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from communes.models import Convention
from subventions.models import Cloture, Decompte, Part
from subventions.services.cloture import close_decompte
from subventions.services.vie import transmit_decompte
from tests.fabrique import MAINTENANT
from tests.subventions.decomptes import SEMESTRE, add_documents, ask, compute, finish


def transmit(
    convention: Convention, du: date = SEMESTRE[0], au: date = SEMESTRE[1], *, now: datetime = MAINTENANT, **champs: Any
) -> Decompte:
    """A statement computed, rendered and transmitted; `champs`: `solde_final`, `remplace`."""
    decompte = ask(convention, du, au)
    if champs:
        Decompte.objects.filter(pk=decompte.pk).update(**champs)
        decompte.refresh_from_db()
    compute(decompte)
    add_documents(decompte)
    finish(decompte, "subventions.tasks.render_decompte")
    parts = decompte.instantane["resultat"]["parts"]
    parties = {partie.organisme.code: partie for partie in convention.parties.select_related("organisme")}
    Part.objects.bulk_create(
        Part(decompte=decompte, partie=parties[code], montant=int(montant.replace(".", "")))
        for code, montant in parts.items()
    )
    return transmit_decompte(decompte.pk, version=decompte.version, agent=None, now=now)


def close(
    convention: Convention,
    du: date = SEMESTRE[0],
    au: date = SEMESTRE[1],
    *,
    now: datetime = MAINTENANT,
    agent: Any = None,
    **champs: Any,
) -> Cloture:
    """A statement closed once the delay to answer is over: every partner has accepted by silence."""
    decompte = transmit(convention, du, au, now=now - timedelta(days=convention.delai_remarques + 2), **champs)
    return close_decompte(decompte.pk, version=decompte.version, agent=agent, now=now)
