"""Parts a paper's lines into questions, and keeps the list of answers apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from language.cells import shorten
from language.papers.answer_list import Entries, begins_list, entry_at, holds_signs
from language.papers.drafts import Draft, Section
from language.papers.lines import (
    Line,
    heading_type,
    is_part,
    label_of,
    letters_of,
    main_family,
    number_at,
    ordinal,
    points_of,
)
from language.papers.options import may_be_word, options_in
from language.papers.signs import EMPTY, shape
from language.question import QuestionType

_JUDGED = re.compile(r"(?:[(]\s*(?:[√×TF]|对|错|正确|错误)?\s*[)][。.]?|[√×])$")
_ENDED = re.compile(r"[。.?:!)]$")
MOST_MISSING = 30
_SENTENCE = 8  # signs; an entry of a list of answers is shorter


@dataclass
class Outline:
    """Reads line after line; `drafts` and `entries` hold what was found."""

    lines: Sequence[Line]
    drafts: list[Draft] = field(default_factory=list)
    entries: Entries = field(default_factory=Entries)
    sections: list[Section] = field(default_factory=lambda: [Section(0)])

    def __post_init__(self) -> None:
        ends = (place for place in range(len(self.lines)) if begins_list(self.lines, place))
        # The numbers of a list of answers say nothing about how the questions are numbered.
        self._family = main_family(self.lines[: next(ends, len(self.lines))])
        self._gaps = sum(line.gap for line in self.lines[1:]) >= 2
        self._spaced = 2 * sum(line.gap for line in self.lines) > len(self.lines)  # empty lines say nothing
        self._last: int | None = None  # number of the last question in this section
        self._draft: Draft | None = None
        self._to = "stem"
        self._place = 0
        self._listing = False
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
        for draft in self.drafts if not self._spaced else ():
            if draft.loose and not draft.problem:
                draft.problem = f"题后隔着空行还有一行“{shorten(draft.loose)}”，请接到题里，或者删去"
        for before, draft in pairwise(self.drafts):
            if draft.after_page and not draft.whole and not _JUDGED.search(shape(draft.stem_text)):
                before.problem = "在换页处断开了，请把断开的文字接好"
            elif self._is_torn(before, draft):
                draft.problem = f"前面一行“{shorten(before.stem_text)}”好像没有写完，请把断开的文字接好"
        return self

    def _is_torn(self, before: Draft, draft: Draft) -> bool:
        """Tell whether a question without a number may be the rest of the line above it."""
        stem = shape(before.stem_text)
        lone = not before.whole and not _ENDED.search(stem) and not _JUDGED.search(stem)
        return lone and draft.number is None and before is not self.drafts[0] and len(stem) > _SENTENCE

    def _ends_list(self, place: int) -> bool:
        """Tell whether questions go on: a heading with answers or options to come, or the next number."""
        line = self.lines[place]
        if heading_type(line)[0]:
            later = range(place + 1, len(self.lines))
            goes_on = any(begins_list(self.lines, after) for after in later) or self._asks(place + 1)
        else:
            found = number_at(line, self._family) if self._family else None
            following = found is not None and self._last is not None and found[0] == self._last + 1
            goes_on = following and self._asks(place)
        if goes_on:
            self.entries.end(self.drafts)
        return goes_on

    def _asks(self, place: int) -> bool:
        """Tell whether a question's options, or a sentence that is judged, come before the next heading."""
        for line in self.lines[place : place + 12]:
            if heading_type(line)[0]:
                return False
            found = options_in(line.text).options
            if found and found[0][0] == "A" and (len(found) > 1 or not entry_at(line.text)):
                return True
            numbered = number_at(line, self._family) if self._family else None
            sentence = numbered and len(numbered[1]) > _SENTENCE and not holds_signs(line.shape)
            if sentence and _JUDGED.search(line.shape):
                return True
        return False

    def _to_list(self, line: Line) -> None:
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
        known, kind, word = heading_type(line)
        if known and not self._is_question(line):
            self._ordinal = ordinal(line)
            self._section(kind, word, points_of(line), letters_of(line))
        elif label := label_of(line):
            self._label(line, *label)
        elif self._begins(line):
            pass
        else:
            self._more(line)

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
        whole = draft is None or draft.whole or bool(_JUDGED.search(shape(draft.stem_text)))
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
        self._stem(text)

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
            return
        expected = chr(ord("A") + len(draft.options)) if len(draft.options) < 8 else "A"
        found = options_in(line.text, expected)
        taken = draft.section.type not in (QuestionType.BLANK, QuestionType.SHORT)
        if taken and may_be_word(line.text) and self._option_a_follows():
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

    def _option_a_follows(self) -> bool:
        """Tell whether another option A comes before any B, label or question."""
        for line in self.lines[self._place + 1 : self._place + 7]:
            found = options_in(line.text).options
            if label_of(line) or heading_type(line)[0]:
                return False
            if found or options_in(line.text, "B").options:
                return bool(found) and found[0][0] == "A"
        return False

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
            draft.add_more(Line(line.number, before), "option")
        elif before:
            draft.stem.append(before)
        draft.add_options(options)
        draft.behind.clear()
        self._to = "option"

    def _is_new(self, line: Line, draft: Draft) -> bool:
        """Tell whether a line of a paper without numbers begins a question."""
        if draft.whole:
            return line.gap or line.turned or not self._gaps
        said = shape(draft.stem_text)
        judged = bool(_JUDGED.search(said)) and not EMPTY.search(said)
        judging = draft.section.type in (QuestionType.JUDGE, QuestionType.BLANK)
        return (
            judged or (line.gap and not line.turned and self._gaps) or (judging and bool(_ENDED.search(said)))
        )

    def _continue(self, line: Line, draft: Draft) -> None:
        if (
            self._to == "answer"
            and draft.answered
            and not (draft.section.type or QuestionType.JUDGE).is_typed
        ):
            self._to = "explanation"
        draft.add_more(line, self._to)
