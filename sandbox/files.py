"""Files that were uploaded, and the little that must be known of pictures."""

from __future__ import annotations

import mimetypes
import struct
from dataclasses import dataclass

from sandbox.errors import ApiError, IllFormedError

UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the sandbox's shelf. `width` and `height` are those of a photo, else zero."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The path that getFile tells."""
        folder = "photos" if self.kind == "photo" else "documents"
        suffix = self.name[self.name.rfind(".") :] if "." in self.name else ""
        return f"{folder}/{self.unique_id}{suffix if suffix.isascii() else ''}"


class Shelf:
    """Keep files by id and by path, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def put(self, kind: str, name: str, content: bytes) -> StoredFile:
        """Store an upload of kind `photo` or `document`; raise `IllFormedError` where Telegram refuses it."""
        if not content:
            raise IllFormedError("Bad Request: file must be non-empty")
        if len(content) > UPLOAD_LIMIT:
            raise IllFormedError("Request Entity Too Large", code=413)
        width = height = 0
        if kind == "photo":
            width, height = _check_photo(content)
        number = len(self._by_id) + 1
        letters = {"photo": "AgACSandbox", "document": "BQACSandbox"}[kind]
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        stored = StoredFile(
            f"{letters}{number:08d}", f"AQAD{number:08d}", kind, name, mime, content, width, height
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """Return a stored file or raise Telegram's answer to a file_id it does not know."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified") from None

    def at(self, path: str) -> StoredFile | None:
        """Return the file with this path, if there is one."""
        return self._by_path.get(path)


def _check_photo(content: bytes) -> tuple[int, int]:
    if len(content) > PHOTO_LIMIT:
        raise IllFormedError(f"Bad Request: file of size {len(content)} bytes is too big for a photo")
    width, height = image_size(content)
    if not width or not height:
        raise IllFormedError("Bad Request: IMAGE_PROCESS_FAILED")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise IllFormedError("Bad Request: PHOTO_INVALID_DIMENSIONS")
    return width, height


def image_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG, (0, 0) for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if not content.startswith(b"\xff\xd8"):
        return 0, 0
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        # The start-of-frame markers carry the size; C4, C8 and CC share their range with other meanings.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return 0, 0
