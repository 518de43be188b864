"""What a notice of a session says, in the customary form."""

from datetime import datetime

from activities.kind import closing_lines, esc, heading
from activities.study.content import StudyContent
from workdays.words import say_moment


def notice(content: StudyContent, now: datetime) -> str:
    """Return the notice in its customary form; `now` tells the zone."""
    points = [
        ("时间", say_moment(content.starts_at.astimezone(now.tzinfo))),
        ("地点", content.place),
        ("主题", content.topic),
        ("主讲人", "、".join(content.speakers)),
        ("参加人员", content.participants),
        ("有关要求", content.requirements),
        ("联系人", content.contact),
    ]
    filled = [(name, value) for name, value in points if value]
    lines = [f"{'一二三四五六七'[i]}、{name}：{_block(value)}" for i, (name, value) in enumerate(filled)]
    text = heading(content.session, content.title) + "\n\n" + "\n".join(lines)
    return text + closing_lines(content.sign_off)


def say_sign_in(content: StudyContent, now: datetime) -> str:
    """Return how being there is registered, and from when."""
    opens = content.opens_at.astimezone(now.tzinfo)
    return f"到会登记：{opens:%H:%M}起，在会场扫二维码，或把屏幕上的六位数字发到这里。"


def _block(value: str) -> str:
    """Return a point's text; one of several lines begins below its heading, （一） over （二）."""
    return f"\n{esc(value)}" if "\n" in value else esc(value)
