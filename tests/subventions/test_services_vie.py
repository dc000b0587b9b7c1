"""A statement transmitted, taken back, given up: when it may, who is told, what stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from communes.enums import Fonction
from conseiller.courriels.models import Courriel
from conseiller.journal.models import Ligne
from conseiller.montants import format_euros
from conseiller.travaux.models import EtatTravail
from subventions.enums import EtatDecompte, Sens
from subventions.models import Decompte, Depense, Remarque
from subventions.selectors import CALCUL, RENDU
from subventions.selectors.vie import list_destinataires
from subventions.services.reponses import answer
from subventions.services.vie import TransmissionRefusee, delete_brouillon, take_back, transmit_decompte
from tests.fabrique import MAINTENANT, make_agent, make_convention
from tests.subventions.arretes import close, transmit
from tests.subventions.decomptes import add_travail, make_decompte

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("pieces")]

LE_LENDEMAIN = datetime(2022, 1, 11, 9, 0, tzinfo=UTC)


def send(decompte: Decompte, version: int = 1) -> Decompte:
    return transmit_decompte(decompte.pk, version=version, agent=None, now=MAINTENANT)


def take(decompte: Decompte, motif: str = "Une facture manque.") -> Decompte:
    return take_back(decompte.pk, version=decompte.version, motif=motif, agent=None, now=LE_LENDEMAIN)


class TestTransmit:
    def test_the_delay_of_the_agreement_runs_from_that_day(self):
        convention = make_convention()
        convention.delai_remarques = 20
        convention.save()
        decompte = send(make_decompte(convention))
        assert (decompte.etat, decompte.transmis_le) == (EtatDecompte.TRANSMIS, MAINTENANT)
        assert decompte.reponses_jusquau == date(2022, 1, 30)
        assert Ligne.objects.filter(action="transmettre le décompte", convention=convention.pk).count() == 1

    def test_each_partner_is_told_through_whoever_may_answer_else_at_its_address(self, settings):
        convention = make_convention(noms=("Ludres", "Heillecourt", "Houdemont", "Fléville"))
        finances = make_agent(convention, 2)
        make_agent(convention, 2, Fonction.ELU)
        make_agent(convention, 2, Fonction.COORDINATION, is_active=False)
        make_agent(convention, 1)
        make_agent(make_convention(base=10), 2, courriel="ailleurs@exemple.example")
        mairie = convention.parties.get(ordre=3).organisme
        mairie.courriel = "mairie@exemple.example"
        mairie.save()
        decompte = transmit(convention)
        courriels = Courriel.objects.order_by("pk")
        assert [courriel.destinataire for courriel in courriels] == [finances.courriel, "mairie@exemple.example"]
        assert courriels[0].sujet == "Le décompte du 2e semestre 2021 attend votre réponse"
        part = format_euros(decompte.parts.get(partie__ordre=2).montant)
        assert courriels[0].corps == (
            "Bonjour,\n\n"
            "Ludres vous transmet le décompte du 2e semestre 2021, pour la convention «\u00a0Conseiller numérique"
            " partagé (fictif)\u00a0».\n\n"
            f"Part de Heillecourt\u00a0: {part}\n\n"
            "Répondez d’ici le mercredi 9\u00a0février 2022. Sans réponse ce jour-là, il sera accepté tacitement.\n\n"
            "Ce qu’il faut faire\u00a0: lisez le calcul, puis acceptez-le, ou écrivez ce que vous contestez, ligne par"
            " ligne\u00a0:\n"
            f"{settings.ADRESSE_PUBLIQUE}/bureau/conventions/{convention.pk}/decomptes/{decompte.pk}/\n\n"
            f"Conseiller numérique partagé\n{settings.ADRESSE_PUBLIQUE}\n\n"
            "Ce message est envoyé par le site. Il est inutile d’y répondre.\n"
        )
        assert [len(un.adresses) for un in list_destinataires(convention)] == [1, 1, 0]

    def test_the_example_writes_to_nobody(self):
        convention = make_convention()
        make_agent(convention, 2)
        convention.exemple = True
        convention.save()
        transmit(convention)
        assert Courriel.objects.count() == 0

    def test_only_the_calculation_that_was_read_is_transmitted(self):
        decompte = make_decompte(make_convention())
        with pytest.raises(TransmissionRefusee, match="a été recalculé depuis que vous l’avez lu"):
            send(decompte, version=2)
        send(decompte)
        with pytest.raises(TransmissionRefusee, match="Seul un brouillon calculé se transmet"):
            send(decompte)

    def test_a_draft_given_up_meanwhile_is_said_gone(self):
        decompte = make_decompte(make_convention())
        Decompte.objects.all().delete()
        with pytest.raises(TransmissionRefusee, match="vient d’être supprimé"):
            send(decompte)

    def test_what_changed_since_the_calculation_is_computed_first(self):
        convention = make_convention()
        decompte = make_decompte(convention)
        Depense.objects.filter(convention=convention).first().delete()
        with pytest.raises(TransmissionRefusee, match="ont changé depuis ce calcul"):
            send(decompte)

    @pytest.mark.parametrize("etat", [EtatTravail.ATTENTE, EtatTravail.EN_COURS])
    @pytest.mark.parametrize("tache", [CALCUL, RENDU])
    def test_nothing_may_be_under_way(self, tache, etat):
        decompte = make_decompte(make_convention())
        add_travail(decompte, tache, etat)
        if tache == RENDU:
            decompte.documents.first().delete()
        with pytest.raises(TransmissionRefusee, match="sont en cours"):
            send(decompte)

    def test_a_failed_calculation_is_tried_again_first(self):
        decompte = make_decompte(make_convention())
        add_travail(decompte, CALCUL, EtatTravail.ECHOUE, "Raison")
        with pytest.raises(TransmissionRefusee, match="relancez-la"):
            send(decompte)

    def test_two_years_are_two_statements(self):
        decompte = make_decompte(make_convention(), date(2021, 7, 1), date(2022, 6, 30))
        with pytest.raises(TransmissionRefusee, match="un décompte appartient à un seul exercice"):
            send(decompte)

    def test_days_are_asked_for_once_but_drafts_may_overlap(self):
        convention = make_convention()
        premier = make_decompte(convention)
        second = make_decompte(convention, date(2021, 10, 1), date(2021, 12, 31))
        send(premier)
        with pytest.raises(TransmissionRefusee, match="transmis aux communes\u00a0: 2e semestre 2021"):
            send(second)

    def test_a_statement_may_take_the_days_of_the_one_it_replaces(self):
        convention = make_convention()
        cloture = close(convention, now=MAINTENANT)
        with pytest.raises(TransmissionRefusee, match="arrêté\u00a0: 2e semestre 2021"):
            transmit(convention, now=MAINTENANT)
        Decompte.objects.filter(etat=EtatDecompte.BROUILLON).delete()
        assert transmit(convention, now=MAINTENANT, remplace=cloture.decompte).etat == EtatDecompte.TRANSMIS


class TestTakeBack:
    def test_it_is_a_draft_again_and_partners_read_why(self):
        convention = make_convention()
        agent = make_agent(convention, 2)
        decompte = take(transmit(convention))
        assert (decompte.etat, decompte.transmis_le, decompte.reponses_jusquau) == ("brouillon", None, None)
        courriel = Courriel.objects.first()
        assert courriel.destinataire == agent.courriel
        assert courriel.sujet == "Le décompte du 2e semestre 2021 est repris\u00a0: vous n’avez plus à y répondre"
        assert "Pourquoi\u00a0: Une facture manque." in courriel.corps
        assert Ligne.objects.get(action="reprendre le décompte").details == {"motif": "Une facture manque."}

    def test_partners_are_told_again_when_the_same_figures_come_back(self):
        convention = make_convention()
        make_agent(convention, 2)
        decompte = take(transmit(convention))
        transmit_decompte(decompte.pk, version=1, agent=None, now=datetime(2022, 1, 12, tzinfo=UTC))
        assert [courriel.cle.split(":")[2] for courriel in Courriel.objects.order_by("pk")] == [
            "transmis",
            "repris",
            "transmis",
        ]

    def test_a_reason_is_due(self):
        decompte = transmit(make_convention())
        with pytest.raises(TransmissionRefusee, match="Écrivez pourquoi") as refus:
            take(decompte, " ")
        assert refus.value.champ == "motif"

    def test_only_what_is_transmitted_comes_back(self):
        convention = make_convention()
        with pytest.raises(TransmissionRefusee, match="pas encore arrêté"):
            take(close(convention, now=MAINTENANT).decompte)

    def test_one_draft_of_a_period_at_a_time(self):
        convention = make_convention()
        decompte = transmit(convention)
        make_decompte(convention)
        with pytest.raises(TransmissionRefusee, match="Un brouillon de la même période existe déjà"):
            take(decompte)


class TestDelete:
    def test_a_draft_goes_with_its_documents_and_remarks(self):
        convention = make_convention()
        decompte = transmit(convention)
        partie = convention.parties.get(ordre=2)
        remarques = [("reste", "Trop cher")]
        answer(decompte.pk, partie, Sens.CONTESTE, version=1, remarques=remarques, agent=None, now=MAINTENANT)
        take(decompte)
        delete_brouillon(decompte.pk, version=1, agent=None, now=LE_LENDEMAIN)
        assert (Decompte.objects.count(), Remarque.objects.count()) == (0, 0)
        assert Ligne.objects.filter(action="supprimer le brouillon").count() == 1

    def test_nothing_else_goes(self):
        decompte = transmit(make_convention())
        with pytest.raises(TransmissionRefusee, match="Seul un brouillon se supprime"):
            delete_brouillon(decompte.pk, version=1, agent=None, now=MAINTENANT)

    def test_not_under_a_worker_nor_under_other_figures(self):
        decompte = make_decompte(make_convention())
        with pytest.raises(TransmissionRefusee, match="a été recalculé"):
            delete_brouillon(decompte.pk, version=2, agent=None, now=MAINTENANT)
        add_travail(decompte, CALCUL, EtatTravail.EN_COURS)
        with pytest.raises(TransmissionRefusee, match="attendez qu’ils se terminent"):
            delete_brouillon(decompte.pk, version=1, agent=None, now=MAINTENANT)
