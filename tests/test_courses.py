"""Two people do the same thing at the same instant: it is done once, and the one who comes second is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from communes.enums import Fonction, TypeActe
from communes.models import Convention, Partie
from conseiller.journal.models import Ligne
from subventions.models import Versement
from subventions.services.import_depenses import stage_fichier
from tests.envois import fill
from tests.fabrique import make_agent, make_convention

pytestmark = pytest.mark.django_db(transaction=True)
TABLEAU = "Libellé;Nature;Montant;Premier jour\nAbonnement fictif;autre;12,00;01/03/2022\n".encode()


@pytest.fixture
def convention() -> Convention:
    return make_convention(("400", "200", "100"))


def enter(convention: Convention, nombre: int = 2) -> list[Client]:
    """Clients of as many coordinators."""
    clients = [Client() for _ in range(nombre)]
    for rang, client in enumerate(clients):
        client.force_login(make_agent(convention, 1, Fonction.COORDINATION, courriel=f"c{rang}@exemple.example"))
    return clients


def race(*gestes: Callable[[], Any]) -> list[Any]:
    """What each gesture answers, all begun at once on their own connections."""
    depart, reponses = threading.Barrier(len(gestes)), [None] * len(gestes)

    def run(rang: int) -> None:
        depart.wait(20)
        try:
            reponses[rang] = gestes[rang]()
        finally:
            connection.close()

    fils = [threading.Thread(target=run, args=(rang,)) for rang in range(len(gestes))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    return reponses


def post_all(clients: list[Client], adresse: str, **champs: Any) -> list[int]:
    """The statuses, sorted, of the same form sent by everybody at once."""
    envois = [(client, fill(client, adresse, **champs)) for client in clients]
    return sorted(
        reponse.status_code
        for reponse in race(*(lambda c=c, donnees=donnees: c.post(adresse, donnees) for c, donnees in envois))
    )


def count_lignes(action: str) -> int:
    return Ligne.objects.filter(action=action).count()


def test_an_amendment_is_signed_once(convention):
    avenant = convention.avenants.create(numero=1, effet_le=date(2022, 9, 1), nouveau_terme=date(2024, 6, 30))
    adresse = reverse("avenant_signer", args=[convention.pk, avenant.pk])
    statuts = post_all(enter(convention), adresse, signe_le="2022-01-05", retroactif="on")
    assert statuts == [302, 422]
    assert count_lignes("signer l’avenant") == 1


@pytest.mark.parametrize("quoi", ["depense", "acte", "versement", "cofinancement", "subvention", "partie"])
def test_a_row_is_deleted_once(convention, quoi):
    subvention = convention.subventions.get()
    subvention.versements.update(recu_le=None, montant_recu=None)
    partie = convention.parties.get(ordre=3)
    if quoi == "partie":
        partie.allocations.all().delete()
    dates = {"debut": convention.debut, "fin": convention.fin}
    cible = {
        "depense": lambda: convention.depenses.first(),
        "acte": lambda: convention.actes.create(organisme=convention.employeuse, type=TypeActe.AVIS.value),
        "versement": lambda: subvention.versements.first(),
        "cofinancement": lambda: convention.cofinancements.create(libelle="Aide", montant=1, **dates),
        "subvention": lambda: subvention,
        "partie": lambda: partie,
    }[quoi]()
    geste = "retirer" if quoi == "partie" else "supprimer"
    statuts = post_all(enter(convention), reverse(f"{quoi}_{geste}", args=[convention.pk, cible.pk]))
    assert statuts[0] == 302
    assert statuts[1] in (404, 422)
    assert not type(cible).objects.filter(pk=cible.pk).exists()
    assert Ligne.objects.filter(action__startswith=geste, objet=f"{cible._meta.label_lower}:{cible.pk}").count() == 1


def test_an_instalment_that_comes_while_it_is_deleted_stays(convention):
    versement = convention.subventions.get().versements.first()
    versement.recu_le = versement.montant_recu = None
    versement.save()
    recevoir, supprimer = enter(convention)
    adresses = [
        reverse(f"versement_{geste}", args=[convention.pk, versement.pk]) for geste in ("modifier", "supprimer")
    ]
    recu = fill(recevoir, adresses[0], recu_le="2021-09-01", montant_recu="100,00")
    retire = fill(supprimer, adresses[1])
    statuts = [
        reponse.status_code
        for reponse in race(lambda: recevoir.post(adresses[0], recu), lambda: supprimer.post(adresses[1], retire))
    ]
    garde = Versement.objects.filter(pk=versement.pk).values_list("montant_recu", flat=True).first()
    refuses = [statut for statut in statuts if statut != 302]
    assert (garde, statuts.index(302)) in [(100_00, 0), (None, 1)]
    assert refuses in ([404], [422])


def test_an_instalment_is_received_once(convention):
    versement = convention.subventions.get().versements.first()
    versement.recu_le = versement.montant_recu = None
    versement.save()
    adresse = reverse("versement_modifier", args=[convention.pk, versement.pk])
    assert post_all(enter(convention), adresse, recu_le="2021-09-01", montant_recu="100,00") == [302, 422]
    assert count_lignes("modifier le versement") == 1


def test_the_same_table_is_not_imported_twice_by_two_people(convention):
    clients = enter(convention)
    adresses = []
    for client in clients:
        agent = convention.roles.get(agent=client.session["_auth_user_id"]).agent
        depot = stage_fichier(TABLEAU, convention, agent)
        adresses.append(reverse("depenses_verifier", args=[convention.pk, depot]))
    donnees = [fill(client, adresse) for client, adresse in zip(clients, adresses, strict=True)]
    avant = convention.depenses.count()
    reponses = race(
        *(
            lambda c=c, a=a, d=d: c.post(a, d | {"verifie": ""})
            for c, a, d in zip(clients, adresses, donnees, strict=True)
        )
    )
    assert sorted(reponse.status_code for reponse in reponses) == [302, 422]
    assert convention.depenses.count() == avant + 1


def test_parties_moved_at_once_keep_one_rank_each(convention):
    clients = enter(convention)
    parties = [convention.parties.get(ordre=rang) for rang in (2, 3)]
    reponses = race(
        *(
            lambda c=c, p=p: c.post(reverse("partie_monter", args=[convention.pk, p.pk]), {"rang": p.ordre})
            for c, p in zip(clients, parties, strict=True)
        )
    )
    assert [reponse.status_code for reponse in reponses] == [302, 302]
    assert sorted(convention.parties.values_list("ordre", flat=True)) == [1, 2, 3]


def test_what_a_party_is_asked_for_does_not_undo_its_rank_nor_its_exit(convention):
    monter, compter = enter(convention)
    partie = convention.parties.get(ordre=3)
    adresse = reverse("partie_modifier", args=[convention.pk, partie.pk])
    donnees = fill(compter, adresse, compte="6218")
    rang = {"rang": partie.ordre}
    reponses = race(
        lambda: monter.post(reverse("partie_monter", args=[convention.pk, partie.pk]), rang),
        lambda: compter.post(adresse, donnees),
    )
    gardee = Partie.objects.get(pk=partie.pk)
    assert gardee.ordre == 2
    assert (reponses[1].status_code, gardee.compte) in [(302, "6218"), (422, "")]
