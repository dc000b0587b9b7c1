"""A file in a form: received once, kept while the rest of the form has errors, replaced or removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils import timezone

from .calculs import TAILLE_MAX, PieceRefusee, clean_nom
from .enums import JUSTIFICATIFS
from .models import Piece
from .presentation import write_taille
from .services import GARDE, accept_piece, keep_piece

SEL = "conseiller.pieces.depot"
AIDE = "PDF ou photo (JPEG, PNG, WebP), 10\u00a0Mo au plus."


class LimitedUploadHandler(FileUploadHandler):
    """Lets bytes through to just past the limit: the form then refuses the file, and the disk is spared."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= TAILLE_MAX else None

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


@dataclass(frozen=True)
class Envoi:
    """What the browser sent back: a new file, the signed value of one received before, the box ticked to remove it."""

    fichier: UploadedFile | None = None
    jeton: str = ""
    retirer: bool = False


@dataclass(frozen=True)
class Depot:
    """What the field shows: a file just received, known by its `nom`, or the one attached before, without a name."""

    piece: Piece
    nom: str = ""
    retirer: bool = False
    porteur: int | None = None

    def sign(self) -> str:
        """The value that brings the received file back with the form of its `porteur`, for as long as it is kept."""
        return signing.dumps([self.piece.pk, self.nom, self.porteur], salt=SEL)


class PieceInput(forms.FileInput):
    """The choice of a file under the one that is already there."""

    template_name = "composants/piece.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Pictures by their types: an iPhone then turns its HEIC photos into JPEG by itself.
        super().__init__({"accept": ",".join(JUSTIFICATIFS), **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is already there; the choice is then no longer required, and described by it too."""
        contexte = super().get_context(name, None, attrs)
        if isinstance(value, Depot):
            widget = contexte["widget"]
            nom_lu = {"nom": value.nom, "taille": write_taille(value.piece.taille), "jeton": value.sign()}
            widget |= {"depot": value, **(nom_lu if value.nom else {})}
            widget["attrs"].pop("required", None)
            decrit = [widget["attrs"].get("aria-describedby"), f"{widget['attrs'].get('id', name)}_piece"]
            widget["attrs"]["aria-describedby"] = " ".join(filter(None, decrit))
        return contexte

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Envoi:
        return Envoi(files.get(name), data.get(f"{name}-depot", ""), f"{name}-retirer" in data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return self.value_from_datadict(data, files, name) == Envoi()


class PieceField(forms.FileField):
    """A PDF or a photo. Cleaned: the Piece, the one attached before when nothing changes, or None.

    In a ModelForm, declare it under the name of the foreign key to Piece. A received file is stored at once, so that it
    comes back with the form when something else is to be corrected.
    """

    widget = PieceInput
    default_error_messages = {
        "required": "Joignez un fichier, PDF ou photo.",
        "perime": "Le fichier que vous aviez joint n’est plus gardé\u00a0: choisissez-le à nouveau.",
    }
    recu: Depot | None = None
    # The key of the agent who sends the form: what one has received serves nobody else.
    porteur: int | None = None

    def __init__(
        self, *, help_text: str = "PDF ou photo (JPEG, PNG, WebP), 10\u00a0Mo au plus.", **options: Any
    ) -> None:
        super().__init__(help_text=help_text, **options)

    def clean(self, data: Any, initial: Any = None) -> Piece | None:
        """Store a new file or find again the one received before; raises ValidationError."""
        joint = _find_piece(initial)
        if self.disabled:
            return joint
        piece = self._choose(data, joint)
        if piece is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return piece

    def _choose(self, envoi: Envoi, joint: Piece | None) -> Piece | None:
        """A new file wins over the received one, which stays when the new one is refused; then comes the box."""
        self.recu = _reopen(envoi.jeton, self.porteur)
        if envoi.fichier is not None:
            self.recu = _receive(envoi.fichier, self.porteur)
        elif envoi.retirer:
            self.recu = None
            return joint if envoi.jeton else None
        elif envoi.jeton and self.recu is None:
            raise ValidationError(self.error_messages["perime"], code="perime")
        return self.recu.piece if self.recu else joint

    def bound_data(self, data: Any, initial: Any) -> Depot | None:
        """What a form that comes back shows: the received file, else the attached one with its box as it was left."""
        joint = _find_piece(initial)
        if self.disabled or self.recu is not None or joint is None:
            return self.recu or self.prepare_value(joint)
        return Depot(joint, retirer=data.retirer and not data.jeton)

    def prepare_value(self, value: Any) -> Depot | None:
        if isinstance(value, Depot):
            return value
        piece = _find_piece(value)
        return Depot(piece) if piece else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and data != Envoi()


def _find_piece(initial: Any) -> Piece | None:
    """The attached file, which a ModelForm gives by its key."""
    return initial if isinstance(initial, Piece | None) else Piece.objects.filter(pk=initial).first()


def _receive(fichier: UploadedFile, porteur: int | None) -> Depot:
    nom = clean_nom(fichier.name or "")
    try:
        return Depot(accept_piece(fichier.read(TAILLE_MAX + 1), nom), nom, porteur=porteur)
    except PieceRefusee as refus:
        raise ValidationError(str(refus), code="refus") from refus


def _reopen(jeton: str, porteur: int | None) -> Depot | None:
    """The file of a signed value; None when the value is forged, too old or somebody else's, or the file gone."""
    try:
        piece_id, nom, recu_par = signing.loads(jeton, salt=SEL, max_age=GARDE)
    except signing.BadSignature:
        return None
    if recu_par != porteur:
        return None
    piece = keep_piece(piece_id, now=timezone.now())
    return Depot(piece, nom, porteur=porteur) if piece else None
