"""E-mails: written once, sent once, and what is not known is said."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from conseiller.courriels.models import Courriel, EtatCourriel
from conseiller.courriels.services import (
    DELAIS,
    ENVOI,
    CourrielRefuse,
    compose,
    resend_courriel,
    send_courriel,
    write_courriel,
)
from conseiller.courriels.tasks import send_courriel as tache
from conseiller.journal.models import Ligne
from conseiller.travaux.models import EtatTravail, Travail
from conseiller.travaux.services import BailPerdu, claim_travail, sweep_travaux
from tests.fabrique import MAINTENANT, make_agent, make_convention

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DESTINATAIRE = "camille@exemple.example"
TEXTE = "Bonjour,\n\nÀ bientôt, c’est « l’été ».\n"


def write(cle: str = "essai:1") -> Courriel:
    courriel, _ = write_courriel(cle, DESTINATAIRE, "Un été à la médiathèque", TEXTE, now=timezone.now(), convention=7)
    return courriel


def run_last() -> Courriel:
    """Let a worker take the latest job; returns the only e-mail as it then is."""
    tache(Travail.objects.filter(tache=ENVOI).latest("pk").pk)
    return Courriel.objects.get()


def list_actions() -> list[str]:
    return list(Ligne.objects.order_by("pk").values_list("action", flat=True))


def test_the_same_key_is_written_once():
    premier, nouveau = write_courriel("essai:1", DESTINATAIRE, "Un", "Texte", now=MAINTENANT)
    second, encore = write_courriel("essai:1", "autre@exemple.example", "Deux", "Autre", now=MAINTENANT)
    assert (second, nouveau, encore) == (premier, True, False)
    assert (second.sujet, Travail.objects.count()) == ("Un", 1)


@pytest.mark.parametrize(
    ("destinataire", "sujet"),
    [
        (f"{DESTINATAIRE}\nBcc: tous@exemple.example", "Sujet"),
        (f"{DESTINATAIRE}\n", "Sujet"),
        ("Camille", "Sujet"),
        (DESTINATAIRE, "Sujet\nBcc: tous@exemple.example"),
        (DESTINATAIRE, "Sujet\r"),
        (DESTINATAIRE, "Sujet\n"),
        (DESTINATAIRE, "Sujet\u2028Bcc"),
        (DESTINATAIRE, ""),
        (DESTINATAIRE, "S" * 201),
    ],
)
def test_what_no_header_may_hold_is_refused(destinataire, sujet):
    with pytest.raises(CourrielRefuse, match=r"^Ce courriel ne peut pas être écrit\u00a0: .+ Corrigez, puis recomm"):
        write_courriel("essai:1", destinataire, sujet, "Texte", now=MAINTENANT)
    assert (Courriel.objects.count(), Travail.objects.count()) == (0, 0)


def test_a_message_arrives_as_written(messagerie):
    courriel = write()
    envoye = run_last()
    assert (envoye.etat, envoye.essais, envoye.erreur) == (EtatCourriel.ENVOYE, 1, "")
    assert envoye.envoye_le is not None
    [recu] = messagerie.boite.recus
    assert [recu[nom] for nom in ("To", "Subject", "Message-ID", "Auto-Submitted")] == [
        DESTINATAIRE,
        "Un été à la médiathèque",
        courriel.message_id,
        "auto-generated",
    ]
    assert recu.get_content().replace("\r\n", "\n") == TEXTE
    assert list_actions() == ["écrire un courriel", "courriel\u00a0: envoyé"]
    assert Ligne.objects.filter(convention=7).count() == 2


def test_a_refused_address_is_a_failure_that_is_not_tried_again(messagerie):
    write()
    messagerie.boite.destinataire = "550 Personne de ce nom"
    courriel = run_last()
    assert (courriel.etat, courriel.envoye_le) == (EtatCourriel.ECHOUE, None)
    assert courriel.erreur == (
        "Le serveur de messagerie a refusé ce courriel (code 550)\u00a0: vérifiez l’adresse, puis renvoyez-le."
    )
    assert Travail.objects.get().etat == EtatTravail.FINI


def test_a_refused_content_is_a_failure(messagerie):
    write()
    messagerie.boite.message = "554 Contenu refusé"
    assert run_last().etat == EtatCourriel.ECHOUE


@pytest.mark.parametrize(("etape", "reponse"), [("destinataire", "451 Plus tard"), ("message", "451 Plus tard")])
def test_a_server_that_asks_to_wait_gets_the_message_later_and_once(messagerie, etape, reponse):
    write()
    setattr(messagerie.boite, etape, reponse)
    courriel = run_last()
    assert (courriel.etat, courriel.essais) == (EtatCourriel.A_ENVOYER, 1)
    assert courriel.erreur == "Le serveur de messagerie demande d’attendre (code 451). Nous réessayons bientôt."
    assert sweep_travaux(now=timezone.now()) == 0
    setattr(messagerie.boite, etape, "250 OK")
    with time_machine.travel(timezone.now() + DELAIS[0] + timedelta(seconds=1)):
        assert sweep_travaux(now=timezone.now()) == 1
        courriel = run_last()
    assert (courriel.etat, courriel.erreur, len(messagerie.boite.recus)) == (EtatCourriel.ENVOYE, "", 1)


def test_a_server_that_hangs_up_before_the_message_is_tried_again(messagerie):
    write()
    messagerie.boite.destinataire = "raccroche"
    assert run_last().etat == EtatCourriel.A_ENVOYER


@pytest.mark.parametrize("silence", ["raccroche", "se tait"])
def test_a_silence_after_the_message_is_said_and_nothing_leaves_again(messagerie, silence):
    write()
    messagerie.boite.message = silence
    courriel = run_last()
    assert courriel.etat == EtatCourriel.INCERTAIN
    assert courriel.erreur == (
        "Le serveur de messagerie s’est tu après avoir reçu le message\u00a0: il est peut-être arrivé."
        " Demandez au destinataire avant de le renvoyer."
    )
    assert sweep_travaux(now=timezone.now() + timedelta(days=2)) == 0
    assert len(messagerie.boite.presentes) == 1


def test_a_server_down_for_a_night_loses_nothing(messagerie):
    messagerie.stop()
    debut = timezone.now()
    write()
    with time_machine.travel(debut, tick=False) as horloge:
        while timezone.now() < debut + timedelta(hours=12):
            courriel = run_last()
            assert courriel.etat == EtatCourriel.A_ENVOYER
            assert courriel.erreur == "Le serveur de messagerie ne répond pas. Nous réessayons bientôt."
            horloge.move_to(Travail.objects.latest("pk").bail + timedelta(seconds=1))
        messagerie.start()
        assert run_last().etat == EtatCourriel.ENVOYE
    assert len(messagerie.boite.recus) == 1


def test_a_server_down_for_more_than_a_day_is_told(messagerie):
    messagerie.stop()
    write()
    with time_machine.travel(timezone.now(), tick=False) as horloge:
        for delai in DELAIS:
            assert run_last().etat == EtatCourriel.A_ENVOYER
            horloge.shift(delai + timedelta(seconds=1))
        courriel = run_last()
    assert (courriel.etat, courriel.essais) == (EtatCourriel.ECHOUE, len(DELAIS) + 1)
    assert courriel.erreur.startswith("Le serveur de messagerie n’a pas pris ce courriel en un jour.")
    assert not Travail.objects.exclude(etat=EtatTravail.FINI).exists()


def test_a_sender_found_dead_leaves_a_doubt_not_a_second_message(messagerie):
    courriel = write()
    Courriel.objects.filter(pk=courriel.pk).update(etat=EtatCourriel.EN_COURS)
    courriel = run_last()
    assert courriel.etat == EtatCourriel.INCERTAIN
    assert courriel.erreur.startswith("L’envoi s’est interrompu\u00a0: le message est peut-être arrivé.")
    assert messagerie.boite.presentes == []


def test_a_worker_that_lost_its_lease_sends_nothing(messagerie):
    write()
    travail = claim_travail(Travail.objects.get().pk, now=timezone.now() - timedelta(minutes=1))
    assert claim_travail(travail.pk, now=timezone.now())
    with pytest.raises(BailPerdu):
        send_courriel(travail)
    assert (Courriel.objects.get().etat, messagerie.boite.presentes) == (EtatCourriel.A_ENVOYER, [])


def test_an_agent_sends_again_under_the_same_message_id(messagerie):
    agent = make_agent(make_convention(), 1)
    courriel = write()
    messagerie.boite.message = "raccroche"
    assert run_last().etat == EtatCourriel.INCERTAIN
    messagerie.boite.message = "250 OK"
    resend_courriel(courriel, agent=agent, now=MAINTENANT)
    ligne = Ligne.objects.latest("pk")
    assert (ligne.action, ligne.agent, ligne.convention) == ("renvoyer un courriel", agent, 7)
    renvoye = run_last()
    assert (renvoye.etat, renvoye.essais) == (EtatCourriel.ENVOYE, 1)
    assert [message["Message-ID"] for message in messagerie.boite.presentes] == [courriel.message_id] * 2


def test_what_has_left_or_is_leaving_is_not_sent_again(messagerie):
    courriel = write()
    with pytest.raises(CourrielRefuse, match="en cours"):
        resend_courriel(courriel, agent=None, now=MAINTENANT)
    run_last()
    with pytest.raises(CourrielRefuse, match="déjà envoyé"):
        resend_courriel(courriel, agent=None, now=MAINTENANT)


def test_what_its_job_gave_up_may_be_sent_again(messagerie):
    courriel = write()
    Travail.objects.update(etat=EtatTravail.ECHOUE)
    resend_courriel(courriel, agent=None, now=MAINTENANT)
    assert run_last().etat == EtatCourriel.ENVOYE


def test_the_log_names_nobody(messagerie, caplog):
    courriel = write()
    messagerie.boite.destinataire = "550 Personne de ce nom"
    run_last()
    # The server of the test, in the same process, keeps a log of its own.
    [ligne] = [trace.getMessage() for trace in caplog.records if trace.name != "mail.log"]
    assert ligne.startswith(f"Courriel {courriel.pk}, échec\u00a0: Le serveur de messagerie a refusé")
    assert not any(mot in ligne for mot in (DESTINATAIRE, courriel.sujet))


def test_the_first_line_is_the_subject_and_the_site_signs(settings, tmp_path):
    (tmp_path / "essai.txt").write_text("Sujet\u00a0: L’été <{{ nom }}>\n\nBonjour {{ nom }},\n", encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert compose("essai.txt", {"nom": "Jo & Co"}) == (
        "L’été <Jo & Co>",
        "Bonjour Jo & Co,\n\nConseiller numérique partagé\n"
        f"{settings.ADRESSE_PUBLIQUE}\n\nCe message est envoyé par le site. Il est inutile d’y répondre.\n",
    )


def test_a_template_without_a_subject_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="no subject"):
        compose("courriels/signature.txt", {})
