"""A folder of files as one zip, with a manifest of their hashes."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MANIFEST, STAMP = "清单.txt", "留痕.txt"


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest: a line a file, its SHA-256, two spaces, its path."""
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def pack(files: Mapping[str, bytes], at: datetime, beside: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, their manifest, and what lies beside them unlisted; all dated `at`."""
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name, content in {**files, MANIFEST: manifest_of(files), **beside}.items():
            entry = ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return result.getvalue()


def stamp_file(stamp: str) -> dict[str, bytes]:
    """Return the file that says where handing out a pack was written down, none without a stamp."""
    return {STAMP: f"{stamp}\n".encode()} if stamp else {}
