"""Install what the project needs, once: Debian packages, the virtual environment, the locked Python packages.

Usage: python3 -m deploy.install run|test

`run` brings what the site needs; `test` adds what the suite needs (PostgreSQL, Chromium, tools that read PDFs).
Standard library only: it runs before anything is installed. Done once, it costs a few hundredths of a second.
"""

import ctypes
import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
LOCKS = {"run": ROOT / "requirements/base.txt", "test": ROOT / "requirements/dev.txt"}


def has_library(name: str) -> bool:
    """True if the dynamic linker finds the shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_command(*names: str) -> bool:
    """True if one of the programs is on the path."""
    return any(map(shutil.which, names))


def missing_packages(target: str) -> list[str]:
    """Debian packages that are missing, judged by what they bring, so that other systems can satisfy them too."""
    present = {
        "libpango-1.0-0": has_library("libpango-1.0.so.0"),
        "libpangoft2-1.0-0": has_library("libpangoft2-1.0.so.0"),
        "libharfbuzz-subset0": has_library("libharfbuzz-subset.so.0"),
        "redis-server": has_command("redis-server"),
    }
    if target == "test":
        present |= {
            "postgresql": bool(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or has_command("initdb"),
            "chromium": has_command("chromium", "chromium-browser", "google-chrome"),
            "fonts-dejavu-core": bool(glob.glob("/usr/share/fonts/**/*.[ot]tf", recursive=True)),
            "poppler-utils": has_command("pdftotext"),
            "qpdf": has_command("qpdf"),
        }
    return [package for package, is_here in present.items() if not is_here]


def install_system(target: str) -> None:
    """Install the missing Debian packages as root; as anyone else, say what to install and stop."""
    packages = missing_packages(target)
    if not packages:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        refuse(
            f"Il manque des paquets du système : {' '.join(packages)}. Installez-les, puis relancez : "
            f"apt-get install --no-install-recommends {' '.join(packages)}"
        )
    say(f"Installation des paquets du système : {' '.join(packages)}")
    # Runlevel 1 keeps the packages from starting services of their own: ours run on private ports.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    apt = ["apt-get", "-qq", "-o", "Acquire::Retries=3", "-o", "Dpkg::Use-Pty=0"]
    call([*apt, "update"], env=environment)
    call([*apt, "install", "-y", "--no-install-recommends", *packages], env=environment)


def install_python(target: str) -> None:
    """Create the virtual environment and bring it to the locked packages; nothing to do if it holds them already."""
    if STAMP.exists() and STAMP.read_text().startswith("test"):
        target = "test"  # never take the tools away from someone who has them
    wanted = f"{target} {fingerprint(LOCKS[target])}\n"
    python = VENV / "bin/python"
    if STAMP.exists() and STAMP.read_text() == wanted and python.exists():
        return
    say("Installation des paquets Python…")
    STAMP.unlink(missing_ok=True)
    call([sys.executable, "-m", "venv", *([] if usable(python) else ["--clear"]), str(VENV)])
    hashed = ["--quiet", "--require-hashes"]
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", *hashed]
    call([*pip, "-r", str(ROOT / "requirements/uv.txt")])
    uv = [str(VENV / "bin/uv"), "pip", "sync", "--compile-bytecode", *hashed, "--python", str(python)]
    call([*uv, str(LOCKS[target])])
    STAMP.write_text(wanted)


def fingerprint(lock: Path) -> str:
    """Names the state wanted: the locked packages, the interpreter and the place (a moved environment is broken)."""
    seen = hashlib.sha256(lock.read_bytes() + (ROOT / "requirements/uv.txt").read_bytes())
    seen.update(f"{sys.version} {VENV}".encode())
    return seen.hexdigest()


def usable(python: Path) -> bool:
    """True if the environment's interpreter starts, is the running version and has pip."""
    code = "import sys, pip; print(sys.version)"
    try:
        answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == sys.version.strip()


def call(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run a command in silence; if it fails, show what it wrote and stop: the fault is ours."""
    done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        say(f"{done.stdout}{done.stderr}\nÉchec ({done.returncode}) : {' '.join(command)}")
        sys.exit(1)


def refuse(sentence: str) -> NoReturn:
    """Say what is to be done first, and stop."""
    say(sentence)
    sys.exit(2)


def say(sentence: str) -> None:
    """Tell the person who waits."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        refuse("Usage : python3 -m deploy.install run|test")
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs on whatever python3 is)
        refuse(f"Il faut Python 3.11 ou plus récent ; celui-ci est le {sys.version.split()[0]}.")
    install_system(sys.argv[1])
    install_python(sys.argv[1])
