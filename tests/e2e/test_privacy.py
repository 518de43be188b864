"""What is kept, in the chat: handed out to whom it is about, erased on request, cleared by age."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.seen import Message
from services import proof
from services.audit import chain
from services.belonging.invites import new_invite
from services.belonging.leaving import depart
from services.office import Office
from storage.audit import AuditRow
from storage.erasures import Erasure
from storage.people import Person
from tests.e2e.conftest import Bureau, behind, toast
from tests.services.lived import MARK, NAME, live
from tests.services.test_erasure import holding


def is_file(message: Message) -> bool:
    return message.file is not None and message.file.kind == "document"


def leave(session: Session, office: Office, bureau: Bureau, person_id: int) -> str:
    """Make a link for somebody, and let them leave in the same moment; return the link's code."""
    code = new_invite(session, bureau.now, person_id)
    session.get_one(Person, person_id).left = office.today(bureau.now)
    return code


async def test_everybody_is_handed_what_is_theirs(bureau: Bureau, roster: dict[str, int]) -> None:
    await bureau.store.write(live, bureau.office, bureau.now, roster)
    jo = bureau.people[NAME]
    sent = await jo.send("/me")
    await jo.tap("我的全部资料", await jo.wait_for(behind(sent, "法规处　周喆")))
    sent = await jo.wait_for(is_file)
    assert sent.file is not None
    assert sent.file.name == "个人资料_周喆_20261202.zip"
    with ZipFile(BytesIO(await bureau.messenger.download(sent.file))) as archive:
        assert set(archive.namelist()) == {"资料.xlsx", "资料.json", "说明.txt"}
        told = json.loads(archive.read("资料.json"))
    assert told["未对应事项的文字"][0]["文字"] == f"{MARK}-kept"


async def test_a_leavers_link_is_gone_in_the_same_moment(
    bureau: Bureau, office: Office, roster: dict[str, int]
) -> None:
    code = await bureau.store.write(leave, office, bureau, roster[NAME])
    other = await bureau.person("路人", 7000)
    await other.send(f"/start {code}")
    await other.wait_for("这个链接已经作废")
    await bureau.people[NAME].send("/mydata")
    await bureau.people[NAME].wait_for("请联系纪检秘书。")


async def test_a_secretary_erases_what_a_leaver_left_behind(
    bureau: Bureau, office: Office, roster: dict[str, int]
) -> None:
    await bureau.store.write(live, office, bureau.now, roster)
    await bureau.store.write(leave, office, bureau, roster[NAME])

    def go(session: Session) -> None:
        depart(session, office, bureau.now, session.get_one(Person, roster[NAME]), by=None)

    await bureau.store.write(go)
    await bureau.sent()
    clerk = bureau.people["陈清"]
    await clerk.send("/retention")
    screen = await clerk.wait_for("资料保存期限")
    await clerk.tap("清除某人内容", screen)
    await clerk.wait_for("请发送要清除内容的同志的姓名")
    await clerk.send(NAME)
    await clerk.tap("清除全部内容和名册资料", await clerk.wait_for("清除内容：周喆（法规处）"))
    await clerk.wait_for("请发送清除的事由")
    await clerk.send("本人调离后提出")
    asked = await clerk.wait_for("第一次确认")
    await clerk.tap("确认清除", asked)
    again = await clerk.wait_for("请再次确认")
    assert toast(await clerk.tap("确定，永久清除", again)) == "已清除。"
    assert await bureau.store.read(holding, MARK) == set()
    # The letters' chain, and that of acts, in which nothing names the one who is gone.
    for inspect in (proof.inspect, chain.inspect):
        assert (await bureau.store.read(inspect)).finish() == []
    assert "audit" not in await bureau.store.read(holding, NAME)
    last = await bureau.store.read(
        lambda session: session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).one()
    )
    assert "清除一人内容" in str(last.body)
    assert "本人调离后提出" in str(last.body)
    while not await bureau.store.read(lambda session: session.scalars(select(Erasure.scrubbed)).one()):
        await bureau.ring()  # somebody who reads may be in the way of clearing the files


async def test_what_is_old_is_announced_and_put_off(bureau: Bureau, roster: dict[str, int]) -> None:
    await bureau.store.write(live, bureau.office, bureau.now, roster)
    clerk = bureau.people["陈清"]
    await bureau.at(bureau.now + timedelta(days=215))  # a Monday
    told = await clerk.wait_for("到期资料将于2027年7月12日清除")
    assert "未对应事项的文字：1条" in told.text
    assert toast(await clerk.tap("暂缓30天", told)) == "已暂缓。"
    await clerk.wait_for("已暂缓，改到2027年8月4日清除")


async def test_a_secretary_hands_it_out_without_what_is_for_ones_own_eyes(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await bureau.store.write(live, bureau.office, bureau.now, roster)
    clerk = bureau.people["陈清"]
    await clerk.send("/retention")
    await clerk.tap("导出某人资料", await clerk.wait_for("资料保存期限"))
    await clerk.wait_for("请发送要导出资料的同志的姓名")
    await clerk.send(NAME)
    await clerk.wait_for("正在整理周喆（法规处）的资料")
    sent = await clerk.wait_for(is_file)
    assert sent.file is not None
    with ZipFile(BytesIO(await bureau.messenger.download(sent.file))) as archive:
        told = archive.read("资料.json").decode()
        listed = archive.read("说明.txt").decode("utf-8-sig")
    assert f"{MARK}-suggestion" in told
    assert f"{MARK}-kept" not in told
    assert "未对应事项的文字：仅本人可用 /mydata 导出" in listed
    acts = await bureau.store.read(lambda session: session.scalars(select(AuditRow.body)).all())
    assert any("导出一人全部资料" in str(body) and "周喆（法规处）" in str(body) for body in acts)
