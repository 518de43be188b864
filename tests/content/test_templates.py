import re
from string import Formatter

import pytest
from pydantic import ValidationError

import content
from content import COMMON_PLACEHOLDERS, PLACEHOLDERS, Moment, Template
from tests.content.bank import questions
from tests.content.law import OUTDATED, PARTY, PUBLIC, SUBJECTS, citations
from tests.content.typography import slips

HOLIDAYS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆", "中秋国庆")
MOMENTS: tuple[Moment, ...] = ("before", "eve", "after")
FIELDS = {
    "reminder": {"title", "body", "basis_party", "basis_other", "sign_off"},
    "study": {"title", "session", "tag", "topic", "participants", "requirements", "contact", "sign_off"},
    "commitment": {"title", "opening", "clauses", "closing", "sign_off"},
    "responsibility": {"title", "level", "goal", "duties", "consequences", "term", "sign_off"},
    "quiz": {"title", "intro", "count", "category", "pass_mark", "difficulty", "types", "minutes", "retake"},
    "survey": {"title", "intro", "naming", "questions"},
    "essay": {"title", "topic", "limit", "sign_off"},
    "reading": {"title", "body", "question", "place", "sign_off"},
    "task": {"title", "sort", "to", "requirements", "contact", "sign_off"},
}
CUSTOMS = {  # what each holiday is known for, and its reminder therefore names
    "元旦": ("年货", "台历", "年底"),
    "春节": ("年货", "拜年红包", "婚丧喜庆", "赌博"),
    "清明": ("祭扫", "踏青", "丧事"),
    "劳动节": ("婚庆", "旅游"),
    "端午": ("粽子", "提货券"),
    "中秋": ("月饼", "蟹卡", "快递"),
    "国庆": ("旅游", "婚庆"),
    "中秋国庆": ("月饼", "蟹卡", "旅游", "婚庆"),
}
# Longer than most bureaus' names, so that the limits hold for everybody.
VALUES = {
    "bureau": "江州市应急管理局",
    "committee": "中共江州市应急管理局机关纪律检查委员会",
    "holiday": "中秋国庆",
    "days_off": "2026年12月31日至2027年1月3日",
    "year": "2027",
    "sign_date": "2026年12月24日",
}

ALL = pytest.mark.parametrize("template", content.templates(), ids=lambda template: template.name)


def texts(template: Template) -> list[str]:
    """Return every piece of text of the fields, the clauses of a list one by one."""
    pieces: list[str] = []
    for value in template.fields.values():
        pieces += [value] if isinstance(value, str) else list(value) if isinstance(value, tuple) else []
    return pieces


def text_of(template: Template, field: str) -> str:
    """Return one field as its reader gets it."""
    return str(template.filled(VALUES)[field])


def reminders(moment: str | None = None) -> list[Template]:
    return [t for t in content.templates() if t.kind == "reminder" and moment in (None, t.moment)]


@ALL
def test_the_fields_are_those_of_the_kind(template: Template) -> None:
    assert set(template.fields) == FIELDS[template.kind]


@ALL
def test_placeholders_are_known_and_plain(template: Template) -> None:
    allowed = PLACEHOLDERS if template.holiday else COMMON_PLACEHOLDERS
    for text in texts(template):
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or name in allowed
            assert not spec
            assert not conversion


@ALL
def test_filling_leaves_no_brace_behind(template: Template) -> None:
    filled = template.filled({name: VALUES[name] for name in PLACEHOLDERS})
    assert "{" not in repr(list(filled.values()))
    assert {field: type(value) for field, value in filled.items()} == {
        field: type(value) for field, value in template.fields.items()
    }


@ALL
def test_texts_are_typeset_for_a_chinese_reader(template: Template) -> None:
    for text in texts(template):
        filled = text.format_map(VALUES)
        assert slips(filled) == []
        assert "【" not in filled
        assert text == text.strip()


@ALL
def test_citations_are_verified_and_on_their_subject(template: Template) -> None:
    for text in texts(template):
        for law, article in citations(text):
            assert article in SUBJECTS[law], text
        assert not [wording for wording in OUTDATED if wording in text]


@pytest.mark.parametrize("template", reminders("before"), ids=lambda template: template.name)
def test_a_reader_is_shown_only_the_rules_that_bind_them(template: Template) -> None:
    assert {law for law, _ in citations(text_of(template, "basis_party"))} == {PARTY}
    assert {law for law, _ in citations(text_of(template, "basis_other"))} == {PUBLIC}


@ALL
def test_what_everybody_reads_names_no_party_regulation_as_binding(template: Template) -> None:
    if template.kind == "study":  # a notice may say what is studied
        return
    shared = [text for field, text in template.fields.items() if field != "basis_party"]
    assert "《中国共产党" not in repr(shared)


@pytest.mark.parametrize("template", reminders("before"), ids=lambda template: template.name)
@pytest.mark.parametrize(("field", "law"), [("basis_party", PARTY), ("basis_other", PUBLIC)])
def test_each_citation_is_glossed_with_its_own_subject(template: Template, field: str, law: str) -> None:
    glosses = re.findall(r"(第[^条]+条)（([^）]+)）", text_of(template, field))
    assert len(glosses) == len(list(citations(text_of(template, field))))
    for article, gloss in glosses:
        ((_, number),) = citations(article)
        assert re.search(SUBJECTS[law][number], gloss), (article, gloss)


def test_every_holiday_has_its_three_moments_once() -> None:
    wanted = {(holiday, moment) for holiday in HOLIDAYS for moment in MOMENTS}
    assert len(reminders()) == len(wanted)
    assert {(t.holiday, t.moment) for t in reminders()} == wanted
    for holiday, moment in wanted:
        assert content.holiday_template(holiday, moment).moment == moment


@pytest.mark.parametrize("holiday", HOLIDAYS)
def test_a_reminder_speaks_of_its_own_holiday(holiday: str) -> None:
    body = text_of(content.holiday_template(holiday, "before"), "body")
    assert [custom for custom in CUSTOMS[holiday] if custom not in body] == []
    assert "按本局公车管理规定封存停驶" in body
    assert "1个月内按规定登记上交" in body
    numbers = re.findall(r"^([一二三四五六七八九])、", body, re.MULTILINE)
    assert "".join(numbers) == "一二三四五六七八九"[: len(numbers)]
    after = text_of(content.holiday_template(holiday, "after"), "body")
    assert "登记上交（自收受之日起1个月内）" in after


@pytest.mark.parametrize("template", reminders(), ids=lambda template: template.name)
def test_reminders_fit_the_phone(template: Template) -> None:
    basis = max(len(text_of(template, "basis_party")), len(text_of(template, "basis_other")))
    length = len(text_of(template, "body")) + basis + len(text_of(template, "sign_off"))
    assert length <= (1500 if template.moment == "before" else 300)
    if template.moment == "eve":
        assert "{days_off}" in str(template.fields["body"])
        assert text_of(template, "body").count("。") <= 3


@ALL
def test_titles_fit_one_heading(template: Template) -> None:
    assert 2 <= len(text_of(template, "title")) <= 40


def test_study_notices_leave_time_and_place_open() -> None:
    notices = [t for t in content.templates() if t.kind == "study"]
    sessions = {str(t.fields["session"]) for t in notices}
    assert sessions == {"中心组学习", "主题党日", "专题讲座", "廉情通报会", "警示教育"}
    for notice in notices:
        assert sum(len(text) for text in texts(notice)) <= 600
        assert "请假" in str(notice.fields["requirements"])


def test_the_commitment_suits_party_and_other_signers() -> None:
    letter = content.template("党风廉政和作风建设承诺书")
    clauses = letter.fields["clauses"]
    assert isinstance(clauses, tuple)
    assert 8 <= len(clauses) <= 12
    assert len(set(clauses)) == len(clauses)
    assert "郑重承诺：" in text_of(letter, "opening")
    for clause in clauses:
        assert len(clause) <= 80
        assert "中共党员" not in clause or "是中共党员的，" in clause


@pytest.mark.parametrize("party", [True, False])
def test_every_quiz_finds_enough_questions_for_every_reader(party: bool) -> None:
    bank = [
        q
        for q in questions()
        if q["启用"] == "是" and q["适用对象"] in ("全体", "党员" if party else "非党员")
    ]
    quizzes = [t for t in content.templates() if t.kind == "quiz"]
    daily = ["日常小测", "节前小测", "政务处分法小测", "综合小测（含填空、简答）"]
    assert [t.name for t in quizzes] == [*daily, "正式测试（80题，50分钟）"]
    for quiz in quizzes:
        pressed = quiz.fields["types"] == "选择和判断"
        fitting = [
            q
            for q in bank
            if quiz.fields["category"] in ("", q["分类"])
            and not (pressed and q["题型"] in ("填空题", "简答题"))
        ]
        assert len(fitting) >= int(str(quiz.fields["count"]))
        assert "题，" not in text_of(
            quiz, "intro"
        )  # the cover counts them itself, and the secretary may change it
        assert quiz.fields["pass_mark"] == 80


def test_names_in_the_menu_are_unique_and_found() -> None:
    names = [t.name for t in content.templates()]
    assert len(set(names)) == len(names)
    assert [content.template(name).name for name in names] == names
    with pytest.raises(KeyError):
        content.template("没有这个模板")
    with pytest.raises(KeyError):
        content.holiday_template("重阳", "before")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "poem"},
        {"titel": "x"},
        {"name": 7},
        {"holiday": "元旦"},
        {"moment": "eve"},
        {"fields": {"a": 1.5}},
    ],
)
def test_a_mistyped_template_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Template.model_validate({"kind": "quiz", "name": "小测", "fields": {"title": "小测"}} | change)


def test_a_missing_value_is_named() -> None:
    with pytest.raises(KeyError, match="days_off"):
        content.holiday_template("元旦", "eve").filled({"holiday": "元旦"})
