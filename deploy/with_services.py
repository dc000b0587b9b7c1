"""Run one command with a real PostgreSQL and a real Redis of its own, on private ports, in a folder that goes away.

Usage: python3 -m deploy.with_services COMMAND…

As root the database runs as the `postgres` user, otherwise as the caller. The command finds everything in its
environment; its exit code is ours. Nothing survives, even if this script is killed.
"""

import glob
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from deploy.processes import die_with_parent, free_port, start, start_redis, stop, wait_until

# Data may be lost when the machine stops: it lives as long as the command.
POSTGRES_OPTIONS: dict[str, object] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": 200,
}


def postgres_program(name: str) -> str:
    """Path of one of PostgreSQL's own programs, which Debian keeps off the path; the newest version wins."""
    found = sorted(
        glob.glob(f"/usr/lib/postgresql/*/bin/{name}"),
        key=lambda path: int(path.split("/")[4]),
    )
    program = found[-1] if found else shutil.which(name)
    if program is None:
        raise RuntimeError("PostgreSQL est introuvable : lancez « make install ».")
    return program


def as_postgres() -> list[str]:
    """What to put before a command so that it runs as `postgres` when we are root, which PostgreSQL refuses to be.

    In a root folder that is closed to others (some containers), the right to pass is handed down as a capability.
    """
    if os.geteuid() != 0:
        return []
    prefix = [
        "setpriv",
        "--reuid=postgres",
        "--regid=postgres",
        "--clear-groups",
        "--pdeathsig=QUIT",
    ]
    if not os.stat("/").st_mode & stat.S_IXOTH:
        prefix += ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return prefix


def start_postgres(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Create a database cluster in `folder` and start it on a port of 127.0.0.1."""
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, log = folder / "data", folder.parent / "postgres.log"
    options = ["-U", "conseiller", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    initdb = start([*as_postgres(), postgres_program("initdb"), "-D", data, *options], log=log)
    if initdb.wait(60) != 0:
        raise RuntimeError(f"initdb a échoué : {log.read_text()}")
    settings = POSTGRES_OPTIONS | {"port": port, "unix_socket_directories": folder}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    server = start([*as_postgres(), postgres_program("postgres"), "-D", data, *flags], log=log)
    ready = [postgres_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    wait_until(lambda: subprocess.run(ready).returncode == 0, server, "PostgreSQL")
    return server


def environment(folder: Path, postgres_port: int, redis_port: int) -> dict[str, str]:
    """All that the settings read, so that neither the caller's variables nor `.env` reach the command."""
    return os.environ | {
        "DATABASE_URL": f"postgres://conseiller@127.0.0.1:{postgres_port}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "SECRET_KEY": "only-for-tests-" * 4,
        "ADRESSE_PUBLIQUE": "http://127.0.0.1:8000",
        "PORT": "8000",
        "EMAIL_URL": "consolemail://",
        "PROXIES_DE_CONFIANCE": "",
        "DEBUG": "0",
        "DOSSIER_DONNEES": str(folder),
        "PYTEST_DEBUG_TEMPROOT": str(folder),
    }


def run(command: list[str]) -> int:
    """Start both, run the command, stop both; returns the command's exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="conseiller-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o711)
        postgres_port, redis_port = free_port(), free_port()
        stack.callback(stop, start_redis(folder, redis_port))
        stack.callback(stop, start_postgres(folder / "postgres", postgres_port), signal.SIGQUIT)
        variables = environment(folder, postgres_port, redis_port)
        process = subprocess.Popen(command, env=variables, preexec_fn=die_with_parent)
        # Ctrl-C reaches the command by itself, a SIGTERM reaches only us; we wait for its answer.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage : python3 -m deploy.with_services COMMANDE…")
    try:
        sys.exit(run(sys.argv[1:]))
    except RuntimeError as error:
        sys.exit(str(error))
