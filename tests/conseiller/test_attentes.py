"""What waits for an agent beside statements and instalments."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from communes.enums import Fonction, TypeActe
from communes.models import Acte, Agent, Convention
from conseiller.bureau.accueils import list_ouvertes
from conseiller.bureau.argent import read_argent
from conseiller.bureau.attentes import list_attentes
from conseiller.bureau.taches import Tache
from conseiller.courriels.models import Courriel
from subventions.models import Decompte, Depense
from tests.conseiller.test_pages import make_decompte
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = pytest.mark.django_db

# A day on which the fictitious agreement asks for nothing.
LE_JOUR = date(2021, 12, 1)


def list_for(agent: Agent, now: date = LE_JOUR) -> list[Tache]:
    argents = read_argent(Convention.objects.visible_to(agent), agent, now=now)
    return list_attentes(list_ouvertes(agent), argents, agent, now=now)


def tell(taches: list[Tache]) -> list[tuple[str, str]]:
    return [(tache.genre, tache.titre.replace("\u202f", " ").replace("\xa0", " ")) for tache in taches]


@pytest.fixture
def convention() -> Convention:
    """An agreement in which pay justifies the grant and every instalment has come."""
    convention = make_convention(("400", "400"), noms=("Ludres", "Heillecourt"))
    convention.parties.update(compte="6218")
    Depense.objects.create(
        convention=convention,
        libelle="Paie",
        nature="remuneration",
        montant=60_000_00,
        debut=date(2021, 7, 1),
        fin=date(2023, 6, 30),
    )
    return convention


def test_nothing_waits_on_an_ordinary_day(convention):
    assert tell(list_for(make_agent(convention, 1, Fonction.COORDINATION))) == []
    assert tell(list_for(make_agent(convention, 2))) == []


def test_a_draft_amendment_says_which_councils_have_not_decided(convention):
    agent = make_agent(convention, 1, Fonction.COORDINATION)
    avenant = convention.avenants.create(numero=2, effet_le=date(2022, 9, 1))
    premiere, seconde = (partie.organisme for partie in convention.parties.all())
    decide = {"convention": convention, "avenant": avenant, "type": TypeActe.DELIBERATION.value, "date": LE_JOUR}
    Acte.objects.create(**decide, organisme=premiere)
    tache = list_for(agent)[0]
    assert tell([tache]) == [("attente", "L’avenant n° 2 est en projet")]
    assert tache.texte.startswith("Délibération à venir\u00a0: Heillecourt.")
    Acte.objects.create(**decide, organisme=seconde)
    assert list_for(agent)[0].texte.startswith("Toutes les parties ont délibéré")
    convention.avenants.update(brouillon=False)
    assert list_for(agent) == []


def test_a_post_is_told_empty_then_lost_after_six_months_and_never_once_filled(convention):
    agent = make_agent(convention, 1)
    poste = convention.postes.create(rang=1)
    assert tell(list_for(agent)) == [("attente", "Le poste n° 1 est sans contrat")]
    assert tell(list_for(agent, date(2022, 1, 1)))[0] == ("alerte", "Le poste n° 1 est sans contrat")
    contrat = poste.contrats.create(type="cdd", debut=date(2021, 7, 1))
    assert list_for(agent) == []
    contrat.delete()
    convention.postes.update(rendu_le=date(2021, 11, 1))
    assert list_for(agent) == []


@pytest.mark.parametrize(
    ("jour", "annonce"), [((2022, 12, 29), False), ((2022, 12, 30), True), ((2023, 6, 30), True), ((2023, 7, 1), False)]
)
def test_the_end_is_announced_six_months_before_and_not_after(convention, jour, annonce):
    titres = [titre for _, titre in tell(list_for(make_agent(convention, 1), date(*jour)))]
    assert ("La convention finit le 30 juin 2023" in titres) is annonce


def test_expenses_that_no_statement_can_take_are_counted(convention):
    for debut in (date(2021, 5, 3), date(2021, 6, 30)):
        Depense.objects.create(
            convention=convention, libelle="Avant", nature="autre", montant=1000, debut=debut, fin=date(2021, 7, 1)
        )
    tache = list_for(make_agent(convention, 1))[0]
    assert tell([tache]) == [("attente", "2 dépenses n’entrent dans aucun décompte")]
    # 60 days, of which 59 before the agreement, then 2 days, of which one: 983 and 500 cents.
    assert tache.texte.startswith("14,83\u00a0€ ne sont demandés à personne")


def test_pay_below_the_grant_is_said_before_the_end_and_alarming_after(convention):
    agent = make_agent(convention, 1)
    Depense.objects.all().delete()
    Depense.objects.create(
        convention=convention,
        libelle="Paie",
        nature="remuneration",
        montant=49_999_99,
        debut=date(2021, 7, 1),
        fin=date(2023, 6, 30),
    )
    assert tell(list_for(agent)) == [("attente", "Il manquera 0,01 € de paie")]
    assert ("alerte", "Il manque 0,01 € de paie") in tell(list_for(agent, date(2023, 7, 1)))


def test_emails_that_did_not_leave_are_told_to_whoever_may_send_them_again(convention):
    courriels = [("essai", "echoue"), ("essai", "echoue"), ("versement", "incertain"), ("essai", "a_envoyer")]
    for rang, (cle, etat) in enumerate(courriels):
        Courriel.objects.create(
            cle=f"{cle}:{rang}",
            destinataire="a@exemple.example",
            sujet="Essai",
            corps="Essai",
            convention=convention.pk,
            etat=etat,
            message_id=f"<{rang}@exemple.example>",
            cree_le=MAINTENANT,
        )
    attendu = [("alerte", "2 courriels ne sont pas partis"), ("alerte", "1 courriel est peut-être parti")]
    taches = list_for(make_agent(convention, 1, Fonction.COORDINATION))
    assert tell(taches) == attendu
    assert [tache.adresse for tache in taches] == [
        reverse("agents", args=[convention.pk]),
        reverse("subvention", args=[convention.pk]),
    ]
    assert tell(list_for(make_agent(convention, 1, Fonction.ADMINISTRATION))) == attendu[:1]
    assert tell(list_for(make_agent(convention, 1))) == attendu[1:]
    assert list_for(make_agent(convention, 2)) == []


def test_a_partner_is_told_of_a_new_statement_and_of_their_own_card(convention):
    agent = make_agent(convention, 2)
    decompte = make_decompte(convention, 2021, du=convention.debut)
    Decompte.objects.filter(pk=decompte.pk).update(calcule_le=datetime(2022, 1, 5, 9, 0, tzinfo=UTC))
    convention.parties.update(compte="")
    attendu = [("attente", "Le décompte du 2e semestre 2021 est à lire"), ("", "Complétez la fiche de Heillecourt")]
    assert tell(list_for(agent, date(2022, 3, 6))) == attendu
    assert tell(list_for(agent, date(2022, 3, 7))) == attendu[1:]


def test_alerts_come_first(convention):
    convention.postes.create(rang=1)
    convention.avenants.create(numero=2, effet_le=date(2022, 9, 1))
    genres = [tache.genre for tache in list_for(make_agent(convention, 1, Fonction.COORDINATION), date(2022, 1, 10))]
    assert genres == ["alerte", "attente", ""]
