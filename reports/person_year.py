"""One person's year: what they were asked and how each stands; as plain values and as a picture."""

from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from activities.state import State
from reports.figures import Counts
from reports.screenful import fold
from reports.wording import SUM_RULE, clip, say_states
from workdays.words import say_moment


@dataclass(frozen=True)
class Asked:
    """One thing asked of the person. Times are in the office's zone."""

    sort: str  # 通知提醒, 学习, 签署, 答题, 其他
    kind_title: str
    title: str
    day: date  # on which it was asked
    state: State
    standing: str  # how it stands, in words: 已完成，12月3日09:10本人办理
    remark: str = ""  # a score, a reason
    signatures: tuple[tuple[str, str], ...] = ()  # name and value of each line of a signature
    version: int = 1
    digest: str = ""  # SHA-256 of the text as it was asked


SORTS = ("通知提醒", "学习", "签署", "答题", "其他")


@dataclass(frozen=True)
class PersonYear:
    """All that a person's year says; `asked` stands in order of days."""

    bureau: str
    year: int
    name: str
    department: str
    position: str
    as_of: datetime
    asked: tuple[Asked, ...]

    @property
    def counts(self) -> Counts:
        return counts_of(self.asked)


def counts_of(asked: tuple[Asked, ...] | list[Asked]) -> Counts:
    """Return how many of them stand in each state."""
    return Counts(**{state.value: sum(one.state is state for one in asked) for state in State})


def person_text(year: PersonYear, scope: str) -> str:
    """Say how everything stands that was asked of one person, newest first, as the messenger's HTML."""
    counts = year.counts
    head = [
        f"<b>{escape(year.name)}　{escape(year.department)}</b>",
        escape(scope),
        f"截至 {say_moment(year.as_of)}",
        "",
        f"应办 {counts.asked} 项。{say_states(counts, tuple(State), '项')}",
    ]
    blocks = []
    for one in reversed(year.asked):
        said = "，".join(part for part in (one.standing, one.remark) if part)
        title = f"{one.day.month}月{one.day.day}日　{one.kind_title}：{one.title}"
        blocks.append(f"\n{escape(clip(title, 80))}\n{escape(clip(said, 100))}")
    definitions = "\n".join([SUM_RULE, *(f"{state.label}：{state.definition}" for state in State)])
    tail = ["", f"<blockquote expandable>统计口径\n{definitions}</blockquote>"]
    return fold(head, blocks, tail, "其余 {} 项（点开查看）", "另有 {} 项，请看年度记录，或点“选时间”。")


def person_year_picture(year: PersonYear) -> bytes:
    """Draw a bar a month and a line for whatever is not done; return a PNG. Loads matplotlib."""
    from reports.bars import CARD, INK, draw_bar, draw_swatch
    from reports.canvas import Canvas, shorten
    from reports.picture import GREY, INNER, MARGIN, PAPER, WIDTH, heading, notes_at_foot, summary

    canvas = Canvas(WIDTH, PAPER)
    above = f"{year.bureau} · {year.department}"
    y = heading(canvas, above, f"{year.name}　{year.year}年", [f"截至 {say_moment(year.as_of)}"])
    y = summary(canvas, y, year.counts, "项", [])
    most = max((len(_of_month(year, month)) for month in range(1, 13)), default=0) or 1
    canvas.box(MARGIN, y, INNER, 12 * 62 + 40, CARD, radius=22)
    for month in range(1, 13):
        middle = y + 20 + 62 * (month - 0.5)
        counts = counts_of(_of_month(year, month))
        canvas.text(MARGIN + 100, middle, f"{month}月", 28, INK, align="right")
        if counts.asked:
            wide = max((INNER - 180) * counts.asked / most, 60)
            draw_bar(canvas, MARGIN + 124, middle - 21, wide, 42, counts, 26)
        else:
            canvas.text(MARGIN + 124, middle, "没有事项", 24, GREY)
    y += 12 * 62 + 74
    left = [one for one in year.asked if one.state not in (State.DONE, State.EXEMPT)]
    canvas.text(MARGIN, y, f"还没有完成的{len(left)}项" if left else "没有未完成的事项", 32, INK, bold=True)
    y += 50
    for one in left[:_LISTED]:
        draw_swatch(canvas, MARGIN, y - 16, 32, one.state)
        canvas.text(MARGIN + 46, y, shorten(f"{one.title}（{one.state.label}）", 28, INNER - 46), 28, INK)
        y += 48
    notes = ["按发布的月份归月；格内数字为项数。只用于本人核对和归档，不作比较。"]
    if len(left) > _LISTED:
        notes.insert(0, f"另有{len(left) - _LISTED}项未画出，请看年度记录。")
    return canvas.png(notes_at_foot(canvas, y, notes))


_LISTED = 10


def _of_month(year: PersonYear, month: int) -> list[Asked]:
    return [one for one in year.asked if one.day.month == month]
