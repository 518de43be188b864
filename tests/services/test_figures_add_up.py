"""Random histories of a bureau: after every step the six states add up, now and as of every past moment."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from activities.kind import Action
from activities.state import State
from activities.study import Study
from reports.figures import ActivityFigures, Counts, total
from services.answering import decide, enter
from services.audiences import Audience
from services.backing import Desk as AtDesk
from services.doubt import doubt_unsettled, repeat_uncertain
from services.entries import is_entry, take_back
from services.facts import FROZEN, OPENED, fold, opened_as, record, state_of
from services.office import Office
from services.open_items import send_anew
from services.outbox import claim
from services.outcomes import Result, settle
from services.publishing import close_due
from services.refusals import Refusal
from services.reporting.desk import Desk
from services.reporting.figures import (
    activity_figures,
    figures_as_of,
    figures_with_people,
    overview,
    overview_as_of,
)
from services.reporting.groups import by_branch, by_department, by_person
from services.reporting.scope import Scope
from services.reporting.tallies import recount
from services.retention.content import clear_assignments
from services.study.clock import watch
from services.study.striking import registered_alone, strike
from services.verdicts import apply_verdict
from services.views import content_of, view_of
from storage.activities import Activity
from storage.assignments import Assignment, facts_of, state_sql
from storage.base import Base
from storage.people import Leave, Person
from tests.conftest import NOW, add_roster
from tests.services.bureau import LETTER, REMINDER, publish, session_at, tap

OFFICE = Office("江州市应急管理局", ZoneInfo("Asia/Shanghai"))
ACTIONS = (
    Action("ok"),
    Action("come"),
    Action("leave", text="出差"),
    Action("sign"),
    Action("object", text="不同意"),
)
anybody = st.integers(0, 5)
anything = st.integers(0, 40)


class Histories(RuleBasedStateMachine):
    """Whatever can move an assignment, in any order, at any time."""

    @initialize()
    def found(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        Base.metadata.create_all(self.engine)
        self.session = Session(self.engine)
        self.ids = list(add_roster(self.session).values())
        self.now = NOW
        self.past: list[tuple[datetime, list[dict[str, Any]]]] = []
        self.counted: list[tuple[datetime, dict[tuple[str, int], Counts]]] = []
        self.cleared = False

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.nothing_past_has_changed()
            self.session.close()
            self.engine.dispose()

    @rule(
        kind=st.sampled_from(["reminder", "commitment", "study"]),
        people=st.sets(anybody),
        days=st.integers(1, 9),
    )
    def publish(self, kind: str, people: set[int], days: int) -> None:
        due = self._tick() + timedelta(days=days)
        content = {"reminder": REMINDER, "commitment": LETTER, "study": session_at(due)}[kind]
        audience = Audience(people=tuple(self.ids[i] for i in people))
        publish(self.session, OFFICE, self.now, kind, content, audience, due)

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything, action=st.sampled_from(ACTIONS))
    def tap(self, which: int, action: Action) -> None:
        assignment = self._assignment(which)
        person = self.session.get_one(Person, assignment.person_id)
        kind = self.session.get_one(Activity, assignment.activity_id).kind
        fitting = {"reminder": ("ok",), "study": ("come", "leave"), "commitment": ("sign", "object")}[kind]
        if action.name not in fitting:
            return
        if action.name == "sign":
            action = Action("sign", text=person.name)
        try:
            tap(self.session, OFFICE, self._tick(), assignment.activity_id, person.id, action)
        except (Refusal, AssertionError):  # left, or not linked
            assert person.telegram_id is None or person.left is not None

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything, name=st.sampled_from(["grant", "refuse"]))
    def decide(self, which: int, name: str) -> None:
        secretary = self.session.get_one(Person, self.ids[0])
        if secretary.telegram_id and secretary.left is None:
            assignment = self._assignment(which)
            args = (secretary.telegram_id, assignment.id, 1, Action(name))
            decide(self.session, OFFICE, self._tick(), *args)

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything)
    def enter_or_take_back(self, which: int) -> None:
        assignment = self._assignment(which)
        activity = self.session.get_one(Activity, assignment.activity_id)
        if is_entry(activity, assignment):
            take_back(self.session, assignment, self._tick(), by=self.ids[0])
        else:
            enter(self.session, self._tick(), OFFICE, assignment, by=self.ids[0])

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything)
    def scan_or_strike_out(self, which: int) -> None:
        assignment = self._assignment(which)
        activity = self.session.get_one(Activity, assignment.activity_id)
        if activity.kind != "study":
            return
        now, person = self._tick(), self.session.get_one(Person, assignment.person_id)
        if registered_alone(assignment):
            strike(AtDesk(self.session, OFFICE, now, person, activity, str(assignment.id), "人不在"))
            return
        view = view_of(self.session, OFFICE, now, person, assignment, activity)
        verdict = Study().arrived(content_of(self.session, activity), view, second=False)
        apply_verdict(self.session, OFFICE, activity, assignment, verdict, now, by=person.id, fact="answer")

    @rule(who=anybody, first=st.integers(-3, 3), days=st.integers(0, 12))
    def leave_ahead(self, who: int, first: int, days: int) -> None:
        start = OFFICE.today(self.now) + timedelta(days=first)
        last = start + timedelta(days=days)
        leave = Leave(person_id=self.ids[who], kind="病假", first=start, last=last, recorded_at=self.now)
        self.session.add(leave)

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything, exempt=st.sampled_from([None, "请假", "借出"]))
    def exempt_or_not(self, which: int, exempt: str | None) -> None:
        self._record(self._assignment(which), "leave", {"exempt": exempt})

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything, days=st.integers(1, 20))
    def extend(self, which: int, days: int) -> None:
        self._record(self._assignment(which), "extension", {"deadline": self.now + timedelta(days=days)})

    @precondition(lambda self: self._anything_asked())
    @rule(who=anybody)
    def move(self, who: int) -> None:
        person = self.session.get_one(Person, self.ids[who])
        person.department_id = 3 - person.department_id
        for assignment in self._open_of(person):
            self._record(assignment, "moved", {"department_id": person.department_id})

    @rule(who=anybody)
    def go(self, who: int) -> None:
        person = self.session.get_one(Person, self.ids[who])
        person.left, person.telegram_id = OFFICE.today(self.now), None
        for assignment in self._open_of(person):
            self._record(assignment, "left", {"exempt": "调离"})

    @rule(who=anybody)
    def link_anew(self, who: int) -> None:
        person = self.session.get_one(Person, self.ids[who])
        person.left, person.telegram_id = None, 5000 + person.id
        send_anew(self.session, self._tick(), self._open_of(person))

    @rule(
        fates=st.lists(st.sampled_from(["sent", "unreachable", "uncertain", "waiting", "lost"]), min_size=1)
    )
    def send(self, fates: list[str]) -> None:
        messages = claim(self.session, self._tick(), 64, quiet=False)
        chosen = [(id_, fates[i % len(fates)]) for i, id_ in enumerate(messages)]
        settle(
            self.session,
            self.now,
            [Result(id_, fate, "本人已停用机器人", chat_id=1) for id_, fate in chosen if fate != "lost"],  # type: ignore[arg-type]  # the four fates
        )
        self.session.flush()

    @rule()
    def sweep(self) -> None:
        doubt_unsettled(self.session, self._tick())
        repeat_uncertain(self.session, self.now)
        close_due(self.session, OFFICE, self.now)
        watch(self.session, OFFICE, self.now)
        recount(self.session)

    @precondition(lambda self: self._anything_asked())
    @rule(which=anything)
    def clear(self, which: int) -> None:
        """What somebody wrote may go; how everything stood, at any moment, stays."""
        assignment = self._assignment(which)
        if assignment.outcome == "done" or assignment.exempt is not None:
            clear_assignments(self.session, OFFICE.today(self._tick()), [assignment])
            self.cleared = True

    @rule(hours=st.integers(1, 24 * 12))
    def wait(self, hours: int) -> None:
        self.past.append((self.now, self._said_as_of(self.now)))
        self.counted.append((self.now, self._counted(self.now, None)))
        self.now += timedelta(hours=hours)

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.flush()
        for activity in self.session.scalars(select(Activity)):
            asked = select(func.count()).where(Assignment.activity_id == activity.id)
            counted = activity_figures(self.session, OFFICE, self.now, activity)
            listed = figures_with_people(self.session, OFFICE, self.now, activity)
            folded = figures_as_of(self.session, OFFICE, self.now, activity)
            assert counted.counts.asked == len(listed.people) == self.session.scalar(asked)
            assert counted.departments == listed.departments == folded.departments
            assert listed.people == folded.people
            assert counted.extras == listed.extras == folded.extras
            assert counted.delivery == listed.delivery
            for state in State:
                assert counted.counts.of(state) == sum(line.state is state for line in listed.people)
            self._departments_add_up(activity, counted)
        whole = overview(self.session, OFFICE, self.now)
        then = overview_as_of(self.session, OFFICE, self.now)
        assert [one.departments for one in whole.activities] == [one.departments for one in then.activities]
        counts = total(one.counts for one in whole.activities)
        for at, build in ((None, by_branch), (None, by_person), (self.now, by_department)):
            desk = Desk(self.session, OFFICE, self.now, None, Scope(at=at))
            assert build(desk)[0].counts == counts

    @invariant()
    def every_row_is_the_fold_of_its_facts(self) -> None:
        if not hasattr(self, "session"):
            return
        for assignment, state in self.session.execute(select(Assignment, state_sql(self.now))):
            facts = facts_of(self.session, assignment.id)
            row = fold(opened_as(assignment, facts), facts)
            assert row == {key: getattr(assignment, key) for key in (*OPENED, *FROZEN)}
            assert state_of(row, self.now).value == state

    def nothing_past_has_changed(self) -> None:
        told = _without_words if self.cleared else list
        for moment, said in self.past:
            assert told(self._said_as_of(moment)) == told(said)
        for moment, counted in self.counted:
            assert self._counted(moment, moment) == counted

    def _departments_add_up(self, activity: Activity, whole: ActivityFigures) -> None:
        each = [activity_figures(self.session, OFFICE, self.now, activity, id_) for id_ in (1, 2)]
        assert total(one.counts for one in each) == whole.counts
        assert whole.delivery is not None
        for field, number in asdict(whole.delivery).items():
            assert sum(getattr(one.delivery, field) for one in each) == number
        people = [figures_with_people(self.session, OFFICE, self.now, activity, id_).people for id_ in (1, 2)]
        assert sum(map(len, people)) == whole.counts.asked

    def _said_as_of(self, moment: datetime) -> list[dict[str, Any]]:
        self.session.flush()
        published = select(Activity).where(Activity.published_at <= moment).order_by(Activity.id)
        each = [figures_as_of(self.session, OFFICE, moment, one) for one in self.session.scalars(published)]
        return [{"departments": one.departments, "people": one.people} for one in each]

    def _counted(self, now: datetime, at: datetime | None) -> dict[tuple[str, int], Counts]:
        """Return what each department and each person adds up to: live, or as of a moment."""
        desk = Desk(self.session, OFFICE, now, None, Scope(at=at))
        return {
            (name, scope.person if scope else 0): counts
            for build in (by_department, by_person)
            for name, counts, scope in build(desk)[1]
        }

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _record(self, assignment: Assignment, kind: str, change: dict[str, Any]) -> None:
        record(self.session, assignment, kind, change, self._tick(), by=self.ids[0])

    def _anything_asked(self) -> bool:
        return bool(self.session.scalar(select(func.count()).select_from(Assignment)))

    def _assignment(self, which: int) -> Assignment:
        rows = self.session.scalars(select(Assignment).order_by(Assignment.id)).all()
        return rows[which % len(rows)]

    def _open_of(self, person: Person) -> list[Assignment]:
        query = select(Assignment).where(
            Assignment.person_id == person.id, Assignment.outcome == "none", Assignment.exempt.is_(None)
        )
        return list(self.session.scalars(query))


def _without_words(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "people": [replace(line, note="") for line in one["people"]]} for one in said]


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
