"""Banks as offices have them: each a workbook or a table, and the questions that are in it."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet


def _saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(book: Workbook, title: str = "") -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    if title:
        sheet.title = title
    return sheet


def title_rows() -> bytes:
    """A title, a remark and two rows of headings, merged."""
    book = Workbook()
    sheet = _sheet(book, "题库")
    sheet.append(["××局2026年党规党纪知识题库"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填报处室：机关纪委", None, None, None, "填报日期：2026年11月"])
    sheet.append(["序号", "题目", "题型", "备选项", None, None, None, "标准答案"])
    sheet.append([None, None, None, "A", "B", "C", "D", None])
    for merged in ("A3:A4", "B3:B4", "C3:C4", "D3:G3", "H3:H4"):
        sheet.merge_cells(merged)
    sheet.append([1, "条例共有几编？", "单选题", "一编", "二编", "三编", "四编", "C"])
    sheet.append([2, "政务处分的种类包括", "多选题", "警告", "记过", "记大过", "严重警告", "ABC"])
    sheet.append([3, "节后一个月内登记上交礼品。", "判断题", None, None, None, None, "√"])
    sheet.append(["合计", "3题"])
    return _saved(book)


def sheets_by_type() -> bytes:
    """A sheet for each type, none with a column for it, and one with instructions."""
    book = Workbook()
    notes = _sheet(book, "填写说明")
    notes.append(["一、请按题型分别填写。"])
    notes.append(["二、答案填大写字母。"])
    single = book.create_sheet("单选")
    single.append(["题干", "A", "B", "C", "D", "答案"])
    single.append(["记过的期间是", "六个月", "十二个月", "十八个月", "二十四个月", "B"])
    single.append(["降级的期间是", "六个月", "十二个月", "十八个月", "二十四个月", "D"])
    multiple = book.create_sheet("多选")
    multiple.append(["题干", "A", "B", "C", "D", "E", "答案"])
    multiple.append(["默认提醒的节日有", "元旦", "春节", "端午", "中秋", "立春", "A、B、C、D"])
    judge = book.create_sheet("判断")
    judge.append(["题干", "答案"])
    judge.append(["乙方先签，甲方会签。", "对"])
    judge.append(["公务接待可以没有公函。", "错"])
    return _saved(book)


def answer_first() -> bytes:
    """The answer stands before the options, which bear other names."""
    book = Workbook()
    sheet = _sheet(book, "Sheet1")
    sheet.append(["编号", "正确答案", "试题类型", "试题内容", "A项", "B项", "C项", "D项", "备注"])
    sheet.append(["DJ-001", "D", "单选", "纪律处分条例共有多少条", 133, 142, 156, 158, "来源：条例"])
    sheet.append(["DJ-002", "AC", "多选", "第二种形态包括", "党纪轻处分", "开除党籍", "组织调整", None, None])
    sheet.append(["DJ-003", "错误", "判断", "提醒谈话和谈话提醒是一回事", None, None, None, None, None])
    return _saved(book)


def one_cell() -> bytes:
    """A whole question stands in one cell."""
    book = Workbook()
    sheet = _sheet(book)
    sheet.append(["题目", "答案"])
    sheet.append(["1.礼品登记的期限是（ ）\nA.一天\nB.一周\nC.一个月\nD.一年", "C"])
    sheet.append(["2、工作餐不得提供（ ） A、香烟 B、高档菜肴 C、米饭 D、酒水", "ABD"])
    sheet.append(["3．承诺书须由本人签署。（ ）", "√"])
    return _saved(book)


def empty_rows() -> bytes:
    """Formatted down to row 6,000, with questions at both ends."""
    book = Workbook()
    sheet = _sheet(book)
    sheet.append(["题型", "题干", "选项A", "选项B", "选项C", "选项D", "正确答案"])
    sheet.append(["单选题", "条例第117条讲的是", "公务用车", "办公用房", "会议活动", "公款旅游", "A"])
    for row in range(3, 6_000):
        sheet.cell(row, 1).number_format = "@"
    sheet.cell(6_000, 1, "判断题")
    sheet.cell(6_000, 2, "会议活动问题归入第118条。")
    sheet.cell(6_000, 7, "正确")
    return _saved(book)


def numbered_answers() -> bytes:
    """Answers are numbers of options."""
    book = Workbook()
    sheet = _sheet(book)
    sheet.append(["题型", "题干", "选项1", "选项2", "选项3", "选项4", "正确答案"])
    sheet.append(["单选题", "党小组会一般多久召开一次", "每周", "每月", "每季度", "每年", 2])
    sheet.append(["多选题", "以下属于党纪处分的有", "警告", "记过", "留党察看", "开除党籍", "1,3,4"])
    sheet.append(["单选题", "条例附则从第几条开始", "153", "154", "155", "156", "3"])
    sheet.append(["判断题", "条例附则有四条", None, None, None, None, 1])
    return _saved(book)


def booleans() -> bytes:
    """Judgements with truth values, signs and letters; nothing else."""
    book = Workbook()
    sheet = _sheet(book, "判断题")
    sheet.append(["序号", "题目", "答案"])
    for number, (stem, said) in enumerate(
        (
            ("监察对象一共有六类。", True),
            ("政务处分法有七章。", True),
            ("政务处分法有九章。", False),
            ("四种形态写在条例第五条。", "TRUE"),
            ("四种形态写在条例第六条。", "FALSE"),
            ("派驻组的日常沟通内容不进机器人。", "√"),
            ("家属经商明细可以发到群里。", "x"),
            ("廉政档案要动态更新。", "是"),
            ("廉政档案可以放在境外服务器。", "否"),
            ("警告影响期是一年。", "Y"),
            ("警告影响期是两年。", "N"),
        ),
        1,
    ):
        sheet.append([number, stem, said])
    return _saved(book)


def options_in_a_cell() -> bytes:
    """All options stand in one cell, parted in different ways."""
    book = Workbook()
    sheet = _sheet(book)
    sheet.append(["题型", "题干", "选项", "答案", "解析"])
    sheet.append(["单选", "六大纪律不包括", "政治纪律;财经纪律;群众纪律;工作纪律", "B", None])
    sheet.append(["单选", "生活纪律从第几条开始", "149\n150\n151\n152", "B", "第150至154条"])
    sheet.append(["多选", "属于廉洁纪律的是", "A.公款旅游 B.滥发津贴 C.老乡会 D.迷信活动", "AB", None])
    sheet.append(["单选", "餐饮浪费的条号是", "A、132|B、133|C、134", "B", None])
    sheet.append(["判断", "生活纪律到第154条为止", "正确;错误", "A", None])
    return _saved(book)


def formatted_numbers() -> bytes:
    """Options are dates, percentages and decimals as the program shows them."""
    book = Workbook()
    sheet = _sheet(book)
    sheet.append(["题型", "题干", "选项A", "选项B", "选项C", "选项D", "正确答案"])
    sheet.append(["单选题", "通报问题中乡科级及以下占", 0.545, 0.94, 0.223, 0.121, "B"])
    for cell in sheet[2][2:6]:
        assert isinstance(cell, Cell)
        cell.number_format = "0.0%"
    sheet.append(
        [
            "单选题",
            "条例从哪天起施行",
            date(2023, 12, 8),
            date(2023, 12, 19),
            date(2024, 1, 1),
            date(2025, 6, 1),
            "C",
        ]
    )
    for cell in sheet[3][2:6]:
        assert isinstance(cell, Cell)
        cell.number_format = 'yyyy"年"m"月"d"日"'
    sheet.append(["单选题", "严重警告影响期是几年", 1, 1.5, 2, 5, "B"])
    sheet.append(["单选题", "下列金额中最大的是", "=1+1", "=2+2", 3, 1, "B"])
    return _saved(book)


def merged_types() -> bytes:
    """The type stands once for many rows, merged; headings are repeated half way down."""
    book = Workbook()
    sheet = _sheet(book)
    head = ["题型", "题号", "题干", "A", "B", "C", "D", "参考答案"]
    sheet.append(head)
    sheet.append(["单选题", 1, "公务用房的条号是", "117", "118", "119", "120", "C"])
    sheet.append([None, 2, "公款旅游的条号是", "113", "114", "115", "116", "C"])
    sheet.append([None, 3, "家风不正的条号是", "150", "151", "152", "153", "C"])
    sheet.append(head)
    sheet.append(["判断题", 4, "网络言行的条号是153。", None, None, None, None, "√"])
    sheet.append([None, 5, "迷信活动的条号是82。", None, None, None, None, "×"])
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A6:A7")
    return _saved(book)


def sections_in_rows() -> bytes:
    """Sections stand as rows among the questions, which bear no type."""
    book = Workbook()
    sheet = _sheet(book, "全部试题")
    sheet.append(["序号", "题干", "选项A", "选项B", "选项C", "选项D", "答案"])
    sheet.append(["一、单项选择题"])
    sheet.append([1, "撤职处分的期间是", "十二个月", "十八个月", "二十四个月", "三十六个月", "C"])
    sheet.append(["二、多项选择题（每题2分）"])
    sheet.append([1, "会议签到改称到会登记，是为了", "减轻负担", "避免打卡", "增加台账", "统计时长", "AB"])
    sheet.append([2, "完成方式可以是", "本人点击", "线下办理", "纸质代录", "不予理会", "ABC"])
    sheet.append(["三、判断题"])
    sheet.append([1, "秘书可以整批代录到会情况。", None, None, None, None, "√"])
    return _saved(book)


def worded_answers() -> bytes:
    """The answer repeats the option's words, or its letter and words."""
    book = Workbook()
    sheet = _sheet(book)
    sheet.append(["题目类型", "题目内容", "答案A", "答案B", "答案C", "正确答案"])
    sheet.append(["单选题", "党课由谁讲", "党委书记", "入党积极分子", "群众", "党委书记"])
    sheet.append(["单选题", "主题党日的次数", "每年1次", "每月1次", "每季度1次", "B.每月1次"])
    sheet.append(["单选题", "会议、文件、出访属于", "八项规定", "九条准则", "十条措施", "B"])
    sheet.append(["单选题", "年初应当做的是", "任务安排", "责任分工", "都要做", "C、任务安排"])
    return _saved(book)


_ROWS = (
    ["题号", "题型", "题干", "选项A", "选项B", "选项C", "选项D", "正确答案", "解析"],
    ["1", "单选题", "礼金，是指（ ）", "现金", "土地", "空气", "时间", "A", "“礼金”就是现金"],
    ["2", "多选题", "可以登记上交的有", "礼品;礼盒", "购物卡", "红包", "情谊", "ABC", ""],
    ["3", "判断题", "拒收的礼品不用登记上交。", "", "", "", "", "正确", "已经拒收"],
)


def _delimited(delimiter: str, encoding: str) -> bytes:
    kept = io.StringIO()
    csv.writer(kept, delimiter=delimiter).writerows(_ROWS)
    return kept.getvalue().encode(encoding)


def csv_gbk() -> bytes:
    """Saved by a Chinese Excel."""
    return _delimited(",", "gb18030")


def csv_with_bom() -> bytes:
    """Saved by Excel as CSV UTF-8."""
    return _delimited(",", "utf-8-sig")


def csv_semicolons() -> bytes:
    """Parted by semicolons, as some locales do."""
    return _delimited(";", "utf-8")


def text_of_excel() -> bytes:
    """Saved by Excel as Unicode text."""
    return _delimited("\t", "utf-16")


def pasted_cells() -> bytes:
    """Cells copied out of a sheet and pasted as text."""
    return (Path(__file__).parent / "pasted_cells.tsv").read_bytes()


_SAME = """单|礼金，是指（）|现金|土地|空气|时间|A
多|可以登记上交的有|礼品;礼盒|购物卡|红包|情谊|ABC
判|拒收的礼品不用登记上交。|正确"""

BANKS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "title_rows": (
        title_rows,
        ".xlsx",
        """单|条例共有几编？|一编|二编|三编|四编|C
多|政务处分的种类包括|警告|记过|记大过|严重警告|ABC
判|节后一个月内登记上交礼品。|正确""",
    ),
    "sheets_by_type": (
        sheets_by_type,
        ".xlsx",
        """单|记过的期间是|六个月|十二个月|十八个月|二十四个月|B
单|降级的期间是|六个月|十二个月|十八个月|二十四个月|D
多|默认提醒的节日有|元旦|春节|端午|中秋|立春|ABCD
判|乙方先签，甲方会签。|正确
判|公务接待可以没有公函。|错误""",
    ),
    "answer_first": (
        answer_first,
        ".xlsx",
        """单|纪律处分条例共有多少条|133|142|156|158|D
多|第二种形态包括|党纪轻处分|开除党籍|组织调整|AC
判|提醒谈话和谈话提醒是一回事|错误""",
    ),
    "one_cell": (
        one_cell,
        ".xlsx",
        """单|礼品登记的期限是（）|一天|一周|一个月|一年|C
多|工作餐不得提供（）|香烟|高档菜肴|米饭|酒水|ABD
判|承诺书须由本人签署。（）|正确""",
    ),
    "empty_rows": (
        empty_rows,
        ".xlsx",
        """单|条例第117条讲的是|公务用车|办公用房|会议活动|公款旅游|A
判|会议活动问题归入第118条。|正确""",
    ),
    "numbered_answers": (
        numbered_answers,
        ".xlsx",
        """单|党小组会一般多久召开一次|每周|每月|每季度|每年|B
多|以下属于党纪处分的有|警告|记过|留党察看|开除党籍|ACD
可单|条例附则从第几条开始|153|154|155|156|C
可判|条例附则有四条|正确""",
    ),
    "booleans": (
        booleans,
        ".xlsx",
        """判|监察对象一共有六类。|正确
判|政务处分法有七章。|正确
判|政务处分法有九章。|错误
判|四种形态写在条例第五条。|正确
判|四种形态写在条例第六条。|错误
判|派驻组的日常沟通内容不进机器人。|正确
判|家属经商明细可以发到群里。|错误
判|廉政档案要动态更新。|正确
判|廉政档案可以放在境外服务器。|错误
判|警告影响期是一年。|正确
判|警告影响期是两年。|错误""",
    ),
    "options_in_a_cell": (
        options_in_a_cell,
        ".xlsx",
        """单|六大纪律不包括|政治纪律|财经纪律|群众纪律|工作纪律|B
单|生活纪律从第几条开始|149|150|151|152|B
多|属于廉洁纪律的是|公款旅游|滥发津贴|老乡会|迷信活动|AB
单|餐饮浪费的条号是|132|133|134|B
判|生活纪律到第154条为止|正确""",
    ),
    "formatted_numbers": (
        formatted_numbers,
        ".xlsx",
        """单|通报问题中乡科级及以下占|54.5%|94.0%|22.3%|12.1%|B
单|条例从哪天起施行|2023年12月8日|2023年12月19日|2024年1月1日|2025年6月1日|C
单|严重警告影响期是几年|1|1.5|2|5|B""",
    ),
    "merged_types": (
        merged_types,
        ".xlsx",
        """单|公务用房的条号是|117|118|119|120|C
单|公款旅游的条号是|113|114|115|116|C
单|家风不正的条号是|150|151|152|153|C
判|网络言行的条号是153。|正确
判|迷信活动的条号是82。|错误""",
    ),
    "sections_in_rows": (
        sections_in_rows,
        ".xlsx",
        """单|撤职处分的期间是|十二个月|十八个月|二十四个月|三十六个月|C
多|会议签到改称到会登记，是为了|减轻负担|避免打卡|增加台账|统计时长|AB
多|完成方式可以是|本人点击|线下办理|纸质代录|不予理会|ABC
判|秘书可以整批代录到会情况。|正确""",
    ),
    "worded_answers": (
        worded_answers,
        ".xlsx",
        """单|党课由谁讲|党委书记|入党积极分子|群众|A
单|主题党日的次数|每年1次|每月1次|每季度1次|B
单|会议、文件、出访属于|八项规定|九条准则|十条措施|B""",
    ),
    "csv_gbk": (csv_gbk, ".csv", _SAME),
    "csv_with_bom": (csv_with_bom, ".csv", _SAME),
    "csv_semicolons": (csv_semicolons, ".csv", _SAME),
    "text_of_excel": (text_of_excel, ".csv", _SAME),
    "pasted_cells": (
        pasted_cells,
        ".txt",
        """单|六大纪律中，第130至149条属于|廉洁纪律|群众纪律|工作纪律|生活纪律|C
单|第94条是哪类纪律的开头|廉洁纪律|组织纪律|工作纪律|政治纪律|A
多|以下能当监督渠道的有|12388|本局公布的电话|朋友圈|来信来访|ABD
判|领导干部的亲属可以在其管辖范围内随意经商|错误
判|党纪处分条例共158条|正确""",
    ),
}
