"""A file that goes with what is asked: which ones are taken."""

import hashlib
from pathlib import PurePath

from pydantic import BaseModel, ConfigDict

from language.grid import Unreadable
from language.passed_on import SORTS, check_passed_on

MEGABYTES = 20  # what a bot can fetch of what people send it
WANTED = f"PDF、Word（docx）、Excel（xlsx）、图片（png、jpg），不超过{MEGABYTES} MB"
LONGEST_NAME = 60

# What each sort of file begins with.
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}


class UnfitFile(ValueError):
    """A file that is not taken; str() is a plain sentence for the person."""


class Attachment(BaseModel):
    """A file by its name and the digest it is kept under; its bytes are elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    name: str


def attachment_of(name: str, content: bytes) -> Attachment:
    """Return what to keep a file by. Raises UnfitFile for one of another sort, empty, too large or unsafe."""
    name = "".join(sign for sign in name if sign.isprintable()).strip()
    suffix = PurePath(name).suffix
    if not content:
        raise UnfitFile("这个文件是空的，没有接收。请核对后重新发送。")
    if len(content) > MEGABYTES * 1024 * 1024:
        raise UnfitFile(too_big())
    begins = _BEGINNINGS.get(suffix.lower())
    if begins is None:
        raise UnfitFile(f"没有接收：附件只能是{WANTED}。")
    if not content.startswith(begins):
        raise UnfitFile(f"没有接收：文件内容与扩展名“{suffix}”不符，可能已损坏或加密。请核对后重新发送。")
    if suffix.lower() in SORTS:
        try:
            check_passed_on(content, suffix.lower())
        except Unreadable as unreadable:
            raise UnfitFile(f"没有接收：文件{unreadable}") from unreadable
    stem = name.removesuffix(suffix)
    return Attachment(
        digest=hashlib.sha256(content).hexdigest(), name=(stem[:LONGEST_NAME] or "附件") + suffix.lower()
    )


def too_big() -> str:
    """Return the sentence for a file that is not even fetched."""
    return f"文件超过{MEGABYTES} MB，没有接收。请压缩或拆分后重新发送。"
