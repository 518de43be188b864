"""What a text is read as, and what an author may press when."""

from datetime import UTC, datetime
from typing import Any

from activities.attachment import Attachment
from activities.essay import Essay, EssayContent
from activities.essay.content import count, title_of
from activities.kind import Action, Reader, View

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
CALL = EssayContent(title="学习体会", topic="谈谈体会。", limit=200)
KIND = Essay()


def view(at: str = "", **more: Any) -> View:
    reply = {"at": at} if at else {}
    return View(reader=Reader("李强", "法规处", True), now=NOW, opened=NOW, reply=reply, more=more)


def test_characters_are_counted_without_blanks() -> None:
    assert count("　守住 底线。\n\nabc") == 8


def test_a_title_is_a_short_first_line_that_is_no_sentence() -> None:
    assert title_of("守住底线\n正文。") == "守住底线"
    assert title_of("《守住底线》\n正文。") == "守住底线"
    assert title_of("守住底线。\n正文。") == ""
    assert title_of("守" * 41 + "\n正文。") == ""
    assert title_of("只有一行") == ""
    assert title_of("") == ""


def test_a_text_beyond_the_limit_is_refused_and_still_handed_to_be_kept() -> None:
    verdict = KIND.judge(CALL, view("writing", parts=1, chars=150), Action("part", text="多" * 51))
    assert verdict.kept == {"refused": {"text": "多" * 51, "file": None}}
    assert verdict.reply is None
    assert verdict.ask is not None
    assert "这次收到51字，加上前面的150字，超过上限200字" in verdict.say
    assert KIND.judge(CALL, view("writing", parts=1, chars=150), Action("part", text="够" * 50)).kept == {
        "add": {"text": "够" * 50, "file": None}
    }


def test_a_document_is_named_where_it_is_received() -> None:
    file = Attachment(digest="d", name="体会.docx")
    verdict = KIND.judge(CALL, view(), Action("part", text="守住底线。", file=file))
    assert verdict.say == "已收到文件《体会.docx》，作为第1段，共5字。"
    assert verdict.kept == {"add": {"text": "守住底线。", "file": {"digest": "d", "name": "体会.docx"}}}


def test_nothing_is_handed_in_that_was_not_looked_over() -> None:
    assert "请先点“写完了”核对" in KIND.judge(CALL, view("writing", parts=1, chars=9), Action("hand")).say
    assert KIND.judge(CALL, view("ready"), Action("hand")).outcome is None
    assert KIND.judge(CALL, view(), Action("ready")).say == "还没有收到正文，请先发送。"
    assert not KIND.judge(CALL, view("writing"), Action("part", text=" \n　")).changes
    handed = KIND.judge(CALL, view("ready", parts=1, chars=9, title="题"), Action("hand"))
    assert (handed.outcome, handed.reply) == ("done", {"at": "done", "chars": 9, "title": "题"})


def test_a_remark_stays_until_the_essay_is_handed_in_again() -> None:
    back = View(
        reader=Reader("李强", "法规处", True),
        now=NOW,
        opened=NOW,
        reply={"at": "returned", "reason": "请补充"},
        more={"parts": 1, "chars": 9, "title": "", "opening": "…"},
    )
    assert "秘书意见：请补充" in KIND.screen(CALL, back).text
    again = KIND.judge(CALL, back, Action("again", "sure"))
    assert again.reply == {"at": "writing", "reason": "请补充"}


def test_unknown_presses_change_nothing() -> None:
    for name in ("undo", "again", "mine", "nonsense"):
        assert not KIND.judge(CALL, view(), Action(name)).changes
