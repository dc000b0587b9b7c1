"""The environment: a bad value stops the start with a sentence."""

import os
import subprocess

import pytest

from deploy.processes import PYTHON, ROOT


def start_with(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("variable", "valeur"),
    [
        ("SECRET_KEY", "court"),
        ("DEBUG", "peut-être"),
        ("PORT", "huit mille"),
        ("ADRESSE_PUBLIQUE", "conseiller.exemple.fr"),
        ("ADRESSE_PUBLIQUE", "https://exemple.fr/conseiller/"),
        ("ADRESSE_PUBLIQUE", "https://exemple.fr:http"),
        ("ADRESSE_PUBLIQUE", "https://exemple.fr?page=1"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "postgres://localhost:port/base"),
        ("DATABASE_URL", "mysql://localhost/base"),
        ("DATABASE_URL", "n’importe quoi"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://localhost:port/0"),
        ("EMAIL_URL", "facteur://localhost"),
        ("NIVEAU_JOURNAL", "bavard"),
        ("PROXIES_DE_CONFIANCE", "10.0.0.0/8,monproxy"),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence(variable, valeur):
    reponse = start_with(**{variable: valeur})
    assert (reponse.returncode, reponse.stdout) == (2, "")
    assert reponse.stderr.startswith(f"{variable} : ")
    assert reponse.stderr.count("\n") == 1


def test_good_values_start():
    adresses = {"EMAIL_URL": "smtp://localhost:25", "REDIS_URL": "unix:///run/redis.sock?db=1"}
    reponse = start_with(
        PROXIES_DE_CONFIANCE="10.0.0.0/8, 192.0.2.1", ADRESSE_PUBLIQUE="https://exemple.fr/", **adresses
    )
    assert reponse.returncode == 0, reponse.stderr
