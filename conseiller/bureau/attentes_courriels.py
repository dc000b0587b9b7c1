"""E-mails that have not left, or of which nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Case, CharField, Count, Value, When
from django.urls import reverse

from ateliers.selectors.messages import PREFIXE as RESERVATIONS
from communes.permissions import Action
from conseiller.bureau.accueils import ConventionOuverte
from conseiller.bureau.taches import Tache
from conseiller.courriels.models import Courriel, EtatCourriel
from subventions.presentation.mots import count_mots
from subventions.selectors.rappels import PREFIXE
from subventions.selectors.vie import COURRIELS

# Where each kind is sent again, what one must be allowed to do for it, and the words of the button.
PAGES = {
    "agents": (Action.GERER_AGENTS, "Voir les agents"),
    "decomptes": (Action.DEMANDER_DECOMPTE, "Voir les courriels"),
    "subvention": (Action.MODIFIER_FINANCES, "Voir les rappels"),
}
MOTS = {
    EtatCourriel.ECHOUE: (
        "n’est pas parti",
        "ne sont pas partis",
        "Le serveur l’a refusé. Vérifiez l’adresse, puis renvoyez-le.",
        "Le serveur les a refusés. Vérifiez les adresses, puis renvoyez-les.",
    ),
    EtatCourriel.INCERTAIN: (
        "est peut-être parti",
        "sont peut-être partis",
        "L’envoi a été interrompu. Demandez à la personne si elle l’a reçu, ou renvoyez-le.",
        "L’envoi a été interrompu. Demandez aux personnes si elles les ont reçus, ou renvoyez-les.",
    ),
}


def watch_courriels(ouvertes: Iterable[ConventionOuverte]) -> Iterator[Tache]:
    """One line per agreement, state and page that sends again, for whoever may use it; one query."""
    par_cle = {ouverte.convention.pk: ouverte for ouverte in ouvertes}
    rappels = When(cle__startswith=PREFIXE, then=Value("subvention"))
    decomptes = When(cle__startswith=COURRIELS, then=Value("decomptes"))
    en_peine = (
        Courriel.objects.filter(convention__in=par_cle, etat__in=[etat.value for etat in MOTS])
        # Residents are the desk's: one that failed is a call to make there, without an address here.
        .exclude(cle__startswith=RESERVATIONS)
        # One whose words are forgotten cannot be sent again.
        .exclude(corps="")
        .annotate(page=Case(rappels, decomptes, default=Value("agents"), output_field=CharField()))
        .values_list("convention", "etat", "page")
        .annotate(nombre=Count("pk"))
        .order_by("convention", "etat", "page")
    )
    for cle, etat, page, nombre in en_peine:
        droit, action = PAGES[page]
        if droit in par_cle[cle].actions:
            yield _tell(par_cle[cle], EtatCourriel(etat), nombre, reverse(page, args=[cle]), action)


def _tell(ouverte: ConventionOuverte, etat: EtatCourriel, nombre: int, adresse: str, action: str) -> Tache:
    un, plusieurs, conseil, conseils = MOTS[etat]
    return Tache(
        ouverte.convention,
        genre="alerte",
        icone="mail-warning",
        titre=f"{count_mots(nombre, 'courriel')} {un if nombre == 1 else plusieurs}",
        texte=conseil if nombre == 1 else conseils,
        adresse=adresse,
        action=action,
    )
