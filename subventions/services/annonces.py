"""E-mails about a statement: transmitted, taken back, soon too late to answer, contested, answered, closed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from communes.permissions import Action
from communes.selectors import list_agents_employeur
from conseiller.courriels.services import compose, write_courriel
from subventions.models import Cloture, Decompte, Part, Remarque, Reponse
from subventions.presentation import write_titre
from subventions.selectors.vie import COURRIELS, Destinataire, list_destinataires


def announce_transmission(decompte: Decompte, *, now: datetime) -> int:
    """Tell every partner, once for each time it is transmitted; returns how many e-mails were written."""
    return _write_partenaires(decompte, "transmis", f"{now:%Y%m%dT%H%M%S}", now=now)


def announce_reprise(decompte: Decompte, motif: str, *, now: datetime) -> int:
    """Tell every partner that what they had received is withdrawn, and why."""
    return _write_partenaires(decompte, "repris", f"{now:%Y%m%dT%H%M%S}", now=now, motif=motif)


def remind_reponse(decompte: Decompte, silencieuses: set[int], *, now: datetime) -> int:
    """Remind the partners that have not answered, by the keys of their parties; each once for a day to answer."""
    assert decompte.reponses_jusquau is not None
    lendemain = datetime.combine(
        decompte.reponses_jusquau + timedelta(days=1), time.min, tzinfo=timezone.get_current_timezone()
    )
    cle = f"{decompte.reponses_jusquau:%Y-%m-%d}"
    return _write_partenaires(decompte, "relance", cle, now=now, seulement=silencieuses, perime_le=lendemain)


def announce_contestation(reponse: Reponse, remarques: list[Remarque], *, now: datetime) -> int:
    """Tell the employing body's agents what a partner contests."""
    decompte = reponse.decompte
    agents = list_agents_employeur(decompte.convention, Action.ARRETER_DECOMPTE).order_by("pk")
    adresses = [(f"{reponse.partie_id}:{agent.pk}", agent.courriel) for agent in agents]
    contexte = {"nom": reponse.partie.organisme.nom, "remarques": remarques}
    return _write(decompte, "conteste", f"{now:%Y%m%dT%H%M%S}", adresses, contexte, now=now)


def announce_reponse(remarque: Remarque, *, now: datetime) -> int:
    """Tell a partner what the employing body answers to its remark."""
    decompte = remarque.decompte
    siens = [un for un in list_destinataires(decompte.convention) if un.partie.pk == remarque.partie_id]
    cle = f"{remarque.pk}:{now:%Y%m%dT%H%M%S}"
    return sum(_write(decompte, "reponse", cle, un.adresses, {"remarque": remarque}, now=now) for un in siens)


def announce_cloture(cloture: Cloture, *, now: datetime) -> int:
    """Tell every partner the number of the closed statement, and the sum that it will be called for."""
    decompte = cloture.decompte
    appeles = dict(cloture.parts.values_list("partie", "appele"))
    return sum(
        _write(
            decompte,
            "arrete",
            cloture.numero,
            un.adresses,
            {"nom": un.partie.organisme.nom, "appele": appeles.get(un.partie.pk, 0), "cloture": cloture},
            now=now,
        )
        for un in list_destinataires(decompte.convention)
    )


def _write_partenaires(
    decompte: Decompte,
    evenement: str,
    cle: str,
    *,
    now: datetime,
    motif: str = "",
    seulement: set[int] | None = None,
    perime_le: datetime | None = None,
) -> int:
    parts = dict(Part.objects.filter(decompte=decompte).values_list("partie", "montant"))

    def write(destinataire: Destinataire) -> int:
        contexte = {
            "nom": destinataire.partie.organisme.nom,
            "part": parts.get(destinataire.partie.pk),
            "motif": motif,
        }
        return _write(decompte, evenement, cle, destinataire.adresses, contexte, now=now, perime_le=perime_le)

    destinataires = list_destinataires(decompte.convention)
    return sum(write(un) for un in destinataires if seulement is None or un.partie.pk in seulement)


def _write(
    decompte: Decompte,
    evenement: str,
    cle: str,
    adresses: list[tuple[str, str]],
    contexte: dict[str, Any],
    *,
    now: datetime,
    perime_le: datetime | None = None,
) -> int:
    """The same message is written once to each; the example's people are fictitious, and receive nothing."""
    convention = decompte.convention
    if convention.exemple:
        return 0
    lien = f"{settings.ADRESSE_PUBLIQUE}{reverse('decompte', args=[convention.pk, decompte.pk])}"
    titre = write_titre(decompte.du, decompte.au)
    commun = {
        "titre": f"{titre[0].lower()}{titre[1:]}",
        "decompte": decompte,
        "convention": convention,
        "employeuse": convention.employeuse.nom,
        "lien": lien,
    }
    sujet, corps = compose(f"subventions/courriels/decompte_{evenement}.txt", commun | contexte)
    prefixe = f"{COURRIELS}{decompte.pk}:{evenement}:{decompte.version}:{cle}"
    return sum(
        write_courriel(
            f"{prefixe}:{qui}", adresse, sujet, corps, now=now, convention=convention.pk, perime_le=perime_le
        )[1]
        for qui, adresse in adresses
    )
