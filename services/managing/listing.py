"""看名单: who is asked, and for what reason each of them is on the list."""

from collections.abc import Sequence

from sqlalchemy import select

from activities.kind import esc
from services.asking import say_person
from services.audiences import Audience, say_audience, why
from services.backing import Desk
from services.joining import ADDED, JOINED
from services.managing.asked import Asked, everybody
from services.managing.common import back
from services.paging import page_of, short
from services.reply import Reply
from storage.assignments import Fact

A_PAGE = 20
WORDS = 300  # characters of an audience or a reason
_BY_FACT = {ADDED: "发布后由秘书增加", JOINED: "发布后符合条件，自动列入"}


def listed(desk: Desk) -> Reply:
    """Show a page of the list; `desk.arg` is its number."""
    rows = everybody(desk)
    shown, page = page_of(rows, int(desk.arg) if desk.arg.isdecimal() else 0, A_PAGE)
    audience = Audience.model_validate(desk.activity.audience)
    lines = [
        f"<b>名单：{esc(desk.activity.title)}</b>",
        f"发布时选的：{esc(short(say_audience(desk.session, audience), WORDS))}",
        f"共{len(rows)}人次。",
        "",
    ]
    facts = _facts(desk, shown)
    lines += [
        f"{number}．{say_person(one.person)}：{esc(_reason(desk, audience, one, facts))}"
        for number, one in enumerate(shown, start=page * A_PAGE + 1)
    ]
    turn = [desk.press("上一页", "m-who", str(page - 1))] if page else []
    if (page + 1) * A_PAGE < len(rows):
        turn.append(desk.press("下一页", "m-who", str(page + 1)))
    people = desk.press("增减人员", "m-people")
    return Reply("\n".join(lines), (*((tuple(turn),) if turn else ()), (people, back(desk))))


def _facts(desk: Desk, shown: Sequence[Asked]) -> dict[int, str]:
    """Return by assignment how those came onto the list who were not there when it was published."""
    query = select(Fact.assignment_id, Fact.kind).where(
        Fact.assignment_id.in_([one.assignment.id for one in shown]), Fact.kind.in_(_BY_FACT)
    )
    return {row[0]: _BY_FACT[row[1]] for row in desk.session.execute(query.order_by(Fact.id))}


def _reason(desk: Desk, audience: Audience, one: Asked, facts: dict[int, str]) -> str:
    if one.assignment.exempt is not None:
        return short(f"免（{one.assignment.exempt}）", WORDS)
    if one.assignment.id in facts:
        return facts[one.assignment.id]
    fits, reason = why(desk.session, audience, one.person, desk.office.today(desk.now))
    return reason if fits else "发布时符合条件，花名册其后有变动"
