"""Letters from the draft to the chain: read, signed by one or by two, objected to, on paper, written anew."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from activities.commitment import CommitmentContent
from activities.letters.responsibility import ResponsibilityContent
from content.verify import inspect_lines
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services import proof
from storage.activities import CLOSED, Activity
from storage.assignments import Assignment
from storage.letters import Signature
from storage.people import Person
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import publish, row

LETTER = CommitmentContent(
    title="廉洁承诺书",
    opening="本人郑重承诺：",
    clauses=["不收礼品礼金。", "不违规吃喝。"],
    closing="请监督。",
)
DUTIES = ResponsibilityContent(
    title="党风廉政建设责任书",
    level="以上两级都签",
    goal="管好分管范围。",
    duties=["每半年研究一次。", "每年谈一次话。"],
    term="2027年1月1日至12月31日",
)


def lead(session: Session) -> None:
    """Make 赵刚 the first leader, 钱敏 his deputy over 孙丽; 李强, another head, answers to 赵刚."""
    for name, post, supervisor in (
        ("赵刚", "领导班子", ""),
        ("钱敏", "领导班子", "赵刚"),
        ("孙丽", "处室负责人", "钱敏"),
        ("李强", "处室负责人", "赵刚"),
        ("周喆", "一般", "钱敏"),
    ):
        session.execute(update(Person).where(Person.name == name).values(post=post, supervisor=supervisor))


@pytest.fixture
async def led(bureau: Bureau) -> Bureau:
    """Return the bureau with lines of responsibility on its roster."""
    await bureau.store.write(lead)
    return bureau


async def sign(person: PersonClient, message: Message) -> Message:
    """Sign a letter of one page, and return what stands there then."""
    await person.tap("签署", message)
    await person.wait_for("请输入您的姓名")
    await person.send(person.name)
    return await person.wait_for("签署成功，校验码")


async def press_in_report(bureau: Bureau, label: str) -> str:
    """Let the secretary press a button below the report of the newest activity; return what pops up."""
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/report")
    overview = await secretary.wait_for(behind(sent, "1．"))
    await secretary.tap(overview.labels[0], overview)
    report = await secretary.wait_for(behind(sent, label))
    button = next(one for one in report.labels if one.startswith(label))
    return toast(await secretary.tap(button, report))


async def test_a_responsibility_letter_is_drafted_and_says_who_signs_with_whom(led: Bureau) -> None:
    secretary = led.people["陈清"]
    await secretary.send("/new")
    await secretary.tap("责任书", await secretary.wait_for("请选择类型"))
    await secretary.tap("党风廉政建设责任书（处室、支队负责人）", await secretary.wait_for("请选择模板"))
    await secretary.wait_for("截止")
    await secretary.send("12月20日")
    await secretary.tap("确定（6人）", await secretary.wait_for("发给谁"))
    preview = await secretary.wait_for("请留意")
    assert "将生成2份责任书，甲方2人：钱敏、赵刚。" in preview.text
    assert "乙方：（处室）　（乙方姓名）" in preview.text
    await secretary.tap("立即发布", preview)
    await secretary.wait_for("已发布")
    letter = await led.people["孙丽"].wait_for("责任书")
    assert "甲方：办公室　钱敏\n乙方：法规处　孙丽" in letter.text


async def test_second_signs_after_first_and_only_whose_turn_it_is_gets_chased(
    led: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(led, "responsibility", DUTIES)
    junior, superior, other = led.people["孙丽"], led.people["钱敏"], led.people["周喆"]
    letter = await junior.wait_for("甲方：办公室　钱敏")
    own = await superior.wait_for("甲方：办公室　赵刚")  # 钱敏 is 乙方 in a letter of her own
    sent = await superior.send("/todo")
    listed = await superior.wait_for(behind(sent, "您有1项待办"))
    assert "1．责任书：（赵刚）党风廉政建设责任书" in listed.text
    assert toast(await superior.forge(letter.buttons[0].data, listed)) == "还没有轮到您签署：乙方先签。"
    assert await other.look() == []  # who leads nobody is asked nothing

    head = led.people["李强"]
    theirs = await head.wait_for("甲方：办公室　赵刚")
    assert "不属于您" in toast(await head.forge(letter.buttons[0].data, theirs))
    signed = await sign(junior, letter)
    assert "等待甲方钱敏签署，您不用再操作" in signed.text
    assert "下载回执" in signed.labels
    assert toast(await junior.forge(letter.buttons[0].data, signed)) == "您已签署，等待甲方签署，不用再操作。"
    assert (await row(led, activity, roster["孙丽"])).stage == "待甲方签"
    sent = await junior.send("/todo")
    await junior.wait_for(behind(sent, "您没有待办事项"))

    theirs = await superior.wait_for("乙方已签署，请您阅读后签署。")
    assert "乙方：法规处　孙丽" in theirs.text
    sent = await superior.send("/todo")
    assert "（孙丽）党风廉政建设责任书" in (await superior.wait_for(behind(sent, "您有2项待办"))).text
    secretary = led.people["陈清"]
    await press_in_report(led, "谁在等谁")
    seen = await secretary.wait_for("轮到甲方签（1份）")
    assert "等钱敏签：孙丽" in seen.text
    assert "轮到乙方签（2份）" in seen.text
    await led.later(days=4, hours=23)  # Monday 09:00, half way
    assert "（孙丽）党风廉政建设责任书" in (await superior.wait_for("提醒：您还有2项未办理")).text
    assert [one for one in await junior.look() if "提醒" in one.text] == []

    await superior.tap("签署", theirs)
    await superior.wait_for("请输入您的姓名")
    await superior.send("孙丽")  # not her own name
    await superior.wait_for("与花名册上的姓名不一致，没有签署")
    await superior.send("钱敏")
    both = await superior.wait_for("签署成功，校验码")
    assert "乙方：法规处　孙丽" in both.text
    assert "甲方：办公室　钱敏" in both.text
    told = await junior.wait_for("甲方钱敏已签署，您不用再操作")
    await junior.tap("查看签署情况", told)
    assert "甲方：办公室　钱敏" in (await junior.wait_for("✅ 双方已签署")).text
    done = await row(led, activity, roster["孙丽"])
    assert (done.outcome, done.way, done.stage) == ("done", "双方签署", "")
    assert (await row(led, activity, roster["钱敏"])).outcome == "none"
    assert "签署" in own.labels
    inspection = await led.store.read(proof.inspect)
    assert (inspection.finish(), inspection.records) == ([], 2)


async def test_a_receipt_comes_as_pdf(bureau: Bureau) -> None:
    await publish(bureau, "commitment", LETTER)
    jo = bureau.people["周喆"]
    signed = await sign(jo, await jo.wait_for("廉洁承诺书"))
    assert toast(await jo.tap("下载回执", signed)) == "正在生成回执，稍后发出。"
    sent = await jo.wait_for(lambda message: message.file is not None)
    assert sent.file is not None
    assert sent.file.name == "承诺书签署回执_周喆.pdf"


async def test_an_objection_is_a_thread_that_counts_apart_until_it_is_signed(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "commitment", LETTER)
    jo, secretary = bureau.people["周喆"], bureau.people["陈清"]
    await jo.tap("有异议", await jo.wait_for("廉洁承诺书"))
    await jo.wait_for("请写明您的意见和理由")
    await jo.send("第二条指什么？")
    await jo.wait_for("您的意见已转交纪检秘书")
    notice = await secretary.wait_for("对承诺书有异议")
    await secretary.tap("回复", notice)
    await secretary.wait_for("请写给周喆的答复")
    await secretary.send("指违规公款吃喝。")
    await secretary.wait_for("已答复本人")
    bureau.now += timedelta(minutes=1)
    answered = await jo.wait_for("纪检秘书（2026年12月2日）：指违规公款吃喝。")
    await jo.tap("补充意见", answered)
    await jo.send("明白了，还有一条。")
    await secretary.wait_for("对承诺书补充意见")
    await press_in_report(bureau, "异议沟通（1）")
    listed = await secretary.wait_for("周喆（法规处）　待答复")
    await secretary.tap("周喆　待答复", listed)
    thread = await secretary.wait_for("等您答复；沟通后本人仍可签署。")
    assert thread.text.index("第二条指什么？") < thread.text.index("指违规公款吃喝。")
    assert (await row(bureau, activity, roster["周喆"])).outcome == "declined"
    signed = await sign(jo, await jo.wait_for("补充意见"))
    assert "已提出异议" not in signed.text
    assert (await row(bureau, activity, roster["周喆"])).outcome == "done"


async def test_what_the_second_objects_to_stays_between_them_and_the_secretary(
    led: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(led, "responsibility", DUTIES)
    junior, superior, secretary = led.people["孙丽"], led.people["钱敏"], led.people["陈清"]
    await junior.tap("有异议", await junior.wait_for("乙方：法规处　孙丽"))
    await junior.send("分管范围写得不清楚。")
    await secretary.wait_for("分管范围写得不清楚")
    led.now += timedelta(minutes=1)
    await sign(junior, await junior.wait_for("补充意见"))
    theirs = await superior.wait_for("乙方已签署，请您阅读后签署。")
    assert "分管范围" not in theirs.text.replace("管好分管范围", "")
    await superior.tap("有异议", theirs)
    await superior.send("谈话次数应写两次。")
    notice = await secretary.wait_for("谈话次数应写两次。")
    assert "办公室　钱敏" in notice.text
    assert (await row(led, activity, roster["孙丽"])).outcome == "declined"
    led.now += timedelta(minutes=1)
    await secretary.tap("回复", notice)
    await secretary.wait_for("请写给钱敏的答复")
    await secretary.send("明年修改。")
    answered = await superior.wait_for("纪检秘书（2026年12月2日）：明年修改。")
    assert "分管范围写得不清楚" not in answered.text
    assert [one for one in await junior.look() if "明年修改" in one.text or "两次" in one.text] == []
    await superior.tap("签署", answered)
    await superior.send("钱敏")
    await superior.wait_for("双方已签署")
    assert (await row(led, activity, roster["孙丽"])).outcome == "done"


async def test_papers_are_entered_by_their_date_with_who_keyed_them(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "commitment", LETTER)
    secretary = bureau.people["陈清"]
    await press_in_report(bureau, "按日期登记纸质签署")
    await secretary.wait_for("第一行写纸面上的签署日期")
    await secretary.send("没有日期")
    await secretary.wait_for("没看懂日期“没有日期”")
    await secretary.send("12月9日 周喆")
    await secretary.wait_for("2026年12月9日还没有到")
    await secretary.send("12月1日\n周喆、李 强，张三")
    said = await secretary.wait_for("按2026年12月1日登记纸质签署2份")
    assert "已登记：周喆、李强\n没有登记：张三（不在名单上）" in said.text
    await secretary.tap("继续登记", said)
    await secretary.send("12月1日 周喆 孙丽（法规处）")
    assert "周喆（已签署）" in (await secretary.wait_for("登记纸质签署1份")).text
    paper = await row(bureau, activity, roster["周喆"])
    assert (paper.way, paper.late) == ("纸质签署", False)
    await secretary.send("/report")
    shown = await bureau.people["周喆"].wait_for("廉洁承诺书")
    assert toast(await bureau.people["周喆"].tap("签署", shown)) == "您已签署，不用重复操作。"

    def bodies(session: Session) -> list[str | None]:
        return list(session.scalars(select(Signature.body).order_by(Signature.number)))

    first, *_ = await bureau.store.read(bodies)
    assert first is not None
    assert '"keyed_by":"陈清"' in first
    assert '"paper":"2026-12-01"' in first


async def test_a_new_version_says_what_changed_and_ends_the_old_one(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    old = await publish(bureau, "commitment", LETTER)
    jo = bureau.people["周喆"]
    await sign(jo, await jo.wait_for("廉洁承诺书"))
    secretary = bureau.people["陈清"]
    await press_in_report(bureau, "修改后重新签")
    await secretary.tap("去修改", await secretary.wait_for("原来的一份自动结束"))
    await secretary.wait_for("文本和原来的一样，没有改动")
    await secretary.tap("修改内容")
    await secretary.tap("承诺事项", await secretary.wait_for("要修改哪一项？"))
    await secretary.wait_for("请输入承诺事项")
    await secretary.send("不收礼品礼金和电子红包。\n不违规吃喝。\n不违规兼职。")
    preview = await secretary.wait_for("变动2处")
    await secretary.tap("立即发布", preview)
    await secretary.wait_for("已发布")
    changed = await jo.wait_for("这是修改后的文本，代替原来的版本，需要重新签署。与上一版相比，变动2处")
    assert "第一条\n原：不收礼品礼金。\n现：不收礼品礼金和电子红包。" in changed.text
    assert "新增第三条\n现：不违规兼职。" in changed.text
    await jo.tap("下一页", changed)
    await sign(jo, await jo.wait_for("签署"))
    await bureau.later(minutes=1)
    await bureau.later(minutes=1)

    def ended(session: Session) -> tuple[str, str | None]:
        activity = session.get_one(Activity, old)
        query = select(Assignment.outcome).where(
            Assignment.activity_id == old, Assignment.person_id == roster["周喆"]
        )
        return activity.status, session.scalar(query)

    assert await bureau.store.read(ended) == (CLOSED, "done")


async def test_a_text_nobody_signed_is_corrected_and_one_that_was_signed_is_not(bureau: Bureau) -> None:
    await publish(bureau, "commitment", LETTER)
    jo = bureau.people["周喆"]
    letter = await jo.wait_for("廉洁承诺书")
    secretary = bureau.people["陈清"]
    await press_in_report(bureau, "更正")
    await secretary.tap("结语", await secretary.wait_for("请选择要更正的项目"))
    await secretary.send("请组织监督。")
    await secretary.tap("确认更正", await secretary.wait_for("确认更正"))
    corrected = await jo.wait_for("【更正】")
    assert "结语\n原：请监督。\n现：请组织监督。" in corrected.text
    await sign(jo, corrected)
    assert "已有人签署这份文本，不能再改" in await press_in_report(bureau, "更正")
    assert letter.id != corrected.id


async def test_the_chain_leaves_with_the_script_that_checks_it_and_shows_a_changed_byte(
    bureau: Bureau,
) -> None:
    await publish(bureau, "commitment", LETTER)
    for name in ("周喆", "李强"):
        person = bureau.people[name]
        await sign(person, await person.wait_for("廉洁承诺书"))
    secretary = bureau.people["陈清"]
    await press_in_report(bureau, "导出签署记录")
    exported = await secretary.wait_for("核验.py")
    assert exported.file is not None

    def export(session: Session) -> bytes:
        return b"".join(proof.export(session))

    content = await bureau.store.read(export)
    assert inspect_lines(content).finish() == []

    def tamper(session: Session) -> None:
        record = session.get_one(Signature, 2)
        assert record.body is not None
        record.body = record.body.replace("李强", "李弛")

    await bureau.store.write(tamper)
    [problem] = (await bureau.store.read(proof.inspect)).finish()
    assert re.search(r"第2号记录（法规处　李弛）：内容与摘要不符", problem)


async def test_reading_again_and_pressing_twice_are_kind(bureau: Bureau) -> None:
    await publish(bureau, "commitment", LETTER)
    jo = bureau.people["周喆"]
    signed = await sign(jo, await jo.wait_for("廉洁承诺书"))
    await jo.tap("查看全文", signed)
    again = await jo.wait_for("一、不收礼品礼金。")
    assert "签署" not in again.labels
    await jo.tap("返回", again)
    assert "校验码" in (await jo.wait_for("查看全文")).text
    await bureau.at(bureau.now + timedelta(days=40))
    assert toast(await jo.forge(again.buttons[0].data, again)) is not None


async def test_a_receipt_that_cannot_be_drawn_is_said(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.worker.SECONDS", 0.0)  # no worker is that fast
    await publish(bureau, "commitment", LETTER)
    jo = bureau.people["周喆"]
    signed = await sign(jo, await jo.wait_for("廉洁承诺书"))
    await jo.tap("下载回执", signed)
    await jo.wait_for("文件没有生成成功，请过一会儿再点一次")


async def test_a_superior_who_leaves_is_replaced_and_both_sign_anew(
    led: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(led, "responsibility", DUTIES)
    junior, secretary, zhao = led.people["孙丽"], led.people["陈清"], led.people["赵刚"]
    await sign(junior, await junior.wait_for("甲方：办公室　钱敏"))
    today = led.office.today(led.now)
    await led.store.write(
        lambda session: session.execute(update(Person).where(Person.name == "钱敏").values(left=today))
    )
    await led.ring()
    told = await secretary.wait_for("甲方钱敏（办公室）已调离，还有1份没有办完")
    await led.ring()  # once is enough
    await secretary.tap("更换甲方", told)
    offered = await secretary.wait_for("请选择新的甲方")
    await secretary.tap("赵刚　办公室", offered)
    sure = await secretary.wait_for("原甲方：钱敏（办公室），没有办完的1份")
    await secretary.tap("确认更换1份", sure)
    await secretary.wait_for("已更换甲方：钱敏（办公室）→赵刚（办公室），共1份")
    assert "没有未办完" in toast(await secretary.forge(sure.buttons[0].data, sure))
    await junior.wait_for("您此项已免：甲方已更换为赵刚")
    letter = await junior.wait_for("原甲方钱敏已更换，请您与现在的甲方签署")
    assert "甲方：办公室　赵刚" in letter.text
    await sign(junior, letter)
    theirs = await zhao.wait_for("乙方：法规处　孙丽")
    await sign(zhao, theirs)
    await junior.wait_for("甲方赵刚已签署")

    def found(session: Session) -> list[tuple[str, str, str | None]]:
        mine = Assignment.activity_id == activity, Assignment.person_id == roster["孙丽"]
        rows = session.scalars(select(Assignment).where(*mine).order_by(Assignment.id))
        return [(one.subject, one.outcome, one.exempt) for one in rows]

    assert await led.store.read(found) == [
        ("钱敏", "none", "甲方已更换为赵刚"),
        ("赵刚", "done", None),
    ]
    await press_in_report(led, "谁在等谁")
    await secretary.wait_for("双方已签1份，有异议0份，免2份")  # 钱敏's own letter as 乙方, too
