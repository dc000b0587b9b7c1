"""The settings of the site on this machine: chosen once, kept in `var/`, read there by manage.py in other terminals."""

import os
import secrets
from pathlib import Path

from deploy.processes import ROOT, free_port

VAR = Path(os.environ.get("DOSSIER_DONNEES") or ROOT / "var").resolve()
# The caller's environment wins over what we choose, and other terminals shall see what it says.
KEPT = ("DATABASE_URL", "DEBUG", "EMAIL_URL", "PROXIES_DE_CONFIANCE", "REDIS_URL", "SECRET_KEY", "ADRESSE_PUBLIQUE")


def write_settings(port: int) -> dict[str, str]:
    """Write `var/run.env`, for our eyes only, and return what it says."""
    chosen = {
        "PORT": str(port),
        "ADRESSE_PUBLIQUE": f"http://127.0.0.1:{port}",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "SECRET_KEY": secret_key(),
        "DOSSIER_DONNEES": str(VAR),
    }
    settings = chosen | {name: os.environ[name] for name in KEPT if name in os.environ}
    write_private(VAR / "run.env", "".join(f"{name}={value}\n" for name, value in settings.items()))
    return settings


def secret_key() -> str:
    """The site's secret, drawn at the first start: sessions outlive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_suffix(".tmp")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
