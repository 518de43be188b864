"""A text too long for one message: its second half is not taken for the answer."""

import pytest

from tests.e2e.conftest import Bureau, behind
from tests.e2e.test_managing import ON_SQLITE

LONG = "请各处室认真落实各项规定。" * 400


@ON_SQLITE
@pytest.mark.parametrize("asked", ["suggestion", "draft"])
async def test_the_rest_of_what_is_too_long_is_refused_with_it(bureau: Bureau, asked: str) -> None:
    chen = bureau.people["陈清"]
    if asked == "draft":
        await chen.send("/new")
        await chen.tap("清风行动", await chen.wait_for("新起草"))
        await chen.tap("空白（自己写）", await chen.wait_for("请选择模板"))
        await chen.send("值班纪律提醒")
        await chen.wait_for("正文")
    else:
        await chen.send("/suggest")
        await chen.tap("提建议", await chen.wait_for("提建议"))
        await chen.wait_for("不超过")
    first = await chen.send(LONG[:4096])
    await chen.wait_for(behind(first, "字"))
    rest = await chen.send(LONG[4096:])
    await chen.wait_for(behind(rest, "两条都没有收下"))
    await bureau.later(minutes=1)
    short = await chen.send("值班期间请在岗在位。")
    taken = await chen.wait_for(behind(short, "依据" if asked == "draft" else "已转给纪检秘书"))
    assert "两条都没有收下" not in taken.text
