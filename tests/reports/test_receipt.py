"""The receipt as PDF, drawn in a worker; what the font lacks is said, never left an empty box."""

import os
import re
import time
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from reports.receipt import Receipt, Signed, receipt_pdf
from services.worker import NotMade, in_worker, in_worker_within

RECEIPT = Receipt(
    bureau="江州市应急管理局",
    kind_title="承诺书",
    title="廉洁承诺书",
    parties=("承诺人：法规处　沈䶮㐱",),
    paragraphs=tuple(f"{n}、不收礼品礼金，" + "严守规矩，" * 20 for n in range(12)),
    sign_off="江州市应急管理局机关纪委\n2026年12月2日",
    text_points=(("文本", "第1版，摘要 " + "3f" * 32),),
    signed=(Signed("承诺人", (("承诺人", "法规处　沈䶮㐱"), ("校验码", "8F3A21CC"))),),
    hands=("甲方", "乙方"),
    printed_at=datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
)


def die() -> bytes:
    os._exit(3)


def tarry() -> bytes:
    time.sleep(60)  # in a worker that is killed long before
    return b""


def test_a_receipt_has_its_pages_and_the_font_in_it() -> None:
    made = in_worker(receipt_pdf, RECEIPT)
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) == 3
    assert b"NotoSerif" in made


def test_no_sign_is_left_to_a_font_that_lacks_it(caplog: pytest.LogCaptureFixture) -> None:
    receipt_pdf(replace(RECEIPT, title="𠮷日承诺书", paragraphs=("🀄甲。",), parties=("承诺人：𠮷",)))
    assert "missing the following glyphs" not in caplog.text  # as the library says of an empty box


@pytest.mark.parametrize("make", [die, tarry])
def test_a_worker_that_dies_or_takes_too_long_is_told(make: object) -> None:
    with pytest.raises(NotMade):
        in_worker_within(0.6, make)  # type: ignore[arg-type]  # a test's own function
