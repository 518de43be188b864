"""What the dice found once, held fast."""

from tests.e2e.conftest import Bureau, bureau, toast

__all__ = ["bureau"]


async def test_a_bank_has_no_rows_that_could_be_somebody(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/report")
    message = await clerk.wait_for("截至")
    await clerk.forge("1bk", message)
    await clerk.wait_for("题库")
    assert toast(await clerk.forge("1iw:1:2:0", message)).startswith("这个按钮已经过期")
