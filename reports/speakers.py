"""人人登台 as a workbook. Importing this loads openpyxl: import it where it is made, not at start-up."""

from collections.abc import Sequence
from datetime import datetime

from reports.sessions import SpeakerLine
from reports.sheet import Column, Table, new_workbook, saved
from workdays.words import say_date, say_moment

_PEOPLE = (
    Column("序号", 6),
    Column("处室", 22, "left"),
    Column("姓名", 11, "distributed"),
    Column("职务", 18, "left"),
    Column("登台次数", 10),
    Column("最近一次", 16),
)
_TAGS = (Column("序号", 6), Column("类别", 44, "left"), Column("已开展次数", 20))


def speakers_workbook(
    lines: Sequence[SpeakerLine], tags: Sequence[tuple[str, int]], bureau: str, as_of: datetime
) -> bytes:
    """Write who has spoken this year, in roster order, and how often each sort was held; return an .xlsx."""
    workbook = new_workbook()
    people = Table(workbook, "人人登台", _PEOPLE, landscape=False)
    people.title(f"{bureau} {as_of.year}年“人人登台”情况")
    spoke = sum(bool(line.times) for line in lines)
    people.line(f"截至{say_moment(as_of)}。花名册{len(lines)}人，已登台{spoke}人。按花名册顺序，不排名。")
    people.header()
    for number, line in enumerate(lines, 1):
        last = say_date(line.last) if line.last else None
        people.row([number, line.department, line.name, line.position, line.times or None, last])
    people.close()
    sorts = Table(workbook, "五位一体", _TAGS, landscape=False)
    sorts.title(f"{bureau} {as_of.year}年“五位一体”廉政宣教情况")
    sorts.line(f"截至{say_moment(as_of)}，按已经开始的学习会议统计。")
    sorts.header()
    for number, (tag, times) in enumerate(tags, 1):
        sorts.row([number, tag, times])
    sorts.row([None, "合计", sum(times for _, times in tags)], total=True)
    sorts.close()
    return saved(workbook)
