"""What people do with what they are asked: come or ask for leave, sign, answer a quiz."""

import random
import re
from collections.abc import Mapping

from bot.demo.cast import Player
from bot.demo.story import PATIENCE, Story
from content import questions_csv
from language.questions import parse_questions
from sandbox.client import Message

_STEM = 1  # of a question's lines: below 第1题，共10题（单选题）


Known = Mapping[str, frozenset[str]]


def learnt() -> Known:
    """Return what a person who has studied knows: the right answers' wordings, by question."""
    rows = parse_questions(questions_csv(), "questions.csv").questions
    return {
        row.question.stem: frozenset(row.question.options[i] for i in row.question.answer) for row in rows
    }


async def comes(story: Story, player: Player) -> None:
    """Say that one comes to the session."""
    await player.phone.tap("参加", await story.finds(player, "参加"), within=PATIENCE)


async def asks_leave(story: Story, player: Player, reason: str) -> None:
    """Ask for leave from the session, aloud; the secretary agrees."""
    await story.taps(player, "请假", "请输入请假事由", on=await story.finds(player, "请假"))
    await story.sends(player, reason, "等待审批", lines=1)
    await story.arrives(story.cast.secretary, "请假申请", lines=4)
    await story.taps(story.cast.secretary, "同意")


async def signs(story: Story, player: Player) -> None:
    """Page through the 承诺书 and sign it."""
    page = await _read_through(player, await story.finds(player, "下一页"))
    await player.phone.tap("签署", page, within=PATIENCE)
    await player.phone.wait_for("请输入您的姓名", timeout=PATIENCE)
    await player.phone.send(player.name)
    await player.phone.wait_for("签署成功", timeout=PATIENCE)


async def signs_aloud(story: Story, player: Player) -> None:
    """The same, before our eyes."""
    page = await story.finds(player, "下一页")
    story.notes(f"{player}收到")
    story.stage.answers(page.text, page.labels, 4)
    page = await _read_through(player, page)
    story.stage.says(str(player), "［下一页］……一直读到最后一页")
    story.stage.answers(page.text.splitlines()[-1], page.labels)
    await story.taps(player, "签署", "请输入您的姓名", on=page)
    await story.sends(player, player.name, "签署成功", lines=7)


async def _read_through(player: Player, page: Message) -> Message:
    while "签署" not in page.labels:
        page = await _turned(player, page, "下一页")
    return page


async def takes_quiz(story: Story, player: Player, known: Known, care: float) -> None:
    """Answer the quiz; `care` is how often an answer is the one that was learnt."""
    screen = await _turned(player, await story.finds(player, "开始答题"), "开始答题")
    await _answers_rest(player, screen, known, care, story.cast.chance_of(player))


async def takes_quiz_aloud(story: Story, player: Player, known: Known) -> None:
    """Answer the first question before our eyes, all the others well enough, and look at the explanation."""
    screen = await story.finds(player, "开始答题")
    story.stage.says(str(player), "［开始答题］")
    screen = await _turned(player, screen, "开始答题")
    story.stage.answers(screen.text, screen.labels, 9)
    choice = _choice(screen, known, 1.0, story.cast.chance_of(player))
    story.stage.says(str(player), "".join(f"［{letter}］" for letter in choice) + " ……答完其余各题，［交卷］")
    screen = await _answers_rest(player, screen, known, 0.8, story.cast.chance_of(player))
    story.stage.answers(screen.text, screen.labels, 4)
    screen = await _turned(player, screen, "看解析")
    story.stage.says(str(player), "［看解析］")
    story.stage.answers(screen.text, screen.labels, 10)


async def _answers_rest(
    player: Player, screen: Message, known: Known, care: float, chance: random.Random
) -> Message:
    while "交卷" not in screen.labels:
        several = "确定" in screen.labels
        for letter in _choice(screen, known, care, chance):
            label = next(each for each in screen.labels if each.startswith(letter))
            screen = await _turned(player, screen, label)
        if several:
            screen = await _turned(player, screen, "确定")
    return await _turned(player, screen, "交卷")


def _choice(screen: Message, known: Known, care: float, chance: random.Random) -> str:
    """Return the letters to press: what was learnt, or now and then whatever comes first to mind."""
    lines = [line for line in screen.text.splitlines() if line.strip()]
    letters = "".join(label[0] for label in screen.labels if re.match(r"[A-H]\b", label))
    if chance.random() >= care:
        return chance.choice(letters)
    # Options stand in another order for everybody: it is their wording that is known.
    return "".join(line[0] for line in lines if line[1:2] == "．" and line[2:] in known[lines[_STEM]])


async def _turned(player: Player, message: Message, label: str) -> Message:
    """Press a button and return the message as it is drawn anew."""
    await player.phone.tap(label, message, within=PATIENCE)
    return await player.phone.wait_for(
        lambda later: later.id == message.id and later.edits > message.edits, timeout=PATIENCE
    )
