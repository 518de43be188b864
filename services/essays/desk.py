"""The secretary's desk for essays: what was handed in, one opened or returned, all as a collection."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from activities.clearing import SAID
from activities.essay.content import count, returned
from activities.essay.kind import RETURNED
from activities.kind import esc
from reports.essay import Article
from services.backing import Desk
from services.calendars import office_calendar
from services.essays.writing import article_file
from services.facts import record
from services.masking import without_names
from services.outbox import ANSWER, enqueue, message_row
from services.paging import page_of, short
from services.publishing import DEADLINE_TIME
from services.refusals import Refusal
from services.reply import File, Press, Reply, length
from storage.activities import OPEN, Activity
from storage.essays import HandedIn, handed_in, titles_of
from workdays.words import say_moment

A_PAGE = 8
READ_HERE = 3000  # characters of a text that is shown in the chat; a longer one is sent as a file
LONGEST_REASON = 300
DAYS_TO_MEND = 3  # working days that a returned essay leaves at least
WORDS_IN_CLOUD = 60


class NoEssay(Refusal):
    """There is no such essay any more, or nobody has handed one in."""

    def __init__(self) -> None:
        super().__init__("还没有人提交文章，或这篇已不在。请返回重新打开。")


def buttons(session: Session, activity: Activity) -> Sequence[tuple[str, str]]:
    """Return what stands below the report on an activity."""
    received = len(handed_in(session, activity.id))
    if not received:
        return (("年度篇数", "year"),)
    return (
        (f"看文章（{received}篇）", "list"),
        ("汇编成 Word", "export"),
        ("关键词与词云", "cloud"),
        ("年度篇数", "year"),
    )


def listed(desk: Desk) -> Reply:
    """List what was handed in, in roster order; those that are like another stand out."""
    rows = handed_in(desk.session, desk.activity.id)
    if not rows:
        raise NoEssay
    page = int(desk.arg) if desk.arg.isdecimal() else 0
    shown, page = page_of(list(enumerate(rows, start=1)), page, A_PAGE)
    lines = [f"<b>{esc(desk.activity.title)}</b>　共收到{len(rows)}篇", ""]
    lines += [f"{number}．{_line(row)}" for number, row in shown]
    alike = sum(bool(row.essay.alike) for row in rows)
    lines += ["", f"标“相同约×%”的{alike}篇与其他文章有较多相同，请点开核对。"] if alike else []
    buttons = [
        desk.press(short(f"{number}．{row.person.name}"), "open", str(row.essay.id)) for number, row in shown
    ]
    turn = []
    if page:
        turn.append(desk.press("上一页", "list", str(page - 1)))
    if (page + 1) * A_PAGE < len(rows):
        turn.append(desk.press("下一页", "list", str(page + 1)))
    pairs = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    last = (Press("返回", "rb", (desk.activity.id,)),)
    return Reply("\n".join(lines), (*pairs, *((tuple(turn),) if turn else ()), last))


def opened(desk: Desk) -> Reply:
    """Show one essay, what it is like, and what can be done."""
    row = _chosen(desk, written=False)
    essay = row.essay
    if not essay.body:
        return Reply(f"{_line(row)}\n\n{SAID}", ((desk.press("返回列表", "list"),),))
    assert essay.submitted_at is not None  # handed_in() says so
    lines = [
        f"<b>{esc(_title(row))}</b>",
        f"{esc(row.department.name)}　{esc(row.person.name)}　{count(essay.body)}字",
        f"提交时间：{say_moment(desk.office.local(essay.submitted_at))}",
    ]
    if row.assignment.stage == RETURNED:
        lines.append(f"<b>已退回，等待修改</b>：{esc(row.assignment.reply.get('reason', ''))}")
    lines += _likeness(desk, row)
    head = "\n".join(lines)
    body = essay.body.partition("\n")[2] if essay.title else essay.body
    text = f"{head}\n\n{esc(body)}"
    if len(body) > READ_HERE or length(text) > READ_HERE + 900:
        text = f"{head}\n\n{esc(body[:600])}……\n\n（全文较长，请点“下载 Word”）"
    buttons = [desk.press("下载 Word", "file", str(essay.id))]
    if row.assignment.outcome == "done" and desk.activity.status == OPEN:
        buttons.append(desk.press("退回修改", "ask", str(essay.id)))
    return Reply(text, (tuple(buttons), (desk.press("返回列表", "list"),)))


def file(desk: Desk) -> Reply:
    """Send one essay as a document."""
    made = article_file(_article(_chosen(desk)), desk.office.local(desk.now))
    return Reply(toast="正在生成 Word，稍后发出。", files=(replace(made, names=True),))


def ask_reason(desk: Desk) -> Reply:
    """Ask why an essay is returned."""
    row = _chosen(desk)
    prompt = f"请输入退回{row.person.name}文章的意见，本人会看到，如：请结合岗位补充具体做法。"
    return desk.ask("return", prompt, desk.arg)


def give_back(desk: Desk) -> Reply:
    """Return an essay with a remark: it is open again, and its author is told."""
    row = _chosen(desk)
    reason = " ".join(desk.text.split())
    if not reason or len(reason) > LONGEST_REASON:
        again = ask_reason(desk)
        said = "没有看到意见。" if not reason else f"意见最多{LONGEST_REASON}字，现在有{len(reason)}字。"
        return Reply(esc(said + again.prompt))
    if row.assignment.outcome != "done" or desk.activity.status != OPEN:
        return Reply("这篇文章已经退回，或事项已结束，没有再次退回。")
    record(
        desk.session,
        row.assignment,
        "decision",
        {
            "outcome": "none",
            "stage": RETURNED,
            "done_at": None,
            "late": False,
            "way": "",
            "reply": returned(reason),
            **_time_to_mend(desk, row),
        },
        desk.now,
        by=desk.person.id,
    )
    row.essay.returned_at = desk.now
    key = f"decision/{row.assignment.id}/{int(desk.now.timestamp() * 1000)}"
    told = message_row(
        *(key, "open", row.person.id, desk.now),
        assignment_id=row.assignment.id,
        activity_id=desk.activity.id,
        payload={"decided": True},
        lane=ANSWER,
    )
    enqueue(desk.session, [told])
    text = f"已退回{esc(row.person.name)}的文章，并已通知本人修改后重新提交。"
    if row.assignment.deadline is not None:
        text += f"\n截止：{say_moment(desk.office.local(row.assignment.deadline))}"
    return Reply(text, ((desk.press("返回列表", "list"),),))


def export(desk: Desk) -> Reply:
    """Send all essays as one document, in roster order; returned ones are left out."""
    rows = [
        row
        for row in handed_in(desk.session, desk.activity.id)
        if row.assignment.outcome == "done" and row.essay.body
    ]
    if not rows:
        raise NoEssay
    articles = tuple(_article(row) for row in rows)
    as_of = desk.office.local(desk.now)
    make = partial(_collection, desk.activity.title, desk.office.bureau, articles, as_of)
    file = File(f"文章汇编_{as_of:%Y%m%d}.docx", make, names=True)
    return Reply(toast="正在生成 Word，稍后发出。", files=(file,))


def cloud(desk: Desk) -> Reply:
    """Send the keywords of all essays as a picture, which needs nobody's name."""
    texts = tuple(row.essay.body for row in handed_in(desk.session, desk.activity.id) if row.essay.body)
    if not texts:
        raise NoEssay
    make = partial(_cloud, desk.activity.title, texts)
    picture = File("词云.png", make, f"{desk.activity.title}：词云", True)
    return Reply(toast="正在生成词云，稍后发出。", files=(without_names(desk.session, picture),))


def _chosen(desk: Desk, *, written: bool = True) -> HandedIn:
    rows = handed_in(desk.session, desk.activity.id)
    row = next((row for row in rows if str(row.essay.id) == desk.arg), None)
    if row is None or (written and not row.essay.body):
        raise NoEssay
    return row


def _line(row: HandedIn) -> str:
    said = f"{esc(row.department.name)}　{esc(row.person.name)}　{count(row.essay.body)}字"
    if not row.essay.body:
        said += "　内容已清除"
    if row.essay.alike:
        said += f"　⚠ 相同约{row.essay.alike['percent']}%"
    return said + ("　已退回" if row.assignment.stage == RETURNED else "")


def _likeness(desk: Desk, row: HandedIn) -> list[str]:
    alike = row.essay.alike
    if not alike:
        return ["未发现与其他文章有较多相同。"]
    other, author, activity = titles_of(desk.session, [alike["essay_id"]])[alike["essay_id"]]
    whose = "本人" if alike["own"] else f"{esc(author.department.name)}{esc(author.name)}"
    year = f"{other.year}年" if other.year else ""
    lines = [f"⚠ 约{alike['percent']}%与{whose}{year}“{esc(activity.title)}”中的文章相同，例如："]
    lines += [f"“{esc(passage)}”" for passage in alike["passages"]]
    return [*lines, "以上由程序比对，引用、共同起草等情况请人工核实。"]


def _title(row: HandedIn) -> str:
    return row.essay.title or f"{row.person.name}的文章"


def _article(row: HandedIn) -> Article:
    return Article(_title(row), row.person.name, row.department.name, row.essay.body)


def _time_to_mend(desk: Desk, row: HandedIn) -> dict[str, datetime]:
    """Return the deadline where the one that holds would leave the author no time."""
    if row.assignment.deadline is None:
        return {}
    today = desk.office.today(desk.now)
    day = office_calendar(desk.session).add_working_days(today, DAYS_TO_MEND)
    until = datetime.combine(day, DEADLINE_TIME, desk.office.zone)
    return {"deadline": until} if until > row.assignment.deadline else {}


def _collection(title: str, bureau: str, articles: Sequence[Article], as_of: datetime) -> bytes:
    from reports.collection import collection

    return collection(title, bureau, articles, as_of)


def _cloud(title: str, texts: Sequence[str]) -> bytes:
    from language.keywords import keywords_of
    from reports.cloud import cloud_picture

    return cloud_picture(title, len(texts), keywords_of(texts, WORDS_IN_CLOUD))
