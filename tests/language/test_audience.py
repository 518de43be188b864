"""Whom something is for, in words: traits, names, exceptions, and what is not understood."""

import pytest

from language.audience import DEPARTMENT, NAME, Typed, Word, plain, read_audience

LAW, DESK = Word(DEPARTMENT, 2), Word(DEPARTMENT, 1)
PARTY = Word("political", "party")
NEW = Word("posts", "新录用")
LEE, ZHAO, ALI = Word(NAME, "李强"), Word(NAME, "赵刚"), Word(NAME, "艾力·买买提")
BRANCH = Word("branches", "机关第一党支部")
VOCABULARY = {
    "法规处": LAW,
    "办公室": DESK,
    "党员": PARTY,
    "非党员": Word("political", "other"),
    "新录用": NEW,
    "新录用人员": NEW,
    "机关第一党支部": BRANCH,
    plain("李强"): LEE,
    plain("但斌"): Word(NAME, "但斌"),
    plain("赵刚"): ZHAO,
    plain("艾力·买买提"): ALI,
}


@pytest.mark.parametrize(
    ("text", "chosen", "without"),
    [
        ("法规处、办公室的党员", (LAW, DESK, PARTY), ()),
        ("全体党员，李强除外", (PARTY,), (LEE,)),
        ("全体党员李强除外", (PARTY,), (LEE,)),
        ("全体党员（李强、赵刚除外）", (PARTY,), (LEE, ZHAO)),
        ("除新录用人员外的全体党员", (PARTY,), (NEW,)),
        ("除了法规处、李强以外，全体人员", (), (LAW, LEE)),
        ("机关第一党支部，不含新录用，不含赵刚", (BRANCH,), (NEW, ZHAO)),
        ("法规处所有人员（不包括李强）", (LAW,), (LEE,)),
        ("非党员", (Word("political", "other"),), ()),
        ("全体人员", (), ()),
        ("李　强\n赵 刚\n艾力•买买提", (LEE, ZHAO, ALI), ()),
        ("1. 李强 2. 赵刚", (LEE, ZHAO), ()),
        ("李强（法规处），赵刚", (Word(NAME, "李强", 2), ZHAO), ()),
        ("李强(法规处)、办公室", (Word(NAME, "李强", 2), DESK), ()),
        ("法规处李强", (Word(NAME, "李强", 2),), ()),
        ("法规处和李强", (LAW, LEE), ()),
        ("法规处李强除外", (), (Word(NAME, "李强", 2),)),
    ],
)
def test_what_is_written_is_what_is_meant(
    text: str, chosen: tuple[Word, ...], without: tuple[Word, ...]
) -> None:
    assert read_audience(text, VOCABULARY) == Typed(chosen, without, ())


def test_what_is_not_understood_is_named() -> None:
    found = read_audience("赵刚、王小二，法规处；局里的老同志，王五除外", VOCABULARY)
    assert (found.chosen, found.without) == ((ZHAO, LAW), ())
    assert set(found.unknown) == {"王小二", "局里", "老", "王五"}


def test_a_name_nobody_bears_is_named_whole() -> None:
    found = read_audience("赵刚、陈请，法规处的", VOCABULARY)
    assert (found.chosen, found.unknown) == ((ZHAO, LAW), ("陈请",))


def test_nothing_is_lost_of_five_hundred_pasted_names() -> None:
    names = {f"甲{chr(0x4E00 + n)}": Word(NAME, f"甲{chr(0x4E00 + n)}") for n in range(500)}
    found = read_audience(" ".join(names), names)
    assert found == Typed(tuple(names.values()), (), ())


@pytest.mark.parametrize(
    ("text", "chosen", "without", "still"),
    [
        ("除法规处外，另加李强", (), (LAW,), (LEE,)),
        ("除法规处外的全体人员，另加李强、赵刚", (), (LAW,), (LEE, ZHAO)),
        ("全体人员，法规处除外，但李强要参加", (), (LAW,), (LEE,)),
        ("法规处除外，但仍发给李强（法规处）", (), (LAW,), (Word(NAME, "李强", 2),)),
        ("党员，新录用除外，另加赵刚", (PARTY,), (NEW,), (ZHAO,)),
        ("全体人员和赵刚", (), (), (ZHAO,)),
        ("全体人员，李强除外，另加赵刚", (), (LEE,), (ZHAO,)),
        ("法规处，另加赵刚", (LAW, ZHAO), (), ()),
        ("法规处，另加办公室，李强除外", (DESK, LAW), (LEE,), ()),
        ("李强、赵刚，新录用除外", (LEE, ZHAO), (NEW,), ()),
        ("李强，但斌", (LEE, Word(NAME, "但斌")), (), ()),
        ("李强，新录用除外，另加赵刚", (LEE,), (NEW,), (ZHAO,)),
    ],
)
def test_some_are_asked_although_an_exception_fits_them(
    text: str, chosen: tuple[Word, ...], without: tuple[Word, ...], still: tuple[Word, ...]
) -> None:
    assert read_audience(text, VOCABULARY) == Typed(chosen, without, (), still)
