"""/audit in the chat: what a secretary, a head and an approver do is written down; what staff do is not."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from content.verify import inspect_content, report
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.audit import chain
from services.proof import body_of
from storage.audit import last_row, rows_of
from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_activities import REMINDER, publish, row
from tests.e2e.test_managing import manage
from tests.e2e.test_reports import is_document, opened


async def written(bureau: Bureau) -> list[tuple[str, str, str, str]]:
    """Return who did what, on what, and why, in order."""

    def read(session: Session) -> list[tuple[str, str, str, str]]:
        bodies = [body_of(row.body) for row in rows_of(session)]
        return [(body["who"], body["what"], body["on"], body["why"]) for body in bodies]

    return await bureau.store.read(read)


async def audit(secretary: PersonClient, words: str = "") -> Message:
    """Ask for the audit; return what is answered."""
    sent = await secretary.send(f"/audit {words}".strip())
    return await secretary.wait_for(behind(sent, "留痕"))


async def enter_qian(bureau: Bureau) -> Message:
    """Publish a reminder, and let the secretary enter 钱敏; return the message below which that was done."""
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    activity = await opened(secretary)
    await secretary.tap("登记线下办理", activity)
    await secretary.tap("办公室（3）", await secretary.wait_for("请选择处室"))
    await secretary.tap("钱敏", await secretary.wait_for("点姓名即登记"))
    return await secretary.wait_for("✓ 钱敏")


async def test_what_is_done_by_office_is_written_down_and_what_staff_do_is_not(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    shown = await enter_qian(bureau)
    secretary, lee = bureau.people["陈清"], bureau.people["李强"]
    await lee.wait_for("元旦廉洁提醒")
    await lee.tap("我已知悉")
    await lee.send("/me")
    await lee.wait_for("李强")
    await secretary.tap("✓ 钱敏", shown)
    await secretary.wait_for("由秘书登记0人")
    qian, chen = "钱敏（办公室）　《元旦廉洁提醒》", "陈清（办公室）"
    assert await written(bureau) == [
        (chen, "登记线下办理", qian, "本人已线下办理，由秘书登记"),
        (chen, "撤销线下办理登记", qian, "登记有误，撤销"),
    ]


async def test_a_press_that_changes_nothing_is_not_written_down(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    shown = await enter_qian(bureau)
    secretary = bureau.people["陈清"]
    before = await written(bureau)
    entered = (await row(bureau, 1, roster["钱敏"])).id
    for again in (f"1rt:{entered}:1:0", f"1gg:{roster['陈清']}:s", "1iv:menu"):
        assert await secretary.forge(again, shown) is not None
    assert await written(bureau) == before


async def test_a_file_bears_the_number_under_which_its_export_was_written_down(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    head = bureau.people["孙丽"]
    activity = await opened(head)
    assert await written(bureau) == []
    await head.tap("导出 Excel", activity)
    document = await head.wait_for(is_document)
    ((who, what, on, _),) = await written(bureau)
    assert (who, what, on) == ("孙丽（法规处）", "导出办理情况", "《元旦廉洁提醒》")
    assert document.file is not None
    book = load_workbook(BytesIO(await bureau.messenger.download(document.file)))
    link = await bureau.store.read(lambda session: chain.inspect(session).link)
    assert f"第1号，校验码 {link}" in str(book["留痕"]["A2"].value)


async def test_a_look_at_one_person_is_written_down_before_it_is_shown(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/report 李强")
    await secretary.wait_for(behind(sent, "李强"))
    assert [(what, on) for _, what, on, _ in await written(bureau)] == [
        ("查看或导出办理情况", "李强（法规处）")
    ]


async def test_the_secretary_finds_picks_and_hands_out(
    bureau: Bureau, roster: dict[str, int], tmp_path: Path
) -> None:
    secretary = bureau.people["陈清"]
    assert "没有这样的记录" in (await audit(secretary)).text
    shown = await enter_qian(bureau)
    await secretary.tap("✓ 钱敏", shown)
    await secretary.wait_for("由秘书登记0人")
    for person in ("周喆", "李强"):
        await secretary.send("/invite")
        await secretary.tap("为一人新建链接", await secretary.wait_for("邀请与绑定"))
        await secretary.wait_for("请发送要新建链接的同志的姓名")
        await secretary.send(person)
        await secretary.wait_for(f"{person}（法规处）的专用链接")

    whole = await audit(secretary)
    assert "全部，共4条" in whole.text
    assert whole.text.index("4．2026-12-02 10:00") < whole.text.index("1．2026-12-02 10:00")
    await secretary.tap("按类别", whole)
    await secretary.tap("名册与账号", await secretary.wait_for("请选择类别"))
    await secretary.wait_for("名册与账号，共2条")
    await secretary.tap("按月", whole)
    await secretary.tap("2026年12月", await secretary.wait_for("请选择月份"))
    await secretary.wait_for("名册与账号，2026年12月，共2条")
    await secretary.tap("按人", whole)
    await secretary.tap("陈清　办公室", await secretary.wait_for("请选择是谁"))
    await secretary.wait_for("陈清（办公室），名册与账号，2026年12月，共2条")
    await secretary.tap("导出 Excel", whole)
    part = await _workbook(bureau, await secretary.wait_for(is_document))
    assert "这是一部分记录" in report(inspect_content(part))[0]

    assert "共1条" in (await audit(secretary, "周喆")).text
    sent = await secretary.send("/audit 王五")
    await secretary.wait_for(behind(sent, "没有找到与“王五”有关的留痕"))
    one = await audit(secretary, "2")
    assert "做了：撤销线下办理登记" in one.text
    await secretary.tap("补记原因", one)
    await secretary.wait_for("请发送第2号的原因")
    await secretary.send("本人来电说还没有办")
    await secretary.wait_for("已补记第2号的原因")
    assert (await written(bureau))[-1][1:] == ("补记原因", "第2号留痕", "本人来电说还没有办")

    last = await audit(secretary)
    await secretary.tap("导出 Excel", last)
    content = await _workbook(bureau, await secretary.wait_for(behind(last, "全部记录）")))
    assert report(inspect_content(content))[0].startswith("核验通过：共6条记录")
    script = await secretary.wait_for(lambda message: bool(message.file and message.file.name == "核验.py"))
    assert script.file is not None
    paths = tmp_path / "核验.py", tmp_path / "留痕.xlsx"
    paths[0].write_bytes(await bureau.messenger.download(script.file))
    paths[1].write_bytes(content)
    done = subprocess.run(  # noqa: ASYNC221  # a moment, and nothing else goes on
        [sys.executable, "-I", "-S", *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "核验通过" in done.stdout) == (0, True)


async def test_what_is_changed_has_a_reason_and_another_one_costs_a_tap(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "reminder", REMINDER)
    secretary = bureau.people["陈清"]
    await secretary.tap("撤回", await manage(secretary))
    await secretary.tap("确认撤回", await secretary.wait_for("发错了、不该发的"))
    shown = await secretary.wait_for("留痕第1号的原因")
    assert "不点的，记作“工作安排有变”" in shown.text
    assert (await written(bureau))[0][1:] == ("撤回事项", "《元旦廉洁提醒》", "工作安排有变（默认）")
    assert "已记下第1号的原因：发布有误" in str(await secretary.tap("发布有误", shown))
    assert "此前已补记" in str(await secretary.tap("已另行布置", shown))
    assert (await written(bureau))[1:] == [("陈清（办公室）", "补记原因", "第1号留痕", "发布有误")]


async def test_the_head_of_the_chain_comes_on_the_first_working_day(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await enter_qian(bureau)
    secretary = bureau.people["陈清"]
    await bureau.at(bureau.now.replace(year=2027, month=1, day=4))
    told = await secretary.wait_for("留痕校验码")
    last = await bureau.store.read(last_row)
    assert last is not None
    assert last.link in told.text


async def _workbook(bureau: Bureau, message: Message) -> bytes:
    assert message.file is not None
    return await bureau.messenger.download(message.file)
