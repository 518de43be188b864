"""What changes between showing a button and pressing it, and what is tried twice, at once or too often."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.study import StudyContent
from bot.receiving.intake import handle
from bot.receiving.updates import read
from services.belonging.invites import invite_url, new_invite
from services.belonging.strangers import GUESSES
from storage.activities import CLOSED, WITHDRAWN, Activity, ActivityVersion
from storage.people import SECRETARY, Department, Person, Role
from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_activities import REMINDER, publish, row


async def change(bureau: Bureau, function: Callable[[Session], None]) -> None:
    await bureau.store.write(function)


async def linked_to(bureau: Bureau, person_id: int) -> int | None:
    return await bureau.store.read(lambda session: session.get_one(Person, person_id).telegram_id)


@pytest.mark.parametrize("status", [CLOSED, WITHDRAWN])
async def test_a_button_of_what_has_ended(bureau: Bureau, roster: dict[str, int], status: str) -> None:
    activity = await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    message = await lee.wait_for("元旦廉洁提醒")

    def end(session: Session) -> None:
        session.get_one(Activity, activity).status = status

    await change(bureau, end)
    answer = await lee.tap("我已知悉", message)
    assert answer is not None
    said = {CLOSED: "此项已结束，不再受理。", WITHDRAWN: "此项已撤回，不用办理。"}[status]
    assert answer.text.startswith(said)
    assert (await lee.wait_for(said)).labels == ()
    assert (await row(bureau, activity, roster["李强"])).outcome == "none"


async def test_a_button_of_an_older_version_shows_the_new_one(bureau: Bureau, roster: dict[str, int]) -> None:
    activity = await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    message = await lee.wait_for("元旦廉洁提醒")

    def reword(session: Session) -> None:
        content = REMINDER.model_copy(update={"body": "更正：节日期间一律不收。"}).model_dump(mode="json")
        version = ActivityVersion(
            activity_id=activity, version=2, content=content, content_hash="2", created_at=bureau.now
        )
        session.add(version)
        session.flush()
        session.get_one(Activity, activity).version = 2

    await change(bureau, reword)
    answer = await lee.tap("我已知悉", message)
    assert answer is not None
    assert answer.text == "内容已更新，请看新的内容后再办理。"
    await lee.wait_for("更正：节日期间一律不收。")
    assert (await row(bureau, activity, roster["李强"])).outcome == "none"
    await lee.tap("我已知悉")
    await lee.wait_for("无需再操作")
    assert (await row(bureau, activity, roster["李强"])).version == 2


async def test_a_role_withdrawn_between_showing_and_pressing(bureau: Bureau, roster: dict[str, int]) -> None:
    clerk = bureau.people["陈清"]
    await publish(bureau, "reminder", REMINDER)
    await clerk.send("/role")
    roles = await clerk.wait_for("撤销纪检秘书：陈清")
    sent = await clerk.send("/report")
    report = await clerk.wait_for(behind(sent, "1．元旦廉洁提醒"))

    def hand_over(session: Session) -> None:
        session.delete(session.get_one(Role, (roster["陈清"], SECRETARY)))
        session.add(Role(person_id=roster["李强"], role=SECRETARY, granted_at=bureau.now))

    await change(bureau, hand_over)
    for message in (roles, report):
        for button in message.buttons:
            answer = await clerk.forge(button.data, message)
            assert answer is not None
            assert answer.text.startswith("这项功能仅限纪检秘书使用"), button
    await bureau.people["李强"].send("/role")
    await bureau.people["李强"].wait_for("撤销纪检秘书：李强")


async def test_a_head_moved_away_sees_the_new_department_only(bureau: Bureau, roster: dict[str, int]) -> None:
    head = bureau.people["孙丽"]
    activity = await publish(bureau, "reminder", REMINDER)
    sent = await head.send("/report")
    await head.wait_for(behind(sent, "法规处"))
    await head.tap("1．元旦廉洁提醒")
    await head.wait_for("未办理名单")
    seen = await head.tap("未办理名单")
    assert seen is not None
    old = await head.wait_for("李　强")

    def move(session: Session) -> int:
        person = session.get_one(Person, roster["孙丽"])
        former = person.department_id
        person.department_id = session.scalars(select(Department.id).where(Department.name == "办公室")).one()
        return former

    former = await bureau.store.write(move)
    for data in (f"1rd:{activity}:{former}", f"1rp:{activity}:{former}:0"):
        answer = await head.forge(data, old)
        assert answer is not None
        assert "不属于您" in answer.text
    await head.forge(f"1rp:{activity}:0:0", old)
    now = await head.wait_for("钱　敏")
    assert "李　强" not in now.text


async def test_a_link_opened_by_two_accounts_at_once_links_one(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    code = await bureau.store.write(new_invite, bureau.now, roster["周喆"])
    phones = [await bureau.person(f"手机{number}", 70 + number) for number in range(6)]
    await asyncio.gather(*(phone.follow(invite_url(bureau.office, code)) for phone in phones))
    answers = [await phone.wait_for(lambda message: True) for phone in phones]
    linked = [answer for answer in answers if "您已绑定为" in answer.text]
    assert len(linked) == 1
    assert await linked_to(bureau, roster["周喆"]) == linked[0].chat_id
    rest = {answer.text for answer in answers if answer is not linked[0]}
    assert rest == {"这个链接已经用过，请联系纪检秘书重新发一个。"}
    await bureau.people["周喆"].wait_for("周喆同志已改用新的账号")


async def test_guessing_stops_and_the_secretary_can_help(bureau: Bureau, roster: dict[str, int]) -> None:
    code = await bureau.store.write(new_invite, bureau.now, roster["周喆"])
    guesser = await bureau.person("猜的人", 70)
    for number in range(GUESSES):
        await guesser.start(f"guess{number}")
        await guesser.wait_for("链接无效，请联系纪检秘书重新发一个。")
    await guesser.start(code)
    await guesser.wait_for("链接无效，请联系纪检秘书重新发一个。")
    assert await linked_to(bureau, roster["周喆"]) == 1000 + roster["周喆"]
    bureau.now += timedelta(hours=1, minutes=1)
    await guesser.start(code)
    await guesser.wait_for("您已绑定为")


async def test_a_flood_of_strangers_keeps_nobody_waiting(bureau: Bureau) -> None:
    flood = [await bureau.person(f"路人{number}", 5000 + number) for number in range(20)]
    await asyncio.gather(*(phone.send("在吗") for phone in flood for _ in range(8)))
    sent = await bureau.people["李强"].send("/todo")
    await bureau.people["李强"].wait_for(behind(sent, "您没有待办事项。"))
    await flood[-1].wait_for("请联系纪检秘书。")
    await bureau.desk.settle()
    counts = await bureau.messenger.counts()
    assert all(counts[phone.id] <= 3 for phone in flood)


async def test_unknown_presses_of_a_leave_request_decide_nothing(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    starts_at = bureau.now + timedelta(days=5)
    notice = StudyContent(title="专题学习会", starts_at=starts_at, place="三楼会议室", topic="纪律教育")
    activity = await publish(bureau, "study", notice)
    lee, clerk = bureau.people["李强"], bureau.people["陈清"]
    await lee.wait_for("专题学习会")
    await lee.tap("请假")
    await lee.wait_for("请输入请假事由")
    await lee.send("出差")
    asked = await clerk.wait_for("请假申请")
    assignment = await row(bureau, activity, roster["李强"])
    answer = await clerk.forge(f"1d:{assignment.id}:1:no-such:", asked)
    assert answer is not None
    assert "已经过期" in answer.text
    assert (await row(bureau, activity, roster["李强"])).stage == "请假待批"
    await clerk.tap("同意", asked)
    answer = await clerk.forge(asked.buttons[1].data, asked)
    assert answer is not None
    assert answer.text == "这项请假已处理或已撤回。"
    assert (await row(bureau, activity, roster["李强"])).exempt == "请假（出差）"


async def test_a_pinned_message_is_no_message(bureau: Bureau, roster: dict[str, int]) -> None:
    user = {"id": 1000 + roster["李强"], "is_bot": False, "first_name": "李强"}
    chat = user | {"type": "private"}
    pinned = {"message_id": 4, "date": 1, "chat": chat, "text": "…"}
    for number, said in enumerate(
        ({"pinned_message": pinned}, {"dice": {"value": 1, "emoji": "🎲"}}), start=1
    ):
        message = {"message_id": 5, "date": 1, "chat": chat, "from": user, **said}
        await handle(bureau.desk, read({"update_id": number, "message": message}, bureau.desk.bot))
    await bureau.people["李强"].wait_for("这里只办理按钮和文字")
    await bureau.desk.settle()
    assert len(await bureau.people["李强"].chat()) == 1


async def test_a_group_that_grows_and_throws_the_bot_out(bureau: Bureau) -> None:
    lee = bureau.people["李强"]
    group = await bureau.messenger.group(-500, "工作群", lee)
    await group.wait_for("请纪检秘书在本群发送 /pair")
    bigger = await group.upgrade(-1000500, lee)
    await bigger.say(lee, "/report")
    await bigger.wait_for("请与我私聊使用")
    await bigger.kick(lee)
    sent = await lee.send("/todo")
    await lee.wait_for(behind(sent, "您没有待办事项。"))
    assert len([message for message in await bigger.chat() if message.from_bot]) == 1
