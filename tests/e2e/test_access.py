"""Who may use what: every command and every button, by everybody. What is not in these tables fails.

法规处 is asked a reminder that nobody of 办公室 is. Wrong people get one sentence, and change no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.routes import BUTTONS, COMMANDS
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.audiences import Audience
from services.menus import role_commands
from services.office import Office
from services.publishing import create_activity, publish_due
from services.rules.indexing import prepare, store_document
from storage.activities import HELD, Activity, Campaign, Draft
from storage.approvals import Approval
from storage.assignments import Assignment
from storage.base import Base
from storage.leave_requests import LeaveRequest
from storage.messages import ImportPreview
from storage.people import ADMIN, APPROVER, SECRETARY, Department, Leave, Person, Role
from storage.practice import PracticeCard
from storage.registers import RegisterEntry, RegisterSlip
from storage.rules import RuleDocument
from storage.suggestions import Suggestion
from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_activities import REMINDER
from tests.e2e.test_importing import workbook

UNKNOWN = "请联系纪检秘书。"
NOT_ALLOWED = "这项功能仅限纪检秘书使用"
NOT_APPROVER = "审批由纪委书记办理"
NOT_YOURS = "这项内容不存在，或不属于您"
NO_DRAFT = "这份草稿已删除，或不是您起草的"
NO_SLIP = "这次登记已放弃，或不是您开始的"
REFUSALS = (UNKNOWN, NOT_ALLOWED, NOT_APPROVER, NOT_YOURS, NO_DRAFT, NO_SLIP)

SECRETARIES = {"secretary", "deputy"}
HEADS = {"head", "other head"}
STAFF = {"staff", "admin"}
INSIDE = SECRETARIES | HEADS | STAFF
OUTSIDE = {"stranger", "leaver"}
NAMES = {
    "secretary": "陈清",
    "deputy": "吴镕",  # another secretary, who wrote none of the drafts
    "head": "孙丽",  # of 法规处
    "other head": "赵刚",  # of 办公室
    "staff": "李强",  # of 法规处
    "admin": "钱敏",
    "leaver": "周喆",  # has left today, and holds the account still
    "stranger": "路人",
}

# Command -> who may use it, and the first words they are answered with.
COMMAND_ROWS: dict[str, tuple[set[str], str]] = {
    "todo": (INSIDE, "待办"),
    "me": (INSIDE, "　"),
    "practice": (INSIDE, "错题"),
    "rules": (INSIDE, "查制度"),
    "suggest": (INSIDE, "建议"),
    "mydata": (INSIDE, "正在整理您的全部资料"),
    "start": (INSIDE, "您好！您已绑定为"),
    "help": (INSIDE, "随时可用 /todo"),
    "report": (SECRETARIES | HEADS, "截至"),
    "new": (SECRETARIES, "新起草"),
    "ledger": (SECRETARIES, "请选择台账"),
    "plan": (SECRETARIES, "年度计划"),
    "template": (SECRETARIES, "导入与模板"),
    "holiday": (SECRETARIES, "放假安排与清风行动"),
    "invite": (SECRETARIES, "邀请与绑定"),
    "leave": (INSIDE, "请假"),
    "role": (SECRETARIES, "角色"),
    "audit": (SECRETARIES, "留痕"),
    "pair": (SECRETARIES, "群通知"),
    "retention": (SECRETARIES, "资料保存期限"),
}


@dataclass(frozen=True)
class Row:
    """One button: its arguments, by names of things in the bureau; who may press it; what the others hear."""

    args: tuple[Any, ...]
    may: set[str]
    refusal: str = NOT_ALLOWED
    deputy: str = NOT_YOURS  # what another secretary hears, where even they may not

    def refused(self, part: str) -> str:
        """Return the first words that somebody hears who may not press it."""
        if part in OUTSIDE:
            return UNKNOWN
        if part == "deputy":
            return self.deputy
        if part == "other head" and "head" in self.may:  # may ask for reports, but of another department
            return NOT_YOURS
        return self.refusal


BLANK = {"type": "blank", "stem": "____天", "expected": [["三"]]}
SEES = SECRETARIES | {"head"}

# Route -> a press that does what it says for those who may. In this order each still finds what it needs.
BUTTON_ROWS: dict[str, Row] = {
    "a": Row(("assignment", 1, "ok", ""), {"staff"}, NOT_YOURS),
    "o": Row(("assignment",), {"staff"}, NOT_YOURS),
    "pr": Row(("card", "look", ""), {"staff"}, NOT_YOURS),
    "d": Row(("assignment", 1, "grant", ""), SECRETARIES),
    "r": Row(("activity",), SEES),
    "rb": Row(("activity",), SEES),
    "rd": Row(("activity", "department"), SEES),
    "rl": Row((0,), SECRETARIES | HEADS),
    "lo": Row(("list", 0), SECRETARIES),
    "rp": Row(("activity", "department", 0), SEES),
    "rs": Row(("activity", 0), SEES),
    "rx": Row(("activity",), SEES),
    "rm": Row(("activity",), SEES),
    "rc": Row(("activity", 1), SECRETARIES),
    "rk": Row((), SECRETARIES),
    "ro": Row(("remind_cap", 2), SECRETARIES),
    "re": Row(("activity", "department", 0), SECRETARIES),
    "rt": Row(("assignment", 1, 0), SECRETARIES),
    "rw": Row(("activity", "department", 1), SECRETARIES),
    "c": Row((2027, "元旦", "ok"), SECRETARIES),
    "cm": Row(("activity", "eve"), SECRETARIES),
    "ml": Row((), SECRETARIES),
    "ms": Row(("held", "no"), SECRETARIES),
    "he": Row((), SECRETARIES),
    "hn": Row(("notice", "no"), {"secretary"}),
    "k": Row(("activity", "none", ""), SECRETARIES),
    "hs": Row(("auto",), SECRETARIES),
    "n": Row(("draft", "", "go"), {"secretary"}, deputy=NO_DRAFT),
    "nk": Row(("reminder",), SECRETARIES),
    "bk": Row((), SECRETARIES),
    "ak": Row(("quiz",), SECRETARIES),
    "ap": Row(("approval", "look"), {"deputy"}, NOT_APPROVER),
    "au": Row(("list", 0, "", "", 0), SECRETARIES),
    "b": Row(("talk", "year", 2026, 0), SECRETARIES),
    "bn": Row(("talk", 0), SECRETARIES),
    "bd": Row(("slip", "day", "0"), {"secretary"}, deputy=NO_SLIP),
    "be": Row(("entry",), SECRETARIES),
    "bv": Row(("entry", 1), SECRETARIES),
    "bt": Row((), SECRETARIES),
    "im": Row(("preview", "part"), {"secretary"}),
    "iw": Row(("preview", 2, 0), {"secretary"}),
    "iv": Row(("invite",), SECRETARIES),
    "p": Row(("home", 0, ""), SECRETARIES),
    "pn": Row(("invite", "person"), SECRETARIES),
    "pv": Row(("home", 0), SECRETARIES),
    "qb": Row((), SECRETARIES),
    "qp": Row(("paste", "no"), {"secretary"}),
    "tp": Row(("roster",), SECRETARIES),
    "ln": Row((), SECRETARIES),
    "lp": Row((0,), SECRETARIES),
    "lq": Row(("back", "asked"), {"staff"}, NOT_YOURS),
    "lk": Row(("person", 0), SECRETARIES),
    "le": Row(("leave", 1), SECRETARIES),
    "gl": Row(("s",), SECRETARIES),
    "gp": Row((0, "list"), SECRETARIES),
    "gg": Row(("head", "a"), SECRETARIES),
    "gr": Row(("head", "a"), SECRETARIES),
    "gx": Row(("head", "a"), SECRETARIES),
    "u": Row(("activity", "", ""), SECRETARIES),
    "v": Row(("m", "", 0), SECRETARIES | HEADS),
    "vm": Row((2026,), INSIDE),
    "ru": Row(("rule", 0), INSIDE),
    "rv": Row(("list", 0), SECRETARIES),
    "sg": Row(("suggestion", "read"), {"staff"} | SECRETARIES, NOT_YOURS),
    "iu": Row(("person",), SECRETARIES),  # parts the staff member from the account: last
}


@dataclass(frozen=True)
class Cast:
    """The people of this file by their parts, a message under which each presses, and ids by name."""

    bureau: Bureau
    phones: Mapping[str, PersonClient]
    messages: Mapping[str, Message]
    ids: Mapping[str, int]

    async def press(self, part: str, route: str, args: tuple[Any, ...]) -> str:
        """Press as somebody; return what popped up. An hour passes: strangers are answered again."""
        self.bureau.now += timedelta(hours=1)
        values = [str(self.ids.get(arg, arg)) for arg in args]
        answer = await self.phones[part].forge(":".join((f"1{route}", *values)), self.messages[part])
        assert answer is not None, f"{part} pressed {route} and was not answered"
        return answer.text


def furnish(session: Session, office: Office, bureau: Bureau, roster: Mapping[str, int]) -> dict[str, int]:
    """Store what the buttons are about; return the ids."""
    now = bureau.now
    law = session.scalars(select(Department.id).where(Department.name == "法规处")).one()
    desk = session.scalars(select(Department.id).where(Department.name == "办公室")).one()
    deputy = Person(name="吴镕", department_id=desk, joined=office.today(now), telegram_id=2000, post="")
    session.add(deputy)
    session.flush()
    session.add(Role(person_id=deputy.id, role=SECRETARY, granted_at=now))
    session.add(Role(person_id=roster["钱敏"], role=ADMIN, granted_at=now))
    opened, held = (_activity(session, office, bureau, law) for _ in range(2))
    publish_due(session, office, now)
    opened.moment, held.status = "2027/元旦", HELD
    leave = Leave(person_id=roster["李强"], kind="请假", first=office.today(now), recorded_at=now)
    session.add_all([leave, Campaign(year=2027, holiday="元旦", status="waiting")])
    draft = Draft(
        person_id=roster["陈清"], kind="reminder", step="template", fields={}, audience={}, updated_at=now
    )
    session.add(draft)
    session.flush()
    slip = RegisterSlip(person_id=roster["陈清"], register="talk", step="day", fields={}, updated_at=now)
    day = office.today(now)
    entry = RegisterEntry(register="talk", day=day, category="廉政谈话", number=1, recorded_at=now)
    session.add_all([slip, entry])
    session.flush()
    session.get_one(Person, roster["周喆"]).left = office.today(now)
    mine = select(Assignment.id).where(Assignment.activity_id == opened.id)
    card = PracticeCard(
        person_id=roster["李强"], question="q", content=BLANK, memory={}, chosen=[], due_at=now
    )
    store_document(session, now, prepare("考勤办法\n第一条 不得无故迟到。", "考勤办法.txt"), None)
    asked = LeaveRequest(person_id=roster["李强"], kind="请假", first=day, last=day, asked_at=now)
    session.add(asked)
    suggestion = Suggestion(person_id=roster["李强"], opened_at=now)
    notice = ImportPreview(
        kind="notice", person_id=draft.person_id, filename="", rows=[], errors=[], choices={}, created_at=now
    )
    paste = ImportPreview(
        kind="paste", person_id=draft.person_id, filename="", rows=[], errors=[], choices={}, created_at=now
    )
    session.add_all([card, suggestion, notice, paste])
    session.flush()
    session.add(Role(person_id=deputy.id, role=APPROVER, granted_at=now))
    approval = Approval(draft_id=draft.id, title="提醒", content={}, asked_by=draft.person_id, asked_at=now)
    session.add(approval)
    session.flush()
    return {
        "approval": approval.id,
        "card": card.id,
        "suggestion": suggestion.id,
        "asked": asked.id,
        "rule": session.scalars(select(RuleDocument.id)).one(),
        "activity": opened.id,
        "held": held.id,
        "assignment": session.scalars(mine.where(Assignment.person_id == roster["李强"])).one(),
        "department": law,
        "notice": notice.id,
        "paste": paste.id,
        "leave": leave.id,
        "draft": draft.id,
        "slip": slip.id,
        "entry": entry.id,
        "person": roster["李强"],
        "head": roster["孙丽"],
    }


def _activity(session: Session, office: Office, bureau: Bureau, department: int) -> Activity:
    return create_activity(
        session,
        office,
        bureau.now,
        kind="reminder",
        content=REMINDER,
        audience=Audience(departments=(department,)),
        deadline=bureau.now + timedelta(days=60),
        opens_at=bureau.now,
        by=None,
    )


@pytest.fixture
async def cast(bureau: Bureau, roster: dict[str, int], office: Office) -> Cast:
    """Return the bureau with everything in it that a button can be about."""
    ids = await bureau.store.write(furnish, office, bureau, roster)
    await bureau.person("吴镕", 2000)
    await bureau.person("路人", 999)
    clerk = bureau.people["陈清"]
    await clerk.upload(
        "名册.xlsx", workbook(("李强", "人事处", "群众", "", "1"), ("李强", "规划处", "群众", "", "2"))
    )
    await clerk.wait_for("是名册上的哪一位")
    ids["preview"] = await bureau.store.read(
        lambda session: session.scalars(select(ImportPreview.id).where(ImportPreview.kind == "roster")).one()
    )
    phones, messages = {part: bureau.people[name] for part, name in NAMES.items()}, {}
    for part, phone in phones.items():
        await phone.send("/me")
        messages[part] = await phone.wait_for(UNKNOWN if part in OUTSIDE else NAMES[part])
    await bureau.desk.settle()
    return Cast(bureau, phones, messages, ids)


def everything(session: Session) -> dict[str, list[Any]]:
    """Return all rows but those that note that somebody knocked or what was handled."""
    tables = (t for t in Base.metadata.sorted_tables if t.name not in ("seen_update", "knock", "lease"))
    return {t.name: sorted(map(repr, session.execute(select(t)))) for t in tables}


def test_every_command_and_every_button_has_a_row() -> None:
    assert set(COMMAND_ROWS) == set(COMMANDS)
    assert set(BUTTON_ROWS) == set(BUTTONS)
    for route, row in BUTTON_ROWS.items():
        assert len(row.args) == len(BUTTONS[route][1]), route


def test_menus_offer_what_may_be_used_and_no_more() -> None:
    for roles, is_head, part in (
        ({SECRETARY}, False, "secretary"),
        ({ADMIN}, False, "admin"),
        (set(), True, "head"),
        (set(), False, "staff"),
    ):
        offered = {command for command, _ in role_commands(roles, is_head)}
        usable = {command for command, (may, _) in COMMAND_ROWS.items() if part in may}
        assert offered == usable - {"start"}, part


async def test_every_command_by_everybody(cast: Cast) -> None:
    for part, phone in cast.phones.items():
        for command, (may, words) in COMMAND_ROWS.items():
            cast.bureau.now += timedelta(hours=1)
            expected = UNKNOWN if part in OUTSIDE else words if part in may else NOT_ALLOWED
            await phone.send(f"/{command}")
            await phone.wait_for(expected)
    for part in OUTSIDE:
        said = {message.text for message in await cast.phones[part].chat() if message.from_bot}
        assert {text for text in said if text != UNKNOWN and REMINDER.title not in text} == set(), part


async def test_a_head_is_shown_no_other_department(cast: Cast) -> None:
    other = cast.phones["other head"]
    sent = await other.send("/report")
    report = await other.wait_for(behind(sent, "目前没有事项"))
    assert REMINDER.title not in report.text
    await cast.phones["head"].send("/report")
    await cast.phones["head"].wait_for(REMINDER.title)


async def test_every_button_by_everybody(cast: Cast) -> None:
    await cast.bureau.sent()
    before = await cast.bureau.store.read(everything)
    wrong = []
    for route, row in BUTTON_ROWS.items():
        for part in NAMES.keys() - row.may:
            said = await cast.press(part, route, row.args)
            if not said.startswith(row.refused(part)):
                wrong.append((route, part, said))
    assert wrong == []
    await cast.bureau.desk.settle()
    after = await cast.bureau.store.read(everything)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}

    for route, row in BUTTON_ROWS.items():
        part = next(part for part in NAMES if part in row.may)
        said = await cast.press(part, route, row.args)
        if said.startswith(REFUSALS) or "过期" in said:
            wrong.append((route, part, said))
    assert wrong == []


async def test_in_a_group_every_command_gets_the_same_line(cast: Cast) -> None:
    clerk = cast.phones["secretary"]
    group = await cast.bureau.messenger.group(-500, "工作群", clerk)
    await group.wait_for("请纪检秘书在本群发送 /pair")
    for command in COMMANDS.keys() - {"pair"}:
        await group.say(clerk, f"/{command}")
        await group.wait_for("请与我私聊使用")
        said = {message.text for message in await group.chat() if message.from_bot}
        assert len(said) == 2, command
