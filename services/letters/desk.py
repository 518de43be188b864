"""What a secretary does with letters beside the report: objections, who waits for whom, the chain."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.letters.responsibility import WAITING, Responsibility
from content import verify_script
from services import proof
from services.backing import Desk
from services.letters import replacing
from services.paging import fitting, page_of, turn_rows
from services.refusals import NotYours, Refusal
from services.reply import File, Press, Reply
from services.threads import awaits_answer, who_said
from storage.activities import OPEN, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.letters import Signature, seconds_in
from storage.people import Person
from storage.threads import SECRETARY, thread_of, threads_in
from workdays.words import say_moment

A_PAGE = 8
WORDS = 60  # of what was said last, in a list
SCRIPT = "核验.py"  # what checks an export, beside it
MOST_IN_CHAT = 20_000  # records: more takes the database longer than others should wait


class TooMany(Refusal):
    """A chain too long to be read out while others wait."""

    def __init__(self) -> None:
        super().__init__("签署记录太多，不能在对话里导出。请管理员在服务器上运行 qingfeng verify --export。")


def buttons(session: Session, activity: Activity) -> Sequence[tuple[str, str]]:
    """Return the buttons below the report on a letter."""
    if activity.status == WITHDRAWN:
        return ()
    found = [("按日期登记纸质签署", "paper")]
    if activity.kind == Responsibility.name:
        found.append(("谁在等谁", "waits"))
    threads = threads_in(session, activity.id)
    if threads:
        found.append((f"异议沟通（{len(threads)}）", "threads"))
    if activity.status == OPEN:
        found.append(("修改后重新签", "renew"))
    signed = select(Signature.number).join(Assignment).where(Assignment.activity_id == activity.id).limit(1)
    if session.scalar(signed) is not None:
        found.append(("导出签署记录", "chain"))
    return found


def threads(desk: Desk) -> Reply:
    """List the threads of an activity, those that wait for an answer marked."""
    found = threads_in(desk.session, desk.activity.id)
    shown, page = page_of(found, int(desk.arg) if desk.arg.isdecimal() else 0, A_PAGE)
    lines, rows = [f"<b>异议沟通：{esc(desk.activity.title)}</b>", f"共{len(found)}人，最近说话的在前。"], []
    for assignment, last in shown:
        person = desk.session.get_one(Person, assignment.person_id)
        waits = "待答复" if last.by != SECRETARY and assignment.outcome == "declined" else "已答复"
        state = "已签署" if assignment.outcome == "done" else waits
        words = last.text if len(last.text) <= WORDS else f"{last.text[:WORDS]}…"
        lines.append(f"\n{esc(person.name)}（{esc(person.department.name)}）　{state}\n{esc(words)}")
        rows.append((desk.press(f"{person.name}　{state}", "thread", str(assignment.id)),))
    turn = [
        tuple(desk.press(press.label, "threads", str(press.args[-1])) for press in row)
        for row in turn_rows("", (), page, len(found), A_PAGE)
    ]
    return Reply("\n".join(lines), (*rows, *turn, (Press("返回", "rb", (desk.activity.id,)),)))


def thread(desk: Desk) -> Reply:
    """Show all that was said about one objection, the latest if it is long. Raises NotYours."""
    assignment = desk.session.get(Assignment, int(desk.arg)) if desk.arg.isdecimal() else None
    if assignment is None or assignment.activity_id != desk.activity.id:
        raise NotYours
    person = desk.session.get_one(Person, assignment.person_id)
    said = thread_of(desk.session, assignment.id)
    head = f"<b>{esc(person.name)}（{esc(person.department.name)}）：{esc(desk.activity.title)}</b>"
    words = [
        f"\n{esc(who_said(desk.session, one))}　{say_moment(desk.office.local(one.at))}\n{esc(one.text)}"
        for one in said
    ]
    if assignment.outcome == "done":
        state = "本人已签署。"
    else:
        state = "等您答复；沟通后本人仍可签署。" if awaits_answer(said) else "已答复，等本人决定。"
    kept = list(reversed(fitting(list(reversed(words)), f"{head}{state}")))
    rows = [(desk.press("返回", "threads"),)]
    if assignment.outcome != "done":
        rows.insert(0, (Press("回复", "d", (assignment.id, desk.activity.version, "reply", "")),))
    return Reply("\n".join([head, *kept, f"\n{state}"]), tuple(rows))


def waits(desk: Desk) -> Reply:
    """Say whose turn it is in every letter: 甲方 by 甲方 with those who wait for them."""
    session = desk.session
    query = (
        select(Assignment, Person)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.activity_id == desk.activity.id)
        .order_by(Assignment.place, Assignment.id)
    )
    seconds = seconds_in(session, desk.activity.id)
    first: dict[int, list[str]] = defaultdict(list)  # 甲方 -> 乙方 who have not signed
    second: dict[int, list[str]] = defaultdict(list)
    done = declined = exempt = 0
    for assignment, person in session.execute(query):
        if assignment.outcome == "done":
            done += 1
        elif assignment.outcome == "declined":
            declined += 1
        elif assignment.exempt is not None:
            exempt += 1
        else:
            turn = second if assignment.stage == WAITING else first
            turn[seconds[assignment.id]].append(person.name)
    lines = [f"<b>谁在等谁：{esc(desk.activity.title)}</b>"]
    total = done + declined + exempt + sum(map(len, first.values())) + sum(map(len, second.values()))
    lines.append(f"共{total}份：双方已签{done}份，有异议{declined}份，免{exempt}份。")
    parts = [*_waiting(session, desk, "轮到甲方签", second), *_awaited(session, "轮到乙方签", first)]
    shown = fitting(parts, "\n".join(lines))
    superiors = [session.get_one(Person, id_) for id_ in dict.fromkeys((*second, *first))]
    rows = replacing.buttons(desk, superiors) if desk.activity.status == OPEN else []
    return Reply("\n".join([*lines, *shown]), (*rows, (Press("返回", "rb", (desk.activity.id,)),)))


def chain(desk: Desk) -> Reply:
    """Send the whole chain, and the script that checks it anywhere. Raises TooMany."""
    number = desk.session.scalar(select(func.count()).select_from(Signature)) or 0
    if number > MOST_IN_CHAT:
        raise TooMany
    content = b"".join(proof.export(desk.session))
    at = desk.office.local(desk.now)
    files = (
        File(f"签署记录_{at:%Y%m%d_%H%M}.jsonl", lambda: content, f"全部签署记录，共{number}条，逐条相接。"),
        File(SCRIPT, verify_script, "在任何装有 Python 的电脑上运行：python3 核验.py 签署记录文件名"),
    )
    return Reply(toast="签署记录和核验程序稍后发出。", files=files)


def _waiting(session: Session, desk: Desk, title: str, by_superior: dict[int, list[str]]) -> list[str]:
    parts = [f"\n<b>{title}（{sum(map(len, by_superior.values()))}份）</b>"] if by_superior else []
    for superior_id, names in by_superior.items():
        superior = session.get_one(Person, superior_id)
        step = "" if superior.on_roster(desk.office.today(desk.now)) else "（已调离，请更换甲方）"
        if not step and (superior.telegram_id is None or superior.unreachable):
            step = "（机器人联系不上，请当面告知）"
        parts.append(f"等{esc(superior.name)}签{step}：{esc('、'.join(names))}")
    return parts


def _awaited(session: Session, title: str, by_superior: dict[int, list[str]]) -> list[str]:
    parts = [f"\n<b>{title}（{sum(map(len, by_superior.values()))}份）</b>"] if by_superior else []
    for superior_id, names in by_superior.items():
        superior = session.get_one(Person, superior_id)
        parts.append(f"等{esc('、'.join(names))}签（甲方{esc(superior.name)}）")
    return parts
