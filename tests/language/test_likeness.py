"""What share of one text stands in another."""

from language.likeness import Shared, alike_passages, marks_of, sentences_of, share_alike
from tests.language.essays import COPY, ONE, OTHER


def shared(text: str, other: str) -> float:
    mine, theirs = marks_of(text), marks_of(other)
    both = len(mine & theirs)
    return share_alike(len(mine), len(mine), Shared(both, both))


def test_a_text_is_wholly_alike_itself() -> None:
    assert shared(ONE, ONE) == 1.0


def test_a_copy_with_three_sentences_in_ten_reworded_is_found() -> None:
    assert 0.4 < shared(COPY, ONE) < 0.9


def test_another_essay_on_the_theme_is_not_alike_though_it_says_the_same_set_phrases() -> None:
    assert shared(OTHER, ONE) == 0.0


def test_the_order_of_paragraphs_and_their_spacing_do_not_matter() -> None:
    turned = "\n\n".join(f"　　{line}" for line in reversed(ONE.split("\n")))
    assert marks_of(turned) == marks_of(ONE)


def test_common_marks_do_not_count_unless_they_are_most_of_the_text() -> None:
    assert share_alike(100, 50, Shared(all=50, own=10)) == 0.0
    assert share_alike(100, 50, Shared(all=50, own=20)) == 0.4
    assert share_alike(100, 0, Shared(all=70, own=0)) == 0.7  # so many have copied it that all is common


def test_a_few_words_say_nothing() -> None:
    short = "严守纪律，不收不送。"
    assert shared(short, short) == 0.0
    assert marks_of("") == frozenset()


def test_passages_are_sentences_that_stand_in_both() -> None:
    passages = alike_passages(COPY, ONE)
    assert 1 <= len(passages) <= 3
    assert "把卡连同材料一起退了回去" in "".join(passages)
    assert all(len(passage) <= 60 for passage in passages)
    assert alike_passages(OTHER, "毫不相干。") == ()


def test_headings_and_marks_of_lists_are_no_sentences() -> None:
    assert sentences_of("一、认识\n\n——。！\n守住底线！真的？") == ["一、认识", "守住底线！", "真的？"]
