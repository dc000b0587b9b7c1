"""Gestures of the statement's life at the same instant: no deadlock, each one seen whole or refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from communes.models import Convention, Partie
from conseiller.refus import Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import claim_travail
from subventions.enums import EtatDecompte, EtatReponse, Sens
from subventions.models import Campagne, Cloture, Decompte, LigneCampagne, Numerotation, PartArretee, Reponse
from subventions.selectors import CALCUL
from subventions.selectors.campagnes import CAMPAGNE
from subventions.selectors.fidelite import find_gaps
from subventions.services.calcul_campagne import compute_campagne
from subventions.services.campagnes import request_campagne
from subventions.services.cloture import ClotureRefusee, close_decompte
from subventions.services.decomptes import DecompteRefuse, compute_decompte, request_decompte
from subventions.services.remplacement import replace_decompte
from subventions.services.reponses import ReponseRefusee, answer
from subventions.services.vie import TransmissionRefusee, take_back, transmit_decompte
from tests.fabrique import make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import SEMESTRE, make_decompte

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]
FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
TRIMESTRE = date(2022, 1, 1), date(2022, 3, 31)
SUIVANT = date(2022, 4, 1), date(2022, 6, 30)


@pytest.fixture
def convention() -> Convention:
    return make_convention(("400", "200", "100"))


def run_at_once(*gestes: Callable[[], object]) -> list[Exception | None]:
    """Each on its own connection, all at the same instant: what each one raised, in their order."""
    depart, issues = threading.Barrier(len(gestes)), [None] * len(gestes)  # type: list[Exception | None]

    def run(rang: int, geste: Callable[[], object]) -> None:
        depart.wait(60)
        try:
            geste()
        except Exception as erreur:
            issues[rang] = erreur
        finally:
            connection.close()

    fils = [threading.Thread(target=run, args=paire) for paire in enumerate(gestes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(120)
    assert not any(fil.is_alive() for fil in fils)
    return issues


def respond(decompte: Decompte, partie: Partie, sens: Sens) -> Callable[[], object]:
    remarques = [("part", "Nous payons trop.")] if sens is Sens.CONTESTE else []
    ligne = {"version": decompte.version, "agent": None, "now": FEVRIER}
    return lambda: answer(decompte.pk, partie, sens, remarques=remarques, **ligne)


def shut(decompte: Decompte, motif: str = "") -> Callable[[], object]:
    return lambda: close_decompte(decompte.pk, version=decompte.version, agent=None, now=FEVRIER, motif=motif)


def list_partenaires(convention: Convention) -> list[Partie]:
    return list(convention.parties.exclude(organisme=convention.employeuse_id).select_related("organisme"))


def compute_anew(travail: Travail) -> None:
    """What a worker does of a job that it takes."""
    pris = claim_travail(travail.pk, now=timezone.now())
    if pris is not None:
        (compute_campagne if pris.tache == CAMPAGNE else compute_decompte)(pris)


def test_every_gesture_at_once_on_one_agreement_never_deadlocks(convention):
    """Closing, answering, asking, computing, a campaign, taking back, replacing: all of them lock the agreement first.

    Those that come too late are refused in their words; nothing else is raised.
    """
    arrete = close(convention, now=FEVRIER - timedelta(days=30)).decompte
    decompte = transmit(convention, *TRIMESTRE, now=FEVRIER)
    brouillon, _ = request_decompte(convention, *SUIVANT, agent=None, now=FEVRIER)
    calcul = Travail.objects.get(tache=CALCUL, objet=brouillon.pk)
    request_campagne(*SUIVANT, agent=None, now=FEVRIER)
    campagne = Travail.objects.get(tache=CAMPAGNE)
    un, deux = list_partenaires(convention)
    reprise = {"version": decompte.version, "motif": "Une facture manque.", "agent": None, "now": FEVRIER}
    gestes = [
        shut(decompte, "Urgent"),
        shut(decompte, "Urgent"),
        respond(decompte, un, Sens.ACCEPTE),
        respond(decompte, deux, Sens.ACCEPTE),
        lambda: compute_anew(calcul),
        lambda: compute_anew(campagne),
        lambda: request_decompte(convention, *SUIVANT, agent=None, now=FEVRIER),
        lambda: request_decompte(convention, *TRIMESTRE, agent=None, now=FEVRIER),
        lambda: take_back(decompte.pk, **reprise),
        lambda: replace_decompte(arrete.pk, agent=None, now=FEVRIER),
    ]
    issues = run_at_once(*gestes)
    assert [issue for issue in issues if issue is not None and not isinstance(issue, Refus)] == []
    assert sum(Numerotation.objects.values_list("dernier", flat=True)) == Cloture.objects.count()
    assert find_gaps(FEVRIER.date()) == []
    assert set(LigneCampagne.objects.values_list("etat", flat=True)) <= {"calcule", "inchange"}
    assert Campagne.objects.count() == 1


def test_two_officers_of_a_partner_who_answer_at_once_leave_one_answer(convention):
    decompte = transmit(convention, now=FEVRIER)
    partie = list_partenaires(convention)[0]
    issues = run_at_once(*[respond(decompte, partie, Sens.ACCEPTE)] * 4)
    assert issues == [None] * 4
    assert [reponse.sens for reponse in Reponse.objects.all()] == ["accepte"]


def test_an_acceptance_and_the_closing_at_once_agree_on_what_was_answered(convention):
    """Either the answer came first and the closing keeps it, or it came too late and is refused."""
    decompte = transmit(convention, now=FEVRIER)
    partie = list_partenaires(convention)[0]
    refus, cloture = run_at_once(respond(decompte, partie, Sens.ACCEPTE), shut(decompte, "Urgent"))
    assert cloture is None
    attendue = EtatReponse.ACCEPTE if refus is None else EtatReponse.A_REPONDRE
    assert refus is None or isinstance(refus, ReponseRefusee)
    assert PartArretee.objects.get(partie=partie).reponse == attendue
    assert Reponse.objects.filter(partie=partie).exists() is (refus is None)


def test_two_closings_of_one_statement_at_once_take_one_number(convention):
    decompte = transmit(convention, now=FEVRIER)
    issues = run_at_once(shut(decompte, "Urgent"), shut(decompte, "Urgent"))
    assert sorted(type(issue).__name__ for issue in issues) == ["ClotureRefusee", "NoneType"]
    assert (Cloture.objects.get().numero, Numerotation.objects.get().dernier) == ("2021-001", 1)


def test_a_closing_and_a_taking_back_at_once_leave_one_of_them(convention):
    decompte = transmit(convention, now=FEVRIER)
    reprise = {"version": decompte.version, "motif": "Une facture manque.", "agent": None, "now": FEVRIER}
    issues = run_at_once(shut(decompte, "Urgent"), lambda: take_back(decompte.pk, **reprise))
    assert {type(issue) for issue in issues if issue} <= {ClotureRefusee, TransmissionRefusee}
    decompte.refresh_from_db()
    arrete = issues[0] is None
    assert (issues[1] is None) is not arrete
    assert decompte.etat == (EtatDecompte.ARRETE if arrete else EtatDecompte.BROUILLON)
    assert Cloture.objects.exists() is arrete


def test_what_is_transmitted_is_what_was_read_even_when_it_is_computed_at_once(convention):
    decompte = make_decompte(convention)
    version, empreinte = decompte.version, decompte.empreinte
    convention.depenses.create(
        libelle="Train", nature="deplacement", montant=4_000, debut=SEMESTRE[0], fin=SEMESTRE[1], etat="constate"
    )
    request_decompte(convention, *SEMESTRE, agent=None, now=FEVRIER)
    travail = Travail.objects.filter(tache=CALCUL, objet=decompte.pk).latest("pk")
    refus, calcul = run_at_once(
        lambda: transmit_decompte(decompte.pk, version=version, agent=None, now=FEVRIER),
        lambda: compute_anew(travail),
    )
    assert isinstance(refus, TransmissionRefusee)
    assert calcul is None or isinstance(calcul, DecompteRefuse)
    decompte.refresh_from_db()
    assert (decompte.etat, decompte.version, decompte.empreinte != empreinte) == ("brouillon", version + 1, True)
