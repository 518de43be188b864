"""The checks used in this folder are themselves tried: a check that finds nothing would pass everything."""

import pytest

from tests.content.law import PARTY, PUBLIC, article_number, citations
from tests.content.typography import slips


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("五", 5),
        ("十", 10),
        ("十二", 12),
        ("四十", 40),
        ("九十七", 97),
        ("一百", 100),
        ("一百零一", 101),
        ("一百一十三", 113),
        ("一百五十", 150),
    ],
)
def test_numerals_are_read(numeral: str, value: int) -> None:
    assert article_number(numeral) == value


def test_an_article_belongs_to_the_law_named_before_it() -> None:
    text = "《中国共产党纪律处分条例》第九十七条、第一百条，《公职人员政务处分法》第三十四条"
    assert list(citations(text)) == [(PARTY, 97), (PARTY, 100), (PUBLIC, 34)]
    assert list(citations("由第四十条规定", PUBLIC)) == [(PUBLIC, 40)]


@pytest.mark.parametrize(
    "text",
    ["请假,补学", "通知(一)", "各位 同志", "结束。。", "01月05日", "<b>要求</b>", "“引号不全", "- 一条"],
)
def test_slips_are_found(text: str) -> None:
    assert slips(text)


def test_a_clean_sentence_has_no_slips() -> None:
    assert slips("元旦假期为1月1日至3日。请读《中国共产党纪律处分条例》（2023年），点“我已知悉”。") == []
