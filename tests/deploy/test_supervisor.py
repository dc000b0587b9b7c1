"""The supervisor: what it starts again, what it gives up for."""

import time

import pytest

from deploy.processes import start
from deploy.supervisor import Child, Supervisor, VitalProcessEndedError

pytestmark = pytest.mark.processus


def shell(script: str):
    return lambda: start(["sh", "-c", script])


def test_a_fallen_process_is_started_again_after_a_growing_pause():
    said = []
    supervisor = Supervisor(said.append)
    supervisor.add(Child("worker", shell("exit 3"), pause=0.1))
    supervisor.watch(until=lambda: len(said) == 3)
    supervisor.stop()
    assert said[0] == "Le processus « worker » s’est arrêté (code 3) ; il repart dans 0,1 s."
    assert supervisor.children[0].pause == 0.8


def test_a_process_that_has_lived_long_starts_anew_with_the_shortest_pause():
    child = Child("worker", shell("exit 0"), pause=16)
    child.start()
    child.started -= 120
    child.process.wait()
    assert child.watch() == "Le processus « worker » s’est arrêté (code 0) ; il repart dans 1 s."
    assert child.pause == 2


def test_the_end_of_a_vital_process_ends_the_watch():
    supervisor = Supervisor(lambda sentence: None)
    supervisor.add(Child("web", shell("exit 4"), vital=True))
    with pytest.raises(VitalProcessEndedError, match=r"« web » s’est arrêté \(code 4\) : le site s’arrête"):
        supervisor.watch(until=lambda: False)


def test_stop_ends_all_of_them_the_first_one_last(tmp_path):
    order = tmp_path / "order"
    supervisor = Supervisor(lambda sentence: None)
    for name in ("redis", "web", "worker"):
        script = f"trap 'echo {name} >> {order}; exit 0' TERM; touch {tmp_path}/{name}; while true; do sleep 0.05; done"
        supervisor.add(Child(name, shell(script)))
    supervisor.watch(until=lambda: all((tmp_path / name).exists() for name in ("redis", "web", "worker")))
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 5
    assert sorted(order.read_text().split()[:2]) == ["web", "worker"]
    assert order.read_text().split()[2] == "redis"
