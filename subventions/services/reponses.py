"""What partners answer to a transmitted statement, and what the employing body answers to their remarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from communes.models import Partie
from conseiller.journal.services import record
from conseiller.refus import Refus
from subventions.enums import EtatDecompte, Sens
from subventions.models import Decompte, Remarque, Reponse
from subventions.presentation import LigneContestable
from subventions.presentation.mots import write_jour
from subventions.selectors.vie import read_contestables
from subventions.services.annonces import announce_contestation, announce_reponse
from subventions.services.vie import hold_decompte

FERME = "Ce décompte n’est plus soumis aux communes\u00a0: il a été repris ou arrêté. Rechargez sa page."


class ReponseRefusee(Refus):
    """An answer that cannot be received."""


@transaction.atomic
def answer(
    decompte_id: int,
    partie: Partie,
    sens: Sens,
    *,
    version: int,
    remarques: Sequence[tuple[str, str]] = (),
    agent: Any,
    now: datetime,
) -> Reponse:
    """Keep what a partner answers to a transmitted statement; the last answer counts, remarks add up.

    `remarques`: the code of a line and what is said of it, at least one to contest. Accepting after a contest
    withdraws it, even when the delay is over. Raises ReponseRefusee, and TransmissionRefusee on one that is gone.
    """
    decompte = hold_decompte(decompte_id)
    _check_lu(decompte, version, partie)
    ancienne = decompte.reponses.filter(version=version, partie=partie).first()
    _check_delai(decompte, ancienne, sens, now)
    ecrites = _read_remarques(decompte, partie, remarques) if sens is Sens.CONTESTE else []
    if ancienne is not None and ancienne.sens == sens and sens is Sens.ACCEPTE:
        return ancienne
    reponse, _ = Reponse.objects.update_or_create(
        decompte=decompte,
        version=version,
        partie=partie,
        defaults={"sens": sens.value, "repondu_le": now, "repondu_par": agent},
    )
    gardees = _write_remarques(reponse, ecrites)
    if sens is Sens.CONTESTE:
        announce_contestation(reponse, gardees, now=now)
    action = "contester le décompte" if sens is Sens.CONTESTE else "accepter le décompte"
    code = partie.organisme.code
    record(action, decompte, agent=agent, now=now, convention=decompte.convention_id, partie=code, version=version)
    return reponse


def _check_lu(decompte: Decompte, version: int, partie: Partie) -> None:
    """A partner answers what is still submitted to it, as it read it."""
    if decompte.etat != EtatDecompte.TRANSMIS:
        raise ReponseRefusee(FERME)
    if decompte.version != version:
        raise ReponseRefusee(
            "Ce décompte a été recalculé depuis que vous l’avez lu\u00a0: relisez-le avant de répondre, et gardez"
            " une copie de ce que vous avez écrit."
        )
    if partie.convention_id != decompte.convention_id or partie.organisme_id == decompte.convention.employeuse_id:
        raise ReponseRefusee("Seule une commune partenaire de cette convention répond à ce décompte.")


def _check_delai(decompte: Decompte, ancienne: Reponse | None, sens: Sens, now: datetime) -> None:
    """Once the delay is over silence was an answer; only a contest may still be withdrawn."""
    assert decompte.reponses_jusquau is not None
    if timezone.localdate(now) <= decompte.reponses_jusquau:
        return
    if sens is Sens.ACCEPTE and ancienne is not None:
        return
    dernier = write_jour(decompte.reponses_jusquau)
    if ancienne is not None:
        raise ReponseRefusee(
            f"Le délai pour répondre a fini le {dernier}\u00a0: votre réponse reste celle d’avant. Pour une erreur,"
            f" appelez {decompte.convention.employeuse.nom}."
        )
    raise ReponseRefusee(
        f"Le délai pour répondre a fini le {dernier}\u00a0: sans réponse, le décompte est accepté tacitement. Pour une"
        f" erreur, appelez {decompte.convention.employeuse.nom}."
    )


def _read_remarques(
    decompte: Decompte, partie: Partie, remarques: Sequence[tuple[str, str]]
) -> list[tuple[LigneContestable, str]]:
    """The remarks that say something, each with its line; raises ReponseRefusee without any, or on an unknown line."""
    ecrites = [(code, texte.strip()) for code, texte in remarques if texte.strip()]
    if not ecrites:
        raise ReponseRefusee("Dites ce que vous contestez\u00a0: écrivez une remarque sous la ligne en cause.")
    lignes = {ligne.code: ligne for ligne in read_contestables(decompte, partie)}
    if any(code not in lignes for code, _ in ecrites):
        raise ReponseRefusee("Une des lignes contestées n’est pas dans ce décompte\u00a0: rechargez sa page.")
    return [(lignes[code], texte) for code, texte in ecrites]


def _write_remarques(reponse: Reponse, ecrites: Sequence[tuple[LigneContestable, str]]) -> list[Remarque]:
    return Remarque.objects.bulk_create(
        Remarque(
            decompte=reponse.decompte,
            version=reponse.version,
            partie=reponse.partie,
            ligne=ligne.code,
            libelle=ligne.texte,
            texte=texte,
            ecrite_le=reponse.repondu_le,
            ecrite_par=reponse.repondu_par,
        )
        for ligne, texte in ecrites
    )


@transaction.atomic
def reply(remarque: Remarque, *, agent: Any, now: datetime) -> Remarque:
    """Keep what the employing body answers to a remark (`reponse`), and tell its partner; raises ReponseRefusee."""
    if hold_decompte(remarque.decompte_id).etat != EtatDecompte.TRANSMIS:
        raise ReponseRefusee(FERME)
    remarque.repondue_le, remarque.repondue_par = now, agent
    remarque.save(update_fields=["reponse", "repondue_le", "repondue_par"])
    announce_reponse(remarque, now=now)
    record("répondre à une remarque", remarque, agent=agent, now=now, convention=remarque.decompte.convention_id)
    return remarque
