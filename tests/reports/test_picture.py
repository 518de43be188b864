from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reports.bars import segment_widths
from reports.canvas import shorten, text_width, wrap
from reports.figures import ActivityFigures, Counts, DepartmentLine
from reports.grouped import Grouped, Matrix
from reports.matrix import matrix_picture
from reports.picture import WIDTH, activity_picture, grouped_picture, overview_picture
from reports.plan import PlanLine, PlanYear
from reports.plan_picture import plan_png
from tests.reports.samples import NOW, activities, activity, many_departments, overview

BLUE, PURPLE, SILVER, CHARCOAL, ORANGE, YELLOW = (
    (0x1F, 0x66, 0xA8),
    (0x9A, 0x4C, 0x8F),
    (0xCC, 0xD3, 0xDC),
    (0x41, 0x4B, 0x59),
    (0xCF, 0x4A, 0x14),
    (0xF6, 0xD0, 0x6A),
)


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    assert image.width == WIDTH
    return image.convert("RGB")


def colours(image: Image.Image) -> Counter[tuple[int, ...]]:
    counted = image.getcolors(1 << 24)
    assert counted is not None
    seen: Counter[tuple[int, ...]] = Counter()
    for number, colour in counted:
        assert isinstance(colour, tuple)
        seen[colour] = number
    return seen


def test_every_state_has_its_area() -> None:
    seen = colours(opened(activity_picture(activity(), NOW)))
    for colour in (BLUE, PURPLE, SILVER, CHARCOAL, ORANGE, YELLOW):
        assert seen[colour] > 3000


def test_bars_are_as_long_as_the_figures_say() -> None:
    half = activity([DepartmentLine("办公室", Counts(done=50, pending=50))])
    seen = colours(opened(activity_picture(half, NOW)))
    more = activity([DepartmentLine("办公室", Counts(done=80, pending=20))])
    more_seen = colours(opened(activity_picture(more, NOW)))
    assert more_seen[YELLOW] < seen[YELLOW] / 2
    assert more_seen[BLUE] > seen[BLUE]


@pytest.mark.parametrize("number", [0, 1, 8, 40, 60])
def test_any_number_of_departments_fits_a_photo(number: int) -> None:
    image = opened(activity_picture(activity(many_departments(number)), NOW))
    assert image.height > WIDTH * 0.8
    assert image.width + image.height < 10_000  # Telegram's limit for a photo
    assert image.height < 2600 or number > 30


def test_no_messenger_refuses_what_many_are_drawn_in() -> None:
    """Telegram takes a photo whose sides add up to 10,000 pixels."""
    many = many_departments(500)
    group = Grouped("某局", "按人员", "人", "全局", NOW, "人次", many, "按名册顺序。")
    grid = Matrix("某局", "各月", NOW, ("1月",), (), tuple((one.name, (one.counts,)) for one in many))
    promise = (1, "一", "学习", "原文", "局党委", "党员", "每年1次", "学习会议", "逾期", 1, 2, None, False)
    plan = PlanYear("某局", "计划", 2026, NOW, (PlanLine(*promise),) * 500)
    drawn = [activity_picture(activity(many), NOW), grouped_picture(group), matrix_picture(grid)]
    for png in (*drawn, plan_png(plan)):
        image = Image.open(BytesIO(png))
        assert image.width + image.height < 10_000


def test_many_activities_fit_and_the_rest_is_said() -> None:
    few = opened(overview_picture(overview(*[activity()] * 30)))
    many = opened(overview_picture(overview(*[activity()] * 40)))
    assert 0 < many.height - few.height < 80  # one more line below, not ten more bars


def test_a_withdrawn_activity_has_no_bar() -> None:
    seen = colours(opened(overview_picture(overview(activity(status="已撤回")))))
    assert seen[ORANGE] < 2000  # only the legend's square


@pytest.mark.parametrize(
    "figures",
    [
        activity([]),
        activity([DepartmentLine("办公室", Counts())]),
        activity([DepartmentLine("办公室", Counts(exempt=3))]),
        activity(
            [DepartmentLine("\U00020bb7野☑处" * 9, Counts(100_000, 100_000, 1, 1, 1, 1))],
            title="$x_1$\n<b>𠮷" * 40,
        ),
        activity(status="发布中", extras=tuple((f"合格率{n}", "92.3%" * 9) for n in range(7))),
    ],
)
def test_odd_figures_are_drawn_without_a_warning(figures: ActivityFigures) -> None:
    opened(activity_picture(figures, NOW))
    opened(overview_picture(overview(figures)))


def test_an_empty_overview_is_drawn() -> None:
    opened(overview_picture(overview()))


def test_pictures_drawn_at_once_do_not_disturb_each_other() -> None:
    different = [activity(many_departments(number)) for number in (1, 5, 9, 13)]
    alone = [activity_picture(figures, NOW) for figures in different]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda figures: activity_picture(figures, NOW), different))
    assert together == alone


@given(activities)
@settings(max_examples=8, deadline=None)
def test_any_activity_can_be_drawn(figures: ActivityFigures) -> None:
    opened(activity_picture(figures, NOW))


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=6))
def test_segments_fill_the_bar_and_keep_their_order(numbers: list[int]) -> None:
    widths = segment_widths(numbers, 540, 30)
    assert sum(widths) == pytest.approx(540)
    assert min(widths) > 20
    by_number = [width for _, width in sorted(zip(numbers, widths, strict=True))]
    assert all(a <= b + 1e-6 for a, b in pairwise(by_number))


@given(st.text(max_size=60), st.integers(1, 3))
def test_wrapped_text_stays_within_its_lines(text: str, lines: int) -> None:
    broken = wrap(text, 20, 200, lines)
    assert len(broken) <= lines
    assert all(text_width(line.rstrip("，。、；：？！）》〉”’…％%"), 20) <= 200 for line in broken)


def test_long_names_keep_both_ends() -> None:
    assert shorten("全市安全生产综合行政执法监察支队一大队", 20, 200) == "全市安全生…队一大队"
    assert shorten("办公室", 20, 200) == "办公室"


def test_an_opening_mark_goes_with_what_it_opens() -> None:
    assert wrap("安全生产基础处（非煤矿山处）", 20, 170, 2) == ["安全生产基础处", "（非煤矿山处）"]
