"""The number of a paper or of a case in another system, told from a text that says what stands there."""

import re
from unicodedata import normalize

LONGEST = 40
MOST_HANZI = 12  # 江州市应急管理局安委办〔2026〕12号 is about the longest

# Figures, letters, signs, and the few words of an office's own numbering; without a figure it is no number.
_REFERENCE = re.compile(r"(?=.*\d)[0-9A-Za-z〔〕\[\]()（）.\-—_/#\u4e00-\u9fff]+")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


def read_reference(text: str) -> str | None:
    """Return a paper's number as typed, without gaps; None where it is none."""
    reference = "".join(normalize("NFKC", text).split())
    fits = _REFERENCE.fullmatch(reference) and len(reference) <= LONGEST
    return reference if fits and len(_HANZI.findall(reference)) <= MOST_HANZI else None
