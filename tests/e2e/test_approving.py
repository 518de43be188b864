"""审批: what a secretary hands in goes out once the approver agrees, and comes back with a reason."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.chats import PersonClient
from sandbox.seen import Message
from storage.activities import Activity
from storage.approvals import Approval
from storage.people import APPROVER, Role
from tests.e2e.conftest import Bureau, behind, toast

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def to_preview(secretary: PersonClient) -> Message:
    """Draft a reminder of a holiday, up to its preview."""
    await secretary.send("/new")
    await secretary.tap("清风行动", await secretary.wait_for("请选择类型"))
    await secretary.tap("元旦节前提醒", await secretary.wait_for("请选择模板"))
    await secretary.tap("3个工作日内", await secretary.wait_for("请选择截止时间"))
    await secretary.tap("确定（6人）", await secretary.wait_for("请选择发给谁"))
    return await secretary.wait_for("下方的按钮")


async def switch_on(secretary: PersonClient) -> None:
    """Let reminders need the approver's word."""
    await secretary.send("/role")
    await secretary.tap("哪些事项要审批", await secretary.wait_for("哪些事项要审批"))
    await secretary.tap("清风行动", await secretary.wait_for("打✓的类型"))
    await secretary.wait_for("✓ 清风行动")


async def published(bureau: Bureau) -> list[Activity]:
    return await bureau.store.read(lambda session: list(session.scalars(select(Activity))))


async def test_nothing_goes_out_before_the_approver_agrees(bureau: Bureau, roster: dict[str, int]) -> None:
    chen, zhao, lee = (bureau.people[name] for name in ("陈清", "赵刚", "李强"))
    await switch_on(chen)
    preview = await to_preview(chen)
    assert "还没有绑定账号的纪委书记" in toast(await chen.tap("送审（同意后马上发布）", preview))
    await chen.send("/role")
    await chen.tap("授予纪委书记", await chen.wait_for("授予纪委书记"))
    await chen.wait_for("请发送要授予纪委书记的同志的姓名")
    await chen.send("赵刚")
    await chen.tap("确认授予", await chen.wait_for("审批秘书送审的事项"))
    await zhao.wait_for("您已被授予“纪委书记”")

    await chen.tap("送审（同意后马上发布）", preview)
    await chen.wait_for("已送审，等审批：赵刚（办公室）。")
    request = await zhao.wait_for("请审批")
    assert "送审人：陈清（办公室）" in request.text
    assert "对象：全体人员，共6人" in request.text
    assert await published(bureau) == []

    await zhao.tap("退回", request)
    await zhao.wait_for("请发送退回的原因")
    await zhao.send("请把截止<b>放到</b>节前。")
    await zhao.wait_for("已退回\n赵刚（办公室）")
    back = await chen.wait_for("退回了《")
    assert "原因：请把截止<b>放到</b>节前。" in back.text
    await chen.tap("继续修改", back)
    again = await chen.wait_for("审批退回")
    await chen.tap("修改截止", again)
    await chen.tap("1周内", await chen.wait_for("请选择截止时间"))
    await chen.tap(
        "送审（同意后马上发布）", await chen.wait_for(lambda m: "送审（同意后马上发布）" in m.labels)
    )
    await bureau.sent()
    second = await zhao.wait_for(lambda m: "请审批" in m.text and m.id > request.id)
    assert "已退回" in toast(await zhao.forge("1ap:1:yes", request))
    assert await published(bureau) == []

    sent = await zhao.send("/todo")
    todo = await zhao.wait_for(behind(sent, "有1项待您审批"))
    await zhao.tap(todo.labels[0], todo)
    await zhao.wait_for(lambda m: "请审批" in m.text and m.id > second.id)
    assert toast(await zhao.tap("同意", second)) == "已同意。"
    await chen.wait_for("赵刚（办公室）已同意")
    notice = await lee.wait_for("元旦")
    assert "已同意" in toast(await zhao.forge("1ap:2:no", second))
    for other, seen in ((lee, notice), (chen, preview)):
        assert toast(await other.forge("1ap:2:yes", seen)).startswith("审批由纪委书记办理")
    assert len(await published(bureau)) == 1

    def kept(session: Session) -> list[tuple[str, str, bool]]:
        rows = session.scalars(select(Approval).order_by(Approval.id))
        return [(row.status, row.reason, bool(row.content["body"])) for row in rows]

    assert await bureau.store.read(kept) == [
        ("returned", "请把截止<b>放到</b>节前。", True),
        ("agreed", "", True),
    ]


@ON_SQLITE
async def test_it_is_taken_back_or_waits_too_long(bureau: Bureau, roster: dict[str, int]) -> None:
    def grant(session: Session) -> None:
        session.add(Role(person_id=roster["赵刚"], role=APPROVER, granted_at=bureau.now))

    await bureau.store.write(grant)
    chen, zhao, lee = (bureau.people[name] for name in ("陈清", "赵刚", "李强"))
    await switch_on(chen)
    preview = await to_preview(chen)
    await chen.tap("送审（同意后马上发布）", preview)
    waits = await chen.wait_for("已送审")
    request = await zhao.wait_for("请审批")
    await chen.tap("撤回送审，继续修改", waits)
    again = await chen.wait_for("✔ 已撤回送审")
    assert "送审已由秘书撤回" in toast(await zhao.tap("同意", request))
    assert await published(bureau) == []

    await chen.tap("送审（同意后马上发布）", again)
    second = await zhao.wait_for(lambda m: "请审批" in m.text and m.id > request.id)
    await bureau.at(datetime(2026, 12, 14, 9, 0, tzinfo=bureau.office.zone))  # the deadline has passed
    await zhao.tap("同意", second)
    back = await chen.wait_for("已同意，但现在不能发布")
    await chen.tap("继续修改", back)
    await chen.wait_for("审批退回")
    assert await published(bureau) == []
    assert not [m for m in await lee.chat() if m.from_bot]


@ON_SQLITE
async def test_who_approves_need_not_ask(bureau: Bureau, roster: dict[str, int]) -> None:
    def grant(session: Session) -> None:
        session.add(Role(person_id=roster["陈清"], role=APPROVER, granted_at=bureau.now))

    await bureau.store.write(grant)
    chen = bureau.people["陈清"]
    await switch_on(chen)
    await chen.tap("立即发布", await to_preview(chen))
    await chen.wait_for("已发布：清风行动")
    assert len(await published(bureau)) == 1


@ON_SQLITE
async def test_a_holiday_campaign_waits_for_the_approver_too(bureau: Bureau, roster: dict[str, int]) -> None:
    def grant(session: Session) -> None:
        session.add(Role(person_id=roster["赵刚"], role=APPROVER, granted_at=bureau.now))

    await bureau.store.write(grant)
    chen, zhao, lee = (bureau.people[name] for name in ("陈清", "赵刚", "李强"))
    await switch_on(chen)
    await bureau.at(datetime(2026, 12, 22, 9, 0, tzinfo=bureau.office.zone))
    asked = await chen.wait_for("元旦清风行动：请确认是否发布")
    assert toast(await chen.tap("发布", asked)) == "已送纪委书记审批，同意后到时发布。"
    request = await zhao.wait_for("元旦清风行动：秘书已确认，请纪委书记审批")
    await bureau.at(datetime(2026, 12, 25, 9, 0, tzinfo=bureau.office.zone))
    await bureau.sent()
    assert await published(bureau) == []
    assert toast(await zhao.tap("发布", request)) == "已确认，到时自动发布。"
    await bureau.later(minutes=1)
    await lee.wait_for("1月1日至3日")
