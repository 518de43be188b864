"""What makes a question doubtful once all are known: text that stands apart, or was torn off."""

import re
from collections.abc import Sequence
from itertools import pairwise

from language.cells import shorten
from language.papers.drafts import Draft
from language.papers.signs import shape

JUDGED = re.compile(r"(?:[(]\s*(?:[√×TF]|对|错|正确|错误)?\s*[)][。.]?|[√×])$")
ENDED = re.compile(r"[。.?:!)]$")
_OPEN = re.compile(r"[:,、;(]$")
_SHORTEST = 8  # signs of a line that may be the beginning of a stem


def mark_doubts(drafts: Sequence[Draft]) -> None:
    """Note what is wrong with questions that hold too much or too little."""
    for draft in drafts:
        if draft.loose and not draft.problem:
            draft.problem = f"题后还有一行“{shorten(draft.loose)}”，分不清是不是题里的话，请接好或者删去"
    torn: list[Draft] = []
    for before, draft in pairwise(drafts):
        if draft.after_page and not draft.whole and not JUDGED.search(shape(draft.stem_text)):
            before.problem = "在换页处断开了，请把断开的文字接好"
        elif _is_torn(before, draft, torn, first=before is drafts[0]):
            torn.append(draft)
            draft.problem = f"前面一行“{shorten(before.stem_text)}”好像没有写完，请把断开的文字接好"


def _is_torn(before: Draft, draft: Draft, torn: Sequence[Draft], *, first: bool) -> bool:
    """Tell whether a question may be the rest of the one above: a torn line, or 2. of a list in its stem."""
    stem = shape(before.stem_text)
    if before.whole or JUDGED.search(stem) or draft.section is not before.section:
        return False
    if draft.number is not None:
        return bool(_OPEN.search(stem)) or before.lists or any(before is one for one in torn)
    return not ENDED.search(stem) and not first and len(stem) > _SHORTEST
