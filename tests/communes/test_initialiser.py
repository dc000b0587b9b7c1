"""`manage.py initialiser`: the first administrator, from options or from a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from io import StringIO

import pytest
from django.conf import global_settings
from django.core.management import call_command

from communes.enums import Fonction
from communes.models import Agent, Commune, Organisme, Role
from conseiller.journal.models import Ligne
from conseiller.refus import Refus
from deploy.processes import PYTHON, ROOT
from tests.fabrique import MOT_DE_PASSE, make_siret

OPTIONS = {
    "courriel": "Camille@Exemple.example",
    "prenom": "Camille",
    "nom": "Fictive",
    "siret": make_siret(1),
    "insee": "99001",
    "organisme": "Commune fictive",
}


def start(mot_de_passe: str = MOT_DE_PASSE, **options: str | None) -> tuple[str, str]:
    sortie, erreurs = StringIO(), StringIO()
    reponses = {nom: valeur for nom, valeur in (OPTIONS | options).items() if valeur is not None}
    call_command("initialiser", stdin=StringIO(f"{mot_de_passe}\n"), stdout=sortie, stderr=erreurs, **reponses)
    return sortie.getvalue(), erreurs.getvalue()


@pytest.mark.sqlite
@pytest.mark.django_db
class TestOptions:
    def test_the_administrator_and_their_body_are_created(self, settings):
        sortie, erreurs = start()
        agent = Agent.objects.get()
        role = Role.objects.select_related("organisme").get()
        assert agent.check_password(MOT_DE_PASSE)
        assert (agent.courriel, role.agent, role.fonction, role.convention) == (
            "camille@exemple.example",
            agent,
            Fonction.ADMINISTRATION,
            None,
        )
        assert (role.organisme.nom, role.organisme.siret, role.organisme.insee, role.organisme.type) == (
            "Commune fictive",
            make_siret(1),
            "99001",
            "commune",
        )
        assert f"Ouvrez {settings.ADRESSE_PUBLIQUE}/connexion/" in sortie
        assert erreurs == ""
        assert Ligne.objects.get().action == "initialiser l’installation"

    def test_a_body_already_known_is_taken_as_it_is(self):
        connu = Organisme.objects.create(type="association", nom="Déjà là", siret=make_siret(1))
        start(insee=None, organisme=None)
        assert Role.objects.get().organisme == connu
        assert Organisme.objects.count() == 1

    def test_the_official_list_gives_the_name_of_a_commune(self):
        Commune.objects.create(insee="99001", nom="Sainte-Fiction", nom_recherche="sainte fiction")
        start(organisme=None)
        assert Organisme.objects.get().nom == "Sainte-Fiction"

    def test_an_association_has_no_insee_code(self):
        start(type="association", insee=None)
        assert (Organisme.objects.get().type, Organisme.objects.get().insee) == ("association", None)

    def test_a_wrong_key_warns_and_blocks_nothing(self):
        _, erreurs = start(siret="999 900 000 00001")
        assert erreurs.startswith("La clé du SIRET 99990000000001 n’est pas bonne")
        assert Organisme.objects.get().siret == "99990000000001"

    def test_a_second_start_is_refused(self):
        start()
        with pytest.raises(Refus, match="a déjà une administratrice ou un administrateur, Camille Fictive"):
            start(courriel="autre@exemple.example", siret=make_siret(2), insee="99002")
        assert Agent.objects.count() == 1

    @pytest.mark.parametrize(
        ("options", "phrase"),
        [
            ({"courriel": None}, "--courriel\u00a0: Une réponse est attendue."),
            ({"courriel": "camille"}, "--courriel\u00a0: Saisissez une adresse de courriel valide."),
            ({"nom": " "}, "--nom\u00a0: Une réponse est attendue."),
            ({"siret": "1234"}, "--siret\u00a0: Le SIRET s’écrit avec 14 chiffres."),
            ({"insee": "5432"}, "--insee\u00a0: Le code INSEE s’écrit avec 5 caractères"),
            ({"organisme": None}, "--organisme\u00a0: Une réponse est attendue."),
            ({"mot_de_passe": "court"}, "Ce mot de passe est trop court."),
        ],
    )
    def test_a_bad_answer_is_refused_with_its_option_and_creates_nothing(self, options, phrase):
        with pytest.raises(Refus) as refus:
            start(**options)
        assert str(refus.value).startswith(phrase)
        assert not Agent.objects.exists()
        assert not Organisme.objects.exists()

    def test_an_input_that_ends_too_early_creates_nothing(self):
        with pytest.raises(Refus, match="rien n’a été créé"):
            call_command("initialiser", stdin=StringIO(""), stdout=StringIO(), **OPTIONS)

    def test_an_address_or_a_code_already_taken_is_refused_and_creates_nothing(self):
        Agent.objects.create_user("camille@exemple.example", prenom="C", nom="F")
        with pytest.raises(Refus, match="Un agent porte déjà ce courriel"):
            start()
        Organisme.objects.create(nom="Autre", siret=make_siret(3), insee="99001")
        with pytest.raises(Refus, match="Une commune porte déjà ce code INSEE"):
            start(courriel="autre@exemple.example")
        assert Organisme.objects.count() == 1
        assert not Role.objects.exists()


class Terminal:
    """A terminal in front of the command: waits for a question, then types."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.maitre, esclave = pty.openpty()
        self.processus = subprocess.Popen(
            [PYTHON, "manage.py", "initialiser"],
            cwd=ROOT,
            env=environment,
            stdin=esclave,
            stdout=esclave,
            stderr=esclave,
            start_new_session=True,
        )
        os.close(esclave)
        self.lu = ""

    def wait_for(self, texte: str) -> None:
        limite = time.monotonic() + 30
        while texte not in self.lu:
            assert time.monotonic() < limite, self.lu
            if select.select([self.maitre], [], [], 0.1)[0]:
                self.lu += os.read(self.maitre, 4096).decode(errors="replace")
        self.lu = self.lu.split(texte, 1)[1]

    def answer(self, question: str, reponse: str) -> None:
        self.wait_for(question)
        os.write(self.maitre, f"{reponse}\n".encode())


@pytest.mark.processus
def test_a_terminal_repeats_each_question_until_the_answer_is_good(plateau, settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    terminal = Terminal(plateau.environment)
    dialogue = [
        ("Courriel", "camille"),
        ("Courriel", "camille@exemple.example"),
        ("Prénom", "Camille"),
        ("Nom", ""),
        ("Nom", "Fictive"),
        ("SIRET", make_siret(1)),
        ("Type", "village"),
        ("Type", ""),
        ("Code INSEE", "99001"),
        ("Nom de l’organisme", "Commune fictive"),
        ("Mot de passe\u00a0: ", "court"),
        ("Mot de passe\u00a0: ", MOT_DE_PASSE),
        ("Le même", "autre chose"),
        ("Mot de passe\u00a0: ", MOT_DE_PASSE),
        ("Le même", MOT_DE_PASSE),
    ]
    for question, reponse in dialogue:
        terminal.answer(question, reponse)
    terminal.wait_for("puis créez la convention.")
    assert terminal.processus.wait(10) == 0
    os.close(terminal.maitre)
    assert Agent.objects.get().check_password(MOT_DE_PASSE)
    assert Role.objects.get().organisme.nom == "Commune fictive"
