"""The figures for `qingfeng report`: as a plain dict for scripts, as lines for a terminal."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.state import State
from reports.figures import ActivityFigures, Counts
from reports.wording import (
    is_publishing,
    is_withdrawn,
    overview_counts,
    say_delivery,
    say_rate,
    say_states,
)
from services.office import Office
from services.reporting.figures import overview, overview_as_of
from workdays.words import say_moment


def report_json(
    session: Session, office: Office, now: datetime, at: datetime | None = None
) -> dict[str, Any]:
    """Return where everything stands, or stood at a past moment. Moments are ISO in the office's zone."""
    figures = overview_as_of(session, office, at, None) if at else overview(session, office, now)
    return {
        "bureau": figures.bureau,
        "scope": figures.scope,
        "as_of": figures.as_of.isoformat(),
        "total": _counts(overview_counts(figures)),
        "activities": [_activity(one) for one in figures.activities],
    }


def report_lines(session: Session, office: Office, now: datetime, at: datetime | None = None) -> list[str]:
    """Return the same figures as lines of plain Chinese text."""
    figures = overview_as_of(session, office, at, None) if at else overview(session, office, now)
    lines = [f"{figures.bureau}　{figures.scope}", f"截至 {say_moment(figures.as_of)}"]
    if not figures.activities:
        return [*lines, "目前没有事项。"]
    sums = overview_counts(figures)
    lines.append(f"共 {len(figures.activities)} 项，应办 {sums.asked} 人次，完成率 {say_rate(sums)}")
    for one in figures.activities:
        lines += ["", f"[{one.activity_id}] {one.title}（{one.kind_title}，{one.status_title}）"]
        if is_withdrawn(one):
            lines.append("  不计入合计")
            continue
        growing = "，人数还在增加" if is_publishing(one) else ""
        said = say_states(one.counts, tuple(State), "人")
        lines.append(f"  应办 {one.counts.asked} 人{growing}：{said or '没有应办人员'}")
        lines.append(f"  完成率 {say_rate(one.counts)}。{say_delivery(one.delivery)}")
    return lines


def _activity(figures: ActivityFigures) -> dict[str, Any]:
    return {
        "id": figures.activity_id,
        "title": figures.title,
        "kind": figures.kind_title,
        "status": figures.status_title,
        "counted": not is_withdrawn(figures),
        "published_at": figures.published_at.isoformat() if figures.published_at else None,
        "deadline": figures.deadline.isoformat() if figures.deadline else None,
        **_counts(figures.counts),
        "messages": asdict(figures.delivery) if figures.delivery else None,  # None of a past moment
        "departments": [{"name": line.name, **_counts(line.counts)} for line in figures.departments],
    }


def _counts(counts: Counts) -> dict[str, Any]:
    states = {state.value: counts.of(state) for state in State}
    return {"asked": counts.asked, **states, "rate": None if counts.rate is None else round(counts.rate, 4)}
