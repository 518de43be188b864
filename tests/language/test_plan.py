"""Annual plans: what is asked for, how often, how many times, and what is only an aim."""

import io

import pytest
from docx import Document

from benchmarks.plans import measured
from language.plan import Frequency, Obligation, paragraphs, read_plan


def items(text: str) -> tuple[Obligation, ...]:
    return read_plan(f"一、工作任务\n1.{text}").items


def titles(text: str) -> list[str]:
    return [item.title for item in items(text)]


def only(text: str) -> Obligation:
    (item,) = items(text)
    return item


@pytest.mark.parametrize(
    ("text", "title", "frequency", "quota", "kind"),
    [
        (
            "每季度邀请1名专家围绕最新形势举办专题讲座。",
            "最新形势专题讲座",
            Frequency("quarter"),
            1,
            "study",
        ),
        ("党组每年至少召开两次党风廉政建设专题会议。", "党风廉政建设专题会议", Frequency("year"), 2, "study"),
        (
            "每年举办全系统廉政警示教育不少于２次。",
            "全系统廉政警示教育",
            Frequency("year"),
            2,
            "study",
        ),
        ("6月份，参加政风行风热线直播。", "政风行风热线直播", Frequency("once", (6,)), None, "task"),
        (
            "在元旦、春节等重要节假期，开展“清风行动”。",
            "“清风行动”",
            Frequency("holiday"),
            None,
            "reminder",
        ),
        ("每两周组织1次政治学习。", "政治学习", Frequency("month"), 2, "study"),
        (
            "每季度末月，由机关纪委牵头开展作风督查。",
            "作风督查",
            Frequency("quarter", (3, 6, 9, 12)),
            1,
            "task",
        ),
        ("4月、10月各组织1次法规知识测试。", "法规知识测试", Frequency("year", (4, 10)), 2, "quiz"),
        ("组织撰写学习体会，人均不少于2篇。", "撰写学习体会", Frequency("year"), 2, "essay"),
        ("编发廉政简报，全年不少于十二期。", "编发廉政简报", Frequency("year"), 12, "task"),
        (
            "班子成员与处室负责人每半年开展一次谈心谈话。",
            "与处室负责人谈心谈话",
            Frequency("half"),
            1,
            "register:talk",
        ),
        ("持续推进“四风”专项整治。", "“四风”专项整治", Frequency("ongoing"), None, "task"),
    ],
)
def test_what_a_sentence_asks_for(
    text: str, title: str, frequency: Frequency, quota: int | None, kind: str
) -> None:
    item = only(text)
    assert (item.title, item.frequency, item.quota, item.kind) == (title, frequency, quota, kind)
    assert not item.unset


@pytest.mark.parametrize("blank", ["XX", "X", "xx", "××", "＿＿", "____", "○○"])
def test_a_number_that_was_blanked_out_is_unset_and_never_zero(blank: str) -> None:
    item = only(f"中心组集中学习每年不少于{blank}次。")
    assert item.unset
    assert item.quota is None
    assert item.frequency == Frequency("year")


def test_now_and_then_is_unset() -> None:
    item = only("定期对窗口服务情况进行明察暗访。")
    assert (item.frequency, item.quota, item.unset, item.kind) == (None, None, True, "register:visit")


def test_a_subset_belongs_to_what_it_is_part_of() -> None:
    whole, part = items("中心组学习每年不少于12次，其中集体研讨不少于X次。")
    assert part.parent == whole.number
    assert (whole.quota, whole.parent) == (12, None)
    assert (part.title, part.frequency, part.quota, part.unset) == ("集体研讨", Frequency("year"), None, True)


def test_each_of_a_list_is_a_thing_of_its_own() -> None:
    assert titles("认真落实“三会一课”、主题党日、民主生活会、谈心谈话等制度。") == [
        "“三会一课”",
        "主题党日",
        "民主生活会",
        "谈心谈话",
    ]
    assert titles("党委书记与分管领导、分管领导与科室负责人签订责任书，全体人员签订承诺书。") == [
        "责任书（党委书记与分管领导）",
        "责任书（分管领导与科室负责人）",
        "签订承诺书",
    ]


def test_counted_words_within_a_sentence_are_no_part_of_it() -> None:
    assert titles("一是召开警示教育大会；二是要每季度家访1次。") == ["警示教育大会", "家访"]


def test_respectively_gives_each_its_own_number() -> None:
    found = items("党员大会、支委会分别按每季度、每月1次的要求召开。")
    assert [(item.title, item.frequency, item.quota) for item in found] == [
        ("党员大会", Frequency("quarter"), 1),
        ("支委会", Frequency("month"), 1),
    ]


def test_a_comma_within_quotes_parts_nothing() -> None:
    assert titles("举办“知敬畏、存戒惧，守底线”主题演讲比赛。") == ["“知敬畏、存戒惧，守底线”主题演讲比赛"]


@pytest.mark.parametrize(
    "text",
    [
        "坚持以上率下，不断提高政治判断力，始终做到忠诚干净担当。",
        "各科室要提高认识，加强领导，确保各项任务落到实处。",
        "把党风廉政建设摆在重要位置，与业务工作同部署、同推进、同考核。",
        "努力营造风清气正的政治生态，为高质量发展提供坚强保证。",
    ],
)
def test_an_aim_is_no_obligation(text: str) -> None:
    assert items(text) == ()


def test_who_is_responsible_and_who_takes_part() -> None:
    item = only("组织党员干部赴廉政教育基地开展现场教学。（责任部门：机关纪委、办公室）")
    assert item.responsible == ("机关纪委", "办公室")
    assert item.participants == "党员干部"
    assert only("局党委每年召开1次专题会议。").responsible == ("局党委",)


def test_numbers_tell_where_it_stands_and_are_unique() -> None:
    plan = read_plan(
        "某局2027年工作要点\n一、教育\n(一)学习\n1、举办专题讲座,召开警示教育大会。\n（1）开展家访。\n二．监督\n"
        "1. 每月开展1次明察暗访。"
    )
    assert [item.number for item in plan.items] == ["一（一）1", "一（一）1-2", "一（一）1（1）", "二1"]
    assert (plan.title, plan.year) == ("某局2027年工作要点", 2027)


TABLE = """
任务清单
序号｜工作任务｜频次｜参加范围｜责任单位｜时限
1｜党组理论学习中心组学习｜全年不少于十次，其中专题研讨不少于四次｜中心组成员｜办公室、人事科｜全年
2｜廉政风险点排查｜每年1次｜各科室｜各科室｜5月
""".strip()


@pytest.mark.parametrize("cell", ["｜", "|", "\t"])
def test_a_table_that_is_pasted(cell: str) -> None:
    study, part, search = read_plan(TABLE.replace("｜", cell)).items
    assert (study.number, study.quota, study.responsible) == ("1", 10, ("办公室", "人事科"))
    assert (part.parent, part.title, part.quota) == ("1", "专题研讨", 4)
    assert (search.kind, search.frequency, search.quota) == ("survey", Frequency("year", (5,)), 1)


def test_a_table_in_a_document_with_merged_cells() -> None:
    document = Document()
    rows = [["序号", "重点工作", "责任科室"], ["1", "召开警示教育大会", "办公室"], ["2", "开展家访", ""]]
    table = document.add_table(rows=3, cols=3)
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    document.add_paragraph("一、有关要求")
    document.add_paragraph("办公室每季度汇总1次进展情况。")
    file = io.BytesIO()
    document.save(file)
    found = read_plan(paragraphs(file.getvalue(), "计划.docx")).items
    assert [(item.number, item.title) for item in found] == [
        ("1", "警示教育大会"),
        ("2", "家访"),
        ("一", "汇总进展情况"),
    ]
    assert found[1].responsible == ("办公室",)


def test_each_number_of_a_list_belongs_to_its_own_thing() -> None:
    found = items(
        "教职工廉洁教育每人每年不少于20学时，其中集中授课不少于8学时，线上自学不少于12学时；每月开展一次主题党日。"
    )
    assert [(one.title, one.quota, one.parent is not None) for one in found] == [
        ("教职工廉洁教育", 20, False),
        ("集中授课", 8, True),
        ("线上自学", 12, True),
        ("主题党日", 1, False),
    ]
    found = items("支部每季度分别召开一次党员大会、上一次党课。")
    assert [one.frequency for one in found] == [Frequency("quarter")] * 2


def test_a_verb_said_once_goes_for_the_next_pair_of_people_too() -> None:
    found = items("书记同下级“一把手”每人每年谈心谈话不少于一次，班子成员同分管干部每半年不少于一次。")
    assert [(one.title, one.frequency) for one in found] == [
        ("书记同下级“一把手”谈心谈话", Frequency("year")),
        ("班子成员同分管干部谈心谈话", Frequency("half")),
    ]


def test_how_it_is_done_is_no_other_thing_to_do() -> None:
    assert titles("办好“清风讲坛”，全年四期，一、三季度由局领导主讲，二、四季度邀请专家授课。") == [
        "“清风讲坛”"
    ]
    assert titles("每季度召开一次由派出所、司法所参加的联席会议，研判廉情信息。") == ["联席会议"]
    assert titles("组织书画作品征集，小学、初中分别报送不少于五件、八件。") == ["书画作品征集"]


def test_cells_that_go_together_are_read_together() -> None:
    table = "序号｜工作举措｜数量｜责任科室\n1｜观看警示教育片，撰写观后感｜观看不少于2部，撰写1篇｜各支部"
    found = read_plan(f"一、任务\n{table}").items
    assert [(one.title, one.quota, one.kind) for one in found] == [
        ("观看警示教育片", 2, "study"),
        ("撰写观后感", 1, "essay"),
    ]


def test_a_number_for_both_halves_is_shared_between_them() -> None:
    assert [(one.frequency, one.quota) for one in items("上、下半年共召开2次座谈会。")] == [
        (Frequency("half"), 1)
    ]
    assert [(one.frequency, one.quota) for one in items("上、下半年各召开2次座谈会。")] == [
        (Frequency("half"), 2)
    ]


def test_what_is_handed_in_to_whom_names_the_item() -> None:
    assert titles("责任科室每季度末月25日前将进展情况报纪委办公室。") == ["向纪委办公室报送进展情况"]


def test_what_is_included_is_asked_for_each_by_itself() -> None:
    found = items("四月开展“廉洁文化月”活动，包括公益广告大赛、经典诵读会、家书展。")
    assert [one.title for one in found][1:] == ["公益广告大赛", "经典诵读会", "家书展"]
    assert {one.frequency for one in found} == {Frequency("once", (4,))}


def test_a_number_said_after_a_thing_without_a_verb_makes_it_a_deed() -> None:
    assert [(one.title, one.quota) for one in items("纪检干部全员培训，每人每年不少于40学时。")] == [
        ("纪检干部全员培训", 40)
    ]
    assert titles("大额采购项目开标评标由纪委派员全程监督。")
    assert titles("努力形成齐抓共管的工作格局。") == []


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


def test_groups_of_people_have_their_own_numbers() -> None:
    found = items("分层开展廉政谈话，科级干部每半年一次，其他人员每年一次。")
    assert [(one.title, one.frequency) for one in found] == [
        ("科级干部廉政谈话", Frequency("half")),
        ("其他人员廉政谈话", Frequency("year")),
    ]
    assert titles("邀请代表开展窗口暗访，每季度不少于1轮，每轮不少于5人。") == ["窗口暗访"]
    assert titles("举办书画展、家书征集、知识竞赛各1场次。") == ["书画展", "家书征集", "知识竞赛"]


def test_nothing_in_nothing_out() -> None:
    assert read_plan("").items == ()
    assert read_plan(["。，、；", "一、", "1.", "｜｜｜", "“《（"]).items == ()


@pytest.mark.parametrize(
    "piece", ["、对", "其中", "分别按每月1次", "（责任单位：", "“", "每季度不少于", "检查和"]
)
def test_endless_clauses_take_no_time(piece: str) -> None:
    read_plan(f"一、{piece * 30_000}")


def test_nine_of_ten_are_found_and_right_in_every_plan() -> None:
    for score in measured():
        assert score.recall >= 0.9, [row.title for row in score.missed]
        assert score.precision >= 0.9, [item.title for item in score.wrong]
        faults = score.faults()
        assert len(faults) <= len(score.found) / 10, faults
        assert not score.failed


def test_hours_of_learning_are_marked_and_a_row_keeps_what_its_cells_say() -> None:
    table = "序号｜工作任务｜频次｜责任科室\n1｜医德医风培训｜人均不少于12学时｜科教部"
    (found,) = read_plan(f"一、任务\n{table}").items
    assert (found.quota, "按学时" in found.tags) == (12, True)
    assert found.sentence == "医德医风培训（人均不少于12学时）"
