"""Write an e-mail in the caller's transaction, send it once, send it again when an agent asks."""

from .conservation import empty_courriels, purge_courriels
from .ecriture import ENVOI, CourrielRefuse, compose, resend_courriel, write_courriel
from .envoi import DELAIS, send_courriel

__all__ = [
    "DELAIS",
    "ENVOI",
    "CourrielRefuse",
    "compose",
    "empty_courriels",
    "purge_courriels",
    "resend_courriel",
    "send_courriel",
    "write_courriel",
]
