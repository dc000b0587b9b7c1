"""Child processes that never outlive their parent, and the private Redis: what the scripts of this folder share."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv/bin/python")
LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Run between fork and exec: asks Linux to end the child when its parent dies, even of a kill -9."""
    if hasattr(LIBC, "prctl"):
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    errors_apart: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, out of reach of Ctrl-C; it is told to end if we are killed.

    What it writes goes to the `log`, its errors too unless they are wanted apart; without a log, where ours goes.
    """
    with open(log, "ab") if log else nullcontext() as output:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log and not errors_apart else None,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


def stop(process: subprocess.Popen[bytes], sign: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask a process to end, which lets it end its own children in peace; then force what is left of its group."""
    if process.poll() is None:
        process.send_signal(sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], name: str, seconds: float = 30) -> None:
    """Wait until `ready()`; raises RuntimeError if the process ends first or the time is over."""
    end = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise RuntimeError(f"{name} s’est arrêté au démarrage (code {process.returncode}).")
        if time.monotonic() > end:
            raise RuntimeError(f"{name} ne répond pas après {seconds:.0f} secondes.")
        time.sleep(0.03)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_free(port: int) -> bool:
    """True if we could listen on the port of 127.0.0.1; connections that a former server left behind do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start_redis(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a Redis that keeps nothing on disk, on a port of 127.0.0.1, and wait until it answers."""
    program = shutil.which("redis-server")
    if program is None:
        raise RuntimeError("redis-server est introuvable : lancez « make install ».")
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "save": "",
        "appendonly": "no",
        "dir": folder,
        "loglevel": "warning",
    }
    command = [
        program,
        *(text for name, value in options.items() for text in (f"--{name}", str(value))),
    ]
    redis = start(command, log=folder / "redis.log")
    wait_until(lambda: redis_answers(port), redis, "Redis", seconds=10)
    return redis


def redis_answers(port: int) -> bool:
    """True if a Redis says PONG on the port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7).startswith(b"+PONG")
    except OSError:
        return False
