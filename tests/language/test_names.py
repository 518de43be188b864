"""Which ways of writing a name are taken for the same, and which are not."""

import pytest

from language.names import name_key


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("张　三", "张三"),
        (" 张 三\n", "张三"),
        ("张三\u200b\u202c", "张三"),
        ("张三。", "张三"),
        ("艾力•买买提", "艾力·买买提"),
        ("艾力.买买提", "艾力·买买提"),
        ("艾力买买提", "艾力·买买提"),
        ("ＬＩ wei", "Li Wei"),
        ("𠮷田〇", "𠮷田〇"),
        ("\uf9dc明", "隆明"),  # the same character under its compatibility code
    ],
)
def test_the_same_name(typed: str, listed: str) -> None:
    assert name_key(typed) == name_key(listed)


@pytest.mark.parametrize(
    ("typed", "listed"),
    [("张珊", "张三"), ("朱熔", "朱镕"), ("张", "张三"), ("吉田", "𠮷田"), ("", "张三"), ("。", "张三")],
)
def test_another_name(typed: str, listed: str) -> None:
    assert name_key(typed) != name_key(listed)
