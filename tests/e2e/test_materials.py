"""A session has several materials: sent one by one while drafting, handed out below the notice."""

import pytest

from sandbox.seen import Message
from tests.e2e.conftest import Bureau, behind, toast

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PDF = b"%PDF-1.7\n" + b"x" * 200
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (1).to_bytes(4) + (1).to_bytes(4) + b"\x08\0\0\0\0"


def is_file(message: Message) -> bool:
    return message.from_bot and message.file is not None


async def test_several_materials_go_out_with_a_session(bureau: Bureau) -> None:
    chen, lee = bureau.people["陈清"], bureau.people["李强"]
    await chen.send("/new")
    await chen.tap("学习通知", await chen.wait_for("请选择类型"))
    await chen.tap("主题党日", await chen.wait_for("请选择模板"))
    await chen.wait_for("请输入时间")
    await chen.send("下周五下午3点")
    await chen.wait_for("请输入地点")
    await chen.send("三楼会议室")
    preview = await chen.wait_for("请选择发给谁")
    await chen.tap("确定（6人）", preview)
    await chen.tap("加其他材料", await chen.wait_for("加其他材料"))
    await chen.wait_for("请把文件逐个发到这里，最多9个")
    for name, content in (("一、文件选编.pdf", PDF), ("二、案例.pdf", PDF + b"2"), ("三、地图.png", PNG)):
        sent = await chen.upload(name, content)
        await chen.wait_for(behind(sent, name))
    sent = await chen.upload("一、文件选编.pdf", PDF)
    await chen.wait_for(behind(sent, "没有重复添加"))
    sent = await chen.upload("视频.mp4", b"\0\0\0\x18ftypmp42")
    await chen.wait_for(behind(sent, "附件只能是"))
    await chen.tap("发完了")
    preview = await chen.wait_for("其他材料：一、文件选编.pdf、二、案例.pdf、三、地图.png")
    assert "其他材料（3个）" in preview.text
    await chen.tap("立即发布", preview)

    notice = await lee.wait_for("其他材料（3个）")
    assert notice.file is None
    assert toast(await lee.tap("其他材料（3个）", notice)) == "3个文件稍后发出。"
    got = [await lee.wait_for(is_file) for _ in range(3)]
    assert {one.file.name for one in got if one.file} == {"一、文件选编.pdf", "二、案例.pdf", "三、地图.png"}
    assert (await lee.tap("参加", notice)) is not None
    coming = await lee.wait_for("您已报名参加")
    assert "其他材料（3个）" in coming.labels
    # The secretary's own uploads are the copies: nothing went up again.
    assert {one.file.file_id for one in got if one.file} <= {
        one.file.file_id for one in await chen.chat() if not one.from_bot and one.file
    }
