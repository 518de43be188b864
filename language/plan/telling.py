"""Reads a sentence of a plan into what it promises, clause by clause."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from language.plan.bare import is_only_time, without
from language.plan.clauses import Clause, clauses
from language.plan.deeds import HELD_AT_END, Deed, deeds_of, named_in, thing_of
from language.plan.finding import Finding
from language.plan.listing import each_of
from language.plan.outline import split
from language.plan.people import are_people, participants_of, subject_of
from language.plan.rhythm import Rhythm, rhythm_of
from language.plan.words import VERB, is_aside, is_attitude

_RIDER: Final = re.compile(
    r"(?:原则上|频次)?(?:每|全年|年内|不少于|不得少于|至少|人均|一般|原则上|频次|.{1,6}前(?:完成|办结|报))"
)
_HELD_BY: Final = re.compile(r"^[一二三四上下、]*(?:季度|半年)?(?:由|邀请).*(?:主讲|授课)$")
_AMOUNTS: Final = re.compile(r".{0,20}分别.{0,8}[件篇幅份个]、.*[件篇幅份个]$")  # 各校分别报送五件、八件
_AGENDA: Final = re.compile(r"^(?:通报|研判|领学|传达|交流|总结|部署)")
_BY_THEN: Final = re.compile(r"^[^，]{0,8}(?:前|年内|[日月]内)(?:全部)?(?:完成|办结)[^，]{0,4}$")
_HANDED_ON: Final = re.compile(r"^(?:并|于)?[^，]{0,12}?报[^，]{0,12}(?:备案|审批|审核|存档|备查|审定)$")
_BETWEEN_TWO: Final = re.compile(r"[^，、]{0,12}[同与和对][^，、]{2,14}")
_ALL: Final = re.compile(r"全体|全院|全局|每[名位个]")
_EACH: Final = re.compile(r"(?:各|分别)[^，、]{0,4}?[\d一二两三四五六七八九十]{1,3}[次场期篇]")
_SHORTEST = 3


@dataclass
class _Reading:
    """What was read of a sentence so far.

    waiting: the time that stood alone and is that of the next deed. bare: the clause before, where it named
    no deed. parts: what follows a 其中 with a number of its own is a part as well. during: the time of all
    that follows (3月开展宣传月，期间组织…).
    """

    sentence: str
    responsible: tuple[str, ...]
    certain: bool
    timed: bool
    found: list[Finding] = field(default_factory=list)
    waiting: Rhythm = field(default_factory=Rhythm)
    subject: str = ""
    bare: str = ""
    parts: bool = False
    during: Rhythm = field(default_factory=Rhythm)

    def take(self, piece: Clause) -> None:
        """Read the next clause: a time alone is that of the next deed, a number that of the one before."""
        clause, said = piece.text, rhythm_of(piece.text)
        if self.found and (_AMOUNTS.match(clause) or self._says_more(clause)):
            return
        if is_only_time(clause) and not said.counted and not (self.found and _RIDER.match(clause)):
            self.waiting = said.under(self.waiting)
            return
        frame = piece.frame
        if self.found and clause.startswith("包括"):
            frame = Rhythm(self.found[-1].rhythm.frequency)
        if self.found and clause.startswith(("期间", "其间")):
            self.during = Rhythm(self.found[-1].rhythm.frequency)
        rhythm = said.under(frame).under(self.waiting).under(self.during)
        # 其中甲不少于8学时，乙不少于4学时
        self.parts = bool(self.found) and (
            clause.startswith("其中") or (self.parts and said.counted and not piece.anew)
        )
        deeds = self._deeds(clause, rhythm, said, piece.certain)
        if not deeds and self.bare and said.counted and _RIDER.match(clause):
            deeds = deeds_of(self.bare, timed=True)  # 全员培训，每人每年不少于40学时
        self.bare = "" if deeds else clause
        if deeds:
            self._add(clause, deeds, rhythm)
        elif self.found and rhythm.said and (rhythm.counted or _RIDER.match(clause)):
            self._retime(clause, rhythm)
        elif rhythm.frequency or rhythm.said:
            self.waiting = rhythm

    def done(self) -> list[Finding]:
        """Return what was read; a time said at the very end goes with the last deed that has none."""
        if self.found and self.waiting.said and not self.found[-1].rhythm.said:
            self.found[-1] = self.found[-1].retimed(self.waiting)
        return self.found

    def _add(self, clause: str, deeds: Sequence[Deed], rhythm: Rhythm) -> None:
        if not _ALL.match(clause):
            self.subject = subject_of(deeds[0].before) or self.subject
        else:
            self.subject = ""
        if self.parts:
            rhythm = rhythm.under(Rhythm(self.found[-1].rhythm.settled().frequency))
        for deed in deeds:
            who = self.responsible or tuple(filter(None, [subject_of(deed.before) or self.subject]))
            self.found.append(
                Finding(deed.title, self.sentence, rhythm, who, participants_of(clause), self.parts)
            )
        if self.waiting.frequency and self.waiting.frequency.every == "holiday":
            self.during = self.waiting  # 节前，发短信，抽查值班: said of both
        self.waiting = Rhythm()

    def _retime(self, clause: str, rhythm: Rhythm) -> None:
        last = self.found.pop()
        titles = each_of(last.title) if _EACH.search(clause) and not last.rhythm.counted else [last.title]
        self.found += [replace(last, title=title).retimed(rhythm) for title in titles]

    def _says_more(self, clause: str) -> bool:
        """Tell whether a clause only says more of how the last deed is done (每轮不少于5人)."""
        bare = without(clause)
        return is_aside(clause) or (len(bare) >= _SHORTEST and set(bare) <= set(self.found[-1].title))

    def _deeds(self, clause: str, rhythm: Rhythm, said: Rhythm, certain: bool) -> list[Deed]:
        """Return what a clause asks for, in the light of what its sentence asked for before it."""
        first, bare = not self.found, without(clause).strip("、 ")
        if self.found:
            last = self.found[-1]
            if clause.startswith("包括"):
                return [
                    Deed(piece, clause)
                    for piece in split(clause.removeprefix("包括"), "、及")
                    if len(piece) > 2
                ]
            if (
                _HELD_BY.match(clause)
                or _HANDED_ON.match(clause)
                or _BY_THEN.match(clause)
                or (_AGENDA.match(clause) and last.title.endswith(("会", "会议")))
            ):
                return []
            if said.sure and last.rhythm.said and VERB.fullmatch(bare):
                return [Deed(f"{last.title}{bare}", bare)]  # 更新清单每月1次，每季度通报
            who = HELD_AT_END.sub("", bare)
            if who != bare and are_people(who):
                return []  # 医务科、护理部每年分别举办两场
            if said.counted and (thing := self._shared_thing(who)):
                if not last.rhythm.said and are_people(who):
                    self.found.pop()  # 分类开展谈话，甲每半年一次，乙每年一次
                return [Deed(f"{who}{thing}", bare)]
        certain = certain or (self.certain and first) or (self.parts and said.counted)
        found = deeds_of(clause, timed=self.timed or rhythm.said, certain=certain)
        if len(found) == 1 and not first and found[0].title.endswith(self.found[-1].title[:2]):
            return []
        if (
            not found
            and said.sure
            and not is_attitude(clause)
            and not (_RIDER.match(bare) or are_people(bare))
        ):
            return named_in(clause)
        return found

    def _shared_thing(self, who: str) -> str:
        """Return the deed said once before that goes for these people too: 书记与甲谈话1次，副书记与乙2次."""
        last = self.found[-1].title
        if _BETWEEN_TWO.fullmatch(who) and not thing_of(who):
            return thing_of(last)
        return (thing_of(last) or last) if are_people(who) else ""


def findings_of(
    sentence: str, responsible: tuple[str, ...] = (), *, certain: bool = False, timed: bool = False
) -> list[Finding]:
    """Return what a sentence asks for.

    certain: it is known to name a thing to be done (a table's cell). timed: a time is said of all of it.
    """
    reading = _Reading(sentence, responsible, certain, timed)
    for piece in clauses(sentence):
        reading.take(piece)
    return reading.done()
