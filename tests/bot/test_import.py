"""`qingfeng import` and `qingfeng report`."""

from pathlib import Path

import pytest

from content import questions_csv
from tests.bot.conftest import BUREAU, Operator

HEAD = "姓名,处室,政治面貌\n"
STAFF = HEAD + "陈清,办公室,中共党员\n赵刚,法规处,群众\n孙丽,,群众\n"


def put(path: Path, text: str) -> None:
    path.write_text(text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "花名册.csv"
    path.write_text(STAFF)
    return path


async def test_a_roster_is_shown_asked_about_and_taken_over(ready: Operator, file: Path) -> None:
    outcome = await ready("import", "roster", str(file), typed="也许\n全员\n后天又后天\n\ny\n")
    assert outcome.code == 0
    assert "新增1人：赵刚" in outcome.err
    assert "第4行：缺少处室" in outcome.err
    assert "没看懂“后天又后天”" in outcome.err
    assert outcome.out.startswith("名册已更新：新增1人，调离0人")


async def test_the_first_secretary_is_found_again(ready: Operator, file: Path) -> None:
    taken = (
        await ready("import", "roster", str(file), "--full", "--from", "2026-01-04", "--yes", "--json")
    ).json
    assert taken["bad_rows"] == [{"sheet": "", "row": 4, "reason": "缺少处室/单位"}]
    assert (taken["joined"], taken["left"], taken["changed"], taken["from"]) == (1, 0, 1, "2026-01-04")
    assert (await ready("init", "--yes", "--json")).json["name"] == "陈清"


async def test_whoever_does_not_agree_changes_nothing(ready: Operator, file: Path) -> None:
    outcome = await ready("import", "roster", str(file), "--partial", typed="\n\n")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith("已停止，没有改动。\n")
    assert len((await ready("invite", "--json")).json) == 1


async def test_many_leavers_are_confirmed_twice(ready: Operator, file: Path) -> None:
    await ready("import", "roster", str(file), "--yes")
    put(file, HEAD + "陈清,办公室,中共党员\n")
    once = await ready("import", "roster", str(file), "--full", typed="\ny\n\n")
    assert once.code == 1
    assert "超过10%" in once.err
    twice = await ready("import", "roster", str(file), "--full", typed="\ny\ny\n")
    assert "调离1人" in twice.out


async def test_the_last_secretary_stays(ready: Operator, file: Path) -> None:
    put(file, HEAD + "赵刚,法规处,群众\n")
    outcome = await ready("import", "roster", str(file), "--full", "--yes")
    assert (outcome.code, outcome.out) == (1, "")
    assert "没有纪检秘书" in outcome.err


async def test_namesakes_are_asked_about(ready: Operator, file: Path) -> None:
    put(file, HEAD + "李强,办公室,群众\n李强,法规处,群众\n")
    await ready("import", "roster", str(file), "--yes")
    put(file, HEAD + "李强,监察支队,群众\n")
    refused = await ready("import", "roster", str(file), "--yes")
    assert (refused.code, refused.out) == (1, "")
    assert "第2行李强" in refused.err
    asked = await ready("import", "roster", str(file), "--partial", typed="\n9\n2\ny\n")
    assert "  2  李强　法规处" in asked.err
    assert "处室变动1人" in asked.out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "没有找到文件"),
        (b"", "空文件"),
        (b"%PDF-1.7", "不是表格"),
        ("甲,乙\n1,2\n".encode(), "没有找到需要的列"),
        (HEAD.encode() + "张三,,群众\n".encode(), "没有可以导入的行"),
        (b"x" * (11 * 1024 * 1024), "超过 10 MB"),
    ],
    ids=["missing", "empty", "pdf", "headings", "rows", "large"],
)
async def test_a_file_that_cannot_be_used_ends_in_a_sentence(
    ready: Operator, tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    outcome = await ready("import", "roster", str(path), "--yes", "--json")
    assert (outcome.code, outcome.out) == (1, "")
    assert told in outcome.err


async def test_a_folder_is_no_file(ready: Operator, tmp_path: Path) -> None:
    assert (await ready("import", "questions", str(tmp_path), "--yes")).code == 1


async def test_a_date_that_cannot_be_read_is_misuse(ready: Operator, file: Path) -> None:
    outcome = await ready("import", "roster", str(file), "--yes", "--from", "昔日")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("--from 后面的日期不对。")


async def test_questions_are_taken_over_once(ready: Operator, tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_bytes(questions_csv())
    known = (await ready("import", "questions", str(path), "--yes", "--json")).json
    assert (known["added"], known["changed"]) == (0, 0)
    path.write_text("题型,题干,选项A,选项B,正确答案\n单选题,礼金能收吗？,能,不能,B\n填空题,略,,,略\n")
    asked = await ready("import", "questions", str(path), typed="y\n")
    assert (asked.code, asked.out) == (0, "题库已更新。\n")
    assert "新增1道" in asked.err
    assert "第3行：" in asked.err


async def test_report_prints_figures(ready: Operator) -> None:
    text = await ready("report")
    assert (text.code, text.err) == (0, "")
    assert text.out.startswith(BUREAU)
    assert (await ready("report", "--json")).json["activities"] == []
