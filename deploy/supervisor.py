"""Keep the processes of the site alive, and end them together."""

import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.processes import ROOT, stop

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# A process that has lived this long is in good health again: its next fall is a first one.
HEALTHY_AFTER = 60.0


class VitalProcessEndedError(RuntimeError):
    """A process without which the site serves nothing has ended; the text is a French sentence."""


@dataclass
class Child:
    """One process of the site. A `vital` one ends everything with it; another is started again after a pause."""

    name: str
    launch: Callable[[], subprocess.Popen[bytes]]
    vital: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    next_start: float = 0.0

    def start(self) -> None:
        """Start it now."""
        self.process, self.started = self.launch(), time.monotonic()

    def watch(self) -> str | None:
        """Look once; returns a French sentence if something has happened. Raises VitalProcessEndedError."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.next_start:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        if self.vital:
            raise VitalProcessEndedError(f"Le processus « {self.name} » s’est arrêté (code {code}) : le site s’arrête.")
        if now - self.started > HEALTHY_AFTER:
            self.pause = FIRST_PAUSE
        pause = f"{self.pause:g}".replace(".", ",")
        sentence = f"Le processus « {self.name} » s’est arrêté (code {code}) ; il repart dans {pause} s."
        self.process, self.next_start = None, now + self.pause
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        return sentence


@dataclass
class Supervisor:
    """The children in the order in which they start; they end in the reverse order."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> None:
        """Start one more child."""
        self.children.append(child)
        child.start()

    def watch(self, until: Callable[[], bool]) -> None:
        """Keep the children alive until something is true. Raises VitalProcessEndedError."""
        while not until():
            for child in self.children:
                if sentence := child.watch():
                    self.say(sentence)
            time.sleep(0.05)

    def stop(self) -> None:
        """End all: the first one, which the others lean on, once they have finished what they were doing."""
        for child in reversed(self.children[1:]):
            if child.process is not None:
                child.process.terminate()
        for child in reversed(self.children):
            if child.process is not None:
                stop(child.process)


def read_procfile(path: Path = ROOT / "Procfile") -> dict[str, str]:
    """Name and shell command of each process, as written.

    >>> read_procfile()["web"].startswith("gunicorn ")
    True
    """
    return dict(re.findall(r"^(\w+):\s*(.+)$", path.read_text(), flags=re.MULTILINE))
