"""Moodle's GIFT: ::name:: stem {=right ~wrong #remark}."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from language.grid import RowRefused
from language.question import JUDGEMENTS, Question, QuestionType, explain

_LOOKS = re.compile(r"(?<!\\)\{\s*(?:[=~#]|TRUE\b|FALSE\b|T\b|F\b|\})", re.IGNORECASE)
_TITLE = re.compile(r"::(?:\\.|[^:])*::", re.DOTALL)
_FORMAT = re.compile(r"\[(?:html|plain|markdown|moodle)\]")
_PIECE = re.compile(r"(?<!\\)([=~])((?:\\.|[^=~\\])*)", re.DOTALL)
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_JUDGED = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?:#|$)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|br|b|i|u|em|strong|span|div|font)\b[^<>]*>", re.IGNORECASE)
_SHOWN = re.compile(
    r"<\s*(?:img|table|video|audio|sub|sup|math|svg|object|iframe)\b|\$\$|\\\(", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")


@dataclass(frozen=True)
class Piece:
    """The text of one question, and the line it begins in."""

    line: int
    text: str
    category: str


def is_gift(text: str) -> bool:
    """Tell whether a text is written in GIFT."""
    return bool(_LOOKS.search(text))


def pieces(text: str) -> Iterator[Piece]:
    """Part a text at its empty lines, comments left out."""
    category, begun, block = "", 0, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            continue
        if bare.startswith("$CATEGORY:"):
            category = bare.partition(":")[2].strip().rsplit("/", 1)[-1]
        elif bare:
            begun = begun if block else number
            block.append(line)
        elif block and _open(block):
            block.append("")  # an empty line between braces parts nothing
        elif block:
            yield Piece(begun, "\n".join(block), category)
            block = []
    if block:
        yield Piece(begun, "\n".join(block), category)


def _open(block: list[str]) -> bool:
    said = re.sub(r"\\.", "", "\n".join(block))
    return said.count("{") > said.count("}")


def build_gift(piece: Piece) -> Question:
    """Return the question of a piece. Raises RowRefused for what cannot be asked here."""
    text = _FORMAT.sub("", _TITLE.sub("", piece.text, count=1))
    if _SHOWN.search(text):
        raise RowRefused("题里有图片、表格或公式，在聊天里显示不出来，请改成文字")
    braces = re.search(r"(?<!\\)\{((?:\\.|[^{}\\])*)\}", text, re.DOTALL)
    if braces is None:
        raise RowRefused("缺少花括号里的答案")
    before, after, inside = text[: braces.start()], text[braces.end() :], braces[1]
    if re.search(r"(?<!\\)[{}]", after):
        raise RowRefused("一道题里有几组花括号，请分成几道题")
    inside, _, remark = inside.partition("####")
    parts: dict[str, object]
    judged = _JUDGED.match(inside)
    found = [] if judged else _PIECE.findall(inside)
    if judged:
        right = judged[1].upper().startswith("T")
        parts = {"type": QuestionType.JUDGE, "options": JUDGEMENTS, "answer": (0 if right else 1,)}
    elif inside.strip().startswith("#") or "->" in inside or not found:
        raise RowRefused("暂不支持这种题（数值题、配对题或无答案的题），请改为选择题、判断题或填空题")
    elif all(sign == "=" for sign, _ in found):
        wordings = tuple(_plain(said) for _, said in found)
        parts = {"type": QuestionType.BLANK, "expected": (wordings,)}
    else:
        parts = _choice(found)
    blank = "____" if parts["type"] is QuestionType.BLANK or after.strip() else ""
    if blank and parts["type"] is not QuestionType.BLANK:
        blank = "（　）"
    try:
        return Question.model_validate(
            {
                **parts,
                "stem": _plain(f"{before.strip()}{blank}{after.strip()}"),
                "explanation": _plain(remark),
                "category": piece.category[:50],
            }
        )
    except ValidationError as error:
        raise RowRefused(explain(error)) from error


def _choice(found: list[tuple[str, str]]) -> dict[str, object]:
    options, right = [], []
    weighted = any(sign == "~" and _WEIGHT.match(said) for sign, said in found)
    for place, (sign, said) in enumerate(found):
        weight = _WEIGHT.match(said)
        share = float(weight[1]) if weight else 100.0 if sign == "=" else 0.0
        options.append(_plain(said[weight.end() :] if weight else said))
        if share > 0:
            right.append(place)
    if not right:
        raise RowRefused("没有标出正确答案")
    several = len(right) > 1 or (weighted and not any(sign == "=" for sign, _ in found))
    if several and len(right) == 1:
        raise RowRefused("多选题只写了一个正确答案，请补全")
    kind = QuestionType.MULTIPLE if several else QuestionType.SINGLE
    return {"type": kind, "options": tuple(options), "answer": tuple(right)}


def _plain(said: str) -> str:
    """Return a text without the remark behind #, its escapes taken back."""
    said = re.split(r"(?<!\\)#", said, maxsplit=1)[0]
    joined = " ".join(line.strip() for line in html.unescape(_TAG.sub("", said)).split("\n"))
    return _ESCAPED.sub(lambda match: " " if match[1] == "n" else match[1], joined).strip()
