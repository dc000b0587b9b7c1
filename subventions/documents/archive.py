"""The archive of a financial year: a ZIP written while it is sent, with the list of its fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO, RawIOBase
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from subventions.selectors.archive import Entree

MORCEAU = 64 * 1024
MANIFESTE = "SHA256SUMS"
# The same files give the same bytes, whenever they are taken.
JOUR = (2020, 1, 1, 0, 0, 0)
LISEZMOI = """Archive de l’exercice {annee}, {convention}.

decomptes/      un dossier par décompte arrêté, nommé par son numéro\u00a0: documents, exemplaires signés, calcul,
                fiche pour les finances. «\u00a0remplace\u00a0» dit qu’un autre décompte l’annule.
acomptes-…/     l’appel de chaque acompte et leur fiche.
actes/          les délibérations et les conventions.
justificatifs/  ceux des dépenses, pour qui peut lire la paie.

Vérifier que rien n’a changé\u00a0:  sha256sum -c SHA256SUMS
(sous Windows\u00a0:  certutil -hashfile NOM_DU_FICHIER SHA256, puis comparer avec la ligne du fichier dans SHA256SUMS)
"""


class Flux(RawIOBase):
    """A file that only goes forward: what is written waits there until it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.attente = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, morceau: Any, /) -> int:
        self.attente += morceau
        return len(morceau)

    def take(self) -> bytes:
        """What waits, which waits no more."""
        contenu = bytes(self.attente)
        self.attente.clear()
        return contenu


def stream_archive(entrees: Iterable[Entree], *, annee: int, convention: str) -> Iterator[bytes]:
    """The bytes of the ZIP, file by file, its notice first and its list of fingerprints last."""
    flux, lignes = Flux(), []
    notice = Entree("LISEZMOI.txt", LISEZMOI.format(annee=annee, convention=convention.rstrip(".")).encode())
    with ZipFile(flux, "w") as archive:
        for entree in [notice, *entrees]:
            empreinte = sha256()
            for morceau in _copy(archive, entree):
                empreinte.update(morceau)
                yield flux.take()
            lignes.append(f"{empreinte.hexdigest()}  {entree.chemin}\n")
        for _ in _copy(archive, Entree(MANIFESTE, "".join(lignes).encode())):
            yield flux.take()
    yield flux.take()


def _copy(archive: ZipFile, entree: Entree) -> Iterator[bytes]:
    """Write a file into the archive, giving each piece of it once written; papers do not shrink, tables do."""
    fiche = ZipInfo(entree.chemin, JOUR)
    fiche.compress_type = ZIP_DEFLATED if isinstance(entree.source, bytes) else ZIP_STORED
    fiche.external_attr = 0o644 << 16
    with _open(entree) as source, archive.open(fiche, "w") as copie:
        while morceau := source.read(MORCEAU):
            copie.write(morceau)
            yield morceau


def _open(entree: Entree) -> BinaryIO:
    return BytesIO(entree.source) if isinstance(entree.source, bytes) else entree.source.open("rb")
