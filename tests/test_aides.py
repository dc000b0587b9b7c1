"""Beside each field of the agents' forms stands a sentence that helps: every form page of the table of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ateliers.forms.aujourdhui import CompteRenduForm
from ateliers.forms.papier import PapierForm
from ateliers.forms.reservations import AnnulationForm, ReservationForm
from ateliers.models import Participant
from communes.enums import Fonction
from communes.models import Convention
from conseiller.formulaires.forms import Formulaire
from subventions.forms.depenses import FiltreForm
from subventions.forms.recouvrement import RecouvrementFiltre
from subventions.forms.vie import ContestationForm
from subventions.services.import_depenses import stage_fichier
from tests.fabrique import make_agent
from tests.subventions.arretes import close, transmit
from tests.test_acces import TABLE, distribution, locate

pytestmark = [pytest.mark.django_db]

__all__ = ["distribution"]

# A sentence of its own, asked to be true by ticking it, or to be left alone; one field per party, under a sentence
# that serves them all.
CASES = {"entiere", "preavis_accepte", "retroactif", "distincte", "verifie", "liste_attente", "site"}
PAR_PARTIE = "heures_"
# One sentence of the page serves several fields, which are told by how their names begin: rows of a list, a person.
GROUPES = [
    (PapierForm, "Une ligne par personne.", ("heure_", "prenom_", "nom_", "telephone_", "commune_")),
    (CompteRenduForm, "On ne le demande à personne.", ("age_",)),
    (ReservationForm, "1. Qui vient", ("prenom", "nom")),
    (ReservationForm, "Vous venez à deux", ("commune2",)),
    (ReservationForm, "Vous pouvez aussi venir avec le vôtre.", ("ordinateur",)),
    (ReservationForm, "Un téléphone ou une adresse électronique suffit.", ("telephone", "courriel")),
    (ContestationForm, "Ouvrez la ligne en cause, puis écrivez ce qui ne va pas.", ("ligne-",)),
    (AnnulationForm, "La place sera proposée à une autre personne", ("inscriptions",)),
]
A_PART = (FiltreForm, RecouvrementFiltre)


def iter_addresses(cles: dict, convention: Convention, depot: str) -> Iterator[str]:
    for methode, nom, arguments, _ in TABLE:
        if methode == "GET" and not nom.startswith("account_"):
            yield locate(nom, arguments, cles)
    yield reverse("subvention_ajouter", args=[convention.pk]) + "?bareme=2023-public"
    yield reverse("versement_ajouter", args=[convention.pk, cles["subvention"]]) + "?genre=reversement"
    yield reverse("personne_effacer") + f"?fiche=p{Participant.objects.earliest('pk').pk}"
    yield reverse("depenses_verifier", args=[convention.pk, depot])


def iter_forms(reponse) -> Iterator[forms.BaseForm]:
    for contexte in reponse.context or ():
        for couche in contexte.dicts if hasattr(contexte, "dicts") else [contexte]:
            yield from (valeur for valeur in couche.values() if isinstance(valeur, forms.BaseForm))


def is_helped(champ: forms.BoundField, page: str) -> bool:
    return bool(champ.help_text or champ.name in CASES or champ.name.startswith(PAR_PARTIE)) or any(
        isinstance(champ.form, classe) and phrase in page and champ.name.startswith(debuts)
        for classe, phrase, debuts in GROUPES
    )


def iter_leaves(classe: type) -> Iterator[type]:
    filles = classe.__subclasses__()
    for fille in filles:
        yield from iter_leaves(fille)
    if not filles:
        yield classe


def test_every_field_of_the_agents_has_a_sentence_of_help(distribution):
    convention = Convention.objects.get(pk=distribution[1]["convention"])
    agent = make_agent(convention, 1, Fonction.COORDINATION)
    # For the whole body: a new agreement is not on any agreement yet.
    agent.roles.create(organisme=convention.employeuse, fonction=Fonction.COORDINATION.value)
    client = Client()
    client.force_login(agent)
    depot = stage_fichier(b"Libelle;Nature;Montant;Premier jour\nA;autre;12,00;01/07/2021\n", convention, agent)
    sans, vus = set(), set()
    lectures = [(client, adresse) for adresse in iter_addresses(distribution[1], convention, depot)]
    # The statement of the table is a draft.
    arrete = close(convention, date(2022, 1, 1), date(2022, 12, 31)).decompte
    lectures.append((client, reverse("exemplaire_ajouter", args=[convention.pk, arrete.pk, "99001"])))
    transmis = transmit(convention, date(2023, 1, 1), date(2023, 6, 30), now=timezone.now())
    partie = convention.parties.get(ordre=2)
    contester = reverse("decompte_contester", args=[convention.pk, transmis.pk, partie.pk])
    lectures.append((distribution[0]["partenaire"], contester))
    for lecteur, adresse in lectures:
        reponse = lecteur.get(adresse)
        page = b"".join(reponse).decode(errors="replace")
        for form in iter_forms(reponse):
            vus.add(type(form))
            if isinstance(form, A_PART):
                continue
            sans |= {
                f"{type(form).__name__}.{champ.name}"
                for champ in form.visible_fields()
                if f'name="{champ.html_name}"' in page and not is_helped(champ, page)
            }
    assert sorted(sans) == []
    assert {classe for classe in iter_leaves(Formulaire) if classe.__module__.split(".")[1] == "forms"} <= vus
