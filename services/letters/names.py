"""Several names in one text, as people write them."""

import re
from collections.abc import Container

from language.names import name_key

_NUMBER = re.compile(r"^[\s\d.．]+(?:[)）]|(?=\D|$))|^\s*[（(]\d+[)）]")  # of a numbered list
_BETWEEN = re.compile(r"[、,，;；/／\n]+")


def parted(text: str, known: Container[str]) -> list[str]:
    """Return the names in a text, each once. Gaps part them too; but 李　强 is one where `known` has it."""
    names: list[str] = []
    for piece in filter(None, (_NUMBER.sub("", one).strip() for one in _BETWEEN.split(text))):
        names += [piece] if name_key(piece) in known else [_NUMBER.sub("", one) for one in piece.split()]
    return list(dict.fromkeys(names))
