"""The calendar file, line by line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.ics import Event, ics

STARTS = datetime(2026, 12, 4, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
EVENT = Event(
    uid="study-7@qingfeng_bot",
    sequence=2,
    stamp=datetime(2026, 12, 1, 1, 2, 3, tzinfo=UTC),
    starts=STARTS,
    ends=STARTS + timedelta(minutes=90),
    summary="学习会；第一讲, 廉洁; 自律",
    place="三楼\\东",
    description="第一行\n第二行",
)


def unfolded(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_what_every_calendar_reads() -> None:
    lines = unfolded(ics(EVENT, "Asia/Shanghai"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "UID:study-7@qingfeng_bot" in lines
    assert "SEQUENCE:2" in lines
    assert "DTSTAMP:20261201T010203Z" in lines
    assert "DTSTART;TZID=Asia/Shanghai:20261204T150000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20261204T163000" in lines
    assert "TZOFFSETTO:+0800" in lines
    assert "VALARM" not in "".join(lines)


def test_signs_with_a_meaning_are_escaped() -> None:
    lines = unfolded(ics(EVENT, "Asia/Shanghai"))
    assert "SUMMARY:学习会；第一讲\\, 廉洁\\; 自律" in lines
    assert "LOCATION:三楼\\\\东" in lines
    assert "DESCRIPTION:第一行\\n第二行" in lines


@pytest.mark.parametrize("length", [20, 21, 22, 23, 200])
def test_long_lines_are_folded_and_no_letter_is_broken(length: int) -> None:
    content = ics(replace(EVENT, summary="学" * length), "Asia/Shanghai")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    for line in content.split(b"\r\n"):
        line.decode()
    assert f"SUMMARY:{'学' * length}" in unfolded(content)


def test_a_zone_west_of_greenwich() -> None:
    west = STARTS.astimezone(ZoneInfo("America/Sao_Paulo"))
    lines = unfolded(ics(replace(EVENT, starts=west, ends=west), "America/Sao_Paulo"))
    assert "TZOFFSETFROM:-0300" in lines
