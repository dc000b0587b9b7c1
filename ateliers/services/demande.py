"""What somebody asks for when they book, as plain values."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ateliers.calculs.codes import normalize_nom
from ateliers.enums import Canal
from ateliers.models import Seance


@dataclass(frozen=True, slots=True)
class Personne:
    """Somebody who comes; `commune` is the id of a body of the agreement, None for elsewhere."""

    prenom: str
    nom: str
    commune: int | None = None
    ordinateur: bool = False


@dataclass(frozen=True, slots=True)
class Demande:
    """A booking that is asked for.

    `contact`: who to call or write to, when it is not the (first) participant. `navigateur`: what tells a browser from
    another, empty at the desk. `recu_le`: when a paper list was filled in. `homonyme`: an agent says that somebody with
    the same name and contact is another person.
    """

    personnes: tuple[Personne, ...]
    contact: str = ""
    telephone: str = ""
    courriel: str = ""
    liste_attente: bool = False
    canal: Canal = Canal.INTERNET
    navigateur: str = ""
    recu_le: datetime | None = None
    homonyme: bool = False

    @property
    def guichet(self) -> bool:
        """Whether an agent books, who may use the seats that the desk keeps."""
        return self.canal is not Canal.INTERNET

    @property
    def ordinateurs(self) -> int:
        """How many need a computer of ours."""
        return sum(personne.ordinateur for personne in self.personnes)

    def compute_cle(self, seance: Seance) -> str:
        """The same for the same people, contact and workshop however typed; keyed, so that it tells nothing."""
        cible = f"atelier:{seance.atelier_id}" if seance.atelier and seance.atelier.cycle else f"seance:{seance.pk}"
        personnes = sorted(f"{normalize_nom(p.prenom)} {normalize_nom(p.nom)}" for p in self.personnes)
        champs = [cible, *personnes, "".join(self.telephone.split()), self.courriel.casefold()]
        return hmac.digest(settings.SECRET_KEY.encode(), "\n".join(champs).encode(), "sha256").hex()
