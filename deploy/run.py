"""Run the whole site on this machine, with example data: what `make run` does once everything is installed.

Usage: PORT=8000 python3 -m deploy.run

Web server, worker, beat and a private Redis are the processes of production, smaller. All that they write is in `var/`.
A second start finds everything and repeats nothing. Ctrl-C or SIGTERM ends everything; so does a kill -9.
"""

import fcntl
import hashlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from deploy.processes import PYTHON, ROOT, port_is_free, start, start_redis, stop
from deploy.run_settings import VAR, write_private, write_settings
from deploy.supervisor import Child, Supervisor, read_procfile

LOGS = VAR / "journaux"
DEMO = VAR / "demo.json"
# What a killed supervisor's children may need to finish and to free the port.
SECONDS_TO_FREE = 15


class RefusedError(Exception):
    """The site cannot start; the text is a French sentence that says why and what to do."""


class Site:
    """The running site: its settings, its processes and how they are started."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.environment = os.environ | write_settings(port)
        self.environment["PATH"] = f"{Path(PYTHON).parent}:{os.environ['PATH']}"
        self.supervisor = Supervisor(say)

    def launch(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a process that writes to its own log."""
        return start(command, environment=self.environment, log=LOGS / f"{name}.log")

    def manage(self, *commands: list[str]) -> list[str]:
        """Run commands of manage.py at the same time; returns what each has printed. Raises RuntimeError."""
        outputs = [LOGS / f"{command[0]}-{rank}.out" for rank, command in enumerate(commands)]
        processes = [
            start([PYTHON, "manage.py", *command], environment=self.environment, log=output, errors_apart=True)
            for command, output in zip(commands, outputs, strict=True)
        ]
        try:
            self.supervisor.watch(until=lambda: all(process.poll() is not None for process in processes))
        finally:
            for process in processes:
                stop(process)
        for command, process in zip(commands, processes, strict=True):
            if process.returncode != 0:
                raise RuntimeError(f"« manage.py {' '.join(command)} » a échoué (code {process.returncode}).")
        return [output.read_text() for output in outputs]

    def start_redis(self) -> None:
        """Start the private Redis, unless the caller's environment names another."""
        if "REDIS_URL" not in os.environ:
            port = int(self.environment["REDIS_URL"].split(":")[2].split("/")[0])
            self.supervisor.add(Child("redis", partial(start_redis, LOGS, port)))

    def start_processes(self) -> None:
        """Start what the Procfile names; the site cannot do without its web server."""
        for name, command in read_procfile().items():
            self.supervisor.add(Child(name, partial(self.launch, name, "sh", "-c", f"exec {command}"), name == "web"))

    def prepare(self) -> Any:
        """Bring the database and the static files up to date and load the example; returns what there is to show."""
        stamp, wanted = VAR / "static.empreinte", static_fingerprint()
        first = [["migrate", "--verbosity", "0"]]
        if not stamp.exists() or stamp.read_text() != wanted:
            first.append(["collectstatic", "--no-input", "--clear", "--verbosity", "0"])
        self.manage(*first)
        stamp.write_text(wanted)
        exemple, _ = self.manage(["charger_exemple"], ["createcachetable"])
        return json.loads(exemple)

    def is_served(self) -> bool:
        """True once the site says that it is alive."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/sante/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait_until_served(self, seconds: float = 60) -> None:
        """Watch the processes until the site answers. Raises RuntimeError."""
        end = time.monotonic() + seconds
        self.supervisor.watch(until=lambda: self.is_served() or time.monotonic() > end)
        if not self.is_served():
            raise RuntimeError(f"Le site ne répond pas après {seconds:.0f} secondes.")

    def ask_statements(self, exemple: Any) -> list[dict[str, Any]]:
        """Have the example's statements computed and rendered by the workers, or find them done."""
        periods = exemple["decomptes"]
        command = ["decompte", str(exemple["convention"]), "--attendre"]
        answers = self.manage(*([*command, "--du", period["du"], "--au", period["au"]] for period in periods))
        return [describe(period, json.loads(answer)) for period, answer in zip(periods, answers, strict=True)]


def describe(period: dict[str, str], answer: dict[str, Any]) -> dict[str, Any]:
    """One statement as `demo.json` shows it."""
    return {"id": answer["id"], **period, "parts": answer["parts"], "pdf": answer["pdf"]}


def main() -> int:
    """Start everything and serve until a signal; returns the exit code."""
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    # The database and the PDFs are nobody else's on a shared machine.
    os.umask(0o077)
    try:
        with ExitStack() as stack:
            serve(read_port(os.environ.get("PORT", "")), stack)
    except RefusedError as refusal:
        say(str(refusal))
        return 2
    except (RuntimeError, OSError) as failure:
        say(f"{failure}\nLes journaux sont dans {LOGS}.")
        return 1
    except KeyboardInterrupt:
        say("\nLe site est arrêté.")
    return 0


def serve(port: int, stack: ExitStack) -> None:
    """Prepare, start, tell where things are, watch. Ends by KeyboardInterrupt, at a signal, or by RuntimeError."""
    VAR.mkdir(parents=True, exist_ok=True)
    take_place(port, stack)
    begin_logs()
    site = Site(port)
    stack.callback(site.supervisor.stop)
    say("Préparation du site…")
    site.start_redis()
    exemple = site.prepare()
    site.start_processes()
    site.wait_until_served()
    say("Calcul et impression des décomptes d’exemple…")
    demo = {
        "url": site.environment["ADRESSE_PUBLIQUE"] + "/",
        "comptes": exemple["comptes"],
        "decomptes": site.ask_statements(exemple),
    }
    write_private(DEMO, json.dumps(demo, ensure_ascii=False, indent=2) + "\n")
    present(demo)
    site.supervisor.watch(until=lambda: False)


def take_place(port: int, stack: ExitStack) -> None:
    """Make sure that we are alone in `var/` and on the port. Raises RefusedError."""
    lock = stack.enter_context((VAR / "run.lock").open("a+"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise RefusedError(f"Le site tourne déjà à partir de {VAR} : arrêtez-le d’abord (Ctrl-C).") from error
    lock.seek(0)
    # The mark is left only by a supervisor that was killed: its children are about to free the port.
    end = time.monotonic() + (SECONDS_TO_FREE if lock.read() else 0)
    while not port_is_free(port):
        if time.monotonic() > end:
            raise RefusedError(
                f"Le port {port} est déjà occupé par un autre programme : choisissez-en un autre, "
                f"par exemple « make run PORT={port + 1 if port < 65535 else 8000} »."
            )
        time.sleep(0.2)
    lock.write("en marche\n")
    lock.flush()
    stack.callback(lock.truncate, 0)


def begin_logs() -> None:
    """Start with empty logs, and keep those of the last time beside them."""
    former = VAR / "journaux.precedents"
    shutil.rmtree(former, ignore_errors=True)
    if LOGS.exists():
        LOGS.rename(former)
    LOGS.mkdir()


def read_port(text: str) -> int:
    """The port to serve on, 8000 if nothing is said. Raises RefusedError.

    >>> read_port(" 8123"), read_port("")
    (8123, 8000)
    """
    if not text.strip():
        return 8000
    if not text.strip().isdecimal() or not 1 <= int(text) <= 65535:
        raise RefusedError(f"PORT : un numéro entre 1 et 65535 est attendu, pas « {text} ».")
    return int(text)


def static_fingerprint() -> str:
    """Changes with the static files of the project and with the locked packages, which bring the others."""
    seen = hashlib.sha256((ROOT / "requirements/base.txt").read_bytes())
    seen.update((ROOT / "conseiller/settings.py").read_bytes())
    for path in sorted(ROOT.glob("static/**/*")) + sorted(ROOT.glob("*/static/**/*")):
        if path.is_file():
            seen.update(str(path).encode() + path.read_bytes())
    return seen.hexdigest()


def present(demo: dict[str, Any]) -> None:
    """Tell the person who waits where everything is."""
    say(f"\nLe site est prêt : {demo['url']}\n\nComptes d’exemple (fictifs) :")
    for compte in demo["comptes"]:
        say(f"  {compte['courriel']:<40} {compte['mot_de_passe']:<28} {compte['role']}, {compte['organisme']}")
    for decompte in demo["decomptes"]:
        say(f"\nDécompte du {in_french(decompte['du'])} au {in_french(decompte['au'])} :")
        for pdf in decompte["pdf"]:
            say(f"  {pdf}")
    say(f"\nTout cela est aussi dans {DEMO}. Journaux : {LOGS}. Ctrl-C pour arrêter.")


def in_french(day: str) -> str:
    """A day as people write it here.

    >>> in_french("2021-07-01")
    '01/07/2021'
    """
    return "/".join(reversed(day.split("-")))


def interrupt(*_: object) -> None:
    """A first signal ends the site; more of them change nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def say(sentence: str) -> None:
    """Tell the person who waits."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
