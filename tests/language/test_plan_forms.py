"""Annual plans in other forms: calendars, lines of who and when, tables with details, Word's own numbers."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml

from language.plan import Frequency, Obligation, paragraphs, read_plan

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def items(text: str) -> tuple[Obligation, ...]:
    return read_plan(f"一、工作任务\n1.{text}").items


def titles(text: str) -> list[str]:
    return [item.title for item in items(text)]


def only(text: str) -> Obligation:
    (item,) = items(text)
    return item


def test_months_as_headings_are_the_time_of_what_stands_below_them() -> None:
    plan = read_plan(
        "行事历\n三月\n1．召开警示教育大会。\n2．新任职人员集体廉政谈话。\n常规工作\n1．每周集中学习。"
    )
    assert [(one.number, one.title, one.frequency) for one in plan.items] == [
        ("三月1", "警示教育大会", Frequency("once", (3,))),
        ("三月2", "新任职人员集体廉政谈话", Frequency("once", (3,))),
        ("常规工作1", "集中学习", Frequency("week")),
    ]


def test_a_line_below_says_who_and_by_when() -> None:
    text = "一、任务\n1.开展三个方面的专项排查。\n责任科室：民政办、财政所；完成时限：8月底前\n2.召开座谈会。"
    first, second = read_plan(text).items
    assert (first.responsible, first.frequency) == (("民政办", "财政所"), Frequency("once", (8,)))
    assert (second.responsible, second.frequency) == ((), None)


def test_bodies_in_brackets_at_the_end_are_responsible() -> None:
    assert only("每半年开展一次专项检查。〔审计风控部、工会〕").responsible == ("审计风控部", "工会")


def test_each_statement_of_a_cell_is_a_thing_of_its_own() -> None:
    table = (
        "序号｜工作措施｜责任科室｜时间\n"
        "1｜班子每半年专题研究一次廉政工作；修订决策目录。｜党政办｜7月、12月\n"
        "2｜自查自纠；重点人员谈话；专项治理总结｜纪检室｜3—5月；6—9月；11月"
    )
    assert [(one.number, one.title, one.frequency) for one in read_plan(table).items] == [
        ("1", "专题研究廉政工作", Frequency("half", (7, 12))),
        ("1-2", "修订决策目录", Frequency("year", (7, 12))),
        ("2", "自查自纠", Frequency("once", (5,))),
        ("2-2", "重点人员谈话", Frequency("once", (9,))),
        ("2-3", "专项治理总结", Frequency("once", (11,))),
    ]


def test_a_cell_of_details_says_how_often_or_what_a_task_is_made_of() -> None:
    table = (
        "序号｜任务内容｜工作标准｜责任单位\n"
        "1｜党组会专题研究廉政工作｜≥2次，有会议记录｜办公室\n"
        "2｜廉政谈话｜局领导与科长每年不少于2次/人，科长与工作人员每年不少于1次/人｜各科\n"
        "3｜警示教育｜集中警示教育2次；参观教育基地1次｜纪委\n"
        "4｜中心组廉政学习｜4次（每季度1次）｜党委"
    )
    assert [
        (one.number, one.frequency and one.frequency.every, one.quota) for one in read_plan(table).items
    ] == [
        ("1", "year", 2),
        ("2", "year", 2),
        ("2-2", "year", 1),
        ("3", "year", 2),
        ("3-2", "year", 1),
        ("4", "quarter", 1),
    ]


@pytest.mark.parametrize(
    ("text", "title", "every", "months", "quota"),
    [
        ("每季度首月对决策事项进行抽查，抽查比例不低于30%。", "决策事项抽查", "quarter", (1, 4, 7, 10), 1),
        ("对在建项目每两个月开展一次现场巡查。", "在建项目现场巡查", "year", (), 6),
        ("村居财务每月15日前公开。", "村居财务公开", "month", (), 1),
        ("隔周推送一期“廉政微提醒”。", "推送“廉政微提醒”", "month", (), 2),
        ("4月至9月自查自纠。", "自查自纠", "once", (9,), None),
        ("年内完成干部廉政档案建档。", "完成干部廉政档案建档", "once", (12,), None),
        ("专班每月调度一次。", "专班调度", "month", (), 1),
        ("端午节前发布廉洁提示。", "发布廉洁提示", "once", (6,), None),
        (
            "元旦、春节、端午等节前3个工作日，向全体干部发送廉洁短信。",
            "向全体干部发送廉洁短信",
            "holiday",
            (),
            None,
        ),
        ("旁听职务犯罪庭审1至2次。", "旁听职务犯罪庭审", "year", (), 1),
        ("每月编发一期电子刊，全年12期。", "编发电子刊", "month", (), 1),
        ("发放监督卡□□张。", "发放监督卡", "year", (), None),
    ],
)
def test_times_as_other_plans_say_them(
    text: str, title: str, every: str, months: tuple[int, ...], quota: int | None
) -> None:
    item = only(text)
    assert item.frequency is not None
    assert (item.title, item.frequency.every, item.frequency.months, item.quota) == (
        title,
        every,
        months,
        quota,
    )


def test_two_verbs_are_two_things() -> None:
    assert titles("签署师德承诺书、签订廉政责任书。") == ["签署师德承诺书", "签订廉政责任书"]
    assert titles("党员每季度观看警示教育片并撰写观后感。") == ["观看警示教育片", "撰写观后感"]
    assert titles("实行月提醒、季调度、年考核。") == []


def test_a_text_file_with_tabs_is_a_table() -> None:
    lines = paragraphs("时间\t活动内容\t负责人\n5月\t问卷调查\t德育处\n".encode(), "安排.txt")
    (found,) = read_plan(lines).items
    assert (found.title, found.frequency, found.responsible) == (
        "问卷调查",
        Frequency("once", (5,)),
        ("德育处",),
    )


def test_what_is_said_of_a_stretch_goes_for_all_of_it() -> None:
    found = items("3月份开展“纪律教育宣传月”，期间组织一场警示教育会、一次知识竞赛。")
    assert [(one.title, one.frequency) for one in found] == [
        ("“纪律教育宣传月”", Frequency("once", (3,))),
        ("警示教育会", Frequency("once", (3,))),
        ("知识竞赛", Frequency("once", (3,))),
    ]
    found = items("每逢重大节日，推送廉洁提醒，值班领导带队抽查各厂站。")
    assert [one.frequency for one in found] == [Frequency("holiday")] * 2
    found = items("对任务清单进行更新，按月更新、按季通报。")
    assert [one.frequency for one in found] == [Frequency("month"), Frequency("quarter")]


def test_bullets_and_a_note_of_its_passing_are_no_words() -> None:
    lines = [
        "某局2031年工作安排",
        "（2031年1月经党组会议审议通过）",
        "二、任务",
        "●日常监督方面",
        "——走访每季度1次。",
    ]
    assert [(one.number, one.title) for one in read_plan(lines).items] == [("二", "走访")]


def test_copies_and_heads_are_no_times() -> None:
    (found,) = items("7月发放满意度调查问卷不少于50份。")
    assert (found.frequency, found.quota) == (Frequency("once", (7,)), None)
    assert only("全年谈话不少于120人次。").quota == 120
    assert titles("为新提任干部上好“任前廉洁第一课”，为家属发一封廉洁公开信。") == [
        "“任前廉洁第一课”",
        "发一封廉洁公开信",
    ]
    assert titles("为高质量发展提供坚强保证。") == []


def test_groups_of_people_have_their_own_numbers() -> None:
    found = items("分层开展廉政谈话，科级干部每半年一次，其他人员每年一次。")
    assert [(one.title, one.frequency) for one in found] == [
        ("科级干部廉政谈话", Frequency("half")),
        ("其他人员廉政谈话", Frequency("year")),
    ]
    assert titles("邀请代表开展窗口暗访，每季度不少于1轮，每轮不少于5人。") == ["窗口暗访"]
    assert titles("举办书画展、家书征集、知识竞赛各1场次。") == ["书画展", "家书征集", "知识竞赛"]


def numbered_by_word(lines: list[tuple[str, int]]) -> bytes:
    """Return a document whose numbers stand in no text: Word counts them."""
    document = Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (style, text) in enumerate(LEVELS)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text, level in lines:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_the_numbers_that_word_writes_itself_are_read() -> None:
    content = numbered_by_word(
        [
            ("抓教育", 0),
            ("集中学习", 1),
            ("每季度召开1次廉情通报会。", 2),
            ("组织党员参观廉政教育基地。", 2),
            ("抓监督", 0),
            ("每月开展1次明察暗访。", 1),
        ]
    )
    found = read_plan(paragraphs(content, "计划.docx")).items
    assert [(one.number, one.title) for one in found] == [
        ("一（一）1", "廉情通报会"),
        ("一（一）2", "参观廉政教育基地"),
        ("二（一）", "明察暗访"),
    ]
