"""A calendar file, RFC 5545, written by hand: objects of a dozen lines need no library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LINE = 75  # bytes of a line, its break left out


@dataclass(frozen=True)
class Event:
    """An event; `starts` and `ends` are aware, in the office's zone. `uid` stays, `sequence` rises."""

    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    summary: str
    place: str
    description: str


def ics(event: Event, zone: str) -> bytes:
    """Return the event as a calendar file; `zone` is the name of its times' zone. It rings no bell itself."""
    return calendar_of([event], zone)


def calendar_of(events: Sequence[Event], zone: str) -> bytes:
    """Return at least one event as a calendar file; `zone` is the name of their times' zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qingfeng//Qingfeng//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_zone(zone, events[0].starts),
    ]
    for event in events:
        lines += _event(event, zone)
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(event: Event, zone: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone}:{event.starts:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{event.ends:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"LOCATION:{_escaped(event.place)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    ]


def _zone(name: str, at: datetime) -> list[str]:
    """Describe the zone by the offset it has on that day: it serves one event, and every reader takes it."""
    offset = at.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    said = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{name}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{said}",
        f"TZOFFSETTO:{said}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 bytes, never breaking a letter; a piece goes on after a space."""
    pieces, piece = [], b""
    for letter in line:
        encoded = letter.encode()
        if len(piece) + len(encoded) > _LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
