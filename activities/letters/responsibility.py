"""责任书: between a superior (甲方) and who answers to them (乙方), who signs first."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal

from pydantic import Field

from activities.kind import Action, Screen, Verdict, View, esc, field_help, heading
from activities.letters.content import LetterContent, Part, numbered
from activities.letters.signing import RECEIPT, Letter

WAITING = "待甲方签"
INSTEAD = "instead"  # in a reply: which 甲方 this letter was to be signed with before
FIRST_THE_OTHER = "还没有轮到您签署：乙方先签。"
LEADERS = "党委主要领导与分管领导"
HEADS = "分管领导与处室（支队）负责人"
BOTH = "以上两级都签"
Level = Literal["党委主要领导与分管领导", "分管领导与处室（支队）负责人", "以上两级都签"]


class ResponsibilityContent(LetterContent):
    """The letter's customary parts."""

    level: Level = Field(
        title="签订双方", json_schema_extra=field_help("前者为甲方，后者为乙方；按花名册的“分管领导”一栏配对")
    )
    goal: str = Field(
        title="责任目标",
        min_length=2,
        max_length=400,
        json_schema_extra=field_help("如：落实全面从严治党责任，分管范围内不发生违纪违法问题。", long=True),
    )
    duties: list[str] = Field(
        title="责任内容", min_length=1, max_length=20, json_schema_extra=field_help("每行一条", long=True)
    )
    consequences: list[str] = Field(
        title="考核与追究",
        default_factory=list,
        max_length=10,
        json_schema_extra=field_help("每行一条", long=True),
    )
    term: str = Field(
        title="有效期",
        min_length=2,
        max_length=80,
        json_schema_extra=field_help("如：2027年1月1日至12月31日"),
    )

    def parts(self) -> list[Part]:
        consequences = numbered(self.consequences, "考核与追究第{}条")
        return [
            Part("责任目标", self.goal, "责任目标："),
            Part("", "责任内容："),
            *numbered(self.duties, "责任内容第{}条"),
            *([Part("", "考核与追究："), *consequences] if consequences else []),
            Part("有效期", self.term, "有效期："),
        ]


class Responsibility(Letter[ResponsibilityContent]):
    """乙方 signs, then 甲方; only whoever's turn it is gets chased."""

    name: ClassVar[str] = "responsibility"
    title: ClassVar[str] = "责任书"
    content = ResponsibilityContent
    signer: ClassVar[str] = "乙方"
    stages: ClassVar[tuple[str, ...]] = (WAITING,)
    fixed: ClassVar[frozenset[str]] = frozenset({"level"})  # who signs with whom was settled at opening

    def screen(self, content: ResponsibilityContent, view: View, show: str = "") -> Screen:
        settled = view.outcome == "done" or view.exempt or view.closed or show
        if settled or _is_their_turn(view):
            return super().screen(content, view, show)
        if view.second is not None:  # nobody is sent here too early, but an entry may have been taken back
            return Screen(f"{heading(self.title, content.title)}\n{self.parties(view)}\n{FIRST_THE_OTHER}")
        waiting = f"\n\n等待甲方{esc(_superior(view)['name'])}签署，您不用再操作。"
        return Screen(self.receipt(content, view) + waiting, self._papers(view))

    def preview(self, content: ResponsibilityContent, view: View) -> Screen:
        # The author signs nothing with anybody: where the names will stand is shown instead.
        reader = replace(view.reader, name="（乙方姓名）", department="（处室）")
        superior = {"name": "（甲方姓名）", "department": "（处室）"}
        return self.screen(content, replace(view, reader=reader, more={"superior": superior}))

    def judge(self, content: ResponsibilityContent, view: View, action: Action) -> Verdict:
        if not _is_their_turn(view) and action.name not in (RECEIPT, "again", "back"):
            return Verdict(say=FIRST_THE_OTHER if view.second else "您已签署，等待甲方签署，不用再操作。")
        return super().judge(content, view, action)

    def signed(self, view: View) -> Verdict:
        if view.second is None:
            return Verdict(outcome="none", stage=WAITING, waits_for="other")
        return Verdict(outcome="done", stage="", waits_for="person", way="双方签署")

    def signatures(self, view: View) -> list[tuple[str, Mapping[str, Any]]]:
        second = view.reply.get("second", {})
        return super().signatures(view) + ([("甲方", second)] if second.get("code") else [])

    def objector(self, view: View) -> str:
        return _superior(view)["name"] if view.stage == WAITING else super().objector(view)

    def standing(self, view: View) -> str:
        both = len(self.signatures(view)) > 1 and view.outcome == "done"
        return "\n\n✅ 双方已签署，无需再操作。" if both else super().standing(view)

    def parties(self, view: View) -> str:
        superior = _superior(view)
        first = f"甲方：{esc(superior['department'])}　{esc(superior['name'])}"
        signed = "\n乙方已签署，请您阅读后签署。" if view.second and view.stage == WAITING else ""
        before = view.reply.get(INSTEAD)
        if before and not view.second and view.outcome == "none" and not view.stage:
            signed = f"\n原甲方{esc(before)}已更换，请您与现在的甲方签署。"
        return f"{first}\n乙方：{esc(view.reader.department)}　{esc(view.reader.name)}{signed}\n"

    def can_act(self, view: View) -> bool:
        return super().can_act(view) and _is_their_turn(view)

    def wants_reminder(self, view: View) -> bool:
        return view.outcome == "none" and self.can_act(view)


def _is_their_turn(view: View) -> bool:
    """Tell whether the letter waits for whoever looks."""
    return (view.stage == WAITING) == (view.second is not None)


def _superior(view: View) -> Mapping[str, str]:
    """Return 甲方 by name and department; in a preview there is none yet."""
    superior: Mapping[str, str] = view.more.get("superior", {"name": "（甲方姓名）", "department": ""})
    return superior
