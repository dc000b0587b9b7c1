"""Who may do what: the matrix, read on real agents of a real agreement."""

import pytest

from communes.enums import Fonction
from communes.models import Agent, Convention, Role
from communes.permissions import Action
from communes.selectors import list_acces
from tests.fabrique import make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TOUT = set(Action)
CONVENTION = {Action.VOIR_CONVENTION}
LECTURE = CONVENTION | {Action.VOIR_FINANCES, Action.VOIR_DECOMPTE, Action.VOIR_SES_DOCUMENTS}
DOCUMENTS = LECTURE | {Action.VOIR_TOUS_LES_DOCUMENTS}
REPOND = {Action.REPONDRE_DECOMPTE}
PARTENAIRE = LECTURE | REPOND | {Action.MODIFIER_SA_PARTIE}
GESTION = {Action.MODIFIER_CONVENTION, Action.GERER_AGENTS, Action.CREER_CONVENTION}
ACCUEIL = {Action.ACCUEILLIR}
ATELIERS = ACCUEIL | {Action.PLANIFIER}
ANIME = {Action.ANIMER}
ARGENT = {
    Action.VOIR_LA_PAIE,
    Action.DEMANDER_DECOMPTE,
    Action.ARRETER_DECOMPTE,
    Action.SUIVRE_RECOUVREMENT,
    Action.MODIFIER_FINANCES,
}
# What the employing body's people do at most: they answer nothing to themselves, and do not give the sessions.
EMPLOYEUR = TOUT - ANIME - REPOND


@pytest.mark.parametrize(
    ("fonction", "chez_employeur", "chez_partenaire"),
    [
        (Fonction.COORDINATION, EMPLOYEUR, PARTENAIRE),
        (Fonction.FINANCES, EMPLOYEUR - GESTION - ATELIERS, PARTENAIRE),
        (Fonction.ELU, DOCUMENTS, LECTURE),
        (Fonction.ADMINISTRATION, EMPLOYEUR - ARGENT - ATELIERS, PARTENAIRE),
        (Fonction.CONSEILLER, CONVENTION | ATELIERS | ANIME, CONVENTION | ATELIERS | ANIME),
        (Fonction.ACCUEIL, CONVENTION | ACCUEIL, CONVENTION | ACCUEIL),
    ],
)
def test_each_role_allows_what_the_matrix_says(fonction, chez_employeur, chez_partenaire):
    convention = make_convention()
    for rang, attendu in ((1, chez_employeur), (2, chez_partenaire)):
        agent = make_agent(convention, rang, fonction)
        permis = {action for action in Action if Convention.objects.permitted(agent, action).exists()}
        assert permis == attendu
        assert list_acces(agent, [convention])[0].actions == attendu


def test_another_agreement_does_not_exist():
    premiere, seconde = make_convention(), make_convention(base=100)
    agent = make_agent(premiere, 1)
    assert list(Convention.objects.visible_to(agent)) == [premiere]
    assert list(Convention.objects.visible_to(make_agent(seconde, 2))) == [seconde]


def test_a_role_without_agreement_opens_all_those_of_its_body_and_no_other():
    premiere = make_convention()
    suite = make_convention(convention={"objet": "La suite (fictive)", "debut": "2023-07-01", "fin": "2025-06-30"})
    make_convention(base=100)
    agent = Agent.objects.create_user("coordination@exemple.example", prenom="Camille", nom="Fictif")
    Role.objects.create(agent=agent, organisme=premiere.employeuse, fonction=Fonction.COORDINATION)
    assert set(Convention.objects.visible_to(agent)) == {premiere, suite}
    assert set(Convention.objects.permitted(agent, Action.DEMANDER_DECOMPTE)) == {premiere, suite}
    assert [acces.actions for acces in list_acces(agent, [suite, premiere])] == [EMPLOYEUR, EMPLOYEUR]


def test_a_role_in_one_agreement_does_not_open_the_next_one_of_the_same_body():
    premiere = make_convention()
    suite = make_convention(convention={"objet": "La suite (fictive)", "debut": "2023-07-01", "fin": "2025-06-30"})
    agent = make_agent(premiere, 2)
    assert list(Convention.objects.visible_to(agent)) == [premiere]
    assert [acces.convention for acces in list_acces(agent, [premiere, suite])] == [premiere]


def test_a_role_for_a_body_that_takes_no_part_opens_nothing():
    convention, ailleurs = make_convention(), make_convention(base=100)
    agent = Agent.objects.create_user("finances@exemple.example", prenom="Camille", nom="Fictif")
    Role.objects.create(agent=agent, organisme=ailleurs.employeuse, convention=convention, fonction=Fonction.FINANCES)
    assert not Convention.objects.visible_to(agent).exists()
    assert list_acces(agent, [convention, ailleurs]) == []


def test_roles_in_several_bodies_add_up_without_doubling_the_agreement():
    convention = make_convention()
    agent = make_agent(convention, 2)
    Role.objects.create(
        agent=agent, organisme=convention.employeuse, convention=convention, fonction=Fonction.COORDINATION
    )
    Role.objects.create(agent=agent, organisme=convention.employeuse, fonction=Fonction.FINANCES)
    assert list(Convention.objects.permitted(agent, Action.DEMANDER_DECOMPTE)) == [convention]
    assert [acces.actions for acces in list_acces(agent, [convention])] == [TOUT - ANIME]
