"""Who takes part: bodies found by their numbers, agreements created, parties added, moved and taken out."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from communes.enums import Fonction
from communes.models import Agent, Commune, Convention, Groupe, Organisme, Partie, Role
from communes.permissions import Action
from communes.selectors import editable_organismes, editable_parties
from communes.services.conventions import (
    CreationRefusee,
    OrganismeInconnu,
    PartieRefusee,
    add_partie,
    create_convention,
    find_or_create_groupe,
    move_partie,
    remove_partie,
    resolve_organisme,
    warn_siret,
)
from conseiller.journal.models import Ligne
from tests.fabrique import MAINTENANT, make_agent, make_convention, make_siret

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LA_POSTE = "35600000049837"
LUDRES = "21540328800016"
PAR: dict[str, Any] = {"agent": None, "now": MAINTENANT}


def load_ludres(**champs: Any) -> Commune:
    defaut = {"insee": "54328", "nom": "Ludres", "nom_recherche": "ludres", "siren": "215403288", "source": "Essai"}
    return Commune.objects.create(**defaut | champs)


def make_organisme(rang: int = 900, **champs: Any) -> Organisme:
    defaut = {"type": "association", "nom": f"Association fictive {rang}", "siret": make_siret(rang)}
    return Organisme.objects.create(**defaut | champs)


def draft(**champs: Any) -> Convention:
    return Convention(**{"objet": "Fictive", "debut": date(2026, 1, 1), "fin": date(2027, 12, 31)} | champs)


def refuse(identifiant: str, **champs: str) -> tuple[str, str | None]:
    with pytest.raises(OrganismeInconnu) as refus:
        resolve_organisme(identifiant, **champs, **PAR)
    return str(refus.value), refus.value.champ


class TestResolve:
    def test_a_commune_of_the_official_list_needs_its_insee_code_alone(self):
        load_ludres()
        organisme = resolve_organisme("54328", **PAR)
        assert (organisme.type, organisme.nom, organisme.siret, organisme.insee) == (
            "commune",
            "Ludres",
            LUDRES,
            "54328",
        )
        assert resolve_organisme("54328", **PAR) == resolve_organisme(LUDRES, **PAR) == organisme
        assert list(Ligne.objects.values_list("action", "objet")) == [
            ("créer l’organisme", f"communes.organisme:{organisme.pk}")
        ]

    def test_or_its_siret_alone(self):
        load_ludres()
        assert resolve_organisme(LUDRES, **PAR).insee == "54328"

    def test_a_list_without_siren_asks_for_the_siret(self):
        load_ludres(siren="")
        assert refuse("54328") == ("Donnez aussi le SIRET de cette commune, 14 chiffres.", "complement")
        assert resolve_organisme("54328", complement=LUDRES, **PAR).nom == "Ludres"

    def test_an_unknown_commune_is_described(self):
        nom = {"nom": "Commune fictive"}
        assert refuse("99001")[1] == "nom"
        assert refuse("99001", **nom)[1] == "complement"
        siret = make_siret(1)
        assert refuse(siret, **nom)[1] == "type"
        assert refuse(siret, type="commune", **nom) == (
            "Donnez aussi le code INSEE de cette commune, par exemple 54328.",
            "complement",
        )
        assert resolve_organisme(siret, type="commune", complement="99001", **nom, **PAR).insee == "99001"

    def test_an_association_is_known_by_its_siret(self):
        organisme = resolve_organisme(make_siret(900), nom="Association fictive", type="association", **PAR)
        assert (organisme.insee, organisme.code) == (None, make_siret(900)[:9])
        assert refuse("99001", nom="Association fictive", type="association") == (
            "Un code INSEE est celui d’une commune\u00a0: écrivez le SIRET de cet organisme.",
            "identifiant",
        )

    def test_la_poste_has_a_key_of_its_own(self):
        resolve_organisme(LA_POSTE, nom="La Poste", type="association", **PAR)
        assert warn_siret(LA_POSTE) == ""

    def test_a_wrong_key_is_kept_and_told(self):
        faux = f"{LUDRES[:-1]}7"
        assert resolve_organisme(faux, nom="Fictive", type="ccas", **PAR).siret == faux
        assert warn_siret(faux) == (
            f"La clé du SIRET {faux} est inhabituelle\u00a0: vérifiez-le. Il est enregistré tel que vous l’avez écrit."
        )

    def test_two_numbers_of_the_same_kind_are_refused(self):
        assert refuse("99001", complement="99002") == ("L’autre numéro est le SIRET, 14 chiffres.", "complement")
        assert refuse(make_siret(1), complement=make_siret(2)) == (
            "L’autre numéro est le code INSEE, 5 caractères.",
            "complement",
        )
        assert not Organisme.objects.exists()

    def test_numbers_of_two_bodies_are_refused(self):
        un = make_organisme(1, type="commune", nom="Une", insee="99001")
        make_organisme(2, type="commune", nom="Deux", insee="99002")
        assert refuse("99001", complement=make_siret(2)) == (
            "Une est déjà connu ici avec un autre numéro\u00a0: vérifiez celui-ci, ou laissez-le vide.",
            "complement",
        )
        assert resolve_organisme("99001", complement=make_siret(1), **PAR) == un
        assert refuse("99003", nom="Trois", complement=make_siret(2)) == (
            f"Deux porte déjà ici le numéro {make_siret(2)}, avec le SIRET {make_siret(2)}\u00a0: vérifiez les deux.",
            "complement",
        )

    def test_another_establishment_of_a_known_commune_is_told_beside_the_number_typed(self):
        load_ludres()
        resolve_organisme("54328", **PAR)
        assert refuse("21540328800024") == (
            f"Ludres porte déjà ici le numéro 54328, avec le SIRET {LUDRES}\u00a0: vérifiez les deux.",
            "identifiant",
        )


class TestGroupe:
    def test_the_same_name_makes_another_address(self):
        for rang, adresse in ((1, "meme-nom"), (2, f"meme-nom-{make_siret(2)}")):
            organisme = make_organisme(rang, nom="Même nom")
            assert find_or_create_groupe(organisme, "Groupe").slug == adresse

    @pytest.mark.parametrize("nom", ["x" * 500, "😀", "<script>alert(1)</script>", "Ker-" * 125])
    def test_any_name_makes_an_address_that_fits(self, nom):
        for rang in (1, 2):
            convention = create_convention(draft(), make_organisme(rang, nom=nom), **PAR | {"agent": some_agent()})
            convention.groupe.full_clean()
        assert Groupe.objects.count() == 2


def some_agent() -> Agent:
    return Agent.objects.get_or_create(courriel="alix@exemple.example", defaults={"prenom": "Alix", "nom": "Fictif"})[0]


class TestCreate:
    def test_the_employing_body_is_the_first_party_and_its_coordination_goes_on(self):
        agent, organisme = some_agent(), make_organisme()
        Role.objects.create(agent=agent, organisme=organisme, fonction=Fonction.ADMINISTRATION)
        convention = create_convention(draft(), organisme, agent=agent, now=MAINTENANT)
        assert list(convention.parties.values_list("organisme", "ordre")) == [(organisme.pk, 1)]
        assert agent.roles.count() == 1
        assert Convention.objects.permitted(agent, Action.MODIFIER_CONVENTION).get() == convention

    def test_an_agent_of_another_body_gets_the_role_to_go_on(self):
        agent, organisme = some_agent(), make_organisme()
        Role.objects.create(agent=agent, organisme=make_organisme(901), fonction=Fonction.ADMINISTRATION)
        for _ in range(2):
            convention = create_convention(draft(), organisme, agent=agent, now=MAINTENANT)
            role = agent.roles.get(convention=convention)
            assert (role.organisme, role.fonction) == (organisme, "coordination")
            assert Convention.objects.permitted(agent, Action.GERER_AGENTS).filter(pk=convention.pk).exists()
        assert Groupe.objects.count() == 1

    def test_a_body_that_has_its_coordination_is_not_taken_over(self):
        convention = make_convention()
        make_agent(convention, 1, Fonction.COORDINATION)
        with pytest.raises(CreationRefusee) as refus:
            create_convention(draft(), convention.employeuse, agent=some_agent(), now=MAINTENANT)
        assert refus.value.champ == "identifiant"
        assert not some_agent().roles.exists()


class TestParties:
    @pytest.fixture
    def convention(self) -> Convention:
        return make_convention(("400", "200", "100"))

    def test_a_body_is_added_last_and_once(self, convention):
        organisme = make_organisme()
        assert add_partie(convention, organisme, **PAR).ordre == 4
        with pytest.raises(PartieRefusee, match="est déjà partie à la convention") as refus:
            add_partie(convention, organisme, **PAR)
        assert refus.value.champ == "identifiant"

    def test_a_party_moves_up_by_one_and_the_first_stays(self, convention):
        def read() -> list[str]:
            return [str(partie) for partie in convention.parties.order_by("ordre")]

        derniere = convention.parties.get(ordre=3)
        for attendu in ([1, 3, 2], [3, 1, 2], [3, 1, 2]):
            derniere.refresh_from_db()
            move_partie(derniere, rang=derniere.ordre, **PAR)
            assert read() == [f"Commune fictive {rang}" for rang in attendu]
        assert Ligne.objects.filter(action="déplacer la partie").count() == 2

    def test_a_second_click_on_the_same_rank_moves_nothing(self, convention):
        derniere = convention.parties.get(ordre=3)
        for _ in range(2):
            move_partie(derniere, rang=3, **PAR)
        assert convention.parties.get(pk=derniere.pk).ordre == 2

    @pytest.mark.parametrize("quoi", ["heures", "depenses", "avenant"])
    def test_a_party_that_counts_is_not_taken_out(self, convention, quoi):
        partie = add_partie(convention, make_organisme(), **PAR)
        if quoi == "heures":
            convention.tranches.get().allocations.create(partie=partie, quarts=4)
        elif quoi == "depenses":
            convention.depenses.update(affectation=partie)
        else:
            convention.avenants.create(numero=1, effet_le=date(2022, 1, 1), partie_sortante=partie)
        with pytest.raises(PartieRefusee, match="Préparez sa sortie par un avenant"):
            remove_partie(partie, **PAR)
        assert Partie.objects.filter(pk=partie.pk).exists()

    def test_one_added_by_mistake_leaves_with_a_line_in_the_journal(self, convention):
        partie = add_partie(convention, make_organisme(), **PAR)
        convention.tranches.get().allocations.create(partie=partie, quarts=0)
        remove_partie(partie, **PAR)
        assert convention.parties.count() == 3
        assert Ligne.objects.get(action="retirer la partie").details == {"nom": "Association fictive 900"}

    def test_the_employing_body_stays(self, convention):
        with pytest.raises(PartieRefusee, match="toujours partie"):
            remove_partie(convention.parties.get(ordre=1), **PAR)


@pytest.mark.django_db(transaction=True)
def test_two_parties_moved_at_once_keep_one_rank_each():
    convention = make_convention(("400", "200", "100", "50"))
    depart = threading.Barrier(3)

    def climb(ordre: int) -> None:
        partie = Partie.objects.get(convention=convention, ordre=ordre)
        depart.wait(20)
        move_partie(partie, rang=ordre, **PAR)
        connection.close()

    fils = [threading.Thread(target=climb, args=[ordre]) for ordre in (2, 3, 4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert list(convention.parties.order_by("ordre").values_list("ordre", flat=True)) == [1, 2, 3, 4]


class TestEditable:
    def test_a_partner_s_officer_edits_their_own_party_and_body(self):
        convention = make_convention(("400", "200", "100"))
        agent = make_agent(convention, 2)
        assert [partie.ordre for partie in editable_parties(agent)] == [2]
        assert list(editable_organismes(agent)) == [convention.parties.get(ordre=2).organisme]

    def test_the_coordination_edits_those_that_no_other_agreement_shares(self):
        convention = make_convention(("400", "200", "100"))
        agent = make_agent(convention, 1, Fonction.COORDINATION)
        assert (editable_parties(agent).count(), editable_organismes(agent).count()) == (3, 3)
        partagee = convention.parties.get(ordre=2).organisme
        add_partie(make_convention(base=100), partagee, **PAR)
        assert editable_parties(agent).count() == 3
        assert partagee not in editable_organismes(agent)
        assert partagee in editable_organismes(make_agent(convention, 2))

    def test_a_role_that_only_reads_gives_nothing_to_edit_through_another_body_s(self):
        convention = make_convention(("400", "200", "100"))
        agent = make_agent(convention, 2)
        troisieme = convention.parties.get(ordre=3).organisme
        Role.objects.create(agent=agent, organisme=troisieme, convention=convention, fonction=Fonction.ELU.value)
        assert [partie.ordre for partie in editable_parties(agent)] == [2]
        assert troisieme not in editable_organismes(agent)
        coordination = make_agent(convention, 1, Fonction.COORDINATION)
        Role.objects.create(agent=coordination, organisme=troisieme, convention=convention, fonction="accueil")
        add_partie(make_convention(base=100), troisieme, **PAR)
        assert troisieme not in editable_organismes(coordination)
