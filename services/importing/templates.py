"""/template: what can be imported, the workbooks to fill in, and the bank as it is."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from language import roster
from language.question import JUDGEMENTS, LETTERS, MAX_OPTIONS, Question, QuestionType
from services.access import access_secretary
from services.office import Office
from services.refusals import Outdated
from services.reply import File, Press, Reply
from storage.questions import BankQuestion

if TYPE_CHECKING:
    from reports.import_template import Field

ROUTE = "tp"
OVERVIEW = """<b>导入与模板</b>
填好的文件直接发到这里就行，确认前不会改动任何内容。

<b>花名册</b>：点下面取模板，有下拉选项和填写说明。
<b>题库</b>：点下面取模板；也可以把现有的 Word 试卷、表格、GIFT 或 Aiken 文件直接发来。
<b>粘贴题目</b>：把试卷上的文字复制过来，系统自动分题。
<b>导出题库</b>：现有题目导成表格，改好发回来就是更新。
<b>年度计划</b>：用 /plan，直接发计划的 Word 原文，不用模板。"""


def overview(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Say what can be imported and offer the workbooks. Raises Stranger or NotAllowed."""
    access_secretary(session, telegram_id, office, now)
    rows = (
        (Press("花名册模板", ROUTE, ("roster",)), Press("题库模板", ROUTE, ("questions",))),
        (Press("粘贴题目", "qb"), Press("导出题库", ROUTE, ("bank",))),
    )
    return Reply(OVERVIEW, rows, fresh=True)


def send(session: Session, office: Office, now: datetime, telegram_id: int, what: str) -> Reply:
    """Send a template or the bank. Raises Refusals."""
    access_secretary(session, telegram_id, office, now)
    if what == "roster":
        return _file("花名册模板.xlsx", roster_template)
    if what == "questions":
        return _file("题库模板.xlsx", questions_template)
    if what != "bank":
        raise Outdated
    query = select(BankQuestion.question).order_by(BankQuestion.category, BankQuestion.id)
    questions = [Question.model_validate(row) for row in session.scalars(query)]
    if not questions:
        return Reply(toast="题库还是空的。可以发来题库文件，或点“粘贴题目”。", alert=True)
    caption = f"现有题库，共{len(questions)}道。改好发回来就是更新；题干不变的按原题更新。"
    return _file("题库.xlsx", lambda: bank_workbook(questions), caption)


def _file(name: str, make: Callable[[], bytes], caption: str = "") -> Reply:
    return Reply(toast="正在发送。", files=(File(name, make, caption or "填好后直接发到这里。"),), fresh=True)


def roster_template() -> bytes:
    """Return the workbook a roster is filled into."""
    from reports.import_template import Field, template_workbook  # openpyxl is loaded when first needed

    lists = {"political": roster.POLITICAL, "category": roster.CATEGORY, "post": roster.POST}
    lists["status"] = roster.STATUS
    fields = [
        Field(
            column.title,
            _ROSTER_HOW.get(column.key, ("可不填。", "", ""))[0],
            must=column.required,
            choices=tuple(lists[column.key].spellings) if column.key in lists else (),
            several=column.key == "post",
            examples=_ROSTER_HOW.get(column.key, ("", "", ""))[1:],
        )
        for column in roster.COLUMNS
    ]
    return template_workbook("花名册", fields)


def questions_template() -> bytes:
    """Return the workbook questions are filled into."""
    from reports.import_template import template_workbook  # openpyxl is loaded when first needed

    return template_workbook("题库", _fields())


def bank_workbook(questions: list[Question]) -> bytes:
    """Return the bank in the headings of the template; read again it is the same bank."""
    from reports.import_template import template_workbook  # openpyxl is loaded when first needed

    return template_workbook("题库", _fields(), [_row(question) for question in questions])


def _fields() -> list["Field"]:
    from reports.import_template import Field  # openpyxl is loaded when first needed

    types = tuple(kind.label for kind in QuestionType)
    options = [
        Field(f"选项{letter}", _OPTION_HOW, 18, examples=tuple(each[place] for each in _OPTION_EXAMPLES))
        for place, letter in enumerate(LETTERS[:MAX_OPTIONS])
    ]
    return [
        Field("题型", "从列表中选。", 10, choices=types, examples=("单选题", "判断题", "填空题")),
        Field("题干", "填空题用“____”标出每个空。", 50, must=True, examples=_STEMS),
        *options,
        Field("正确答案", _ANSWER_HOW, 16, must=True, examples=("B", "错误", "一个月/30日")),
        Field("解析", "答题后显示，可不填。", 40),
        Field("依据", "法规和条款，可不填。", 30),
        Field(
            "分类",
            "如：六大纪律、节日、岗位。出题时可以按分类抽题。",
            14,
            examples=("政务处分", "廉洁纪律", "廉洁纪律"),
        ),
        Field("适用对象", "不填就是全体。", 10, choices=("全体", "党员", "非党员")),
        Field("难度", "可不填。", 8, choices=("易", "中", "难")),
        Field("分值", "不填就是1分。", 8),
        Field("启用", "不填就是“是”。", 8, choices=("是", "否")),
    ]


def _row(question: Question) -> list[str | float]:
    shown = () if question.options == JUDGEMENTS else question.options
    return [
        question.type.label,
        question.stem,
        *[*shown, *[""] * MAX_OPTIONS][:MAX_OPTIONS],
        question.answer_text,
        question.explanation,
        question.basis,
        question.category,
        question.audience,
        question.difficulty,
        question.points,
        "是" if question.enabled else "否",
    ]


_OPTION_HOW = "单选题、多选题从A填起，不要空格；判断题、填空题、简答题不填。"
_OPTION_EXAMPLES = (
    ("六个月", "十二个月", "十八个月", "二十四个月", *[""] * 4),
    ("",) * 8,
    ("",) * 8,
)
_STEMS = ("记过的期间是多久？", "公务用车可以在节假日借给亲友使用。", "无法退回的礼品应当在____内登记上交。")
_ANSWER_HOW = (
    "选择题写字母，如 B 或 ACD；判断题写“正确”或“错误”；填空题几个空用“｜”隔开，同一个空的不同写法用“/”隔开。"
)
_ROSTER_HOW = {
    "name": ("姓名中间不用空格。", "张三", "李四"),
    "department": ("用全局统一的处室名称。", "办公室", "法规处"),
    "position": ("可不填。", "处长", "一级主任科员"),
    "rank": ("可不填。", "", ""),
    "political": ("从列表中选。", "中共党员", "群众"),
    "category": ("从列表中选，不填就是未注明。", "在编", "事业编"),
    "post": ("从列表中选；有几项的用“、”隔开。", "处室负责人、关键岗位", "一般"),
    "tags": (
        "本单位自己的分组，如青年理论学习小组；发布时可以按标签选人。有几项的用“、”隔开。",
        "中心组成员",
        "",
    ),
    "branch": ("党员填所在党支部。", "机关第一党支部", ""),
    "supervisor": ("填分管领导姓名；责任书按它生成。", "王五", "王五"),
    "phone": ("只用来核对本人，可不填。", "", ""),
    "staff_no": ("有同名的必须填，其他人可不填。", "007", ""),
    "status": ("从列表中选，不填就是在岗。", "在岗", "在岗"),
    "note": ("可不填。", "", ""),
}
