"""一人一册 as PDF: what somebody was asked in a year, signed, studied and answered, and a list of hashes."""

from activities.state import State
from reports.pdf import SMALL, TITLE, Page, hands_height
from reports.person_year import SORTS, Asked, PersonYear
from reports.wording import say_base, say_states
from workdays.words import say_date, say_moment

_HANDS, _NOTE_HEIGHT = ("本人", "纪检秘书"), 22  # mm
_NUMERALS = "一二三四五六七八九十"
_NOTE = (
    "“已完成”指本人已办理，或线下办理后由纪检秘书登记。电子签署不等于手写签名，"
    "需要归档的，请打印后由本人在手签栏签名。匿名问卷只记是否填写，不记答案。"
)


def person_year_pdf(year: PersonYear, stamp: str = "") -> bytes:
    """Return the paper, `stamp` on its last page.

    A sign that the font lacks is shown by its code, and named at the end.
    """
    title = f"{year.year}年个人办理记录"
    page = Page(f"{title}（{year.name}）", f"{title}　{year.department}　{year.name}", year.as_of)
    for line in page.wrapped(f"{year.bureau}{title}", TITLE):
        page.line(line, TITLE, align="C")
    page.gap(4)
    page.points(
        (
            ("姓名", year.name),
            ("处室", year.department + (f"　{year.position}" if year.position else "")),
            ("截至", say_moment(year.as_of)),
            ("合计", f"应办{year.counts.asked}项。{say_states(year.counts, tuple(State), '项')}"),
            ("完成情况", say_base(year.counts, "项")),
        )
    )
    sorts = [(sort, [one for one in year.asked if one.sort == sort]) for sort in SORTS]
    number = 0
    for sort, asked in sorts:
        if asked:
            page.gap(3)
            page.heading(f"{_NUMERALS[number]}、{sort}（{len(asked)}项）")
            number += 1
            for place, one in enumerate(asked, 1):
                _entry(page, place, one)
    page.gap(3)
    page.heading(f"{_NUMERALS[number]}、文本摘要清单")
    _hashes(page, year)
    page.together(_NOTE_HEIGHT + hands_height(_HANDS))  # no page holds places to sign and nothing else
    page.rule()
    page.paragraph(_NOTE, size=SMALL, indent=False)
    page.hands(_HANDS)
    if stamp:
        page.paragraph(stamp, size=SMALL, indent=False)
    page.closing(f"{year.bureau}机关纪委，{say_moment(year.as_of)}生成。")
    return page.output()


def _entry(page: Page, place: int, one: Asked) -> None:
    page.together(18)
    page.paragraph(f"{place}．{one.title}（{one.kind_title}，{say_date(one.day)}发布）", indent=False)
    said = one.standing + (f"；{one.remark}" if one.remark else "")
    page.paragraph(said, size=SMALL + 1)
    for name, value in one.signatures:
        page.paragraph(f"{name}：{value}", size=SMALL + 1)


def _hashes(page: Page, year: PersonYear) -> None:
    """List what each text was when it was asked, by which a copy kept elsewhere is known again."""
    for one in year.asked:
        page.together(13)  # a text stands on one page with its hash
        page.paragraph(f"{one.title}，第{one.version}版", size=SMALL, indent=False)
        page.paragraph(f"SHA-256 {one.digest}", size=SMALL)
    if not year.asked:
        page.paragraph("本年度没有事项。")
