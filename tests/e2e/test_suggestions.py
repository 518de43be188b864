"""建议: a word to the secretary and the answer, on both phones, as a thread."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.office import Office
from storage.threads import Said
from tests.e2e.conftest import Bureau, toast


async def test_a_suggestion_and_its_answer_go_to_and_fro(bureau: Bureau) -> None:
    clerk, staff = bureau.people["陈清"], bureau.people["李强"]
    await staff.send("/suggest")
    menu = await staff.wait_for("这里只收工作建议。举报、问题线索")
    await staff.tap("提建议", menu)
    await staff.wait_for("请发送您的建议")
    await staff.send("错题练习能不能按纪律类别 <选题>？")
    await staff.wait_for("已转给纪检秘书")
    told = await clerk.wait_for("李强（法规处）的建议：")
    assert "<选题>" in told.text
    await clerk.tap("答复", told)
    await clerk.wait_for("请发送给李强（法规处）的答复")
    await clerk.send("可以，下周加上。")
    answered = await clerk.wait_for("答复已发给李强（法规处）。")
    answer = await staff.wait_for("纪检秘书答复您的建议：")
    await clerk.tap("再补充", answered)
    await clerk.wait_for("纪检秘书已经答复：“可以，下周加上。”\n还要补充的，请发送给李强（法规处）的答复")
    await clerk.send("取消")
    await clerk.wait_for("已取消，没有提交任何内容")
    await staff.tap("接着说", answer)
    await staff.wait_for("请发送要对纪检秘书说的话")
    await staff.send("谢谢！")
    more = await clerk.wait_for("谢谢！")
    await clerk.tap("看全部", more)
    thread = await clerk.wait_for("李强（法规处）的建议\n")
    assert [line for line in thread.text.splitlines() if "：" not in line and "　" not in line and line] == [
        "李强（法规处）的建议",
        "错题练习能不能按纪律类别 <选题>？",
        "可以，下周加上。",
        "谢谢！",
    ]
    await clerk.send("/suggest")
    await clerk.tap("收到的建议", await clerk.wait_for("收到的建议"))
    assert "1．错题" not in (await clerk.wait_for("待答复")).text  # the last words stand there


async def test_typed_at_once_and_read_by_nobody_else(bureau: Bureau, office: Office) -> None:
    staff, other = bureau.people["李强"], bureau.people["周喆"]
    await bureau.at(datetime(2026, 12, 2, 22, 30, tzinfo=office.zone))
    await staff.send("/suggest 食堂门口放一块提示牌")
    mine = await staff.wait_for("已转给纪检秘书")
    assert "的建议：" not in "".join(message.text for message in await bureau.people["陈清"].chat())
    await bureau.at(datetime(2026, 12, 3, 8, 0, tzinfo=office.zone))
    await bureau.people["陈清"].wait_for("食堂门口放一块提示牌")
    await other.send("/suggest")
    menu = await other.wait_for("这里只收工作建议")
    assert "食堂" not in menu.text
    assert "不属于您" in toast(await other.forge("1sg:1:read", menu))
    assert "仅限纪检秘书" in toast(await other.forge("1sg:0:list", menu))
    assert "接着说" in mine.labels


async def test_too_long_is_asked_for_again(bureau: Bureau) -> None:
    staff = bureau.people["李强"]
    await staff.send("/suggest")
    await staff.tap("提建议", await staff.wait_for("这里只收工作建议"))
    await staff.wait_for("请发送您的建议")
    await staff.send("长" * 1001)
    await staff.wait_for("请控制在1至1000字")
    await staff.send("写短了。")
    await staff.wait_for("已转给纪检秘书")

    def said(session: Session) -> list[str]:
        return list(session.scalars(select(Said.text)))

    assert await bureau.store.read(said) == ["写短了。"]


async def test_the_bureau_sets_its_own_channels(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/suggest")
    await clerk.tap("设置举报渠道", await clerk.wait_for("这里只收工作建议"))
    await clerk.wait_for("请发送本单位的举报渠道")
    await clerk.send("请到机关纪委办公室当面反映。")
    await clerk.wait_for("请不要发到这里，请到机关纪委办公室当面反映。")
    await bureau.people["李强"].send("/suggest")
    await bureau.people["李强"].wait_for("请到机关纪委办公室当面反映。")
