"""The commitment as a function: what a signature binds, what has been read, whose name it is."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from activities.commitment import Commitment, CommitmentContent
from activities.kind import Action, Reader, Verdict, View
from activities.letters.signing import verification_code

NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LETTER = CommitmentContent(title="承诺书", opening="本人郑重承诺：", clauses=["严守规矩，" * 60] * 3)
VIEW = View(Reader("买买提·阿不都", "法规处", party=True), NOW, NOW, content_hash="a" * 64)


def read_on(view: View) -> View:
    for page in range(1, 9):
        verdict = Commitment().judge(LETTER, view, Action("page", str(page)))
        view = replace(view, reply=verdict.reply or view.reply)
    return view


def sign(view: View, name: str) -> Verdict:
    return Commitment().judge(LETTER, view, Action("sign", text=name))


@pytest.mark.parametrize(
    "name",
    ["买买提·阿不都", "买买提•阿不都", "买买提・阿不都 ", "买买提 . 阿不都", "买买提\u200b阿不都\u202c"],
)
def test_a_name_is_the_same_whatever_dot_a_keyboard_has(name: str) -> None:
    assert sign(read_on(VIEW), name).outcome == "done"
    assert sign(read_on(VIEW), "买买提").outcome is None


def test_the_code_can_be_checked_by_what_is_kept_and_the_receipt_tells_what_was_signed() -> None:
    verdict = sign(read_on(VIEW), "买买提·阿不都")
    kept = dict(verdict.reply or {})
    signed = datetime.fromisoformat(kept["signed"])
    assert kept["code"] == verification_code(kept["name"], kept["department"], kept["hash"], signed)
    moved = Reader("买买提·阿不都", "办公室", party=True)
    later = replace(VIEW, reader=moved, reply=kept, outcome="done", version=2, content_hash="b" * 64)
    assert f"第1版，摘要 {'a' * 12}" in Commitment().screen(LETTER, later).text


def test_a_new_version_is_read_anew() -> None:
    changed = replace(read_on(VIEW), version=2)
    assert "第1页" in Commitment().screen(LETTER, changed).text
    assert sign(changed, "买买提·阿不都").outcome is None
    assert sign(read_on(changed), "买买提·阿不都").outcome == "done"
