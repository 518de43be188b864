"""The author's check: what a secretary should know and what must be mended before publishing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

from sqlalchemy import select

from activities.kind import Content, Reader, Screen, View
from services.audiences import members
from services.backing import backing_of
from services.drafting.grouping import warn_of_names
from services.drafting.papers import fill
from services.drafting.templates import offered
from services.drafting.writing import Writing
from services.holidays.campaigns import APPROVED, PUBLISHED, WAITING
from services.holidays.screen import STATUS
from services.plan.burden import warn_of_burden
from services.publishing import content_hash
from services.refusals import Refusal
from services.reply import length
from services.survey.likeness import same_title
from storage.activities import WITHDRAWN, Activity, Campaign
from storage.people import Person
from workdays.holidays import Source
from workdays.quiet import after_quiet, is_quiet
from workdays.words import say_date, say_moment

LONG = 1500  # characters: two screens of a phone
LIMIT = 4096  # UTF-16 units of one message
PARTY_RULES = ("纪律处分条例", "廉洁自律准则", "党内监督条例", "党员权利保障条例")
RECENT = timedelta(days=20)  # so long ago the same counts as asked recently; months repeat
VOLUNTARY = "自愿"
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Sample:
    """What one sort of reader will see: `screen` as the author is shown it, `first` as it arrives."""

    party: bool
    screen: Screen
    first: Screen

    @property
    def who(self) -> str:
        """Return the word for these readers."""
        return "党员" if self.party else "非党员"


@dataclass(frozen=True)
class Check:
    """A draft looked over. With a problem it cannot be published; a warning leaves the choice. Plain text."""

    content: Content | None
    people: Sequence[Person]
    samples: tuple[Sample, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


def check(w: Writing) -> Check:
    """Look a draft over as it stands, after filling in what the bot fills in itself."""
    problems: list[str] = []
    _date_sign_off(w)
    content, missing = w.content()
    if content is not None:
        try:
            w.draft.fields = {**w.draft.fields, **fill(w, content)}
            content, missing = w.content()
        except Refusal as refusal:
            problems.append(unescape(str(refusal)))
    people = members(w.session, w.audience, w.today)
    samples = _samples(w, content, people) if content is not None else ()
    problems += [*missing, *_problems(w, people, samples)]
    return Check(content, people, samples, tuple(problems), tuple(_warnings(w, content, people, samples)))


def _date_sign_off(w: Writing) -> None:
    """Let a sign-off bear the day of publishing where its date would be an earlier one.

    It was filled in on the day the draft was begun, and the draft may have waited or be meant for later.
    """
    name, _, day = str(w.draft.fields.get("sign_off", "")).rpartition("\n")
    found = _DATE.fullmatch(day)
    published = w.office.today(w.opens_at)
    if found and tuple(map(int, found.groups())) < (published.year, published.month, published.day):
        w.draft.fields = {**w.draft.fields, "sign_off": f"{name}\n{say_date(published)}"}


def _samples(w: Writing, content: Content, people: Iterable[Person]) -> tuple[Sample, ...]:
    sides = sorted({person.is_party for person in people}, reverse=True) or [True]
    views = [(party, _view(w, content, party)) for party in sides]
    samples = [
        Sample(party, w.kind.preview(content, view), w.kind.screen(content, view)) for party, view in views
    ]
    if len(samples) == 2 and samples[0].screen == samples[1].screen:
        return (samples[0],)
    return tuple(samples)


def _view(w: Writing, content: Content, party: bool) -> View:
    deadline = w.deadline()
    return View(
        reader=Reader(w.person.name, w.person.department.name, party),
        now=w.local,
        opened=w.office.local(w.opens_at),
        deadline=w.office.local(deadline) if deadline else None,
        content_hash=content_hash(content.model_dump(mode="json")),
    )


def _problems(w: Writing, people: Sequence[Person], samples: Sequence[Sample]) -> Iterable[str]:
    if not people:
        yield "没有符合条件的人，请修改对象。"
    if w.draft.opens_at is not None and w.draft.opens_at <= w.now:
        yield "定好的发布时间已过，请改时间，或改为立即发布。"
    deadline = w.deadline()
    if deadline is not None and deadline <= w.opens_at:
        mend = "修改内容里的时间" if w.own_deadline() else "修改截止"
        yield f"截止时间{say_moment(w.office.local(deadline))}不晚于发布时间，请{mend}。"
    if any(length(sample.first.text) > LIMIT for sample in samples):
        yield f"内容超过一条消息的上限（{LIMIT}字），请精简。"


def _warnings(
    w: Writing, content: Content | None, people: Sequence[Person], samples: Sequence[Sample]
) -> Iterable[str]:
    opens, deadline = w.office.local(w.opens_at), w.deadline()
    if deadline is None:
        yield "没有设截止时间：不会自动提醒，也不会有人算逾期。"
    elif not w.calendar.is_working(w.office.today(deadline)):
        yield f"截止日{say_date(w.office.today(deadline))}不是工作日。"
    if is_quiet(opens, w.office.zone):
        arrives = after_quiet(opens, w.office.zone)
        yield f"发布时间在免打扰时段（22:00至08:00），消息将在{say_moment(arrives)}送达。"
    if not w.calendar.is_working(opens.date()):
        yield "发布日不是工作日。"
    longest = max((length(sample.first.text) for sample in samples), default=0)
    if longest > LONG:
        yield f"内容有{longest}字，手机上要翻好几屏，建议精简到{LONG}字以内。"
    warn = backing_of(w.draft.kind).warn
    if warn is not None and content is not None:
        yield from warn(w, content)
    yield from warn_of_burden(w, people)
    yield from warn_of_names(w)
    words = "".join(_seen_by_all(content.model_dump(mode="json"))) if content is not None else ""
    if VOLUNTARY in words and deadline is not None and not w.own_deadline():
        yield "内容写明自愿，但设了截止时间：没有办的人会收到提醒，到期算逾期。真正自愿的，请改为不设截止。"
    cited = [name for name in PARTY_RULES if name in words]
    if cited and not all(person.is_party for person in people):
        rules = "、".join(f"《中国共产党{name}》" for name in cited)
        yield f"非党员也会看到{rules}；他们适用的是《公职人员政务处分法》，请核对引用。"
    if content is not None:
        yield from _asked_recently(w, content)
    offer = offered(w.draft.template, w.draft.kind, w.today, w.calendar)
    if offer is not None and offer.holiday is not None:
        campaign = w.session.get(Campaign, (offer.holiday.year, offer.holiday.key))
        if campaign is not None and campaign.status in (WAITING, APPROVED, PUBLISHED):
            stands = STATUS[campaign.status]
            yield f"{offer.holiday.name}的清风行动{stands}，见 /holiday。再发一份，大家会收到两遍。"
    if offer is not None and offer.holiday is not None and offer.holiday.source is Source.COMPUTED:
        yield f"{offer.holiday.name}假期日期是{offer.holiday.source.label}，请核对。"


def _asked_recently(w: Writing, content: Content) -> Iterable[str]:
    """Warn where the same was asked a few days ago; a survey has a longer memory of its own."""
    query = select(Activity).where(
        Activity.kind == w.draft.kind,
        Activity.status != WITHDRAWN,
        Activity.opens_at >= w.now - RECENT,
    )
    for activity in w.session.scalars(query.order_by(Activity.opens_at.desc())):
        if same_title(activity.title, content.title) and w.draft.kind != "survey":
            when = "将在" if activity.opens_at > w.now else ""
            day = say_date(w.office.today(activity.opens_at))
            yield f"{when}{day}{'发布' if when else '已发过'}相近的《{activity.title}》，请确认不是重复。"
            return


def _seen_by_all(value: Any) -> Iterable[str]:
    """Yield the words of a content, except fields whose name says that they are for Party members."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if "party" not in name:
                yield from _seen_by_all(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _seen_by_all(inner)
    elif isinstance(value, str):
        yield value
