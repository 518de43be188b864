import pytest

from language.reference import read_reference


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("应急管〔2026〕12号", "应急管〔2026〕12号"),
        ("２０２６－０３１", "2026-031"),
        (" WH-2026 / 0031 ", "WH-2026/0031"),
        ("江州市应急管理局安委办〔2026〕12号", "江州市应急管理局安委办〔2026〕12号"),
    ],
)
def test_a_number_is_read_without_gaps(written: str, read: str) -> None:
    assert read_reference(written) == read


@pytest.mark.parametrize(
    "written",
    ["", "无", "谈话一次，已提醒", "12号：态度较好", "1" * 41, "他在2026年分三次收受礼品礼金共计若干"],
)
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_reference(written) is None
