"""A campaign: every agreement of an agent at once, failures apart, tried again or given up."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from communes.enums import Fonction
from communes.models import Agent, Convention, Organisme, Role
from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from conseiller.travaux.services import BailPerdu, claim_travail, run_travail
from subventions.models import Campagne, Decompte, Document
from subventions.selectors import CALCUL, RENDU, EtatAvancement, progress, read_instantane_of
from subventions.selectors.campagnes import CAMPAGNE, EtatSuivi, list_lignes, read_ligne, read_suivi
from subventions.services import calcul_campagne
from subventions.services.campagnes import CampagneRefusee, cancel_campagne, request_campagne, retry_campagne
from subventions.services.decomptes import compute_decompte, request_decompte
from subventions.services.documents import render_documents
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import SEMESTRE, make_decompte, print_nothing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

DU, AU = SEMESTRE
CALCUL_CAMPAGNE = 39


def work(tache: str) -> None:
    """What the workers would do with the jobs of that kind."""
    service = {
        CAMPAGNE: calcul_campagne.compute_campagne,
        CALCUL: compute_decompte,
        RENDU: partial(render_documents, render=print_nothing),
    }[tache]
    for travail in Travail.objects.filter(tache=tache, etat=EtatTravail.ATTENTE):
        run_travail(travail.pk, service)


def make_conventions(nombre: int) -> list[Convention]:
    return [make_convention(base=10 * rang) for rang in range(nombre)]


def ask(du: date = DU, au: date = AU) -> Campagne:
    return request_campagne(du, au, agent=None, now=MAINTENANT)


def read_issues(campagne: Campagne) -> list[tuple[str, str]]:
    lignes = [read_ligne(ligne) for ligne in list_lignes(campagne, None).order_by("pk")]
    return [(ligne.issue.value, ligne.erreur) for ligne in lignes]


def test_a_campaign_computes_every_agreement_as_each_would_be_then_renders_it():
    conventions = make_conventions(3)
    campagne = ask()
    assert read_suivi(campagne).etat is EtatSuivi.ATTENTE
    work(CAMPAGNE)
    suivi = read_suivi(campagne)
    assert (suivi.etat, suivi.total, suivi.finis) == (EtatSuivi.RENDU, 3, 0)
    work(RENDU)
    suivi = read_suivi(campagne)
    assert (suivi.etat, suivi.prets, suivi.echecs, suivi.en_cours) == (EtatSuivi.FINI, 3, 0, False)
    for convention in conventions:
        decompte = convention.decomptes.get()
        assert (decompte.version, decompte.exercice, decompte.methode) == (1, 2021, "prorata")
        instantane = read_instantane_of(decompte)
        assert decompte.instantane == instantane.dump(instantane.compute())
        assert sum(part.montant for part in decompte.parts.all()) == decompte.reste == 1_834_88
        assert (decompte.documents.count(), progress(decompte).etat) == (5, EtatAvancement.PRET)
    actions = Ligne.objects.filter(convention=conventions[0].pk).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["demander la campagne", "calculer le décompte"]


def make_gestionnaire(conventions: list[Convention]) -> Agent:
    """The finance officer of every employing body."""
    agent = make_agent(conventions[0], 1)
    for convention in conventions[1:]:
        Role.objects.create(agent=agent, organisme=convention.employeuse, fonction=Fonction.FINANCES.value)
    return agent


def test_it_takes_as_many_queries_for_four_agreements_as_for_eight(django_assert_num_queries):
    """Among them a draft that changed, one that did not, one that cannot be computed, and none yet."""
    conventions = make_conventions(12)
    for rang, convention in enumerate(conventions):
        if rang % 4:
            make_decompte(convention)
        if rang % 4 == 1:
            convention.depenses.update(montant=100_000_00)
        if rang % 4 == 2:
            convention.tranches.all().delete()
    for gerees in (conventions[:4], conventions[4:]):
        campagne = request_campagne(DU, AU, agent=make_gestionnaire(gerees), now=MAINTENANT)
        travail = claim_travail(Travail.objects.get(tache=CAMPAGNE, objet=campagne.pk).pk, now=timezone.now())
        with django_assert_num_queries(CALCUL_CAMPAGNE):
            calcul_campagne.compute_campagne(travail)
        issues = [issue for issue, _ in read_issues(campagne)]
        assert issues == ["rendu", "rendu", "echec", "inchange"] * (len(gerees) // 4)


def test_the_same_figures_keep_their_version_and_their_documents():
    convention = make_convention()
    decompte = make_decompte(convention)
    documents = set(decompte.documents.all())
    campagne = ask()
    work(CAMPAGNE)
    decompte.refresh_from_db()
    assert (decompte.version, set(decompte.documents.all())) == (1, documents)
    assert read_issues(campagne) == [("inchange", "")]
    assert not Travail.objects.filter(tache=RENDU, en_lot=True).exists()


def test_other_figures_raise_the_version_and_replace_the_documents():
    convention = make_convention()
    decompte = make_decompte(convention)
    convention.depenses.update(montant=100_000_00)
    campagne = ask()
    work(CAMPAGNE)
    work(RENDU)
    decompte.refresh_from_db()
    assert (decompte.version, read_issues(campagne)) == (2, [("pret", "")])
    assert sum(part.montant for part in decompte.parts.all()) == decompte.reste > 1_834_88
    assert set(decompte.documents.values_list("version", flat=True)) == {2}


def test_an_agreement_that_begins_or_ends_in_the_period_has_a_shorter_statement():
    convention = make_convention()
    Convention.objects.filter(pk=convention.pk).update(fin=date(2023, 3, 31))
    ask(date(2023, 1, 1), date(2023, 12, 31))
    work(CAMPAGNE)
    decompte = convention.decomptes.get()
    assert (decompte.du, decompte.au) == (date(2023, 1, 1), date(2023, 3, 31))


def test_what_cannot_be_computed_is_said_apart_and_tried_again_once_corrected():
    saine, sans_heures, sortante = make_conventions(3)
    sans_heures.tranches.all().delete()
    sortante.parties.filter(ordre=2).update(sortie_le=date(2021, 9, 30))
    campagne = ask()
    work(CAMPAGNE)
    (prete, sans, sort) = read_issues(campagne)
    assert prete == ("rendu", "")
    assert (sans[0], sort[0]) == ("echec", "echec")
    assert "aucune tranche d’heures ne couvre le 1er juillet 2021" in sans[1]
    assert sort[1].endswith(
        "sort le 30\u00a0septembre 2021. Demandez 2\u00a0décomptes, coupés ce jour-là\u00a0: une commune ne paie pas ce"
        " qui vient après son départ."
    )
    assert list(Decompte.objects.values_list("convention", flat=True)) == [saine.pk]
    assert [ligne.convention_id for ligne in list_lignes(campagne, None)] == [sans_heures.pk, sortante.pk, saine.pk]
    sortante.parties.update(sortie_le=None)
    retry_campagne(campagne.pk, agent=None, now=MAINTENANT)
    work(CAMPAGNE)
    assert [issue for issue, _ in read_issues(campagne)] == ["rendu", "echec", "rendu"]


def test_a_draft_that_cannot_be_computed_again_keeps_its_figures_and_says_why():
    convention = make_convention()
    decompte = make_decompte(convention)
    convention.tranches.all().delete()
    campagne = ask()
    work(CAMPAGNE)
    decompte.refresh_from_db()
    avancement = progress(decompte)
    assert (avancement.etat, decompte.version, decompte.reste) == (EtatAvancement.ECHEC, 1, 1_834_88)
    assert read_issues(campagne) == [("echec", avancement.erreur)]


def test_a_fault_of_ours_on_one_agreement_leaves_the_others_theirs():
    conventions = make_conventions(2)
    close(conventions[0], date(2021, 7, 1), date(2021, 9, 30))
    # A commune that merged: its closed share has a code that the agreement no longer knows.
    Organisme.objects.filter(parties__convention=conventions[0], parties__ordre=2).update(insee="99999")
    campagne = request_campagne(date(2021, 10, 1), AU, agent=None, now=MAINTENANT)
    work(CAMPAGNE)
    assert read_issues(campagne) == [
        ("echec", "Une erreur est survenue pendant ce calcul. Relancez-le, ou appelez l’administrateur."),
        ("rendu", ""),
    ]


def test_a_statement_transmitted_or_closed_is_up_to_date_and_another_period_is_refused():
    arretee, transmise, autre = make_conventions(3)
    close(arretee)
    transmit(transmise)
    transmit(autre, date(2021, 7, 1), date(2021, 9, 30))
    campagne = ask()
    work(CAMPAGNE)
    issues = read_issues(campagne)
    assert issues[:2] == [("inchange", ""), ("inchange", "")]
    assert issues[2] == (
        "echec",
        "Le décompte du 1er\u00a0juillet au 30\u00a0septembre 2021 est déjà transmis\u00a0: il prend une partie de ces"
        " jours. Demandez les autres depuis la page de la convention.",
    )
    assert Decompte.objects.count() == 3


def test_an_agent_asks_for_what_they_manage_and_nobody_else_sees_the_campaign():
    gerees = make_conventions(2)
    denis = make_agent(gerees[0], 1)
    partenaire = make_agent(gerees[1], 2)
    campagne = request_campagne(DU, AU, agent=denis, now=MAINTENANT)
    assert [ligne.convention_id for ligne in campagne.lignes.all()] == [gerees[0].pk]
    assert list(Campagne.objects.visible_to(denis)) == [campagne]
    assert not Campagne.objects.visible_to(partenaire).exists()
    with pytest.raises(CampagneRefusee, match="Aucune de vos conventions ne touche la période"):
        request_campagne(DU, AU, agent=partenaire, now=MAINTENANT)
    denis.roles.all().delete()
    assert (read_suivi(campagne, denis).total, list(list_lignes(campagne, denis))) == (0, [])


@pytest.mark.parametrize(
    ("du", "au", "phrase"),
    [
        (AU, DU, "Le dernier jour est avant le premier"),
        (
            date(2021, 7, 1),
            date(2022, 6, 30),
            "cette période en touche 2. Demandez 2\u00a0campagnes, une par année\u00a0: du 1er\u00a0juillet au"
            " 31\u00a0décembre 2021 et du 1er\u00a0janvier au 30\u00a0juin 2022.",
        ),
        (date(2021, 1, 1), date(2023, 12, 31), "Demandez 3\u00a0campagnes, une par année."),
        (date.min, date(1, 12, 31), "de 1900 à 2199"),
        (date(2031, 1, 1), date(2031, 12, 31), "Aucune de vos conventions ne touche la période"),
    ],
)
def test_a_period_that_no_statement_may_have_is_refused(du, au, phrase):
    make_convention()
    with pytest.raises(CampagneRefusee, match=phrase):
        ask(du, au)
    assert not Campagne.objects.exists()


def test_what_is_cancelled_is_not_computed():
    make_convention()
    campagne = ask()
    for _ in range(2):
        cancel_campagne(campagne.pk, agent=None, now=MAINTENANT)
    work(CAMPAGNE)
    campagne.refresh_from_db()
    assert (read_issues(campagne), read_suivi(campagne).etat) == ([("annule", "")], EtatSuivi.ANNULE)
    assert not Decompte.objects.exists()
    assert Ligne.objects.filter(action="annuler la campagne").count() == 1
    with pytest.raises(CampagneRefusee, match="annulée"):
        retry_campagne(campagne.pk, agent=None, now=MAINTENANT)


def test_what_is_cancelled_while_it_is_rendered_keeps_its_figures_and_may_be_asked_alone():
    premiere, seconde = make_conventions(2)
    campagne = ask()
    work(CAMPAGNE)
    en_cours = claim_travail(Travail.objects.get(tache=RENDU, objet=premiere.decomptes.get().pk).pk, now=timezone.now())
    cancel_campagne(campagne.pk, agent=None, now=MAINTENANT)
    render_documents(en_cours, render=print_nothing)
    (prete, sans) = read_issues(campagne)
    assert prete == ("pret", "")
    assert sans == (
        "echec_pdf",
        "La campagne a été annulée avant la mise en page. Relancez ce décompte pour avoir ses PDF.",
    )
    request_decompte(seconde, DU, AU, agent=None, now=MAINTENANT)
    work(CALCUL)
    work(RENDU)
    assert progress(seconde.decomptes.get()).etat is EtatAvancement.PRET


def test_documents_that_failed_are_tried_again_alone():
    convention = make_convention()
    campagne = ask()
    work(CAMPAGNE)
    Travail.objects.filter(tache=RENDU).update(etat=EtatTravail.ECHOUE, erreur="Disque plein.")
    assert read_issues(campagne) == [("echec_pdf", "Disque plein.")]
    retry_campagne(campagne.pk, agent=None, now=MAINTENANT)
    work(RENDU)
    assert read_issues(campagne) == [("pret", "")]
    assert convention.decomptes.get().documents.count() == 5
    with pytest.raises(CampagneRefusee, match="Rien n’est à relancer"):
        retry_campagne(campagne.pk, agent=None, now=MAINTENANT)


def test_what_the_agent_no_longer_manages_is_not_tried_again_for_them():
    gardee, perdue = make_conventions(2)
    agent = make_agent(gardee, 1)
    ailleurs = Role.objects.create(
        agent=agent, organisme=perdue.employeuse, convention=perdue, fonction=Fonction.FINANCES.value
    )
    campagne = request_campagne(DU, AU, agent=agent, now=MAINTENANT)
    work(CAMPAGNE)
    Travail.objects.filter(tache=RENDU).update(etat=EtatTravail.ECHOUE, erreur="Disque plein.")
    ailleurs.delete()
    retry_campagne(campagne.pk, agent=agent, now=MAINTENANT)
    assert [t.objet for t in Travail.objects.filter(etat=EtatTravail.ATTENTE)] == [gardee.decomptes.get().pk]


def test_a_calculation_that_gave_up_may_be_tried_again():
    make_convention()
    campagne = ask()
    Travail.objects.update(etat=EtatTravail.ECHOUE, erreur="Le travail s’est interrompu 5 fois de suite.")
    suivi = read_suivi(campagne)
    assert (suivi.en_cours, suivi.relancable, suivi.interruption[:10]) == (False, True, "Le travail")
    retry_campagne(campagne.pk, agent=None, now=MAINTENANT)
    work(CAMPAGNE)
    assert read_issues(campagne) == [("rendu", "")]


def test_a_worker_that_lost_its_lease_writes_nothing():
    make_convention()
    campagne = ask()
    travail = Travail.objects.get()
    lent = claim_travail(travail.pk, now=timezone.now() - timedelta(minutes=1))
    assert claim_travail(travail.pk, now=timezone.now()) is not None
    with pytest.raises(BailPerdu):
        calcul_campagne.compute_campagne(lent)
    assert (read_issues(campagne), Decompte.objects.count(), Document.objects.count()) == ([("attente", "")], 0, 0)


def test_asking_alone_during_a_campaign_leaves_one_draft():
    convention = make_convention()
    request_decompte(convention, DU, AU, agent=None, now=MAINTENANT)
    ask()
    work(CAMPAGNE)
    work(CALCUL)
    work(RENDU)
    decompte = convention.decomptes.get()
    assert (decompte.version, progress(decompte).etat) == (1, EtatAvancement.PRET)
