"""/leave by staff: asked, decided by the head or a secretary, taken back; a head enters it for their own."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.client import PersonClient
from storage.assignments import Assignment
from storage.people import Leave
from tests.e2e.conftest import Bureau, toast
from tests.e2e.test_reminders import notice, publish


async def ask(person: PersonClient, days: str, kind: str = "申请请假") -> None:
    await person.send("/leave")
    await person.tap(kind, await person.wait_for("请假、病假、借出期间不向您发催办提醒"))
    await person.wait_for("请发送起止日期")
    await person.send(days)


async def leaves(bureau: Bureau) -> list[tuple[str, str, int | None]]:
    """Return kind, reason and who entered it of each leave."""

    def find(session: Session) -> list[tuple[str, str, int | None]]:
        rows = session.scalars(select(Leave).order_by(Leave.id))
        return [(row.kind, row.reason, row.recorded_by) for row in rows]

    return await bureau.store.read(find)


async def test_the_head_grants_it_and_what_it_covers_is_exempt(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    staff, head, clerk = (bureau.people[name] for name in ("李强", "孙丽", "陈清"))
    await publish(bureau, "reminder", notice("年末提醒"), bureau.now + timedelta(days=2))
    await staff.wait_for("年末提醒")
    await ask(staff, "12月2日至12月8日，去外地学习")
    await staff.wait_for("由处室负责人和纪检秘书审批")
    told, also = await head.wait_for("请假申请\n李强（法规处）"), await clerk.wait_for("请假申请\n李强")
    assert "去外地学习" in told.text
    await bureau.sent()
    await head.tap("同意：李强", told)
    await head.wait_for("已同意并登记。1项未办事项因此记为免。")
    await staff.wait_for("您的请假已登记")
    decided = await clerk.wait_for(lambda m: m.id == also.id and "已同意，孙丽（法规处）。" in m.text)
    assert "已经审批" in toast(await clerk.forge(also.buttons[1].data, decided))
    assert await leaves(bureau) == [("请假", "去外地学习", roster["孙丽"])]

    def exempt(session: Session) -> list[str | None]:
        return list(session.scalars(select(Assignment.exempt).where(Assignment.person_id == roster["李强"])))

    assert await bureau.store.read(exempt) == ["请假"]
    await staff.send("/leave")
    await staff.wait_for("已同意")


async def test_the_secretary_refuses_from_the_list_and_others_may_not(bureau: Bureau) -> None:
    staff, clerk = bureau.people["周喆"], bureau.people["陈清"]
    await ask(staff, "明天", "申请病假")
    mine = await staff.wait_for("已提交申请：病假")
    for name in ("赵刚", "李强"):  # head of another department, and a colleague
        phone = bureau.people[name]
        await phone.send("/leave")
        message = await phone.wait_for("请假、病假")
        assert "周喆" not in message.text
        assert "不属于您" in toast(await phone.forge("1lq:yes:1", message))
    await ask(staff, "明天", "申请病假")
    await staff.wait_for("这些天您已经申请过")
    await clerk.send("/leave")
    await clerk.tap("不同意：周喆", await clerk.wait_for("待审批的请假"))
    assert "审批人：陈清（办公室）" in (await staff.wait_for("您的请假没有获得同意：病假")).text
    assert await leaves(bureau) == []
    assert "已经审批" in toast(await staff.tap("撤回申请", mine))


async def test_what_is_taken_back_can_be_granted_no_more(bureau: Bureau) -> None:
    staff, head = bureau.people["周喆"], bureau.people["孙丽"]
    await ask(staff, "过两天吧")
    await staff.wait_for("请发送起止日期")
    await staff.send("12月7日")
    mine = await staff.wait_for("已提交申请")
    told = await head.wait_for("请假申请\n周喆")
    await bureau.sent()
    await staff.tap("撤回申请", mine)
    await staff.wait_for("已撤回申请")
    gone = await head.wait_for(lambda m: m.id == told.id and "本人已撤回。" in m.text)
    assert "已经撤回" in toast(await head.forge(told.buttons[0].data, gone))
    assert await leaves(bureau) == []


async def test_a_head_enters_it_for_their_own_and_is_decided_by_the_secretary(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    head, clerk = bureau.people["孙丽"], bureau.people["陈清"]
    await head.send("/leave")
    await head.tap("为本处室人员登记", await head.wait_for("请假、病假"))
    offered = await head.wait_for("请选择要登记的人员")
    assert offered.labels == ("李强", "周喆")
    await head.tap("周喆", offered)
    await head.tap("病假", await head.wait_for("为周喆（法规处）登记"))
    await head.wait_for("请发送起止日期")
    await head.send("12月3日起，住院")
    await head.wait_for("已同意并登记")
    await bureau.people["周喆"].wait_for("您的请假已登记：病假")
    assert "不属于您" in toast(await head.forge(f"1lq:for:{roster['钱敏']}", offered))
    await ask(head, "12月4日")
    await head.wait_for("由纪检秘书审批")
    await clerk.tap("同意：孙丽", await clerk.wait_for("请假申请\n孙丽"))
    await head.wait_for("您的请假已登记")
    assert await leaves(bureau) == [
        ("病假", "住院", roster["孙丽"]),
        ("请假", "", roster["陈清"]),
    ]
