"""What a proofreader of an office would strike out, as a list of findings."""

import re

_CHINESE = r"[\u4e00-\u9fff，。、；：？！（）《》“”]"
_HALF_WIDTH = r"[,.;:!?()\[\]\"'<>]"

_SLIPS = {
    "half-width punctuation": re.compile(rf"{_CHINESE}{_HALF_WIDTH}|{_HALF_WIDTH}{_CHINESE}"),
    "space inside Chinese": re.compile(rf"{_CHINESE}[ \t]+|[ \t]+{_CHINESE}"),
    "doubled punctuation": re.compile(r"[，。、；：？！]{2,}|。”。"),
    "straight quote": re.compile(r"[\"']"),
    "padded month or day": re.compile(r"(?<!\d)0\d[月日]"),
    "markup": re.compile(r"[<>&*#`]|^\s*[-•]", re.MULTILINE),
    "invisible character": re.compile(r"[\u200b-\u200f\ufeff\u00a0]"),
}


def slips(text: str) -> list[str]:
    """Return one line for every slip; empty for a clean text."""
    found = [f"{what}: …{m.group()}…" for what, pattern in _SLIPS.items() for m in pattern.finditer(text)]
    for opening, closing in ("“”", "《》", "（）"):
        if text.count(opening) != text.count(closing):
            found.append(f"unbalanced {opening}{closing}")
    return found
