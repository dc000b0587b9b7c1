"""Messages to agents."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from communes.comptes import make_password_link
from communes.models import Role
from conseiller.journal.services import record

logger = logging.getLogger(__name__)


def send_invitation(role: Role, *, agent: Any, now: datetime) -> bool:
    """Tell the holder of `role` that `agent` gave it, with a link to choose a password if they have none.

    Returns whether the mail server took the message; only then it is in the journal.
    """
    invite = role.agent
    contexte = {
        "role": role,
        "invitant": agent,
        "lien": "" if invite.has_usable_password() else make_password_link(invite),
        "connexion": f"{settings.ADRESSE_PUBLIQUE}{reverse('account_login')}",
        "jours": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
    }
    corps = render_to_string("communes/courriels/invitation.txt", contexte)
    try:
        EmailMessage("Votre accès au service du conseiller numérique", corps, to=[invite.courriel]).send()
    except OSError as erreur:
        logger.warning("Invitation non partie, la messagerie est injoignable\u00a0: %s", erreur)
        return False
    record("envoyer une invitation", role, agent=agent, now=now, convention=role.convention_id, titulaire=invite.pk)
    return True
