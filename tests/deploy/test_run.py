"""`make run` as a person lives it: start, look, stop, start again, fall and get up."""

import json
import os
import re
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from deploy.processes import PYTHON, ROOT, free_port, port_is_free
from tests.deploy.test_processes import wait_for_end

pytestmark = pytest.mark.processus
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ADRESSE_PUBLIQUE")


@pytest.fixture
def start_site():
    """Start the site in a folder, on a port; whatever the test leaves running is killed after it."""
    sites = []

    def start(var: Path, port: int | str) -> subprocess.Popen:
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= {"DOSSIER_DONNEES": str(var), "PORT": str(port)}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        sites.append(subprocess.Popen([PYTHON, "-m", "deploy.run"], cwd=ROOT, env=environment, text=True, **pipes))
        return sites[-1]

    yield start
    for site in sites:
        site.kill()
        site.wait()
        site.stdout.close()


def read_until_ready(site: subprocess.Popen) -> str:
    said = []
    for line in site.stdout:
        said.append(line)
        if "Ctrl-C pour arrêter" in line:
            return "".join(said)
    raise AssertionError("".join(said))


def processes_of(var: Path) -> list[int]:
    """Everything alive whose environment names this folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"DOSSIER_DONNEES={var}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def end(site: subprocess.Popen, sign: signal.Signals) -> int:
    site.send_signal(sign)
    return site.wait(30)


def test_the_site_starts_stops_falls_and_starts_again_without_repeating_anything(tmp_path, start_site):
    port = free_port()
    site = start_site(tmp_path, port)
    said = read_until_ready(site)
    demo = json.loads((tmp_path / "demo.json").read_text())
    assert demo["url"] == f"http://127.0.0.1:{port}/"
    assert demo["url"] in said
    assert {frozenset(compte) for compte in demo["comptes"]} == {
        frozenset({"role", "organisme", "courriel", "mot_de_passe"})
    }
    assert {frozenset(decompte) for decompte in demo["decomptes"]} == {frozenset({"id", "du", "au", "parts", "pdf"})}
    for decompte in demo["decomptes"]:
        assert all(re.fullmatch(r"\d+\.\d\d", part) for part in decompte["parts"].values())
        assert {Path(pdf).read_bytes()[:5] for pdf in decompte["pdf"]} == {b"%PDF-"}
        assert len(decompte["pdf"]) == len(decompte["parts"]) + 1
    assert (tmp_path / "conseiller.sqlite3").stat().st_mode & 0o077 == 0
    with urllib.request.urlopen(f"{demo['url']}sante/pret/") as answer:
        assert answer.status == 200

    other = start_site(tmp_path, free_port())
    assert other.wait(10) == 2
    assert other.stdout.read().startswith("Le site tourne déjà à partir de ")

    assert end(site, signal.SIGTERM) == 0
    assert processes_of(tmp_path) == []

    site = start_site(tmp_path, port)
    read_until_ready(site)
    assert json.loads((tmp_path / "demo.json").read_text()) == demo
    children = [pid for pid in processes_of(tmp_path) if pid != site.pid]
    assert len(children) >= 5

    end(site, signal.SIGKILL)
    site = start_site(tmp_path, port)
    read_until_ready(site)
    assert [pid for pid in children if not wait_for_end(pid)] == []
    assert json.loads((tmp_path / "demo.json").read_text()) == demo
    assert end(site, signal.SIGINT) == 0
    assert processes_of(tmp_path) == []
    assert port_is_free(port)


def test_a_busy_port_is_said_clearly(tmp_path, start_site):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        site = start_site(tmp_path, port)
        assert site.wait(10) == 2
    assert site.stdout.read() == (
        f"Le port {port} est déjà occupé par un autre programme : choisissez-en un autre, "
        f"par exemple « make run PORT={port + 1} ».\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "huit mille", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(tmp_path, start_site, port):
    site = start_site(tmp_path, port)
    assert site.wait(10) == 2
    assert site.stdout.read() == f"PORT : un numéro entre 1 et 65535 est attendu, pas « {port} ».\n"
