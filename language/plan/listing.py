"""Parts what one verb asks for at once: 民主生活会、组织生活会、谈心谈话等制度."""

import re
from typing import Final

from language.plan.outline import split
from language.plan.people import are_people
from language.plan.words import MATTER, THING

_MADE: Final = re.compile(r"(?:[会赛展课片讲班书稿]|征集|评选|测试|活动)[”》]?$")
_JOINT: Final = re.compile(r"、|以及|及|和|与")
_FRAMED: Final = re.compile(r"等(?:方面|事项|情况|重点|行业|领域|环节|问题|要求|内容)")
_SUFFIX: Final = re.compile(r"等(?:制度|活动|工作)?$")
_SHARED: Final = re.compile(
    r"^(?P<one>[^的]{4,}?(?:工作|事项|任务|项目))(?:及|和|以及)(?P<other>[^的]{4,}?(?:工作|事项|任务|项目))的(?P<thing>\S{2,6})$"
)


def listed(what: str) -> list[str]:
    """Return the things of a list, the whole where its pieces are not things of their own."""
    pieces, start = [], 0
    for joint in _JOINT.finditer(what):
        if not _within(what, joint.start()) and not _FRAMED.search(what, joint.end()):
            piece = what[start : joint.start()]
            if _is_a_thing(piece):
                pieces.append(piece)
                start = joint.end()
    if not pieces:
        return shared(what)
    return [_SUFFIX.sub("", piece).strip("、") for piece in (*pieces, what[start:])]


def each_of(what: str) -> list[str]:
    """Part a list of which a number is said for each (书画展、家书征集、知识竞赛各1次)."""
    pieces = [piece for piece in split(what, "、") if piece]
    if len(pieces) == 1:
        pieces = re.split(
            r"(?<=[\u4e00-\u9fff]{3})(?:以及|及|和|与)(?=[\u4e00-\u9fff“]{3})", what, maxsplit=1
        )
    if len(pieces) < 2 or any(len(piece) < 3 for piece in pieces) or are_people(pieces[0]):
        return [what]
    return pieces if all(_is_a_thing(piece) or _MADE.search(piece) for piece in pieces) else [what]


def shared(what: str) -> list[str]:
    """Part 重点工作及交办事项的督导检查, where two matters share what is done about them."""
    found = _SHARED.match(what)
    return [f"{found[name]}的{found['thing']}" for name in ("one", "other")] if found else [what]


def pairs(before: str) -> list[str]:
    """Return who signs with whom: 主要领导与分管领导、分管领导与处室负责人."""
    found = [piece for piece in split(before, "、") if re.search(r".[与和同].", piece)]
    return found if len(found) > 1 else []


def _is_a_thing(piece: str) -> bool:
    if (len(piece) < 4 and not piece.endswith("会")) or piece.endswith(("责任", "责任”")):
        return False
    bare = re.sub(r"[”》]?(?:活动)?[”》]?$", "", piece)
    ends = any(found.end() >= len(bare) for found in THING.finditer(piece))
    return ends or any(found[0] == "教育" and found.end() == len(bare) for found in MATTER.finditer(piece))


def _within(text: str, place: int) -> bool:
    before = text[:place]
    return any(before.count(a) > before.count(b) for a, b in ("“”", "《》", "（）"))
