"""Who signs with whom: the roster's own lines of responsibility, read from its 分管领导."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from activities.letters.responsibility import HEADS, LEADERS, ResponsibilityContent
from language.names import name_key
from services.audiences import members
from services.drafting.writing import Writing
from services.letters.names import parted
from services.office import Office
from services.refusals import Refusal
from services.views import content_of
from storage import people
from storage.activities import Activity
from storage.letters import Second
from storage.people import Person

LEADER = "领导班子"
NAMED = 10


class NoLines(Refusal):
    """The roster names nobody who would sign with anybody."""

    def __init__(self) -> None:
        super().__init__(
            "所选对象里，按花名册配不出一份责任书。请核对花名册的“岗位类别”（领导班子、处室负责人）和“分管领导”，"
            "或修改对象、签订双方。"
        )


@dataclass(frozen=True)
class Line:
    """A line of responsibility: 乙方 answers to 甲方."""

    junior: Person
    superior: Person


@dataclass(frozen=True)
class Lines:
    """The lines among some people, and those whose line the roster does not tell: a plain reason each."""

    found: tuple[Line, ...]
    missing: tuple[str, ...]


def lines_of(session: Session, day: date, level: str, asked: Iterable[Person]) -> Lines:
    """Return the lines of responsibility of those asked, in their order.

    A leader (领导班子) answers to the 分管领导 the roster names for them, a head of department to theirs. The
    first leader has none, and needs none where another leader names them.
    """
    everybody = people.on_roster(session, day)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in everybody:
        by_name[name_key(person.name)].append(person)
    leaders = [person for person in everybody if LEADER in person.post]
    above = {name_key(name) for person in leaders for name in parted(person.supervisor, by_name)}
    found: list[Line] = []
    missing: list[str] = []
    for person in asked:
        leads = LEADER in person.post
        if not {LEADERS: leads, HEADS: person.is_head and not leads}.get(level, leads or person.is_head):
            continue
        names = parted(person.supervisor, by_name)
        if not names and not (leads and name_key(person.name) in above):
            missing.append(f"{person.name}（没有填分管领导）")
        for name in names:
            superiors = _named(by_name[name_key(name)])
            if len(superiors) == 1 and superiors[0].id != person.id:
                found.append(Line(person, superiors[0]))
                continue
            why = f"有{len(superiors)}位{name}，分不清" if superiors else f"花名册上没有{name}"
            missing.append(f"{person.name}（分管领导{'填的是本人' if len(superiors) == 1 else why}）")
    return Lines(tuple(found), tuple(missing))


def expand(
    session: Session, office: Office, now: datetime, activity: Activity, asked: Sequence[Person]
) -> Sequence[tuple[int, str]]:
    """Return an assignment for each line, its subject 甲方's name, and keep who signs second."""
    content: ResponsibilityContent = content_of(session, activity)
    opened = []
    for line in lines_of(session, office.today(now), content.level, asked).found:
        subject = line.superior.name
        session.add(
            Second(
                activity_id=activity.id,
                person_id=line.junior.id,
                subject=subject,
                second_id=line.superior.id,
            )
        )
        opened.append((line.junior.id, subject))
    return opened


def check_lines(w: Writing, content: ResponsibilityContent) -> None:
    """Refuse a draft of which not one letter would come."""
    if not lines_of(w.session, w.today, content.level, members(w.session, w.audience, w.today)).found:
        raise NoLines


def warn(w: Writing, content: ResponsibilityContent) -> Iterable[str]:
    """Say how many letters it makes, and who is left out."""
    lines = lines_of(w.session, w.today, content.level, members(w.session, w.audience, w.today))
    count = len(lines.found)
    superiors = list(dict.fromkeys(line.superior.name for line in lines.found))
    if count:
        yield f"将生成{count}份责任书，甲方{len(superiors)}人：{_names(superiors)}。"
    if lines.missing:
        yield f"以下人员配不出甲方，不会收到：{_names(lines.missing)}。请在花名册补齐后重新导入，再发布。"


def _named(found: Sequence[Person]) -> Sequence[Person]:
    """Return who is meant by a name: among namesakes, the leader."""
    leaders = [person for person in found if LEADER in person.post]
    return leaders if len(found) > 1 and leaders else found


def _names(names: Sequence[str]) -> str:
    more = f"等{len(names)}人" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
