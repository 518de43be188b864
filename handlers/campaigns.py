"""Holiday campaigns and the calendar: the secretary's answers, switches and entered days."""

from handlers.turn import Turn
from services.holidays import campaign_talk
from services.holidays import screen as holidays


async def answer(turn: Turn, year: int, key: str, choice: str) -> None:
    """发布, 修改时间 or 跳过 under a campaign's preview."""
    await turn.answer(await turn.write(campaign_talk.answer, year, key, choice))


async def answer_missed(turn: Turn, activity_id: int, choice: str) -> None:
    """Whether to make up for a short notice that was missed."""
    await turn.answer(await turn.write(campaign_talk.answer_missed, activity_id, choice))


async def overview(turn: Turn) -> None:
    """/holiday: what is coming, and the switches."""
    await turn.answer(await turn.read(holidays.overview))


async def switch(turn: Turn, key: str) -> None:
    """A switch below /holiday."""
    await turn.answer(await turn.write(holidays.switch, key))


async def ask_days(turn: Turn) -> None:
    """录入放假安排 below /holiday."""
    await turn.answer(await turn.write(holidays.ask_days))


async def answer_notice(turn: Turn, preview_id: int, choice: str) -> None:
    """Below a pasted notice: whether its days are taken over."""
    await turn.answer(await turn.write(holidays.answer_notice, preview_id, choice))
