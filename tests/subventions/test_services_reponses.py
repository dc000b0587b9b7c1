"""What partners answer, until when, and what the employing body answers to them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from communes.models import Partie
from conseiller.courriels.models import Courriel
from conseiller.journal.models import Ligne
from subventions.enums import EtatReponse, Sens
from subventions.models import Decompte, Remarque, Reponse
from subventions.selectors.vie import list_reponses, read_contestables, read_partenaires, read_reponses
from subventions.services.cloture import close_decompte
from subventions.services.reponses import ReponseRefusee, answer, reply
from subventions.services.vie import take_back
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import close, transmit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

DERNIER_JOUR = datetime(2022, 2, 9, 22, 59, tzinfo=UTC)
TROP_TARD = datetime(2022, 2, 9, 23, 0, tzinfo=UTC)


@pytest.fixture
def decompte() -> Decompte:
    """Transmitted on 10 January 2022: the delay ends on 9 February, at midnight in Paris."""
    return transmit(make_convention(noms=("Ludres", "Heillecourt", "Houdemont", "Fléville")))


def find(decompte: Decompte, ordre: int = 2) -> Partie:
    return decompte.convention.parties.select_related("organisme").get(ordre=ordre)


def accept(decompte: Decompte, ordre: int = 2, *, now: datetime = MAINTENANT, version: int = 1) -> Reponse:
    return answer(decompte.pk, find(decompte, ordre), Sens.ACCEPTE, version=version, agent=None, now=now)


def contest(decompte: Decompte, ordre: int = 2, *, now: datetime = MAINTENANT, **lignes: str) -> Reponse:
    remarques = [(ligne.replace("_", "-"), texte) for ligne, texte in (lignes or {"reste": "Trop cher"}).items()]
    return answer(
        decompte.pk, find(decompte, ordre), Sens.CONTESTE, version=1, remarques=remarques, agent=None, now=now
    )


def read(decompte: Decompte, jour: date = date(2022, 1, 10)) -> list[str]:
    decompte.refresh_from_db()
    return [etat.value for etat in read_reponses(decompte, jour).values()]


def test_each_partner_answers_for_itself_and_silence_is_acceptance_once_the_delay_is_over(decompte):
    assert read(decompte) == ["a_repondre"] * 3
    accept(decompte)
    contest(decompte, 3)
    assert read(decompte) == ["accepte", "conteste", "a_repondre"]
    assert read(decompte, date(2022, 2, 9))[2] == "a_repondre"
    assert read(decompte, date(2022, 2, 10)) == ["accepte", "conteste", "tacite"]
    assert list(
        Ligne.objects.filter(action__endswith="ter le décompte").order_by("pk").values_list("action", "details")
    ) == [
        ("accepter le décompte", {"partie": "99001", "version": 1}),
        ("contester le décompte", {"partie": "99002", "version": 1}),
    ]


def test_the_last_answer_counts_and_remarks_add_up(decompte):
    contest(decompte, cout_1="Doublon")
    contest(decompte, reste="Trop cher")
    accept(decompte)
    assert read(decompte)[0] == "accepte"
    assert Reponse.objects.count() == 1
    assert list(Remarque.objects.values_list("ligne", "texte")) == [("cout-1", "Doublon"), ("reste", "Trop cher")]


def test_accepting_twice_changes_nothing(decompte):
    accept(decompte)
    accept(decompte, now=datetime(2022, 1, 15, tzinfo=UTC))
    assert Reponse.objects.get().repondu_le == MAINTENANT
    assert Ligne.objects.filter(action="accepter le décompte").count() == 1


def test_a_remark_keeps_the_words_and_the_amount_of_its_line(decompte):
    contest(decompte, cout_1=" Doublon ")
    remarque, ligne = Remarque.objects.get(), read_contestables(decompte, find(decompte))[0]
    assert (remarque.libelle, remarque.texte) == (f"{ligne.libelle}\u00a0: {ligne.valeur}", "Doublon")


def test_the_lines_follow_the_page_and_pay_is_by_category(decompte):
    lignes = read_contestables(decompte, find(decompte))
    assert list(dict.fromkeys(ligne.etape for ligne in lignes)) == [
        "Les coûts",
        "La subvention",
        "Le reste à répartir",
        "Les heures",
        "Le compte de votre commune",
    ]
    assert len({ligne.code for ligne in lignes}) == len(lignes)
    assert all(len(ligne.code) <= 40 for ligne in lignes)
    assert lignes[-1].libelle == "Solde de Heillecourt"
    paie = [ligne.libelle.split(", ")[1] for ligne in lignes if ligne.libelle.startswith("Rémunération")]
    assert paie == ["6\u00a0dépenses"]


def test_to_contest_is_to_say_what_of_a_line_that_exists(decompte):
    with pytest.raises(ReponseRefusee, match="Dites ce que vous contestez"):
        contest(decompte, reste="  ")
    with pytest.raises(ReponseRefusee, match="n’est pas dans ce décompte"):
        contest(decompte, voyage="Pourquoi")
    assert Reponse.objects.count() == 0


def test_answers_are_received_until_midnight_of_the_last_day(decompte):
    accept(decompte, now=DERNIER_JOUR)
    with pytest.raises(ReponseRefusee, match="a fini le 9\u00a0février 2022\u00a0: sans réponse"):
        contest(decompte, 3, now=TROP_TARD)
    with pytest.raises(ReponseRefusee, match="votre réponse reste celle d’avant"):
        contest(decompte, now=TROP_TARD)


def test_a_contest_may_be_withdrawn_even_after_the_delay(decompte):
    contest(decompte)
    accept(decompte, now=TROP_TARD)
    assert read(decompte, date(2022, 2, 10))[0] == "accepte"


def test_another_calculation_is_answered_anew(decompte):
    with pytest.raises(ReponseRefusee, match="a été recalculé depuis que vous l’avez lu"):
        accept(decompte, version=2)
    accept(decompte)
    Decompte.objects.update(version=2)
    assert read(decompte) == ["a_repondre"] * 3


def test_nobody_answers_a_draft_or_what_is_closed(decompte):
    take_back(decompte.pk, version=1, motif="Erreur", agent=None, now=MAINTENANT)
    with pytest.raises(ReponseRefusee, match="il a été repris ou arrêté"):
        accept(decompte)
    assert read(decompte) == []
    arrete = close(make_convention(base=10), now=MAINTENANT).decompte
    with pytest.raises(ReponseRefusee, match="il a été repris ou arrêté"):
        accept(arrete)


def test_once_closed_the_answers_are_those_of_that_day(decompte):
    contest(decompte, 3)
    close_decompte(decompte.pk, version=1, agent=None, now=MAINTENANT, motif="Vote demain.")
    assert read(decompte, date(2023, 1, 1)) == ["a_repondre", "conteste", "a_repondre"]
    partenaires = read_partenaires(decompte, set(), date(2023, 1, 1))
    assert [(un.nom, un.etat, un.repondu_le) for un in partenaires][:2] == [
        ("Heillecourt", EtatReponse.A_REPONDRE, None),
        ("Houdemont", EtatReponse.CONTESTE, MAINTENANT),
    ]


def test_the_employing_body_and_other_agreements_do_not_answer(decompte):
    with pytest.raises(ReponseRefusee, match="Seule une commune partenaire"):
        accept(decompte, 1)
    ailleurs = make_convention(base=10).parties.get(ordre=2)
    with pytest.raises(ReponseRefusee, match="Seule une commune partenaire"):
        answer(decompte.pk, ailleurs, Sens.ACCEPTE, version=1, agent=None, now=MAINTENANT)


def test_the_employing_body_is_told_and_its_answer_goes_back(decompte):
    convention = decompte.convention
    finances, partenaire = make_agent(convention, 1), make_agent(convention, 2)
    make_agent(convention, 3)
    contest(decompte, cout_1="Doublon")
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == (
        finances.courriel,
        "Heillecourt conteste le décompte du 2e semestre 2021",
    )
    assert "«\u00a0Doublon\u00a0»" in courriel.corps
    remarque = Remarque.objects.get()
    remarque.reponse = "C’est juste."
    reply(remarque, agent=finances, now=MAINTENANT)
    retour = Courriel.objects.first()
    assert (retour.destinataire, retour.sujet) == (
        partenaire.courriel,
        "Ludres répond à votre remarque sur le décompte du 2e semestre 2021",
    )
    assert "«\u00a0C’est juste.\u00a0»" in retour.corps
    assert Remarque.objects.get().repondue_par == finances


def test_a_remark_of_what_is_closed_is_answered_no_more(decompte):
    contest(decompte)
    close_decompte(decompte.pk, version=1, agent=None, now=MAINTENANT, motif="Vote demain.")
    with pytest.raises(ReponseRefusee):
        reply(Remarque.objects.get(), agent=None, now=MAINTENANT)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_answers_of_many_statements_cost_two_queries(django_assert_num_queries, nombre):
    decomptes = [transmit(make_convention(base=10 * rang)) for rang in range(nombre)]
    with django_assert_num_queries(2):
        reponses = list_reponses(decomptes, date(2022, 1, 10))
    assert [len(reponses[decompte.pk]) for decompte in decomptes] == [3] * nombre
    with django_assert_num_queries(0):
        assert list_reponses([], date(2022, 1, 10)) == {}
