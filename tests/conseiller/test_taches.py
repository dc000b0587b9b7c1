"""What waits for an agent, most urgent first."""

from __future__ import annotations

from datetime import date

import pytest

from communes.models import Convention
from conseiller.bureau.argent import read_argent
from conseiller.bureau.taches import Tache, list_taches
from conseiller.travaux.models import EtatTravail, Travail
from subventions.models import Decompte, Versement
from subventions.selectors import CALCUL, RENDU
from tests.conseiller.test_pages import make_decompte
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = pytest.mark.django_db


def list_for(convention: Convention, rang: int, now: date) -> list[Tache]:
    agent = make_agent(convention, rang)
    return list_taches(read_argent(Convention.objects.visible_to(agent), agent, now=now), now=now)


def titles(taches: list[Tache]) -> list[str]:
    return [tache.titre.replace("\u202f", " ").replace("\xa0", " ") for tache in taches]


def add_travail(decompte: Decompte, tache: str, etat: EtatTravail) -> None:
    Travail.objects.create(tache=tache, objet=decompte.pk, etat=etat, demande_le=MAINTENANT)


def test_failures_and_late_money_come_first_then_what_runs_then_what_to_ask_for():
    convention = make_convention()
    Versement.objects.exclude(rang=1).update(recu_le=None, montant_recu=None)
    echoue, en_cours = make_decompte(convention, 2021, du=convention.debut), make_decompte(convention, 2022)
    add_travail(echoue, CALCUL, EtatTravail.ECHOUE)
    add_travail(en_cours, CALCUL, EtatTravail.FINI)
    add_travail(en_cours, RENDU, EtatTravail.EN_COURS)
    assert titles(list_for(convention, 1, now=date(2023, 7, 1))) == [
        "Le décompte du 2e semestre 2021 n’a pas pu être préparé",
        "Versement de 15 000,00 € en retard",
        "Versement de 25 000,00 € en retard",
        "Le décompte de l’année 2022 se prépare",
        "Demandez le décompte du 1er semestre 2023",
    ]


def test_an_instalment_is_announced_two_months_before_and_late_the_day_after():
    convention = make_convention()
    versement = Versement.objects.get(rang=2)
    Versement.objects.filter(pk=versement.pk).update(
        recu_le=None, montant_recu=None, mois=None, prevu_le=date(2021, 12, 28)
    )
    agent = make_agent(convention, 1)

    def announced(jour: date) -> list[str]:
        argent = read_argent(Convention.objects.visible_to(agent), agent, now=jour)
        return [tache.genre for tache in list_taches(argent, now=jour) if "Versement" in tache.titre]

    assert announced(date(2021, 10, 28)) == []
    assert announced(date(2021, 10, 29)) == ["attente"]
    assert announced(date(2021, 12, 28)) == ["attente"]
    assert announced(date(2021, 12, 29)) == ["alerte"]


def test_a_year_is_asked_for_once_it_has_ended_from_its_first_day_without_a_statement():
    convention = make_convention()
    make_decompte(convention, 2021, du=convention.debut, au=date(2021, 9, 30))
    assert titles(list_for(convention, 1, now=date(2021, 12, 31))) == []
    assert titles(list_for(convention, 3, now=date(2022, 1, 1))) == []
    Convention.objects.filter(pk=convention.pk).update(methode="encaissement")
    agent = convention.roles.get(organisme=convention.employeuse).agent
    argent = read_argent(Convention.objects.visible_to(agent), agent, now=date(2022, 1, 1))
    assert titles(list_taches(argent, now=date(2022, 1, 1))) == ["Demandez le décompte du 4e trimestre 2021"]


def test_money_and_periods_are_the_employing_body_s_business():
    convention = make_convention()
    Versement.objects.update(recu_le=None, montant_recu=None)
    assert list_for(convention, 2, now=date(2023, 7, 1)) == []
