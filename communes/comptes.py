"""How agents get an account: by invitation only."""

import logging
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from communes.models import Agent
from conseiller.journal.services import record

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed, and the client is the address that our own proxies vouch for."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "L’adresse et le mot de passe ne vont pas ensemble. Vérifiez les deux, ou demandez un nouveau mot de passe."
        ),
        "too_many_login_attempts": "Trop d’essais en peu de temps. Attendez cinq minutes, puis recommencez.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel. Écrivez celui qui vous sert à entrer.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes their own account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """REMOTE_ADDR, which TrustedProxyMiddleware has set right."""
        return request.META["REMOTE_ADDR"]

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the e-mail, at our public address whatever the visitor says that they asked for."""
        lien = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.ADRESSE_PUBLIQUE}{lien.path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a message, or answer the visitor that it cannot leave, whether the account exists or not."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as erreur:
            logger.warning("Message non parti, la messagerie est injoignable\u00a0: %s", erreur)
            page = render(self.request, "account/messagerie_muette.html", status=503)
            raise ImmediateHttpResponse(page) from erreur

    def send_notification_mail(self, *arguments: Any, **options: Any) -> None:
        """Tell the owner of the account what was done; it is done, even when nobody can be told."""
        with suppress(ImmediateHttpResponse):
            super().send_notification_mail(*arguments, **options)

    @transaction.atomic
    def set_password(self, user: Agent, password: str) -> None:
        """Keep the new password, and in the journal that it changed."""
        super().set_password(user, password)
        record("changer le mot de passe", user, agent=user, now=timezone.now())


def make_password_link(agent: Agent) -> str:
    """The address, at our public one, where `agent` chooses a password; it serves once."""
    cle = {"uidb36": user_pk_to_url_str(agent), "key": default_token_generator.make_token(agent)}
    return f"{settings.ADRESSE_PUBLIQUE}{reverse('account_reset_password_from_key', kwargs=cle)}"
