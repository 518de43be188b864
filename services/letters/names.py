"""Several names in one text, as people write them."""

import re
from collections.abc import Container

from language.names import name_key

_BETWEEN = re.compile(r"[、,，;；/／\n]+")


def parted(text: str, known: Container[str]) -> list[str]:
    """Return the names in a text, each once. Gaps part them too; but 李　强 is one where `known` has it."""
    names: list[str] = []
    for piece in filter(None, map(str.strip, _BETWEEN.split(text))):
        names += [piece] if name_key(piece) in known else piece.split()
    return list(dict.fromkeys(names))
