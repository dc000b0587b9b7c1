"""E-mails that have not left, or of which nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Count

from communes.models import Convention
from conseiller.bureau.adresses import locate
from conseiller.bureau.taches import Tache
from conseiller.courriels.models import Courriel, EtatCourriel
from subventions.presentation.mots import count_mots

MOTS = {
    EtatCourriel.ECHOUE: (
        "n’est pas parti",
        "ne sont pas partis",
        "Le serveur l’a refusé. Vérifiez l’adresse, puis prévenez la personne autrement.",
        "Le serveur les a refusés. Vérifiez les adresses, puis prévenez les personnes autrement.",
    ),
    EtatCourriel.INCERTAIN: (
        "est peut-être parti",
        "sont peut-être partis",
        "L’envoi a été interrompu. Demandez à la personne si elle l’a reçu.",
        "L’envoi a été interrompu. Demandez aux personnes si elles les ont reçus.",
    ),
}


def watch_courriels(conventions: Sequence[Convention]) -> Iterator[Tache]:
    """One line per agreement and state, in one query."""
    par_cle = {convention.pk: convention for convention in conventions}
    en_peine = Courriel.objects.filter(convention__in=par_cle, etat__in=[etat.value for etat in MOTS])
    comptes = en_peine.values_list("convention", "etat").annotate(nombre=Count("pk")).order_by("convention", "etat")
    for cle, etat, nombre in comptes:
        un, plusieurs, conseil, conseils = MOTS[EtatCourriel(etat)]
        yield Tache(
            par_cle[cle],
            genre="alerte",
            icone="mail-warning",
            titre=f"{count_mots(nombre, 'courriel')} {un if nombre == 1 else plusieurs}",
            texte=conseil if nombre == 1 else conseils,
            adresse=locate("agents", par_cle[cle]),
            action="Voir les agents",
        )
