"""What the host has before them: a board of who is there, and a code that changes; both renew themselves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activities.kind import esc
from activities.study import StudyContent
from activities.study.rollcall import STEP, code_of, step_begins, step_of
from services.backing import ROUTE
from services.correcting.redrawing import redraw
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.reply import File, Press, Reply, Rows
from services.reporting.standings import Standing, standings
from services.study.holding import Phase, had_second, holding_of, phase_of
from services.views import content_of
from storage.activities import Activity, option
from storage.messages import CANCELLED, SENT, Message
from storage.people import Person
from workdays.words import say_moment

ADDRESS = "web_address"  # the option that holds where the bot's own pages are, empty where they are not
GATHER = 5  # seconds in which arrivals share an edit: a chat takes about twenty edits a minute
NAMED = 80  # names of a group that the board spells out


@dataclass(frozen=True)
class Attendance:
    """Who is there, who is excused, who is not, in roster order; `tardy` and `missing_second` are there."""

    came: Sequence[Standing]
    tardy: Sequence[Standing]
    missing_second: Sequence[Standing]
    excused: Sequence[Standing]
    absent: Sequence[Standing]
    made_up: Sequence[Standing]


def attendance(session: Session, now: datetime, activity: Activity) -> Attendance:
    """Return who is there now."""
    rows = standings(session, now, activity)
    done = [row for row in rows if row.assignment.outcome == "done"]
    came = [row for row in done if not row.assignment.reply.get("made_up")]
    scanned = [row for row in came if "at" in row.assignment.reply]
    rest = [row for row in rows if row.assignment.outcome != "done"]
    return Attendance(
        came=came,
        tardy=[row for row in came if row.assignment.reply.get("tardy")],
        missing_second=[row for row in scanned if not row.assignment.reply.get("second")],
        excused=[row for row in rest if row.assignment.exempt is not None],
        absent=[row for row in rest if row.assignment.exempt is None],
        made_up=[row for row in done if row.assignment.reply.get("made_up")],
    )


def send_board(session: Session, now: datetime, activity: Activity, person: Person, round_: str = "") -> None:
    """Send a board that renews itself; only once for each `round_` where one is named."""
    _send(session, now, activity, person, "board", round_)


def send_code(session: Session, now: datetime, activity: Activity, person: Person) -> None:
    """Send the code with its QR, to be shown to the room; it renews itself every 30 seconds."""
    _send(session, now, activity, person, "code")


def refresh_boards(session: Session, now: datetime, activity: Activity) -> None:
    """Let every board of a session be drawn anew; what comes within a few seconds shares an edit."""
    bucket = int(now.timestamp()) // GATHER + 1
    at = datetime.fromtimestamp(bucket * GATHER, now.tzinfo)
    mine = (Message.activity_id == activity.id, Message.purpose == "board")
    redraw(session, now, f"b{bucket}", *mine, due_at=at, lane=ANSWER)


def renew_codes(session: Session, office: Office, now: datetime, activity: Activity) -> None:
    """Put in the next changes of the codes on show: at the half minute now, and at the next."""
    mine = (Message.activity_id == activity.id, Message.purpose == "code")
    row, content = holding_of(session, activity), content_of(session, activity)
    if phase_of(content, row, now) is Phase.OVER:
        redraw(session, now, f"over{activity.version}", *mine, lane=ANSWER)
        return
    for step in (step_of(now), step_of(now) + 1):
        redraw(session, now, f"s{step}", *mine, due_at=max(now, step_begins(step)), lane=ANSWER)


def forget_changes(session: Session, activity: Activity) -> None:
    """Delete what changed boards and codes so far: two rows a minute, which nobody asks for again."""
    shown = select(Message).where(Message.activity_id == activity.id, Message.purpose.in_(("board", "code")))
    for message in session.scalars(shown).all():
        gone = (Message.person_id == message.person_id, Message.state.in_((SENT, CANCELLED)))
        mine = (Message.purpose == "edit", Message.key.startswith(f"edit/{message.id}/"))
        session.execute(delete(Message).where(*gone, *mine).execution_options(synchronize_session=False))


def render_board(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the board as it is now."""
    activity = session.get_one(Activity, message.activity_id)
    row, content = holding_of(session, activity), content_of(session, activity)
    phase = phase_of(content, row, now)
    found = attendance(session, now, activity)
    beginning = say_moment(office.local(content.starts_at))
    lines = [f"<b>到会情况：{esc(activity.title)}</b>", f"{beginning}开始，{esc(content.place)}", ""]
    tardy = f"（迟到 {len(found.tardy)} 人）" if found.tardy else ""
    lines.append(
        f"已到 {len(found.came)} 人{tardy}　请假 {len(found.excused)} 人　未到 {len(found.absent)} 人"
    )
    if found.made_up:
        lines.append(f"会后补学 {len(found.made_up)} 人")
    calls = names_apart((*found.came, *found.made_up, *found.excused, *found.absent))
    groups = [("未到", found.absent), ("请假", found.excused), ("迟到", found.tardy)]
    lines += [_names(what, rows, calls) for what, rows in groups if rows]
    if had_second(content, row):
        missing = found.missing_second
        lines.append(_names("第二次点名未到", missing, calls) if missing else "第二次点名：先前扫码的都在。")
    lines += ["", _say_phase(office, content, phase, now)]
    return Reply("\n".join(lines), board_rows(session, activity, phase))


def board_rows(session: Session, activity: Activity, phase: Phase) -> Rows:
    """Return the host's buttons."""
    row, content = holding_of(session, activity), content_of(session, activity)

    def press(label: str, action: str) -> Press:
        return Press(label, ROUTE, (activity.id, action, ""))

    rows: list[tuple[Press, ...]] = [(press("点名登记", "names"), press("刷新", "refresh"))]
    if content.scans and phase is not Phase.OVER:
        rows.insert(0, (press("发登记码", "code"),))
        address = str(option(session, ADDRESS, ""))
        if address:
            rows[0] += (Press("打开投影页面", url=f"{address}/show/{row.show_key}"),)
    if content.scans and phase in (Phase.OPEN, Phase.SECOND):
        second = () if had_second(content, row) else (press("第二次点名", "second"),)
        rows.append((*second, press("结束登记", "finish")))
    return tuple(rows)


def render_code(session: Session, office: Office, now: datetime, message: Message, person: Person) -> Reply:
    """Return the code of this half minute and its QR, or that registering is over."""
    activity = session.get_one(Activity, message.activity_id)
    row, content = holding_of(session, activity), content_of(session, activity)
    phase = phase_of(content, row, now)
    if phase is Phase.OVER:
        return Reply(f"到会登记已结束：{esc(activity.title)}")
    code = code_of(row.secret, step_of(now))
    second = "第二次点名" if phase is Phase.SECOND else "到会登记"
    opens = f"，{office.local(content.opens_at):%H:%M}起可登记" if phase is Phase.EARLY else ""
    caption = (
        f"{second}：{activity.title}\n\n登记码　{code[:3]} {code[3:]}　（每{STEP}秒更换{opens}）\n\n"
        f"扫码后点“开始”，或在 @{office.bot} 里发送这六位数字。"
    )
    link = sign_in_link(office, activity.id, code)
    return Reply(files=(File("登记码.png", lambda: _qr(link), caption, picture=True),))


def sign_in_link(office: Office, activity_id: int, code: str) -> str:
    """Return what the QR holds: it opens the bot with the session and the digits of this half minute."""
    return f"https://t.me/{office.bot}?start=s{activity_id}-{code}"


def _send(
    session: Session, now: datetime, activity: Activity, person: Person, purpose: str, round_: str = ""
) -> None:
    key = f"{purpose}/{activity.id}/{person.id}/{round_ or int(now.timestamp())}"
    enqueue(session, [message_row(key, purpose, person.id, now, activity_id=activity.id, lane=ANSWER)])


def names_apart(rows: Sequence[Standing]) -> dict[int, str]:
    """Return of each assignment what to call its person: namesakes with their department, 王敏（办公室）."""
    often = Counter(row.person.name for row in rows)
    return {
        row.assignment.id: row.person.name
        if often[row.person.name] == 1
        else f"{row.person.name}（{row.department.name}）"
        for row in rows
    }


def _names(what: str, rows: Sequence[Standing], calls: Mapping[int, str]) -> str:
    names = "、".join(esc(calls[row.assignment.id]) for row in rows[:NAMED])
    return f"{what}：{names}{'等' if len(rows) > NAMED else ''}"


def _say_phase(office: Office, content: StudyContent, phase: Phase, now: datetime) -> str:
    at = f"（{office.local(now):%H:%M:%S} 更新）"
    if not content.scans:
        return f"点“点名登记”逐人登记，随时可以改。{at}"
    match phase:
        case Phase.EARLY:
            return f"{office.local(content.opens_at):%H:%M}起可登记。{at}"
        case Phase.SECOND:
            return f"正在第二次点名，有人登记会自动更新。{at}"
        case Phase.OPEN:
            return f"正在登记，有人登记会自动更新。{at}"
    return f"登记已结束，漏登的可点“点名登记”补登。{at}"


def _qr(link: str) -> bytes:
    from reports.qr import qr_png

    return qr_png(link)
