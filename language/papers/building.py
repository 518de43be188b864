"""Makes a question of what a paper says, or says why it cannot be one."""

import re
from typing import Any

from pydantic import ValidationError

from language.answers import (
    answer_in_letters,
    check_explanation,
    choice_answer,
    find_type,
    infer_type,
    judge_answer,
    typed_answer,
)
from language.cells import one_line
from language.grid import RowRefused
from language.papers.drafts import Draft
from language.papers.enumerated import numbered_options
from language.papers.options import has_stray
from language.papers.signs import EMPTY, needs_picture, shape
from language.question import JUDGEMENTS, LETTERS, Question, QuestionType, explain

_TAG = re.compile(
    r"[(\[]\s*(单选|多选|判断|不定项|单项选择|多项选择|不定项选择|填空|简答|问答)题?\s*(?:[,、;:]?\s*\d+(?:\.\d+)?\s*分\s*)?[)\]]\s*"
)
_TYPED = re.compile(r"(单选|多选|判断|不定项|单项选择|多项选择|填空|简答)题?\s*:\s*")
_INLINE = re.compile(
    r"[(\[]\s*([A-H](?:[\s,、]*[A-H])*|[√×]|对|错|正确|错误|T|F)\s*[)\]]|_+\s*([A-H]{1,8})\s*_+"
)
_TICK = re.compile(r"([√×])\s*$|(?<=[。?!])\s*(T|F|对|错|正确|错误)[。.]?$")
_SMALL = re.compile(r"[(\[]\s*([a-h](?:[\s,、]*[a-h])*)()\s*[)\]]")
_OTHERWISE = re.compile(r"[(,;、\s]*(?:或|[A-H]\s*(?:也|亦|或))")  # A（B也可）: nobody knows which
_MIXED = re.compile(r"(?:答案|选项)\s*[应]?[是为选]?\s*:?\s*[A-H√×](?![A-Za-z类])|(?:答案|解析)\s*:")
_TWICE = re.compile(r"([√×])\s*[(]?\s*(正确|错误|对|错)(?![^\s)。.,;])[)]?")  # √ 正确
_SAME = {"正确": "√", "对": "√", "错误": "×", "错": "×"}
_HEADED = re.compile(r"[一二三四五六七八九十][、.](?:单项|单选|多项|多选|不定项|判断|填空|简答)")
_SMALL_ANSWER = re.compile(r"^[(\[]?\s*[a-h](?:[\s,、;|/]*[a-h])*(?=\s*[)\]。.]?\s*$)")
_LETTER_BEHIND = re.compile(r"(?:(?<=[?。!])|(?<=[(][)])|(?<=[(] [)]))\s*([A-H]{1,8})$")  # …是哪一项？ B
_DOTTED = re.compile(r"[A-H](?:\s*[.·&+和]\s*[A-H])+[。.]?")  # A.B.C, and nothing behind it
_LETTERED = re.compile(r"[(\[]?\s*([A-H](?:[\s,、;|/]*[A-H])*)(?![A-Za-z])\s*[)\]]?")
_JUDGED = re.compile(
    r"[(\[]?\s*(正确|错误|不正确|对|错|√|×|是|否|TRUE|FALSE|True|False|T|F|A|B)(?![A-Za-z确])\s*[)\]]?"
)
_UNSUPPORTED = (
    "论述",
    "案例",
    "材料",
    "名词解释",
    "计算",
    "辨析",
    "改错",
    "综合",
    "应用",
    "连线",
    "配对",
    "排序",
    "写作",
    "作文",
)
_SEVERAL = re.compile(r"[(]?1\s*[.、)].+[\s;,。、(]2\s*[.、)]", re.DOTALL)
_DIFFICULTY = {
    "易": "易",
    "简单": "易",
    "容易": "易",
    "中": "中",
    "中等": "中",
    "一般": "中",
    "难": "难",
    "困难": "难",
}


def build(draft: Draft) -> Question:
    """Return a paper's question. Raises RowRefused wherever another reading is possible."""
    if draft.problem:
        raise RowRefused(draft.problem)
    if any(word in draft.section.word for word in _UNSUPPORTED):
        raise RowRefused(f"暂不支持{draft.section.word}，请改为选择题、判断题、填空题或简答题")
    if needs_picture(draft.stem_text) or any(needs_picture(text) for _, text in draft.options):
        raise RowRefused("题里有图片、公式或特殊符号，在聊天里显示不出来，请改成文字")
    stem, hardness = _hardness(draft.stem_text)
    if hardness:
        draft.fields.setdefault("difficulty", hardness)
    stem, tagged = _tag(stem)
    kind = tagged or draft.section.type
    options = _options(draft)
    answer = draft.fields.get("answer", "").strip()
    if not options and (parted := numbered_options(stem, answer)):
        stem, options, answer = parted
    stem, inline = take_inline(stem, options, kind)
    if kind is QuestionType.JUDGE and not options and draft.section.letters:
        stem, inline, answer = _lettered_judgement(stem, inline, answer, draft.section.letters)
    answer = answer_in_letters(options, answer) if options else answer
    kind = kind or _inferred(options, answer or inline)
    given, rest = _given(kind, one_line(answer), options)
    inline_given = _given(kind, inline, options)[0]
    if given and inline_given and _letters(given) != _letters(inline_given):
        raise RowRefused(f"题干里的答案“{inline_given}”和后面的答案“{given}”不一致")
    given = given or inline_given
    stem = _tidy(stem, kind)
    if kind is QuestionType.JUDGE and shape(stem).strip(" .。") in _SAME:
        stem = ""  # an option of another question
    missing = [title for title, value in (("题干", stem), ("正确答案", given)) if not value]
    if missing:
        raise RowRefused(f"缺少{'、'.join(missing)}")
    if any(_MIXED.search(shape(text)) for text in (stem, *options)):
        raise RowRefused("答案或解析混在题目里，请另起一行写“答案：”“解析：”")
    if any(_HEADED.search(shape(text).replace(" ", "")) for text in (stem, *options)):
        raise RowRefused("题里混进了下一部分的标题，请把标题另起一行")
    if has_stray(stem) or any(has_stray(option) for option in options):
        raise RowRefused("选项没有分清，请每个选项单独一行，以 A. B. C. 开头")
    if draft.number and _runs_on(draft, stem, options):
        raise RowRefused("好像和下一题连在一起，请分开")
    return _question(draft, kind, stem, options, given, rest)


def _question(
    draft: Draft, kind: QuestionType, stem: str, options: tuple[str, ...], given: str, rest: str
) -> Question:
    right: tuple[int, ...] = ()
    expected: tuple[tuple[str, ...], ...] = ()
    if kind.is_typed:
        if _SEVERAL.match(shape(given)):
            raise RowRefused("答案里编了号，好像是几道题或几问的答案，请每道题下面各写一个")
        expected = typed_answer(kind, stem, _parted(stem, given) if kind is QuestionType.BLANK else given)
        options = ()
    elif kind is QuestionType.JUDGE:
        options, right = JUDGEMENTS, (judge_answer(options, given),)
    else:
        right = choice_answer(given, numbered=False)
        check_explanation(draft.fields.get("explanation", ""), "".join(LETTERS[index] for index in right))
        lone = kind is QuestionType.MULTIPLE and len(right) == 1
        if lone and "不定项" not in draft.section.word:
            raise RowRefused("多选题只写了一个正确答案，请补全；如确实只有一个，请放到不定项选择题里")
    explanation = "\n".join(part for part in (rest, draft.fields.get("explanation", "")) if part)
    more: dict[str, Any] = {
        "explanation": explanation,
        "basis": one_line(draft.fields.get("basis", "")),
        "category": one_line(draft.fields.get("category", "")),
        "difficulty": _DIFFICULTY.get(draft.fields.get("difficulty", "").strip(), ""),
    }
    if draft.section.points:
        more["points"] = float(draft.section.points)
    try:
        return Question(type=kind, stem=stem, options=options, answer=right, expected=expected, **more)
    except ValidationError as error:
        raise RowRefused(explain(error)) from error


def _hardness(stem: str) -> tuple[str, str]:
    """Take 【易】 off a stem."""
    match = re.match(r"[\[(]\s*(?:难度\s*:\s*)?(\w{1,2})\s*[)\]]\s*", shape(stem))
    if match is None or match[1] not in _DIFFICULTY:
        return stem, ""
    return stem[match.end() :], match[1]


def _tag(stem: str) -> tuple[str, QuestionType | None]:
    said = shape(stem)
    match = (
        _TAG.match(said)
        or _TYPED.match(said)
        or next((m for m in _TAG.finditer(said) if m.end() == len(said)), None)
    )
    if match is None:
        return stem, None
    return (stem[: match.start()] + stem[match.end() :]).strip(), find_type(match[1])


def _options(draft: Draft) -> tuple[str, ...]:
    ordered = sorted(draft.options)
    letters = "".join(letter for letter, _ in ordered)
    if letters != LETTERS[: len(letters)]:
        raise RowRefused(f"选项的字母不连续：{'、'.join(letter for letter, _ in draft.options)}")
    return tuple(text for _, text in ordered)


def take_inline(stem: str, options: tuple[str, ...], kind: QuestionType | None) -> tuple[str, str]:
    """Take the answer out of the stem: （B） becomes （　）. Raises RowRefused where there are several."""
    if kind is not None and kind.is_typed:
        return stem, ""
    found = list(_INLINE.finditer(shape(stem)))
    if options and not found:
        small = [match for match in _SMALL.finditer(shape(stem)) if _ascends(match[1], len(options))]
        found = small if len(small) == 1 else []
    if not options:
        found = [match for match in found if match[1] and match[1][0] in "√×对错正TF"]
        tick = _TICK.search(shape(stem))
        if tick and not found:
            return stem[: tick.start()].strip(), tick[1] or tick[2]
    elif not found and (behind := _LETTER_BEHIND.search(shape(stem))):
        return stem[: behind.start()].strip(), behind[1]
    said = {_letters(match[1] or match[2]) for match in found}
    if not said:
        return stem, ""
    if len(said) > 1:
        raise RowRefused("题干里有几处像答案，分不清哪一处是，请只留一处")
    for match in reversed(found):
        stem = f"{stem[: match.start()]}（　）{stem[match.end() :]}"
    return stem, (found[0][1] or found[0][2]).upper()


def _lettered_judgement(stem: str, inline: str, answer: str, letters: str) -> tuple[str, str, str]:
    """Put 对 and 错 for the letters where the section's heading says which is which."""
    found = list(re.finditer(r"[(]\s*([AB])\s*[)]", shape(stem)))
    if not inline and len(found) == 1:
        stem, inline = f"{stem[: found[0].start()]}（　）{stem[found[0].end() :]}", found[0][1]
    meant = dict(zip("AB", letters, strict=True))
    return stem, meant.get(shape(inline), inline), meant.get(shape(answer).strip(" ."), answer)


def _inferred(options: tuple[str, ...], answer: str) -> QuestionType:
    match = (_LETTERED if options else _JUDGED).match(shape(answer))
    if match is None and options:
        match = _JUDGED.match(shape(answer))
    if match is None:
        raise RowRefused(
            "缺少正确答案"
            if not answer
            else "看不出题型，请在前面写明：单选题、多选题、判断题、填空题或简答题"
        )
    return infer_type(options, match[1])


def _given(kind: QuestionType, answer: str, options: tuple[str, ...]) -> tuple[str, str]:
    """Return the answer alone, and what follows it, which is an explanation."""
    if kind.is_typed or not answer:
        return answer.rstrip("。；;"), ""
    said = shape(answer)
    if kind is QuestionType.JUDGE and (twice := _TWICE.match(said)):
        return (twice[2], said[twice.end() :].strip(" .。")) if twice[1] in _SAME[twice[2]] else (answer, "")
    if kind is not QuestionType.JUDGE:
        said = _SMALL_ANSWER.sub(lambda small: small[0].upper(), said)
        if _DOTTED.fullmatch(said):
            return re.sub(r"[^A-H]", "", said), ""
    match = (_JUDGED if kind is QuestionType.JUDGE else _LETTERED).match(said)
    if match is None:
        return answer, ""
    rest = answer[match.end() :].strip()
    if _OTHERWISE.match(shape(rest)):
        return answer, ""
    plain = rest.strip(" .。．、：:；;，,")
    letters = _letters(match[1])
    own = options[LETTERS.index(letters)] if letters in LETTERS[: len(options)] and len(letters) == 1 else ""
    if plain == own.strip(" .。．；;"):  # B. 一年: the letter with its option
        return match[1], ""
    if rest and rest[0] not in " .。．、：:；;，,（(—-【[":
        return answer, ""  # a word that only begins with a letter
    return match[1], plain


def _ascends(letters: str, count: int) -> bool:
    """Tell whether small letters name options: abd do, bad is a word."""
    said = [ord(letter) - ord("a") for letter in re.sub(r"[\s,、]+", "", letters)]
    return said == sorted(set(said)) and said[-1] < count


def _letters(answer: str) -> str:
    said = re.sub(r"[\s,、;|/]+", "", shape(answer)).upper()
    same = {"√": "对", "×": "错", "正确": "对", "错误": "错", "T": "对", "F": "错"}
    return same.get(said) or "".join(sorted(said))


def _tidy(stem: str, kind: QuestionType) -> str:
    stem = EMPTY.sub("（　）", stem) if kind is not QuestionType.BLANK else stem
    if kind is QuestionType.JUDGE:
        stem = re.sub(r"（　）(?=[。.]?$)|^（　）", "", stem)
    return stem.strip()


def _parted(stem: str, answer: str) -> str:
    """Write the answers of several blanks with ｜ between them, where their number leaves no doubt."""
    blanks = len(re.findall(r"[_＿]{2,}|[(（]\s*[)）]", stem))
    if blanks < 2 or re.search(r"[|｜]", answer):
        return answer
    for sign in (r"[；;]", r"[，,]", r"、", r"\s+", r"[；;，,、\s]+"):
        parts = [part for part in re.split(sign, answer) if part.strip()]
        if len(parts) == blanks:
            return "｜".join(parts)
    return answer


def _runs_on(draft: Draft, stem: str, options: tuple[str, ...]) -> bool:
    following = re.compile(rf"(?:^|[\s。；）)]){(draft.number or 0) + 1}[.、．]\s*(?=[\u4e00-\u9fff《“])")
    return any(following.search(text) for text in (stem, *options))
