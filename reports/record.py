"""A session's page for the ledger, as Word. Importing this loads python-docx: import it where it is made."""

from collections.abc import Sequence

from docx.shared import Pt

from reports.official import LEDGER, TITLE, form, line, new_paper, paragraph, room, saved
from reports.sessions import Group, SessionRecord
from reports.wording import one_line
from workdays.words import say_moment

_UNTOLD = "（未填写）"
_SIGN = "主持人：　　　　　记录人：　　　　　　　　年　　月　　日"
_WIDTHS = (32, 128)
_TITLE_SIZE, _FOOT_SIZE, _ROOM_TO_SIGN = 20, 10, 16  # points, points, mm


def record_docx(record: SessionRecord) -> bytes:
    """Return the page: notice, who was there and why others were not, minutes; an A4 .docx."""
    about = one_line(f"{record.bureau}{record.sort}记录")
    paper = new_paper(about, record.as_of, LEDGER)
    line(paper, about, TITLE, _TITLE_SIZE).paragraph_format.space_after = Pt(6)
    form(paper, [*_notice(record), *_attendance(record), *_minutes(record), ("签字", _SIGN)], _WIDTHS)
    room(paper, _ROOM_TO_SIGN)
    made = f"由清风根据通知、到会登记和会议记录生成，{say_moment(record.as_of)}。"
    paragraph(paper, made, size=_FOOT_SIZE)
    return saved(paper)


def _notice(record: SessionRecord) -> list[tuple[str, str]]:
    rows = [
        ("通知", record.title),
        ("时间", say_moment(record.starts)),
        ("地点", record.place),
        ("主题", record.topic),
        ("参加对象", record.participants),
        ("有关要求", record.requirements),
        ("学习材料", record.materials),
        ("廉政宣教类别", record.tag),
        ("通知落款", "　".join(record.sign_off.splitlines())),
    ]
    return [row for row in rows if row[1]]


def _attendance(record: SessionRecord) -> list[tuple[str, str]]:
    came, absent, made_up = (_count(groups) for groups in (record.came, record.absent, record.made_up))
    excused = "\n".join(f"{one.department}　{one.name}：{one.reason}" for one in record.excused)
    rows = [
        (
            "人数",
            (
                f"应到{record.asked}人，实到{came}人，请假等{len(record.excused)}人，缺席{absent}人"
                + (f"；会后补学{made_up}人" if made_up else "")
            ),
        ),
        ("到会人员", _groups(record.came)),
        ("迟到", "、".join(record.tardy)),
        ("请假及原因", excused),
        ("缺席人员", _groups(record.absent)),
        ("会后补学", _groups(record.made_up)),
        ("外单位参加", _guests(record)),
    ]
    return [row for row in rows if row[1]]


def _minutes(record: SessionRecord) -> list[tuple[str, str]]:
    return [
        ("主持人", record.host or _UNTOLD),
        ("主讲、发言", "、".join(record.speakers) or _UNTOLD),
        ("学习内容", record.content or _UNTOLD),
        ("讨论要点", record.points or _UNTOLD),
        ("下一步措施", record.measures or _UNTOLD),
        ("记录人", record.recorder or _UNTOLD),
    ]


def _guests(record: SessionRecord) -> str:
    if not record.guests:
        return ""
    return f"{record.guests}人" + (f"：{'、'.join(record.guest_names)}" if record.guest_names else "")


def _count(groups: Sequence[Group]) -> int:
    return sum(len(group.names) for group in groups)


def _groups(groups: Sequence[Group]) -> str:
    return "\n".join(f"{group.department}：{'、'.join(group.names)}" for group in groups)
