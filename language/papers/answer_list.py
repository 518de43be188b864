"""The list of answers at the end of a paper or of a section, and which question each belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from language.papers.drafts import Draft, Section
from language.papers.lines import Line, heading_type, label_of
from language.papers.signs import shape
from language.question import QuestionType

_TITLE = re.compile(
    r"(?:.{0,30}(?:[\s》]|题|试卷|测试|练习|题库))?(?:附件?\d?\s*[:：]?\s*)?(?:参考|标准|正确)?答案(?:[及与和].{1,8}|表|部分|一览)?\s*:?"
)
_SIGN = r"(?:[A-H]|[√×]|正确|错误|对|错|[TF])"
_TOKEN = rf"{_SIGN}(?:\s*[、,]?\s*[A-H])*"
_RANGE = re.compile(r"(\d{1,4})\s*-\s*(\d{1,4})\s*题?\s*[.、:)]?\s*")
_ENTRY = re.compile(
    r"(?<![\d.])[(]?(\d{1,4})\s*(?:题\s*[.、:]?|[.、:)]|(?=\s*(?:[A-H√×]|正确|错误|对|错)))\s*(?!\d)"
)
_PURE = re.compile(rf"\s*{_TOKEN}\s*(?![A-Za-z])")
_PART = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?\s*[、.:]?\s*")
_ROW = re.compile(r"(题号|题目|序号|答案)\s*[:|]?\s*")


def begins_list(lines: Sequence[Line], place: int) -> bool:
    """Tell whether the answers of several questions begin at a line."""
    line = lines[place]
    label = label_of(line)
    if label and label[0] == "answer" and label[1]:
        said = shape(label[1])
        return (len(list(_ENTRY.finditer(said))) > 1 and holds_signs(said)) or bool(_RANGE.match(said))
    titled = _TITLE.fullmatch(shape(line.text).strip("[] ")) is not None and len(line.text) <= 45
    if not titled or place + 1 == len(lines):
        return False
    following = lines[place + 1]
    if any(part_of_list(line.text) for line in lines[place + 1 : place + 4]):
        return True
    if shape(following.text).startswith("(") and not holds_signs(shape(following.text)):
        return False  # (1) 廉洁纪律 answers the parts of one question
    return bool(entry_at(following.text)) or heading_type(following)[0]


def part_of_list(text: str, *, words: bool = False) -> str:
    """Return the answers behind a section's number (一、1.B 2.B), empty where there are none.

    Answers in words count if asked for.
    """
    match = _PART.match(shape(text))
    rest = text[match.end() :] if match else ""
    return rest if _ENTRY.match(shape(rest)) and (words or holds_signs(shape(rest))) else ""


def holds_signs(said: str) -> bool:
    """Tell whether a line holds letters and ticks, and no words, behind its numbers."""
    return all(_is_sign(piece) for piece in re.split(_ENTRY, said)[2::2])


def _is_sign(answer: str) -> bool:
    return bool(_PURE.fullmatch(shape(answer).strip(" .,;、。|")))


def entry_at(text: str) -> bool:
    """Tell whether a line begins with a number and an answer, or is a row of a table of answers."""
    said = shape(text)
    return bool(_RANGE.match(said) or _ENTRY.match(said) or _ROW.match(said))


@dataclass
class _Run:
    """Answers that belong to one section, as far as the list says which."""

    section: Section | None = None
    type: QuestionType | None = None
    headed: bool = False
    answers: dict[int, str] = field(default_factory=dict)
    clash: bool = False
    above: tuple[Draft, ...] | None = None  # those it may answer, where more questions follow it


@dataclass
class Entries:
    """What a list of answers says, in runs that each count from the start."""

    runs: list[_Run] = field(default_factory=list)
    _section: Section | None = None
    _numbers: list[int] = field(default_factory=list)
    _last: int | None = None

    def begin(self, section: Section) -> None:
        """Begin the list that stands below a section."""
        self._section = section
        self._last = None
        self.runs.append(_Run(section))

    def end(self, drafts: Sequence[Draft]) -> None:
        """End a list that more questions follow: it answers none but those above it."""
        for run in self.runs if drafts else ():  # a list at the top is for all
            if run.section is not None and run.above is None:
                run.above = tuple(drafts)

    def heading(self, kind: QuestionType | None, word: str) -> None:
        """Take a heading within the list."""
        if self.runs and not self.runs[-1].answers:
            self.runs.pop()
        self.runs.append(_Run(None, kind, headed=bool(word)))
        self._last = None

    def add(self, text: str) -> None:
        """Take a line of the list."""
        said = shape(text)
        row = _ROW.match(said)
        if row:
            self._row(row[1], text[row.end() :])
            return
        ranged = _RANGE.match(said)
        while ranged:
            following = _RANGE.search(said, ranged.end())
            edge = following.start() if following else len(said)
            self._range(int(ranged[1]), int(ranged[2]), said[ranged.end() : edge])
            ranged = following
            if not ranged:
                return
        marks = self._marks(said)
        if not marks:
            if self._last is not None:
                self.runs[-1].answers[self._last] += f"\n{text}"
            return
        edges = [*(mark.start() for mark in marks[1:]), len(text)]
        for mark, edge in zip(marks, edges, strict=True):
            self._put(int(mark[1]), text[mark.end() : edge].strip(" ;；,，、|　"))

    def _marks(self, said: str) -> list[re.Match[str]]:
        """Return where entries begin: the first at the line's start, others where they count on."""
        marks: list[re.Match[str]] = []
        for mark in _ENTRY.finditer(said):
            first = not marks and mark.start() == 0
            if first or (marks and int(mark[1]) == int(marks[-1][1]) + 1):
                marks.append(mark)
        return marks

    def _row(self, name: str, text: str) -> None:
        said = shape(text).replace("|", " ")
        if name != "答案":
            self._numbers = [int(number) for number in re.findall(r"\d{1,4}", said)]
            return
        answers = said.split()
        if len(answers) == len(self._numbers):
            for number, answer in zip(self._numbers, answers, strict=True):
                self._put(number, answer)
        elif self.runs:
            self.runs[-1].clash = True
        self._numbers = []

    def _range(self, first: int, last: int, said: str) -> None:
        count = last - first + 1
        groups = [group for group in re.split(r"[\s,;、|]+", said.strip(" .。;")) if group]
        if len(groups) != count:
            groups = re.findall(r"正确|错误|\S", "".join(groups))
        if len(groups) != count:
            self.runs[-1].clash = True
            return
        for number, answer in enumerate(groups, first):
            self._put(number, answer)

    def _put(self, number: int, answer: str) -> None:
        if self._last is not None and number <= self._last and number in self.runs[-1].answers:
            self.runs.append(_Run(None if self.runs[-1].section is None else self.runs[-1].section))
        self.runs[-1].answers[number] = answer
        self._last = number

    def give(self, drafts: Sequence[Draft]) -> str:
        """Give each question its answer; return what is wrong where the list does not fit the paper."""
        runs = [run for run in self.runs if run.answers or run.clash]
        if not runs:
            return ""
        if any(run.clash for run in runs):
            return "答案表里有一段的题数和答案数对不上"
        counted = _count(drafts)
        sections = _by_section(drafts)
        pairs = _pairs(runs, sections)
        if pairs is None:
            return "答案表的分段和试卷的分段对不上"
        for run, members in pairs:
            unnumbered = [draft for draft in members if draft.section.place in counted]
            if unnumbered and len(members) != len(run.answers):
                # Counting on would give every later question its neighbour's answer.
                return f"题目没有题号，认出{len(members)}道，答案有{len(run.answers)}个，对不上"
            for draft in members:
                answer = run.answers.get(draft.number or 0)
                if answer is None:
                    continue
                if draft.answered and draft.fields["answer"] != answer:
                    draft.problem = "题后的答案和答案表里的不一致"
                draft.fields["answer"] = answer
        return ""


def _count(drafts: Sequence[Draft]) -> set[int]:
    """Number the questions of sections where none has a number; return which sections these are."""
    counted = set()
    for members in _by_section(drafts):
        if all(draft.number is None for draft in members):
            counted.add(members[0].section.place)
            for number, draft in enumerate(members, 1):
                draft.number = number
    return counted


def _by_section(drafts: Sequence[Draft]) -> list[list[Draft]]:
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.section.place, []).append(draft)
    return list(found.values())


def _pairs(
    runs: Sequence[_Run], sections: Sequence[list[Draft]]
) -> list[tuple[_Run, Sequence[Draft]]] | None:
    """Return which run belongs to which questions; None where that cannot be told."""
    amid = [(run, _within(run)) for run in runs if run.above is not None]
    runs = [run for run in runs if run.above is None]
    if amid:
        others = _pairs(runs, sections) if runs else []
        return None if others is None else [*amid, *others]
    everything = [draft for members in sections for draft in members]
    numbers = [draft.number for draft in everything]
    plain = len(runs) == 1 and not runs[0].headed
    if plain and len(set(numbers)) == len(numbers):
        return [(runs[0], everything)]
    if plain and set(runs[0].answers) == set(range(1, len(everything) + 1)):
        for number, draft in enumerate(everything, 1):  # numbers recur in the sections, not in the list
            draft.number = number
        return [(runs[0], everything)]
    if len({run.section.place for run in runs if run.section}) > 1 or (plain and runs[0].section):
        # Answers below each section.
        own = {members[0].section.place: members for members in sections}
        pairs: list[tuple[_Run, Sequence[Draft]]] = [
            (run, own.get(run.section.place, [])) for run in runs if run.section
        ]
        fits = all(set(run.answers) <= {draft.number for draft in members} for run, members in pairs)
        return pairs if fits else None
    if len(set(numbers)) == len(numbers):  # counted through: headings in the list only part it
        return [(run, everything) for run in runs]
    kinds = [members[0].section.type for members in sections]
    if all(run.type and kinds.count(run.type) == 1 for run in runs):
        return [(run, sections[kinds.index(run.type)]) for run in runs]
    if len(runs) == len(sections):
        return list(zip(runs, sections, strict=True))
    return None


def _within(run: _Run) -> Sequence[Draft]:
    """Return what a list amid the paper may answer: all above it, or its own section where numbers recur."""
    above = run.above or ()
    numbers = [draft.number for draft in above]
    if len(set(numbers)) == len(numbers) and all(map(_is_sign, run.answers.values())):
        return above
    return [draft for draft in above if draft.section is run.section]
