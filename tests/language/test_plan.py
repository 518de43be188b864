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
    prison = only("上半年组织到监狱开展一次现场警示教育。")
    assert (prison.responsible, prison.participants) == ((), "")
    assert only("每两周组织一次政治理论学习。").participants == ""


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
