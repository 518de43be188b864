"""/rules: a secretary sends documents, everybody finds the article, and explanations that bind them."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from docx import Document
from sqlalchemy import select
from sqlalchemy.orm import Session

from language.question import Question, QuestionType
from services.importing.bank import apply_questions
from storage.questions import BankQuestion
from storage.rules import RuleDocument, RuleWord
from tests.e2e.conftest import Bureau, toast

TEXTS = Path(__file__).parents[1] / "language/rules"
GIFTS = "礼品礼金登记上交办法.md"


async def send(bureau: Bureau, name: str, content: bytes) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/rules")
    menu = await clerk.wait_for("查制度：请在 /rules 后面写")
    await clerk.tap("管理制度文件", menu)
    await clerk.tap("发送文件", await clerk.wait_for("制度文件"))
    await clerk.wait_for("请发送制度文件")
    await clerk.upload(name, content)


async def test_a_document_is_sent_searched_replaced_and_deleted(bureau: Bureau) -> None:
    clerk, staff = bureau.people["陈清"], bureau.people["李强"]
    await send(bureau, GIFTS, (TEXTS / GIFTS).read_bytes())
    taken = await clerk.wait_for("已收下：《江州市应急管理局礼品礼金登记上交办法》，共10条")
    await staff.send("/rules 购物卡")
    found = await staff.wait_for("以上为检索结果，以正式文件为准。")
    assert found.text.startswith("1．《江州市应急管理局礼品礼金登记上交办法》第二条\n本办法所称礼品礼金")
    assert "管理制度文件" not in found.labels

    document = Document()
    for line in ("礼品礼金登记上交办法", "第一条 礼品一律上交。", "长" * 400):
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    await clerk.tap("再发一个", taken)
    await clerk.wait_for("请发送制度文件")
    await clerk.send("这就发")
    await clerk.wait_for("这里要发送文件。")
    await clerk.upload("新办法.docx", file.getvalue())
    await clerk.wait_for("已收下：《礼品礼金登记上交办法》，共1条")
    await staff.send("/rules 礼品一律上交吗")
    whole = await staff.tap("1．看全文", await staff.wait_for("1．《礼品礼金登记上交办法》第一条"))
    assert toast(whole) == ""
    await staff.wait_for("长" * 400)

    await send(bureau, GIFTS, (TEXTS / GIFTS).read_bytes())
    again = await clerk.wait_for("已替换原来的同名文件")
    await clerk.tap("管理制度文件", again)
    listed = await clerk.wait_for("段　2026年12月2日")
    await clerk.tap("删除：礼品礼金登记上交办法", listed)
    await clerk.tap("确认删除", await clerk.wait_for("删除《礼品礼金登记上交办法》？"))
    await clerk.wait_for("已删除《礼品礼金登记上交办法》。")

    def left(session: Session) -> tuple[list[str], int]:
        owners = set(session.scalars(select(RuleWord.document_id)))
        return list(session.scalars(select(RuleDocument.title))), len(owners)

    assert await bureau.store.read(left) == (["江州市应急管理局礼品礼金登记上交办法"], 1)


async def test_what_cannot_be_read_is_refused_and_nothing_found_is_said(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await send(bureau, "空.txt", b"   ")
    await clerk.wait_for("没有接收：")
    await clerk.upload("标题.txt", "只有标题".encode())
    await clerk.wait_for("没有成段的文字")
    await clerk.send("/rules <b>量子</b>")
    await clerk.wait_for("没有查到与“<b>量子</b>”有关的内容")


async def test_explanations_of_the_bank_follow_it_and_are_shown_to_whom_they_bind(bureau: Bureau) -> None:
    party, other = bureau.people["李强"], bureau.people["周喆"]

    def question(explanation: str) -> Question:
        options = ("正确", "错误")
        asked = Question(
            type=QuestionType.JUDGE, stem="党员可以收购物卡。", options=options, answer=(1,), audience="党员"
        )
        return asked.model_copy(
            update={"explanation": explanation, "basis": "《中国共产党纪律处分条例》第九十七条"}
        )

    await bureau.store.write(
        lambda session: apply_questions(session, bureau.now, [question("消费卡不能收。")])
    )
    await party.send("/rules 能不能收购物卡")
    found = await party.wait_for("以上为检索结果")
    assert found.text.startswith("1．《中国共产党纪律处分条例》第九十七条\n消费卡不能收。")
    await other.send("/rules 能不能收购物卡")
    await other.wait_for("没有查到")

    bureau.now += timedelta(hours=1)
    await bureau.store.write(lambda session: apply_questions(session, bureau.now, [question("一律不收。")]))
    await party.send("/rules 能不能收购物卡")
    await party.wait_for("一律不收。")

    def forget(session: Session) -> None:
        session.delete(session.scalars(select(BankQuestion)).one())

    await bureau.store.write(forget)
    await party.send("/rules 能不能收购物卡")
    assert "本单位还没有上传制度文件" in (await party.wait_for("没有查到")).text
