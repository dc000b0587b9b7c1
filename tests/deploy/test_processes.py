"""Child processes: none outlives what started it."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from deploy.processes import ROOT, port_is_free, start, stop, wait_until


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_end(pid: int, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_alive(pid)


@pytest.mark.processus
def test_a_child_ends_when_its_parent_is_killed():
    code = (
        "import time; from deploy.processes import start; print(start(['sleep', '60']).pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    assert wait_for_end(child)


@pytest.mark.processus
def test_stop_ends_what_the_process_has_started_too(tmp_path):
    log = tmp_path / "log"
    process = start(["sh", "-c", "sleep 60 & echo $!; wait"], log=log)
    wait_until(lambda: log.read_text().endswith("\n"), process, "sh")
    grandchild = int(log.read_text())
    stop(process)
    assert process.returncode == -signal.SIGTERM
    assert wait_for_end(grandchild)


@pytest.mark.processus
def test_stop_forces_a_process_that_does_not_listen(tmp_path):
    log = tmp_path / "log"
    process = start(["sh", "-c", "trap '' TERM; echo; while true; do sleep 0.1; done"], log=log)
    wait_until(lambda: log.read_text() == "\n", process, "sh")
    stop(process, seconds=0.3)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.processus
def test_a_process_that_ends_at_its_start_is_said_at_once():
    process = start(["sh", "-c", "exit 3"])
    with pytest.raises(RuntimeError, match=r"^Essai s’est arrêté au démarrage \(code 3\)\.$"):
        wait_until(lambda: False, process, "Essai")


def test_a_port_is_busy_while_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not port_is_free(port)
    assert port_is_free(port)


def test_the_locks_name_no_host_and_hash_every_package():
    for lock in sorted(ROOT.glob("requirements/*.txt")):
        lines = lock.read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith("-")] == []
        packages = [rank for rank, line in enumerate(lines) if line and line[0] not in " #"]
        assert [lines[rank] for rank in packages if not lines[rank + 1].startswith("    --hash=sha256:")] == []
    assert os.access(ROOT / ".ci/run", os.X_OK)
