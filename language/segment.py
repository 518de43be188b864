"""Cutting Chinese text into words. jieba takes a second and 60 MB to load: only when first asked."""

import logging
import tempfile
from threading import Lock, Thread
from typing import Any

_lock = Lock()
_loaded: list[Any] = []


def cut(text: str) -> list[str]:
    """Return the words of a text in order; joined they are the text again."""
    return list(_tokenizer().cut(text))


def cut_finely(text: str) -> list[str]:
    """Return the words of a text, and the shorter words within long ones, as a search needs them."""
    return list(_tokenizer().cut_for_search(text))


def load() -> None:
    """Load the dictionary now, unless it is there: for a thread that nobody waits for."""
    _tokenizer()


def load_soon() -> None:
    """Load the dictionary beside whatever else goes on, so that nobody waits for it later."""
    if not _loaded:
        Thread(target=load, name="segment", daemon=True).start()


def _tokenizer() -> Any:
    with _lock:
        if not _loaded:
            _loaded.append(_load())
        return _loaded[0]


def _load() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # Its cache is executed data in a folder anybody may write to; a folder of our own lives only as long as
    # the loading does.
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    return tokenizer
