"""Keys of another agreement, in an address or in a form, open nothing and write nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from communes.enums import Fonction
from communes.models import Convention
from conseiller.journal.models import Ligne
from tests.envois import fill
from tests.fabrique import make_agent, make_convention
from tests.test_acces import TABLE, distribution, locate

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

__all__ = ["distribution"]


def test_no_row_of_another_agreement_answers_under_one_s_own(client, request):
    _, cles = request.getfixturevalue("distribution")
    ailleurs = Convention.objects.exclude(pk=cles["convention"]).get()
    client.force_login(make_agent(ailleurs, 1, Fonction.COORDINATION))
    # What answers everybody alike is for residents: it belongs to no agent.
    lignes = [ligne for ligne in TABLE if set(ligne[2]) & (cles.keys() - {"convention"}) and len(set(ligne[3])) > 1]
    avant = Ligne.objects.count()
    cles |= {"convention": ailleurs.pk}
    adresses = {(methode, nom): locate(nom, arguments, cles) for methode, nom, arguments, _ in lignes}
    # The others are open to everybody.
    statuts = {
        (methode, nom): client.generic(methode, adresse).status_code
        for (methode, nom), adresse in adresses.items()
        if adresse.startswith(reverse("bureau"))
    }
    assert len(statuts) > 40
    assert {ligne: statut for ligne, statut in statuts.items() if statut != 404} == {}
    assert Ligne.objects.count() == avant


# The form, its field, and what the rest of it needs to be right.
CHAMPS = [
    ("acte_ajouter", "organisme", {"type": "avis"}),
    ("acte_ajouter", "acte_lie", {"type": "avis", "organisme": "sien"}),
    ("acte_ajouter", "avenant", {"type": "avis", "organisme": "sien"}),
    ("depense_ajouter", "affectation", {"libelle": "X", "nature": "autre", "montant": "1", "debut": "2022-01-01"}),
    ("agent_inviter", "partie", {"prenom": "A", "nom": "B", "courriel": "a@b.example", "fonction": "coordination"}),
    ("sortie", "partie_sortante", {"demande_le": "2022-01-01", "dernier_jour": "2022-12-31"}),
    ("lieu_ajouter", "organisme", {"nom": "Salle fictive"}),
]


@pytest.mark.parametrize(("nom", "champ", "reste"), CHAMPS)
def test_a_key_of_another_agreement_is_no_choice_of_a_form(client, nom, champ, reste):
    convention, ailleurs = make_convention(), make_convention(base=100)
    partie = ailleurs.parties.get(ordre=2)
    cles = {
        "organisme": partie.organisme_id,
        "acte_lie": ailleurs.actes.create(organisme=partie.organisme, type="avis").pk,
        "avenant": ailleurs.avenants.create(numero=1, effet_le=date(2022, 9, 1)).pk,
    }
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    adresse = reverse(nom, args=[convention.pk])
    reste = {cle: convention.employeuse_id if valeur == "sien" else valeur for cle, valeur in reste.items()}
    donnees = fill(client, adresse, **reste, **{champ: cles.get(champ, partie.pk)})
    reponse = client.post(adresse, donnees)
    assert (reponse.status_code, list(reponse.context["form"].errors)) == (422, [champ])
    assert not Ligne.objects.filter(convention=convention.pk).exclude(action__startswith="import").exists()


def test_hours_of_a_party_of_another_agreement_are_not_read(client):
    convention, ailleurs = make_convention(), make_convention(base=100)
    client.force_login(make_agent(convention, 1, Fonction.COORDINATION))
    tranche, leurs = convention.tranches.get(), ailleurs.tranches.get()
    adresse = reverse("heures_modifier", args=[convention.pk, tranche.pk])
    etrangere = ailleurs.parties.get(ordre=2)
    avant = list(leurs.allocations.order_by("pk").values_list("partie", "quarts"))
    assert client.post(adresse, fill(client, adresse, **{f"heures_{etrangere.pk}": "9"})).status_code == 302
    assert list(leurs.allocations.order_by("pk").values_list("partie", "quarts")) == avant
    assert not tranche.allocations.filter(partie=etrangere).exists()
