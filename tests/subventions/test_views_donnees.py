"""The data of a calculation at their address: whole for whoever reads pay, without pay slips for the others."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from communes.enums import Fonction
from subventions.models import Decompte, Depense
from tests.fabrique import import_cas, make_agent, make_convention
from tests.subventions.arretes import close
from tests.subventions.decomptes import SEMESTRE, ask, compute

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)


def make_convention_payee():
    convention = import_cas("heures-egales-prorata")
    Depense.objects.filter(convention=convention).update(libelle="Bulletin nominatif", nature="remuneration")
    return convention


def get(client, decompte: Decompte, agent):
    client.force_login(agent)
    return client.get(reverse("decompte_donnees", args=[decompte.convention_id, decompte.pk]))


def read(client, decompte: Decompte, agent) -> bytes:
    return b"".join(get(client, decompte, agent).streaming_content)


def test_whoever_reads_pay_gets_the_bytes_of_the_fingerprint(client):
    cloture = close(make_convention_payee(), now=FEVRIER)
    contenu = read(client, cloture.decompte, make_agent(cloture.decompte.convention, 1))
    assert contenu.decode() == cloture.instantane
    assert hashlib.sha256(contenu).hexdigest() == cloture.empreinte
    assert "Bulletin nominatif" in contenu.decode()


@pytest.mark.parametrize(("rang", "fonction"), [(1, Fonction.ELU), (2, Fonction.FINANCES)])
def test_the_others_get_the_stored_file_without_pay_slips(client, rang, fonction):
    cloture = close(make_convention_payee(), now=FEVRIER)
    agent = make_agent(cloture.decompte.convention, rang, fonction)
    contenu = read(client, cloture.decompte, agent)
    assert contenu == cloture.documents.get(nature="donnees").piece.chemin.read_bytes()
    assert "Bulletin nominatif" not in contenu.decode()


def test_a_draft_has_data_too(client):
    decompte = compute(ask(make_convention_payee(), *SEMESTRE))
    partenaire = make_agent(decompte.convention, 2)
    donnees = json.loads(read(client, decompte, partenaire))
    assert (donnees["empreinte_complete"], "arret" in donnees) == (decompte.empreinte, False)
    reponse = get(client, decompte, partenaire)
    assert reponse["Content-Disposition"] == 'attachment; filename="decompte-2e-semestre-2021-donnees.json"'


def test_neither_a_statement_not_computed_nor_one_of_others_has_any(client):
    decompte = ask(make_convention_payee(), *SEMESTRE)
    assert get(client, decompte, make_agent(decompte.convention, 1)).status_code == 404
    compute(decompte)
    assert get(client, decompte, make_agent(make_convention(base=100), 1)).status_code == 404
