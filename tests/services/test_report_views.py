"""/report from every side: each view adds up, fits two screens, keeps roster order, and knows its reader."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from activities.kind import Action
from activities.state import State
from reports.figures import Counts, total
from reports.screenful import TWO_SCREENS, screen_lines
from services.backing import Desk as ActivityDesk
from services.managing.ending import withdraw
from services.office import Office
from services.refusals import NotAllowed, NotYours, Outdated
from services.reply import Reply, length
from services.reporting import groups
from services.reporting.course import course
from services.reporting.desk import Desk, open_desk
from services.reporting.figures import overview_of
from services.reporting.person import my_year, person_year, year_of
from services.reporting.scope import Scope
from services.reporting.views import VIEWS, press, typed
from services.todo import my_record, todo
from storage.activities import Activity
from storage.people import Department, Person
from tests.conftest import NOW, add_roster
from tests.services.bureau import LETTER, deliver, publish, session_at, tap

LATER = NOW + timedelta(days=9)
BUILDS = (
    groups.by_department,
    groups.by_branch,
    groups.by_kind,
    groups.by_month,
    groups.by_item,
    groups.by_person,
)


class Bureau:
    """A bureau whose people did this and that, and who asks."""

    def __init__(self, session: Session, office: Office) -> None:
        self.session, self.office = session, office
        self.ids = add_roster(session)
        for number, person in enumerate(session.query(Person).order_by(Person.id)):
            person.branch = ("第二支部", "第一支部", "")[number % 3]
        self.reminder = publish(session, office, NOW)
        self.letter = publish(session, office, NOW + timedelta(minutes=5), "commitment", LETTER)
        self.study = publish(session, office, NOW - timedelta(days=40), "study", session_at(NOW))
        deliver(session, NOW + timedelta(minutes=6), failing={self.ids["周喆"]: "本人已停用机器人"})
        self.tap(self.reminder, "钱敏", Action("ok"), 1)
        self.tap(self.reminder, "李强", Action("ok"), 3)
        self.tap(self.letter, "李强", Action("sign", text="李强"), 2)
        self.tap(self.letter, "孙丽", Action("object", text="第三条有疑问"), 2)
        self.tap(self.reminder, "赵刚", Action("ok"), 8)
        session.flush()

    def tap(self, activity: int, name: str, action: Action, days: int) -> None:
        tap(self.session, self.office, NOW + timedelta(days=days), activity, self.ids[name], action)

    def desk(self, scope: Scope = Scope(), name: str = "陈清", now: datetime = LATER) -> Desk:  # noqa: B008  frozen
        return open_desk(self.session, self.office, now, 1000 + self.ids[name], scope)

    def press(self, view: str, scope: Scope = Scope(), name: str = "陈清", page: int = 0) -> Reply:  # noqa: B008
        return press(self.session, self.office, LATER, 1000 + self.ids[name], view, scope.code(), page)

    def typed(self, words: str, name: str = "陈清") -> Reply:
        return typed(self.session, self.office, LATER, 1000 + self.ids[name], words)


@pytest.fixture
def bureau(session: Session, office: Office) -> Bureau:
    """Return a bureau of two departments with three things asked."""
    return Bureau(session, office)


def labels(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows for one in row]


def test_every_way_to_group_adds_up_to_the_same_now_and_then(bureau: Bureau) -> None:
    for at in (None, NOW, NOW + timedelta(days=2), NOW + timedelta(days=5), LATER):
        scope = Scope(at=at)
        whole = total(
            one.counts for one in overview_of(bureau.session, bureau.office, LATER, scope).activities
        )
        for build in BUILDS:
            figures, _ = build(bureau.desk(scope))
            assert figures.counts == whole, (build.__name__, at)
        made, _ = groups.matrix(bureau.desk(scope))
        assert sum((one for _, row in made.rows for one in row), Counts()) == whole


def test_a_report_of_a_past_moment_says_what_was_said_then(bureau: Bureau) -> None:
    then = NOW + timedelta(days=9)
    before = [build(bureau.desk(now=then))[0].lines for build in BUILDS]
    bureau.tap(bureau.letter, "钱敏", Action("sign", text="钱敏"), 12)
    activity = bureau.session.get_one(Activity, bureau.reminder)
    chen = bureau.session.get_one(Person, bureau.ids["陈清"])
    withdraw(ActivityDesk(bureau.session, bureau.office, then + timedelta(days=5), chen, activity))
    person = bureau.session.get_one(Person, bureau.ids["李强"])
    person.branch = "第九支部"
    bureau.session.flush()
    later = then + timedelta(days=30)
    after = [build(bureau.desk(Scope(at=then), now=later))[0].lines for build in BUILDS]
    assert after == before
    assert len(overview_of(bureau.session, bureau.office, later, Scope(at=then)).activities) == 3


def test_what_a_scope_narrows_to_is_what_its_group_said(bureau: Bureau) -> None:
    for build in BUILDS:
        for at in (None, NOW + timedelta(days=2)):
            for name, counts, scope in build(bureau.desk(Scope(at=at)))[1]:
                if scope is None:
                    continue
                found = overview_of(bureau.session, bureau.office, LATER, scope).activities
                assert total(one.counts for one in found) == counts, name


def test_departments_stand_in_roster_order_unless_sorted_with_a_word_of_caution(bureau: Bureau) -> None:
    shown = bureau.typed("按处室")
    assert shown.text.index("办公室：") < shown.text.index("法规处：")
    assert "不排名" in shown.text
    sorted_ = bureau.press("D")
    assert "请不要转发、通报" in sorted_.text
    assert sorted_.files == ()
    assert "按名册顺序" in labels(sorted_)
    assert "按完成率排序" in labels(shown)
    assert "按完成率排序" not in labels(bureau.press("p", Scope(department=1)))


def test_every_view_opens_for_a_secretary_and_no_message_takes_more_than_two_screens(bureau: Bureau) -> None:
    who, drawn = bureau.ids["李强"], set()
    for at in (None, NOW + timedelta(days=3)):
        for scope in (Scope(at=at), Scope(activity=bureau.letter, at=at), Scope(department=2, at=at)):
            for view in sorted(VIEWS.keys() - {"z"}):
                reply = bureau.press(view, scope.narrowed(person=who) if view in "wgy" else scope)
                assert screen_lines(reply.text) <= TWO_SCREENS, view
                assert length(reply.text) <= 4096
                for file in reply.files:
                    if file.picture and view not in drawn:  # once: the papers have tests of their own
                        drawn.add(view)
                        assert file.make().startswith(b"\x89PNG")
    assert drawn == set("odbknipxcg")


def test_a_head_sees_the_own_department_only(bureau: Bureau) -> None:
    for view in ("o", "k", "n", "p", "m", "t"):
        text = bureau.press(view, name="孙丽").text
        assert "办公室" not in text, view
    assert bureau.press("o", name="孙丽").text.count("应办 3 人") == 3
    for scope in (Scope(department=1), Scope(person=bureau.ids["赵刚"])):
        with pytest.raises(NotYours):
            bureau.press("o", scope, "孙丽")
    for view in ("D", "z", "y", "g"):
        with pytest.raises(NotAllowed):
            bureau.press(view, Scope(person=bureau.ids["李强"]), "孙丽")
    for scope, view, page in ((Scope(), "nothing", 0), (Scope(), "o", -1)):
        with pytest.raises(Outdated):
            bureau.press(view, scope, page=page)
    for name in ("钱敏", "李强"):
        with pytest.raises(NotAllowed):
            bureau.typed("法规处", name)
    assert "办公室" not in bureau.typed("第一支部", "孙丽").text


def test_the_course_ends_where_the_activity_stands(bureau: Bureau) -> None:
    made = course(bureau.desk(Scope(activity=bureau.reminder)))
    now = overview_of(bureau.session, bureau.office, LATER, Scope(activity=bureau.reminder))
    assert made.days[-1][1] == now.activities[0].counts
    assert [counts.done for _, counts in made.days] == [0, 1, 1, 2, 2, 2, 2, 2, 3, 3]
    assert {counts.asked for _, counts in made.days} == {6}
    assert [counts.overdue > 0 for _, counts in made.days] == [False] * 7 + [True] * 3


def test_a_persons_year_has_everything_asked_and_the_signatures(bureau: Bureau) -> None:
    lee = bureau.session.get_one(Person, bureau.ids["李强"])
    found = person_year(bureau.session, bureau.office, LATER, year_of(2026, lee))
    assert found.counts == Counts(done=2, overdue=1)
    (signed,) = (one for one in found.asked if one.sort == "签署")
    assert [name for name, _ in signed.signatures] == ["签署", "校验码", "签署记录"]
    assert all(len(one.digest) == 64 for one in found.asked)
    objected = person_year(bureau.session, bureau.office, LATER, Scope(person=bureau.ids["孙丽"]))
    assert State.DECLINED in {one.state for one in objected.asked}


def test_everybody_gets_their_own_year_and_nobody_elses(bureau: Bureau) -> None:
    lee = 1000 + bureau.ids["李强"]
    given = (bureau.session, bureau.office, LATER, lee)
    assert my_record(*given).rows[0][0].label == "我的2026年年度记录"
    picture, paper = my_year(*given, 2026).files
    assert picture.picture
    assert paper.name == "2026年个人办理记录_李强.pdf"
    assert paper.make().startswith(b"%PDF-")
    assert "没有2027年的记录" in my_year(*given, 2027).text


def test_the_files_are_in_the_offices_forms_and_take_no_formula(bureau: Bureau) -> None:
    bureau.session.get_one(Activity, bureau.reminder).title = "=HYPERLINK(1)"
    bureau.session.flush()
    (file,) = bureau.press("s").files
    book = load_workbook(BytesIO(file.make()))
    ledger = book["台账"]
    heads = [cell.value for row in ledger.iter_rows(max_row=3) for cell in row]
    assert heads[-9:] == [
        "序号",
        "日期",
        "事项",
        "责任处室",
        "责任人",
        "完成时限",
        "进展",
        "佐证",
        "销号日期",
    ]
    assert ledger.print_area
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    assert any("审核人（签字）" in str(cell.value) for cell in cells)
    (word,) = bureau.press("q").files
    paper = Document(BytesIO(word.make()))
    said = "\n".join(one.text for one in paper.paragraphs)
    assert said.startswith("江州市应急管理局事项办理情况\n")
    assert "统计口径" in said
    assert [row.cells[1].text for row in paper.tables[0].rows] == ["处室", "办公室", "法规处", "合计"]


def test_a_pack_holds_the_papers_their_hashes_and_what_checks_them(bureau: Bureau) -> None:
    (file,) = bureau.press("z").files
    with ZipFile(BytesIO(file.make())) as pack:
        names = set(pack.namelist())
    assert {"清单.txt", "核对清单.py", "签署记录/核验.py", "事项办理情况.docx", "名单/03.xlsx"} <= names


def test_sixty_departments_and_many_activities_stay_within_two_screens(bureau: Bureau) -> None:
    session = bureau.session
    for number in range(60):
        department = Department(name=f"危险化学品安全监督管理第{number}处", position=9 + number)
        session.add(department)
        session.flush()
        joined = NOW.date() - timedelta(days=99)
        session.add(Person(name=f"职工{number}", department_id=department.id, joined=joined))
    session.flush()
    for minutes in range(30):
        publish(session, bureau.office, NOW + timedelta(hours=1, minutes=minutes))
    given = (session, bureau.office, NOW + timedelta(days=3), 1000 + bureau.ids["陈清"])
    shown = [bureau.press(view) for view in ("o", "d", "D", "x", "n", "p", "k")]
    for reply in (*shown, todo(*given), my_record(*given), bureau.typed("陈清")):
        assert screen_lines(reply.text) <= TWO_SCREENS, reply.text[:60]
        assert length(reply.text) <= 4096
        assert len(reply.rows) <= 16
    assert "危险化学品安全监督管理第59处：" in shown[1].text
    assert len(todo(*given).rows) == 12
