"""A survey's results as text, picture and workbook: what is counted, and what is not shown."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from matplotlib.image import imread
from openpyxl import load_workbook

from reports.survey import Ledger, SurveyResults, Tally, results_text
from reports.survey_picture import survey_picture
from reports.survey_sheets import survey_workbook

AS_OF = datetime(2027, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TALLIES = (
    Tally(1, "您所在岗位的风险等级？", "单选", "", 12, (("高", 3), ("中", 6), ("低", 3))),
    Tally(2, "最需要改进的是哪些？", "多选", "", 12, (("会议文件偏多", 9), ("检查报表偏多", 8), ("其他", 0))),
    Tally(3, "办事效率", "打分1至5", "", 12, tuple((f"{n}分", n - 1) for n in range(1, 6)), 3.75, 2, 5),
    Tally(4, "本处室人数", "数字0至100", "", 12, (), 8.5, 3, 21),
    Tally(5, "少有人答的题", "单选", "", None),
    Tally(6, "意见<建议>", "问答", "", 6, texts=("少开会", "=1+1", "好")),
)


def results(**change: object) -> SurveyResults:
    given = {
        "bureau": "江州市应急管理局",
        "title": "2027年机关作风满意度问卷",
        "anonymous": True,
        "asked": 15,
        "handed": 12,
        "tallies": TALLIES,
    }
    return SurveyResults(**{**given, **change})  # type: ignore[arg-type]  # its own fields


def cells(content: bytes, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in line] for line in load_workbook(BytesIO(content))[sheet].iter_rows()]


def test_the_text_says_counts_shares_and_means() -> None:
    text = results_text(results())
    assert "匿名，应填15人，提交12份。" in text
    assert "　高　3人，25%" in text
    assert "　平均3.75，最低2，最高5" in text
    assert "5．少有人答的题（单选，少于5份，不显示）" in text
    assert "意见&lt;建议&gt;" in text
    assert "少开会" not in text
    assert "合计可超过100%" in text


def test_under_five_nothing_is_said_or_written() -> None:
    few = results(handed=4, tallies=tuple(Tally(n, f"题{n}", "单选", "", None) for n in range(1, 4)))
    assert "题1" not in results_text(few)
    assert "少于5份，不显示" in results_text(few)
    figures = cells(survey_workbook(few, AS_OF), "统计")
    assert [line[3] for line in figures[3:]] == ["少于5份，不显示"] * 3


def test_a_long_survey_says_how_much_is_left_out() -> None:
    many = results(tallies=tuple(Tally(n, "问" * 55, "问答", "", 9) for n in range(1, 99)))
    text = results_text(many)
    assert len(text) < 4096
    assert "题，请点“导出结果”查看。" in text


def test_the_workbook_has_figures_ledger_details_and_words() -> None:
    ledger = Ledger(
        "风险点", ("单位/处室", "姓名", "风险点", "责任领导"), (("法规处", "李强", "时限", "陈清"),)
    )
    named = results(
        anonymous=False,
        ledgers=(ledger,),
        detail_headings=("处室", "姓名", "意见"),
        details=(("法规处", "李强", "=1+1"),),
    )
    content = survey_workbook(named, AS_OF)
    assert cells(content, "台账风险点")[2] == ["序号", *ledger.headings]
    assert cells(content, "台账风险点")[3] == [1, *ledger.rows[0]]
    assert cells(content, "答案明细")[3] == [1, "法规处", "李强", "'=1+1"]
    words = cells(survey_workbook(results(), AS_OF), "文字答案")
    assert words[4] == [2, "6", "意见<建议>", "'=1+1"]


def test_the_picture_fits_a_phone() -> None:
    height, width, _ = imread(BytesIO(survey_picture(results(), AS_OF))).shape
    assert width == 1080
    assert 800 < height < 2560
