"""Reading questions as an author types or pastes them, a line each.

1．您所在岗位的风险等级？［单选，必填］高／中／低
若1选“高”则答2
2．主要风险［问答］
分组重复：风险点
3．风险点名称［问答，必填］
分组结束
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from activities.survey.form import Condition, Form, Group, Question, Sort

MOST_QUESTIONS = 40
MOST_OPTIONS = 12
LONGEST_QUESTION = 200
LONGEST_OPTION = 60
LONGEST_GROUP = 20
ERRORS_SHOWN = 5
SORTS = "单选、多选、是否、打分1-5、数字0-100、日期、问答"

_NAMES = {
    **dict.fromkeys(("单选", "单选题", "单项选择", "选择"), Sort.SINGLE),
    **dict.fromkeys(("是否", "是非", "判断"), Sort.SINGLE),
    **dict.fromkeys(("多选", "多选题", "多项选择"), Sort.MULTIPLE),
    **dict.fromkeys(("打分", "评分", "量表", "打分题"), Sort.SCALE),
    **dict.fromkeys(("数字", "数值", "数量", "数字题"), Sort.NUMBER),
    **dict.fromkeys(("日期", "日期题"), Sort.DATE),
    **dict.fromkeys(("问答", "填空", "文本", "简答", "问答题", "填空题"), Sort.TEXT),
}
_YES_NO = ("是否", "是非", "判断")
_NUMBERED = re.compile(r"第?\s*(\d{1,2})\s*题?\s*[．.、)）:：]\s*(.*)")
_BRACKET = re.compile(
    r"[［\[【（(]\s*([^［\[【（(］\]】）)\d，,、]*?)\s*(?:(\d+)\s*[-－—–~～至到]+\s*(\d+))?"
    r"\s*(?:[，,、]?\s*必填)?\s*[］\]】）)]"
)
_OPTION = re.compile(r"[A-Za-zＡ-Ｚ][．.、)）:：]\s*.+")
_LETTER = re.compile(r"(?:^|\s+)[A-Za-zＡ-Ｚ][．.、)）:：]\s*")
_STAR = re.compile(r"[*＊]|[（(]必填[）)]")
_NEEDED = re.compile(r"[*＊]|[（(]必填[）)]|必填\s*[］\]】）)]")
_GROUP = re.compile(r"(?:分组重复|重复分组|重复填写)\s*[：:]\s*(.*)")
_GROUP_END = re.compile(r"分组结束|重复结束")
_BRANCH = re.compile(
    r"(?:若|如果|如)\s*第?(\d{1,2})题?\s*(?:选择?|为)\s*[“\"「']?(.+?)[”\"」']?\s*[，,]?\s*"
    r"则?(?:回?答|填)\s*第?([\d、,，\s至\-－第题]+)"
)
_SPAN = re.compile(r"(\d{1,2})(?:\s*[至\-－]\s*(\d{1,2}))?")


class Misread(ValueError):
    """Lines that cannot be read; str() names each and says how to mend it."""


@lru_cache(maxsize=64)
def read_form(text: str) -> Form:
    """Return the questions of a text. Raises Misread."""
    reading = _Reading(text.split("\n"))
    for number, line in enumerate(reading.text, start=1):
        reading.take(number, line.strip())
    return reading.finish()


@dataclass
class _Reading:
    text: list[str]
    questions: list[Question] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # where each question stands
    groups: list[Group] = field(default_factory=list)
    branches: list[tuple[int, int, str, str]] = field(default_factory=list)
    group: int = 0
    errors: list[str] = field(default_factory=list)

    def take(self, at: int, line: str) -> None:
        """Read one line."""
        if not line:
            return
        option, branch, group = _OPTION.fullmatch(line), _BRANCH.match(line), _GROUP.match(line)
        if option and self.questions and not _sort_in(line):
            last = self.questions[-1]
            self.questions[-1] = replace(last, options=last.options + _split(line))
        elif branch:
            self.branches.append((at, int(branch[1]), branch[2].strip(), branch[3]))
        elif group:
            self._open_group(at, group[1])
        elif _GROUP_END.match(line):
            if not self.group:
                self._wrong(at, "前面没有“分组重复：…”，请删去这一行。")
            self.group = 0
        else:
            self._question(at, line)

    def finish(self) -> Form:
        """Return what was read. Raises Misread."""
        for question, at in zip(self.questions, self.lines, strict=True):
            self._check_options(at, question)
        for branch in self.branches:
            self._branch(*branch)
        for group in self.groups:
            if not any(question.group == group.number for question in self.questions):
                self.errors.append(f"“分组重复：{group.title}”下面没有题目，请补写题目或删去这一行。")
        if not self.errors and not self.questions:
            self.errors.append("没有看到题目。每题写一行，如：1．您是否已报送？［是否］")
        if len(self.questions) > MOST_QUESTIONS:
            self.errors.append(f"共{len(self.questions)}题，最多{MOST_QUESTIONS}题，请删减。")
        if self.errors:
            more = len(self.errors) - ERRORS_SHOWN
            raise Misread(
                "\n".join(self.errors[:ERRORS_SHOWN]) + (f"\n另有{more}处，改后再看。" if more > 0 else "")
            )
        return Form(tuple(self.questions), tuple(self.groups))

    def _question(self, at: int, line: str) -> None:
        required = bool(_NEEDED.search(line))
        plain = _STAR.sub("", line).strip()
        numbered = _NUMBERED.fullmatch(plain)
        expected = len(self.questions) + 1
        if numbered and int(numbered[1]) != expected:
            self._wrong(at, f"题号写成了{numbered[1]}，这里应是{expected}。请改题号。")
        body = numbered[2] if numbered else plain
        found = _sort_in(body)
        sort = _NAMES[found[1]] if found else Sort.TEXT
        if found is None:
            self._no_sort(at, body, numbered=bool(numbered))
        text, tail = (body[: found.start()].strip(), body[found.end() :].strip()) if found else (body, "")
        if not text or len(text) > LONGEST_QUESTION:
            said = (
                f"题目最多{LONGEST_QUESTION}字，现有{len(text)}字，请删减。"
                if text
                else "题型前面没有题目文字，如：1．您是否已报送？［是否］"
            )
            self._wrong(at, said)
        options = ("是", "否") if found and found[1] in _YES_NO else _split(tail)
        low, high = (int(found[2]), int(found[3])) if found and found[2] else (None, None)
        if sort is Sort.SCALE and low is None:
            low, high = 1, 5
        self.questions.append(
            Question(expected, text, sort, options, low, high, required=required, group=self.group)
        )
        self.lines.append(at)

    def _no_sort(self, at: int, body: str, *, numbered: bool) -> None:
        bracket = _BRACKET.search(body)
        if bracket and bracket[0][0] not in "（(":
            self._wrong(at, f"题型“{bracket[0]}”不认识，可写：{SORTS}。")
        elif numbered:
            self._wrong(at, f"没有写题型，请在题目后写［单选］等，可写：{SORTS}。")
        else:
            self._wrong(at, "看不懂这一行。题目要写在一行里，如：1．您是否已报送？［是否］")

    def _check_options(self, at: int, question: Question) -> None:
        options = question.options
        if question.sort in (Sort.SINGLE, Sort.MULTIPLE):
            if not 2 <= len(options) <= MOST_OPTIONS:
                self._wrong(
                    at, f"选项要有2至{MOST_OPTIONS}个，现有{len(options)}个。请写成：［单选］高／中／低"
                )
            elif len(set(options)) < len(options):
                self._wrong(at, "有重复的选项，请删去重复的。")
            elif max(map(len, options)) > LONGEST_OPTION:
                self._wrong(at, f"一个选项最多{LONGEST_OPTION}字，请删减。")
        elif options:
            self._wrong(at, f"［{question.sort.value}］不要选项，请删去，或把题型改为［单选］。")
        low, high = question.low, question.high
        if low is not None and high is not None:
            if low >= high:
                self._wrong(at, f"“{low}-{high}”应从小到大，如：0-100。")
            elif question.sort is Sort.SCALE and high - low > 10:
                self._wrong(at, "打分最多11档，如：打分1-5、打分0-10。")

    def _open_group(self, at: int, title: str) -> None:
        name = _STAR.sub("", title).strip()
        if self.group:
            self._wrong(at, "上一组还没有写“分组结束”，请先补上。")
        if not 1 <= len(name) <= LONGEST_GROUP:
            self._wrong(at, f"请写明重复填写什么，1至{LONGEST_GROUP}字，如：分组重复：风险点")
        self.group = len(self.groups) + 1
        self.groups.append(Group(self.group, name, required=bool(_STAR.search(title))))

    def _branch(self, at: int, asks: int, option: str, targets: str) -> None:
        asking = next((question for question in self.questions if question.number == asks), None)
        if asking is None:
            self._wrong(at, f"没有第{asks}题，请核对题号。")
            return
        if option not in asking.options:
            offered = "、".join(asking.options) or "没有选项"
            self._wrong(at, f"第{asks}题没有选项“{option}”（{offered}），请核对。")
            return
        for span in _SPAN.finditer(targets):
            for number in range(int(span[1]), int(span[2] or span[1]) + 1):
                self._make_conditional(at, asking, option, number)

    def _make_conditional(self, at: int, asking: Question, option: str, number: int) -> None:
        target = next((question for question in self.questions if question.number == number), None)
        if target is None:
            self._wrong(at, f"没有第{number}题，请核对题号。")
        elif number <= asking.number:
            self._wrong(at, f"第{number}题在第{asking.number}题之前，不能由它决定。请调整顺序。")
        elif asking.group not in (0, target.group):
            self._wrong(at, f"第{asking.number}题在分组里，只能决定同一组的题。")
        elif target.when is not None:
            self._wrong(at, f"第{number}题已有一个条件，一题只能有一个。")
        else:
            self.questions[number - 1] = replace(target, when=Condition(asking.number, option))

    def _wrong(self, at: int, said: str) -> None:
        line = self.text[at - 1].strip()
        begins = line if len(line) <= 12 else f"{line[:12]}…"
        self.errors.append(f"第{at}行“{begins}”：{said}")


def _sort_in(body: str) -> re.Match[str] | None:
    """Return the last bracket that names a sort."""
    found = [match for match in _BRACKET.finditer(body) if match[1] in _NAMES]
    return found[-1] if found else None


def _split(tail: str) -> tuple[str, ...]:
    """Return the options in a line: lettered, or parted by strokes, commas or spaces."""
    if _OPTION.fullmatch(tail):
        return tuple(part.strip(" 　；;") for part in _LETTER.split(tail) if part.strip())
    for signs in ("／/|｜；;", "、，,", " 　"):
        parts = [part.strip() for part in re.split(f"[{signs}]", tail) if part.strip()]
        if len(parts) > 1:
            return tuple(parts)
    return (tail,) if tail else ()
