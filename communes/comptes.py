"""How agents get an account: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed, and the client is the address that our own proxies vouch for."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes their own account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """REMOTE_ADDR, which TrustedProxyMiddleware has set right."""
        return request.META["REMOTE_ADDR"]
