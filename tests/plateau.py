"""Real worker, beat and Redis around the test's own database, to be stopped and killed at will."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from deploy.processes import PYTHON, ROOT, free_port, start, start_redis, stop
from deploy.supervisor import read_procfile


class Plateau:
    """The processes of production on private ports."""

    def __init__(self, dossier: Path, pieces: Path) -> None:
        self.dossier = dossier
        self.port = free_port()
        self.processus: dict[str, subprocess.Popen[bytes]] = {}
        base = connection.settings_dict
        url = (
            f"sqlite:///{base['NAME']}"
            if connection.vendor == "sqlite"
            else f"postgres://{base['USER']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
        )
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "REDIS_URL": f"redis://127.0.0.1:{self.port}/0",
            "DOSSIER_DONNEES": str(pieces),
            "PORT": str(free_port()),
            "WEB_CONCURRENCY": "1",
            "PATH": f"{Path(PYTHON).parent}:{os.environ['PATH']}",
        }
        self.url = self.environment["ADRESSE_PUBLIQUE"] = f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self, *noms: str) -> None:
        """Start Redis or processes of the Procfile."""
        for nom in noms:
            if nom == "redis":
                self.processus[nom] = start_redis(self.dossier, self.port)
            else:
                commande = ["sh", "-c", f"exec {read_procfile()[nom]}"]
                self.processus[nom] = start(commande, environment=self.environment, log=self.dossier / f"{nom}.log")

    def stop(self, nom: str) -> None:
        """End a process as a system does."""
        stop(self.processus.pop(nom))

    def kill(self, nom: str) -> None:
        """End a process and its children as a power cut does."""
        processus = self.processus.pop(nom)
        os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()

    def start_site(self, *noms: str) -> None:
        """Start the site, static files collected as on a server, and wait until it answers."""
        self.collect_static()
        self.start(*noms)
        assert wait_for(self.is_served, 30)

    def collect_static(self) -> None:
        """Gather the static files once for all the tests of the run, whichever process comes first."""
        dossier = Path(self.environment["DOSSIER_DONNEES"])
        with open(dossier / "static.verrou", "w") as verrou:
            fcntl.flock(verrou, fcntl.LOCK_EX)
            if not (dossier / "static" / "staticfiles.json").exists():
                self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def is_served(self) -> bool:
        """True once the site says that it is alive."""
        try:
            with urllib.request.urlopen(f"{self.url}/sante/", timeout=5) as reponse:
                return reponse.status == 200
        except OSError:
            return False

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a user would."""
        commande = [PYTHON, "manage.py", *arguments]
        return subprocess.run(
            commande, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def manage(self, *arguments: str) -> str:
        """Run a command that must succeed; returns what it printed."""
        reponse = self.run(*arguments)
        assert reponse.returncode == 0, reponse.stderr
        return reponse.stdout


def wait_for(condition: Callable[[], bool], secondes: float) -> bool:
    """Look again and again until `condition()` or the time is over; returns its last word."""
    limite = time.monotonic() + secondes
    while not condition():
        if time.monotonic() > limite:
            return False
        time.sleep(0.1)
    return True
