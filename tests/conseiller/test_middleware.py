"""Who is really asking, and pages that no shared computer may keep."""

import ipaddress

import pytest
from django.http import HttpResponse
from django.urls import reverse

from conseiller.middleware import TrustedProxyMiddleware
from tests.fabrique import make_agent, make_convention

PROXY, PROXY_DEHORS, CLIENT, MENTEUR = "10.0.0.1", "10.0.0.2", "198.51.100.7", "203.0.113.9"


def read_address(rf, settings, proxies: list[str], **entetes: str):
    settings.PROXIES_DE_CONFIANCE = [ipaddress.ip_network(reseau) for reseau in proxies]
    vues = []
    TrustedProxyMiddleware(lambda request: vues.append(request) or HttpResponse())(rf.get("/", **entetes))
    return vues[0].META["REMOTE_ADDR"], "HTTP_X_FORWARDED_PROTO" in vues[0].META


@pytest.mark.parametrize(
    ("proxies", "adresse", "chemin", "attendue"),
    [
        ([], CLIENT, MENTEUR, CLIENT),
        (["10.0.0.0/8"], CLIENT, MENTEUR, CLIENT),
        (["10.0.0.0/8"], PROXY, CLIENT, CLIENT),
        (["10.0.0.0/8"], PROXY, f"{MENTEUR}, {CLIENT}", CLIENT),
        (["10.0.0.0/8"], PROXY, f"{MENTEUR}, {CLIENT}, {PROXY_DEHORS}", CLIENT),
        ([PROXY], PROXY, f"{CLIENT}, {PROXY_DEHORS}", PROXY_DEHORS),
        (["10.0.0.0/8"], PROXY, "", PROXY),
        (["10.0.0.0/8"], PROXY, f"{CLIENT}, unknown", PROXY),
        (["10.0.0.0/8"], PROXY, f"{CLIENT}, {PROXY_DEHORS}:443", PROXY),
        (["10.0.0.0/8"], PROXY, PROXY_DEHORS, PROXY_DEHORS),
    ],
)
def test_the_client_is_the_last_untrusted_address(rf, settings, proxies, adresse, chemin, attendue):
    entetes = {"REMOTE_ADDR": adresse, "HTTP_X_FORWARDED_FOR": chemin}
    assert read_address(rf, settings, proxies, **entetes)[0] == attendue


@pytest.mark.parametrize(("adresse", "cru"), [(PROXY, True), (CLIENT, False)])
def test_only_a_trusted_proxy_says_that_the_visit_is_encrypted(rf, settings, adresse, cru):
    entetes = {"REMOTE_ADDR": adresse, "HTTP_X_FORWARDED_FOR": CLIENT, "HTTP_X_FORWARDED_PROTO": "https"}
    assert read_address(rf, settings, ["10.0.0.0/8"], **entetes)[1] is cru


@pytest.mark.django_db
def test_what_an_agent_reads_is_never_kept(client):
    assert "Cache-Control" not in client.get(reverse("accessibilite"))
    client.force_login(make_agent(make_convention(), 1))
    assert "no-store" in client.get(reverse("bureau"))["Cache-Control"]
