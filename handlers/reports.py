"""/report and its buttons: figures, lists, workbooks, chasing, and the secretary's own entries."""

from handlers.turn import Turn
from services import entering
from services.chasing import by_hand
from services.reporting import entrance, person
from services.reporting import lists as report_lists
from services.reporting import views as report_views


async def report(turn: Turn) -> None:
    """/report, with or without words that say of what, or of when."""
    await turn.answer(await turn.read(report_views.typed, turn.argument))


async def view(turn: Turn, name: str, code: str, page: int) -> None:
    """The same figures from another side."""
    await turn.answer(await turn.read(report_views.press, name, code, page))


async def my_year(turn: Turn, year: int) -> None:
    """我的年度记录."""
    await turn.answer(await turn.read(person.my_year, year))


async def overview(turn: Turn, page: int) -> None:
    """Back to the overview, or another page of its activities."""
    await turn.answer(await turn.read(entrance.overview_page, page))


async def activity(turn: Turn, activity_id: int) -> None:
    """An activity opened: text and picture."""
    await turn.answer(await turn.read(entrance.activity_report, activity_id, picture=True))


async def back(turn: Turn, activity_id: int) -> None:
    """Back to an activity whose picture was sent before."""
    await turn.answer(await turn.read(entrance.activity_report, activity_id, picture=False))


async def export_masked(turn: Turn, activity_id: int) -> None:
    """导出（隐去姓名）."""
    await turn.answer(await turn.read(entrance.export, activity_id, hide=True))


async def export(turn: Turn, activity_id: int) -> None:
    """导出 Excel; 0 is the overview."""
    await turn.answer(await turn.read(entrance.export, activity_id))


async def departments(turn: Turn, activity_id: int, page: int) -> None:
    """按处室."""
    await turn.answer(await turn.read(report_lists.choose_department, activity_id, page))


async def department(turn: Turn, activity_id: int, department_id: int) -> None:
    """One department of an activity."""
    await turn.answer(await turn.read(report_lists.department_report, activity_id, department_id))


async def pending(turn: Turn, activity_id: int, department_id: int, page: int) -> None:
    """未办理名单."""
    await turn.answer(await turn.read(report_lists.pending_list, activity_id, department_id, page))


async def chase(turn: Turn, activity_id: int, sure: int) -> None:
    """催办未完成: asked first, then done."""
    if sure:
        await turn.answer(await turn.write(by_hand.chase, activity_id))
    else:
        await turn.answer(await turn.read(by_hand.ask_chase, activity_id))


async def entries(turn: Turn, activity_id: int, department_id: int, page: int) -> None:
    """登记: the people of a department, or first the departments."""
    await turn.answer(await turn.read(entering.entry_list, activity_id, department_id, page))


async def enter(turn: Turn, assignment_id: int, done: int, page: int) -> None:
    """One person entered, or taken back."""
    await turn.answer(await turn.write(entering.mark, assignment_id, done, page))


async def enter_department(turn: Turn, activity_id: int, department_id: int, sure: int) -> None:
    """A whole department entered: asked first, then done."""
    await turn.answer(await turn.write(entering.mark_many, activity_id, department_id, sure))
