"""What the agreement itself waits for: a signature, a contract for the post, its own end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from communes.calculs import add_months
from communes.enums import TypeActe
from communes.models import Avenant, Convention, Poste
from communes.presentation.poste import find_vacances
from conseiller.bureau.taches import Tache
from subventions.presentation.mots import count_mots, join_mots, write_jour

MOIS_AVANT_LA_FIN = 6


def watch_acte(convention: Convention, *, now: date) -> Iterator[Tache]:
    """Draft amendments, posts without a contract, an end within six months; parties, drafts and posts prefetched."""
    for avenant in convention.avenants.all():
        yield _watch_avenant(convention, avenant)
    for poste in convention.postes.all():
        yield from _watch_poste(convention, poste, now)
    if now <= convention.fin <= add_months(now, MOIS_AVANT_LA_FIN):
        yield Tache(
            convention,
            genre="attente",
            icone="calendar-clock",
            titre=f"La convention finit le {write_jour(convention.fin)}",
            texte="Prolongez-la par un avenant, ou préparez la suivante avec les conseils.",
            adresse=reverse("avenants", args=[convention.pk]),
            action="Voir les avenants",
        )


def _watch_avenant(convention: Convention, avenant: Avenant) -> Tache:
    deliberes = {acte.organisme_id for acte in avenant.actes.all() if acte.type == TypeActe.DELIBERATION and acte.date}
    manquent = [partie.organisme.nom for partie in convention.parties.all() if partie.organisme_id not in deliberes]
    if len(manquent) > 3:
        attente = f"Il manque la délibération de {count_mots(len(manquent), 'partie')}, puis la signature."
    elif manquent:
        attente = f"Délibération à venir\u00a0: {join_mots(manquent)}. Il reste ensuite à le signer."
    else:
        attente = "Toutes les parties ont délibéré\u00a0: il reste à le signer."
    return Tache(
        convention,
        genre="attente",
        icone="file-pen",
        titre=f"L’avenant n°\u00a0{avenant.numero} est en projet",
        texte=f"{attente} Tant qu’il n’est pas signé, il ne compte pas.",
        adresse=reverse("avenant", args=[convention.pk, avenant.pk]),
        action="Voir l’avenant",
    )


def _watch_poste(convention: Convention, poste: Poste, now: date) -> Iterator[Tache]:
    """Vacancies that last, or will last, more than six months; not those that have ended."""
    if poste.rendu_le is not None:
        return
    contrats = [(contrat.debut, contrat.fin) for contrat in poste.contrats.all()]
    for vacance in find_vacances(contrats, convention.debut, convention.fin, now):
        if vacance.avertissement and vacance.debut <= now <= vacance.fin:
            yield Tache(
                convention,
                genre="alerte" if vacance.depassee else "attente",
                icone="user-x",
                titre=f"Le {poste} est sans contrat",
                texte=vacance.avertissement,
                adresse=reverse("poste", args=[convention.pk]),
                action="Voir le poste",
            )
