"""The first start without example data: the first administrator and their body."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from communes.calculs import check_siret
from communes.enums import TypeOrganisme
from communes.models import Agent, Commune, Organisme
from communes.services.initialisation import (
    InitialisationRefusee,
    NouvelOrganisme,
    initialise,
    refuse_second_start,
)
from conseiller.commandes import Commande

TYPES = ", ".join(TypeOrganisme)


class Command(Commande):
    """Ask what the options do not say; without a terminal, the password is the first line of standard input."""

    help = "Premier démarrage\u00a0: crée l’administratrice ou l’administrateur, et son organisme."
    stealth_options = ("stdin",)

    def add_arguments(self, parser: Any) -> None:
        """One option per question, the password aside: it would stay in the shell's history."""
        parser.add_argument("--courriel", help="son adresse électronique, pour se connecter")
        parser.add_argument("--prenom", help="son prénom")
        parser.add_argument("--nom", help="son nom")
        parser.add_argument("--siret", help="le SIRET de son organisme")
        parser.add_argument("--organisme", help="le nom de l’organisme, s’il est nouveau")
        parser.add_argument("--type", choices=list(TypeOrganisme), help=f"{TYPES}\u202f; par défaut commune")
        parser.add_argument("--insee", help="le code INSEE, si c’est une commune")

    def handle(self, *, stdin: Any = None, **options: Any) -> None:
        """Ask, create, say what comes next."""
        self._entree = stdin or sys.stdin
        self._options = options
        refuse_second_start()
        try:
            courriel = self._ask("courriel", "Courriel", _field_cleaner(Agent, "courriel"))
            prenom = self._ask("prenom", "Prénom", _field_cleaner(Agent, "prenom"))
            nom = self._ask("nom", "Nom", _field_cleaner(Agent, "nom"))
            organisme = self._ask_organisme()
            mot_de_passe = self._ask_mot_de_passe(Agent(courriel=courriel, prenom=prenom, nom=nom))
        except (EOFError, KeyboardInterrupt):
            raise InitialisationRefusee("Arrêté avant la fin\u00a0: rien n’a été créé.") from None
        agent = initialise(
            courriel=courriel,
            prenom=prenom,
            nom=nom,
            mot_de_passe=mot_de_passe,
            organisme=organisme,
            now=timezone.now(),
        )
        self.stdout.write(
            f"Le compte de {agent} est créé. Ouvrez {settings.ADRESSE_PUBLIQUE}{reverse('account_login')},"
            f" connectez-vous avec {agent.courriel}, puis créez la convention."
        )

    def _ask_organisme(self) -> Organisme | NouvelOrganisme:
        """The body of the SIRET, or what it takes to create it."""
        siret = self._ask("siret", "SIRET de l’organisme", _clean_siret)
        connu = Organisme.objects.filter(siret=siret).first()
        if connu is not None:
            self.stdout.write(f"Ce SIRET est celui de {connu}.")
            return connu
        if not check_siret(siret):
            self.stderr.write(f"La clé du SIRET {siret} n’est pas bonne\u00a0: vérifiez-le. Il est gardé tel quel.")
        type_organisme = TypeOrganisme(self._ask("type", f"Type ({TYPES})", _clean_type, TypeOrganisme.COMMUNE))
        insee = ""
        if type_organisme is TypeOrganisme.COMMUNE:
            insee = self._ask("insee", "Code INSEE", _field_cleaner(Organisme, "insee"))
        commune = Commune.objects.filter(pk=insee).first()
        nom = self._ask("organisme", "Nom de l’organisme", _field_cleaner(Organisme, "nom"), str(commune or ""))
        return NouvelOrganisme(siret=siret, nom=nom, type=type_organisme, insee=insee)

    def _ask(self, option: str, question: str, clean: Callable[[str], str], default: str = "") -> str:
        """The option's value, else the answer; asked again until good on a terminal, refused elsewhere."""
        interactive = self._entree.isatty()
        reponse = self._options[option]
        while True:
            if reponse is None and interactive:
                self.stdout.write(f"{question}{f' [{default}]' if default else ''}\u00a0: ", ending="")
                self.stdout.flush()
                reponse = self._read_line()
            try:
                return clean((reponse or default).strip())
            except ValidationError as erreur:
                phrase = " ".join(erreur.messages)
                if not interactive:
                    raise InitialisationRefusee(f"--{option}\u00a0: {phrase}") from erreur
                self.stderr.write(phrase)
                reponse = None

    def _ask_mot_de_passe(self, agent: Agent) -> str:
        while True:
            interactive = self._entree.isatty()
            mot_de_passe = getpass.getpass("Mot de passe\u00a0: ") if interactive else self._read_line()
            try:
                validate_password(mot_de_passe, agent)
                if interactive and getpass.getpass("Le même, encore une fois\u00a0: ") != mot_de_passe:
                    raise ValidationError("Les deux ne sont pas les mêmes. Recommencez.")
                return mot_de_passe
            except ValidationError as erreur:
                phrase = " ".join(erreur.messages)
                if not interactive:
                    raise InitialisationRefusee(phrase) from erreur
                self.stderr.write(phrase)

    def _read_line(self) -> str:
        ligne = self._entree.readline()
        if not ligne:
            raise EOFError
        return ligne.rstrip("\r\n")


def _field_cleaner(modele: type[Agent] | type[Organisme], champ: str) -> Callable[[str], str]:
    # Any: a model has other kinds of fields, which are not asked for here.
    lu: Any = modele._meta.get_field(champ)

    def clean(valeur: str) -> str:
        if not valeur:
            raise ValidationError("Une réponse est attendue.")
        return lu.clean(valeur, None)

    return clean


def _clean_siret(valeur: str) -> str:
    return _field_cleaner(Organisme, "siret")("".join(valeur.split()))


def _clean_type(valeur: str) -> str:
    if valeur not in list(TypeOrganisme):
        raise ValidationError(f"Écrivez l’un des mots {TYPES}.")
    return valeur
