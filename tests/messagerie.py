"""A real mail server that answers as a test wants, on a free port."""

from __future__ import annotations

import asyncio
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.processes import free_port

ACCEPTE = "250 OK"


class Boite:
    """What the server received, and how it answers: a sentence, or a word for a way to say none."""

    def __init__(self) -> None:
        self.destinataire = self.message = ACCEPTE
        self.presentes: list[Message] = []
        self.recus: list[Message] = []
        self.tenu = threading.Event()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.destinataire == "raccroche":
            server.transport.abort()
        if self.destinataire == ACCEPTE:
            envelope.rcpt_tos.append(address)
        return self.destinataire

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message; hang up, or say nothing for as long as the client bears it."""
        message = message_from_bytes(envelope.content, policy=default)
        self.presentes.append(message)
        self.tenu.set()
        if self.message == "raccroche":
            server.transport.abort()
        if self.message == "se tait":
            await asyncio.sleep(60)
        if self.message == ACCEPTE:
            self.recus.append(message)
        return self.message


class Messagerie:
    """The server itself, to be stopped and started again on the same port."""

    def __init__(self) -> None:
        self.boite = Boite()
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self.boite, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections."""
        if self._controller:
            self._controller.stop()
            self._controller = None
