"""Rules: cut into articles however they are written, and found by everyday words."""

import pytest

from benchmarks.rules import missed, search, texts
from language.passages import passages_of, title_of
from language.search import excerpt, groups_of


def test_everyday_questions_find_their_article_among_the_first_three() -> None:
    wrong, number = missed(texts())
    assert number >= 30
    assert len(wrong) / number <= 0.1, wrong


@pytest.mark.parametrize("question", ["", "？？", "的", "能不能", "a", "卡", "🈲", "x" * 3000, "能" * 3000])
def test_whatever_is_asked_is_borne(question: str) -> None:
    groups = groups_of(question)
    assert len(groups) <= 40
    search(texts(), question)


def test_articles_have_their_number_and_chapter_and_tables_of_contents_are_left_out() -> None:
    text = (
        "《某局办法》\n目录\n第一章 总则……1\n第一章　总则\n第一条为了规范，制定本办法。\n"
        "第二章 标准\n**第二条** 每人六十元。\n（一）早餐二十元；\n（二）午餐四十元。\n"
        "第十二条之一：另有规定的除外。"
    )
    assert title_of(text, "x.docx") == "某局办法"
    found = [(one.label, one.heading, one.text) for one in passages_of(text)]
    assert found == [
        ("第一条", "第一章　总则", "为了规范，制定本办法。"),
        ("第二条", "第二章 标准", "每人六十元。\n（一）早餐二十元；\n（二）午餐四十元。"),
        ("第十二条之一", "第二章 标准", "另有规定的除外。"),
    ]


def test_without_articles_paragraphs_stand_below_their_headings() -> None:
    text = "须知\n一、交通\n出差乘坐火车的，坐二等座。\n（二）住宿\n住宿费凭发票据实报销，不得超过限额。"
    assert [(one.label, one.heading, one.text) for one in passages_of(text)] == [
        ("", "一、交通", "出差乘坐火车的，坐二等座。"),
        ("", "（二）住宿", "住宿费凭发票据实报销，不得超过限额。"),
    ]


def test_a_title_is_the_first_line_unless_that_is_a_sentence() -> None:
    assert title_of("第一条 不得迟到。", "《考勤办法》.docx") == "考勤办法"
    assert title_of("# 考勤办法\n第一条 不得迟到。", "x.md") == "考勤办法"
    assert title_of("", "") == "未命名"


def test_an_excerpt_shows_what_was_asked_for() -> None:
    text = "前面的话很多。" * 30 + "消费卡应当上交。" + "后面的话也很多。" * 30
    said = excerpt(text, groups_of("购物卡"), 60)
    assert "消费卡应当上交。" in said
    assert said.startswith("…")
    assert said.endswith("…")
    assert len(said) <= 62
    assert excerpt("短句。", (), 60) == "短句。"
