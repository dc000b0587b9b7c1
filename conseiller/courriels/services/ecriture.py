"""Words of an e-mail, and its row."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template import Context, Engine

from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.journal.services import record
from conseiller.refus import Refus
from conseiller.travaux.models import ACTIFS, Travail
from conseiller.travaux.services import request_travail

ENVOI = "conseiller.courriels.tasks.send_courriel"
SUJET = "Sujet\u00a0: "
SIGNATURE = "courriels/signature.txt"
# What the parts of a template leave between two paragraphs.
LIGNES_VIDES = re.compile(r"\n{3,}")


class CourrielRefuse(Refus):
    """An e-mail that cannot be written, or sent again."""


def compose(gabarit: str, contexte: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a template whose first line is « Sujet : … », signed; nothing is escaped.

    Raises ValueError on a template without a subject.
    """
    donnees = Context(contexte | {"adresse": settings.ADRESSE_PUBLIQUE}, autoescape=False)
    moteur = Engine.get_default()
    premiere, _, texte = moteur.get_template(gabarit).render(donnees).partition("\n")
    if not premiere.startswith(SUJET):
        raise ValueError(f"{gabarit} : no subject on the first line")
    signature = moteur.get_template(SIGNATURE).render(donnees)
    corps = LIGNES_VIDES.sub("\n\n", texte.strip())
    return premiere.removeprefix(SUJET).strip(), f"{corps}\n\n{signature}"


def write_courriel(
    cle: str,
    destinataire: str,
    sujet: str,
    corps: str,
    *,
    now: datetime,
    convention: int | None = None,
    calendrier: str = "",
    perime_le: datetime | None = None,
) -> tuple[Courriel, bool]:
    """Write an e-mail in the caller's transaction; workers send it once that is committed.

    `calendrier`: the text of a calendar file (RFC 5545), attached when there is one.
    `perime_le`: when it is of no use any more, and no longer leaves.
    Returns the one already written under `cle`, and False, when there is one. Raises CourrielRefuse on an address or a
    subject that no header may hold.
    """
    champs: dict[str, Any] = {
        "destinataire": destinataire,
        "sujet": sujet,
        "corps": corps,
        "calendrier": calendrier,
        "convention": convention,
        "perime_le": perime_le,
        "message_id": make_msgid(domain=urlsplit(settings.ADRESSE_PUBLIQUE).hostname),
        "cree_le": now,
    }
    try:
        Courriel(cle=cle, **champs).clean_fields()
    except ValidationError as erreur:
        raise CourrielRefuse(
            f"Ce courriel ne peut pas être écrit\u00a0: {' '.join(erreur.messages)} Corrigez, puis recommencez."
        ) from erreur
    with transaction.atomic():
        courriel, nouveau = Courriel.objects.get_or_create(cle=cle, defaults=champs)
        if nouveau:
            request_travail(ENVOI, courriel.pk, agent=None, now=now)
            record("écrire un courriel", courriel, agent=None, now=now, convention=convention)
    return courriel, nouveau


def resend_courriel(courriel: Courriel, *, agent: Any, now: datetime) -> None:
    """Send again what failed or may not have arrived, under the same Message-ID.

    Raises CourrielRefuse when it has left, or is still being sent.
    """
    with transaction.atomic():
        courriel = Courriel.objects.select_for_update().get(pk=courriel.pk)
        if courriel.etat == EtatCourriel.ENVOYE:
            raise CourrielRefuse("Ce courriel est déjà envoyé\u00a0: il ne part pas deux fois.")
        if courriel.perime_le is not None and courriel.perime_le <= now:
            raise CourrielRefuse("Ce courriel n’est plus utile\u00a0: ce qu’il dit est passé ou a changé.")
        if not courriel.corps:
            raise CourrielRefuse("Le texte de ce courriel est effacé\u00a0: il est trop ancien pour repartir.")
        if Travail.objects.filter(tache=ENVOI, objet=courriel.pk, etat__in=ACTIFS).exists():
            raise CourrielRefuse("L’envoi de ce courriel est en cours\u00a0: attendez qu’il se termine.")
        courriel.etat, courriel.essais, courriel.erreur = EtatCourriel.A_ENVOYER.value, 0, ""
        courriel.save(update_fields=["etat", "essais", "erreur"])
        request_travail(ENVOI, courriel.pk, agent=agent, now=now)
        record("renvoyer un courriel", courriel, agent=agent, now=now, convention=courriel.convention)
