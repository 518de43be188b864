"""A code that was passed on: the host strikes out who is not there, with a reason that they read."""

from datetime import timedelta

from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_sessions import code_now, lecture, menu, publish, row_of


async def test_the_host_strikes_out_a_scan_and_says_why(bureau: Bureau, roster: dict[str, int]) -> None:
    content = lecture(bureau, host="孙丽", host_id=roster["孙丽"])
    await publish(bureau, content)
    lee, host = bureau.people["李强"], bureau.people["孙丽"]
    await lee.tap("参加", await lee.wait_for("专题讲座"))
    await bureau.at(content.starts_at + timedelta(minutes=5))
    board = await host.wait_for("到会情况")
    await lee.send(await code_now(bureau))
    await lee.wait_for("到会已登记（迟到）")

    await host.tap("点名登记", board)
    names = await host.wait_for("点姓名写明理由后取消")
    await host.tap("✓ 李强（扫）", names)
    asked = await host.wait_for("李强是本人扫码登记的")
    assert (await row_of(bureau, roster["李强"])).outcome == "done"  # nothing without a reason
    sent = await host.send("。。")
    await host.wait_for(behind(sent, "没有取消：请用一句话写明理由"))
    sent = await host.send("人在外地，<代扫>")
    said = await host.wait_for(behind(sent, "已取消李强（法规处）的到会登记"))
    assert said.id > asked.id
    told = await lee.wait_for("您的到会登记已被主持人取消，理由：人在外地，<代扫>。")
    assert "当面找主持人补登" in told.text
    row = await row_of(bureau, roster["李强"])
    assert (row.outcome, row.stage, row.late, row.way) == ("none", "已报名", False, "")
    assert row.reply == {"struck": "人在外地，<代扫>"}

    # The code does not bring them back; a second press of the old button takes out nothing more.
    sent = await lee.send(await code_now(bureau))
    await lee.wait_for(behind(sent, "已被主持人取消"))
    assert toast(await host.tap("✓ 李强（扫）", names)) == "已撤销。"
    names = await host.wait_for("已登记 0 人")
    # The host does, who was wrong.
    await host.tap("李强", names)
    await host.wait_for("✓ 李强")
    row = await row_of(bureau, roster["李强"])
    assert (row.outcome, row.way, row.reply) == ("done", "到会登记", {})
    assert "会务" in (await menu(bureau)).text
    assert toast(await lee.forge("1k:1:strike:1", told)).startswith("这项功能仅限纪检秘书")
