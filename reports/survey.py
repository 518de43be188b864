"""What a survey came to: plain figures, counted by services/ and written by the other survey files."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reports.wording import clip

LEAST = 5
HIDDEN = f"少于{LEAST}份，不显示"
_ROOM = 3500  # of a message's 4096 characters


@dataclass(frozen=True)
class Tally:
    """One question's answers, counted. `answered` is None where too few answered anonymously to be shown."""

    number: int
    text: str
    kind: str  # 单选, 打分1至5 …
    group: str = ""  # what it was answered for each of
    answered: int | None = 0
    options: tuple[tuple[str, int], ...] = ()
    mean: float | None = None
    lowest: float | None = None
    highest: float | None = None
    texts: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """Return what its answers are counted in."""
        return "条" if self.group else "人"

    def share(self, count: int) -> float:
        """Return a count as a share of those who answered, 0 to 1."""
        return count / self.answered if self.answered else 0.0


@dataclass(frozen=True)
class Ledger:
    """What people listed in one group: a row for each thing, headings before it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SurveyResults:
    """All that is told of a survey that is over; `details` is who answered what, where names were asked."""

    bureau: str
    title: str
    anonymous: bool
    asked: int
    handed: int
    tallies: tuple[Tally, ...]
    ledgers: tuple[Ledger, ...] = ()
    detail_headings: tuple[str, ...] = ()
    details: tuple[tuple[str, ...], ...] = ()
    cleared: int = 0  # of those handed in: what they wrote, and who chose what, is gone

    @property
    def hidden(self) -> bool:
        """Tell whether too few answered for anything to be shown."""
        return self.anonymous and self.handed < LEAST


def results_text(results: SurveyResults) -> str:
    """Say what a survey came to, as the messenger's HTML of one message."""
    manner = "匿名" if results.anonymous else "实名"
    lines = [
        f"<b>问卷结果</b>\n{escape(results.title, quote=False)}",
        f"{manner}，应填{results.asked}人，提交{results.handed}份。",
    ]
    if results.hidden:
        return "\n".join([*lines, "", f"{HIDDEN}；为保护填写人，答案已清除，没有保存。"])
    if results.cleared:
        lines.append(f"其中{results.cleared}份的文字和逐人明细已按规定清除。")
    blocks = [tally_lines(tally) for tally in results.tallies]
    room, shown = _ROOM - sum(map(len, lines)), 0
    while shown < len(blocks) and (room := room - sum(map(len, blocks[shown])) - 2) > 0:
        shown += 1
    for block in blocks[:shown]:
        lines += ["", *(escape(line, quote=False) for line in block)]
    if shown < len(blocks):
        lines += ["", f"另有{len(blocks) - shown}题，请点“导出结果”查看。"]
    if any(tally.kind == "多选" for tally in results.tallies):
        lines += ["", "多选题的占比按填写人数算，合计可超过100%。"]
    return "\n".join(lines)


def tally_lines(tally: Tally) -> list[str]:
    """Return one question's figures as plain lines."""
    head = f"{tally.number}．{clip(tally.text, 60)}（{tally.kind}，"
    if tally.answered is None:
        return [f"{head}{HIDDEN}）"]
    lines = [f"{head}{tally.answered}{tally.unit}填写）"]
    if not tally.answered:
        return lines
    lines += [
        f"　{clip(option, 30)}　{count}{tally.unit}，{tally.share(count):.0%}"
        for option, count in tally.options
    ]
    if tally.mean is not None:
        lines.append(f"　平均{tally.mean:.2f}，最低{tally.lowest:g}，最高{tally.highest:g}")
    if tally.texts:
        lines.append(f"　共{len(tally.texts)}条文字，见导出的 Excel。")
    return lines


def mean_of(values: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """Return mean, lowest and highest; None each where there is nothing."""
    if not values:
        return None, None, None
    return sum(values) / len(values), min(values), max(values)
