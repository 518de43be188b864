"""Parts a paper's lines into questions, and keeps the list of answers apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from language.papers.ahead import asks, option_a_follows
from language.papers.answer_list import Entries, begins_list, entry_at, part_of_list
from language.papers.doubts import ENDED, JUDGED, mark_doubts
from language.papers.drafts import Draft, Section
from language.papers.habit import habit_of
from language.papers.lines import (
    Line,
    heading_type,
    is_notes,
    is_part,
    label_of,
    letters_of,
    material_for,
    number_at,
    ordinal,
    points_of,
)
from language.papers.options import may_be_word, options_in
from language.papers.signs import EMPTY, shape
from language.question import QuestionType

_TITLED = re.compile(r"(?:题目|题干|试题|问题)\s*[:：]\s*")
MOST_MISSING = 30


@dataclass
class Outline:
    """Reads line after line; `drafts` and `entries` hold what was found."""

    lines: Sequence[Line]
    drafts: list[Draft] = field(default_factory=list)
    entries: Entries = field(default_factory=Entries)
    sections: list[Section] = field(default_factory=lambda: [Section(0)])

    def __post_init__(self) -> None:
        self._habit = habit_of(self.lines)
        self._family = self._habit.family
        begun = (place for place in range(len(self.lines)) if begins_list(self.lines, place))
        self._last_list = max(begun, default=-1)  # looked for once: a text may have a heading in each line
        self._last: int | None = None  # number of the last question in this section
        self._draft: Draft | None = None
        self._to = "stem"
        self._place = 0
        self._passed = ""  # the last line that belonged to no question
        self._material: tuple[int, int] | None = None  # questions that share a passage
        self._listing = self._skipping = False
        self._ordinal = 0  # of the section: 2 for 二、

    def read(self) -> "Outline":
        """Go through all lines."""
        for place, line in enumerate(self.lines):
            self._place = place
            if self._listing and not self._ends_list(place):
                self._to_list(line)
            else:
                self._listing = False
                self._take(place, line)
        mark_doubts(self.drafts)
        return self

    def _ends_list(self, place: int) -> bool:
        """Tell whether questions go on: a heading with answers or options to come, or the next number."""
        line = self.lines[place]
        if heading_type(line)[0]:
            goes_on = place < self._last_list or asks(self.lines, place + 1, self._family)
        else:
            found = number_at(line, self._family) if self._family else None
            following = found is not None and found[0] == (self._last or 0) + 1
            goes_on = following and asks(self.lines, place, self._family)
        if goes_on:
            self.entries.end(self.drafts)
        return goes_on

    def _to_list(self, line: Line) -> None:
        if rest_of_part := part_of_list(line.text, words=True):
            self.entries.heading(None, "")
            self.entries.add(rest_of_part)
            return
        known, kind, word = heading_type(line)
        if known:
            rest = re.split(r"[:：]", line.text, maxsplit=1)
            self.entries.heading(kind, word)
            if len(rest) > 1 and entry_at(rest[1].strip()):
                self.entries.add(rest[1].strip())
        elif is_part(line) and not entry_at(line.text):
            self.entries.heading(None, line.text)
        else:
            self.entries.add(line.text)

    def _take(self, place: int, line: Line) -> None:
        if begins_list(self.lines, place):
            self._listing = True
            label = label_of(line)
            self.entries.begin(self.sections[-1])
            if label and label[1]:
                self.entries.add(label[1])
            return
        if is_notes(line) and not self.drafts:
            self._skipping = True
        if shared := material_for(line):
            self._material, self._draft = shared, None
            return
        known, kind, word = heading_type(line)
        if known and not self._is_question(line):
            self._material, self._skipping = None, False
            self._ordinal = ordinal(line)
            self._section(kind, word, points_of(line), letters_of(line))
        elif self._skipping:
            pass
        elif label := label_of(line):
            self._label(line, *label)
        elif not self._begins(line) and not self._is_titled(line):
            self._more(line)

    def _is_titled(self, line: Line) -> bool:
        """Begin a question where a line says 题目：."""
        if self._family or not _TITLED.match(line.text):
            return False
        self._new(line, None, line.text)
        return True

    def _section(self, kind: QuestionType | None, word: str, points: str, letters: str = "") -> None:
        self.sections.append(Section(len(self.sections), word, kind, points, letters))
        self._draft, self._last = None, None

    def _is_question(self, line: Line) -> bool:
        found = number_at(line, self._family) if self._family in ("plain", "named") else None
        return bool(found and options_in(found[1]).options)

    def _begins(self, line: Line) -> bool:
        """Begin a question where the line has the next number; tell whether it had."""
        found = number_at(line, self._family) if self._family else None
        if found is None or not self._expects(found[0]):
            # 二、 after a section that was 一、 begins another, whatever it is called.
            following = 0 < ordinal(line) == self._ordinal + 1 and self._ordinal > 0
            if self._draft is not None and not self._draft.whole and found and found[0] == 1:
                self._draft.lists = True
            if self._family != "han" and is_part(line) and (following or self._last is None):
                self._ordinal = ordinal(line)
                self._section(None, "", points_of(line))
                return True
            return False
        number, text = found
        before = self._draft
        if number == 1 and self._last is not None:
            self._section(None, "", "")
        missing = self._last is not None and number > self._last + 1
        if missing and before is not None and before.continued:
            before.problem = f"后面缺第{(self._last or 0) + 1}题，可能混在这道题里，请分开"
        self._new(line, number, text)
        return True

    def _expects(self, number: int) -> bool:
        if self._last is None:
            return number >= 1
        draft = self._draft
        whole = draft is None or draft.whole or bool(JUDGED.search(shape(draft.stem_text)))
        if number == 1:
            return whole and self._to not in ("explanation", "basis")
        if draft is not None and number <= self._last:
            draft.problem = f"题号不连续，在这道题里又出现第{number}题，请核对"
        return self._last < number <= self._last + MOST_MISSING

    def _new(self, line: Line, number: int | None, text: str) -> None:
        self._draft = Draft(self.sections[-1], line.number, number, raw=[line.text])
        self._last = number
        self._to = "stem"
        self.drafts.append(self._draft)
        self._stem(_TITLED.sub("", text, count=1))
        if self._material and (not self._material[1] or (number or 0) <= self._material[1]):
            self._draft.problem = "这道题要看前面的一段材料，请把材料写进题干"

    def _stem(self, text: str) -> None:
        assert self._draft is not None
        typed = self._draft.section.type
        found = options_in(text)
        begun = found.options and found.options[0][0] == "A"  # （F）党委… is an answer and a sentence
        if typed in (QuestionType.BLANK, QuestionType.SHORT) or not begun:
            self._draft.stem.append(text)
            return
        if found.before:
            self._draft.stem.append(found.before)
        self._draft.add_options(found.options)
        self._to = "option"

    def _label(self, line: Line, name: str, text: str) -> None:
        draft = self._draft
        if draft is None:
            return
        draft.raw.append(line.text)
        if name == "answer" and draft.answered and draft.fields["answer"] != text:
            draft.problem = "有两个答案，好像两道题连在一起，请分开"
        draft.fields[name] = text
        self._to = name

    def _more(self, line: Line) -> None:
        draft = self._draft
        if draft is None:
            if not self._family:
                self._new(line, None, line.text)
            elif self._is_missed(line):
                self._new(line, None, self._passed)
                self.drafts[-1].problem = "没有认出题号，请在题目前面写上题号"
                self._more(line)
            self._passed = line.text
            return
        expected = chr(ord("A") + len(draft.options)) if len(draft.options) < 8 else "A"
        found = options_in(line.text, expected)
        taken = draft.section.type not in (QuestionType.BLANK, QuestionType.SHORT)
        if taken and may_be_word(line.text) and option_a_follows(self.lines, self._place):
            taken = False
        if found.options and taken and not draft.answered and self._continues(draft, found.options[0][0]):
            self._options(line, draft, found.before, found.options)
        elif not self._family and self._is_new(line, draft):
            self._new(line, None, line.text)
            self.drafts[-1].after_page = line.turned
        else:
            draft.raw.append(line.text)
            self._continue(line, draft)
            if not self._family and draft.answered and found.options and found.options[0][0] == "A":
                draft.problem = "后面好像还有一道题连在一起，请用空行分开"

    def _is_missed(self, line: Line) -> bool:
        """Tell whether the line belongs to a question whose number nobody saw."""
        found = options_in(line.text).options
        return len(found) > 1 and found[0][0] == "A"

    def _continues(self, draft: Draft, letter: str) -> bool:
        """Tell whether an option belongs to this question; A of the next one does not."""
        return letter != "A" or not draft.options or bool(self._family)

    def _options(self, line: Line, draft: Draft, before: str, options: tuple[tuple[str, str], ...]) -> None:
        if options[0][0] == "A" and draft.options and draft.behind:
            # A question that lost its number: its stem stands behind an empty line after the last option.
            letter, text = draft.options[-1]
            stem = list(draft.behind)
            kept = text.removesuffix("".join(stem)).strip()
            draft.options[-1] = (letter, kept)
            draft.loose = ""
            draft.problem = "" if kept != text else "和下一题连在一起，请分开"
            self._draft = Draft(draft.section, line.number, None, stem=stem, raw=[*stem])
            self.drafts.append(self._draft)
            draft = self._draft
        draft.raw.append(line.text)
        if before and draft.options:
            draft.add_more(Line(line.number, before), "option", apart=self._stands_apart(line))
        elif before:
            draft.stem.append(before)
        draft.add_options(options)
        draft.behind.clear()
        self._to = "option"

    def _is_new(self, line: Line, draft: Draft) -> bool:
        """Tell whether a line of a paper without numbers begins a question."""
        if draft.whole:
            return line.gap or line.turned or not self._habit.gaps
        said = shape(draft.stem_text)
        judged = bool(JUDGED.search(said)) and not EMPTY.search(said)
        judging = draft.section.type in (QuestionType.JUDGE, QuestionType.BLANK)
        return (
            judged
            or (line.gap and not line.turned and self._habit.gaps)
            or (judging and bool(ENDED.search(said)))
        )

    def _continue(self, line: Line, draft: Draft) -> None:
        if (
            self._to == "answer"
            and draft.answered
            and not (draft.section.type or QuestionType.JUDGE).is_typed
        ):
            self._to = "explanation"
        draft.add_more(line, self._to, apart=self._stands_apart(line))

    def _stands_apart(self, line: Line) -> bool:
        above = self.lines[self._place - 1] if self._place else None
        return self._habit.stands_apart(above, line, option=self._to == "option")
