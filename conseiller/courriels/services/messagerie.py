"""The mail server, and what each of its answers tells about a message."""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class EnvoiDiffere(Exception):
    """Nothing has left; a later try may succeed."""


class EnvoiRefuse(Exception):
    """Nothing has left, and the same try would be refused again."""


class EnvoiIncertain(Exception):
    """The message was handed over, and no answer says what became of it."""


class _Suivi:
    """An SMTP session that tells a silence before the message from a silence after it."""

    def data(self, msg: Any) -> Any:
        try:
            return super().data(msg)  # type: ignore[misc]
        except smtplib.SMTPDataError:
            raise
        except OSError as erreur:
            raise EnvoiIncertain(
                "Le serveur de messagerie s’est tu après avoir reçu le message\u00a0: il est peut-être arrivé."
                " Demandez au destinataire avant de le renvoyer."
            ) from erreur


class _Smtp(_Suivi, smtplib.SMTP):
    pass


class _SmtpSsl(_Suivi, smtplib.SMTP_SSL):
    pass


class MessagerieSuivie(EmailBackend):
    """Django's SMTP backend over such a session."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Plain or TLS from the first byte, as the settings say."""
        return _SmtpSsl if self.use_ssl else _Smtp


def open_messagerie() -> BaseEmailBackend:
    """Connect and sign in; raises EnvoiDiffere whatever the fault, which is never the message's."""
    messagerie = get_connection(f"{__name__}.MessagerieSuivie" if settings.EMAIL_BACKEND == SMTP else None)
    try:
        messagerie.open()
    except Exception as erreur:
        # A certificate, a password, a name: nothing has left, and somebody may set it right before the last try.
        messagerie.close()
        raise EnvoiDiffere("Le serveur de messagerie ne répond pas. Nous réessayons bientôt.") from erreur
    return messagerie


def send_message(messagerie: BaseEmailBackend, message: EmailMessage) -> None:
    """Hand the message over; raises EnvoiDiffere, EnvoiRefuse or EnvoiIncertain."""
    try:
        messagerie.send_messages([message])
    except smtplib.SMTPRecipientsRefused as erreur:
        [(code, _)] = erreur.recipients.values()
        raise _judge(code) from erreur
    except smtplib.SMTPResponseException as erreur:
        raise _judge(erreur.smtp_code) from erreur
    except OSError as erreur:
        raise EnvoiDiffere("Le serveur de messagerie a raccroché. Nous réessayons bientôt.") from erreur


def _judge(code: int) -> Exception:
    """What an answer other than « accepted » says (RFC 5321, 4.2.1): 4 is for now, 5 for ever."""
    if code >= 500:
        return EnvoiRefuse(
            f"Le serveur de messagerie a refusé ce courriel (code {code})\u00a0: vérifiez l’adresse, puis renvoyez-le."
        )
    if code >= 400:
        return EnvoiDiffere(f"Le serveur de messagerie demande d’attendre (code {code}). Nous réessayons bientôt.")
    return EnvoiIncertain(
        f"La réponse du serveur de messagerie n’est pas claire (code {code})\u00a0: le message est peut-être arrivé."
        " Demandez au destinataire avant de le renvoyer."
    )
