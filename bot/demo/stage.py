"""What the terminal shows: a conversation, with a progress bar that stays below it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.text import Text

BOT = "清风 ▹ "
LINES = 6  # of a message that are shown
WIDEST = 100  # columns; longer lines of Chinese are hard to read
_NOT_FIRST = "，。；：、！？）》”’％…］"
_WORD = re.compile(r"[!-~]+\Z")  # figures and Latin letters stay together


class Stage:
    """Prints who says what. Nothing here decides anything."""

    def __init__(self, console: Console, steps: int) -> None:
        self._console = console
        self._width = min(console.width, WIDEST)
        self._progress = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=console,
        )
        self._task: TaskID = self._progress.add_task("演示进度", total=steps)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the progress bar on the screen."""
        with self._progress:
            yield

    def scene(self, title: str) -> None:
        """Begin a scene, and move the bar."""
        self._progress.advance(self._task)
        self._progress.update(self._task, description=title)
        self._console.print()
        self._console.print(Rule(Text(title, "bold"), align="left", style="dim"), width=self._width)

    def counts(self, total: int) -> None:
        """Move the bar by one person's share of a scene."""
        self._progress.advance(self._task, 1 / total)

    def done(self) -> None:
        """Fill the bar."""
        self._progress.update(self._task, completed=self._progress.tasks[0].total, description="演示完成")

    def says(self, name: str, text: str) -> None:
        """A person types or presses something."""
        self._speak(Text(f"{name} ▸ ", "bold cyan"), text)

    def answers(self, text: str, buttons: tuple[str, ...] = (), lines: int = LINES) -> None:
        """The bot says something; long messages are cut, which is shown."""
        shown = [line for line in text.splitlines() if line.strip()]
        speaker = Text(BOT, "bold green")
        for line in shown[:lines]:
            self._speak(speaker, line)
            speaker = Text(" " * cell_len(BOT))
        if len(shown) > lines:
            self._speak(speaker, f"…（共{len(shown)}行）", "dim")
        if buttons:
            # A button is not broken in two: its spaces are hard ones until it is on its line.
            labels = " ".join(f"［{label}］".replace(" ", "\N{NO-BREAK SPACE}") for label in buttons)
            self._speak(Text(" " * cell_len(BOT)), labels, "blue", at_spaces=True)

    def notes(self, text: str) -> None:
        """A stage direction."""
        self._speak(Text(), f"（{text}）", "dim")

    def _speak(self, speaker: Text, text: str, style: str = "", *, at_spaces: bool = False) -> None:
        """Print a text beside its speaker, so that further lines begin below the first."""
        room = self._width - speaker.cell_len
        lines = _between_spaces(text, room) if at_spaces else fold(text, room)
        for number, line in enumerate(lines):
            beside = speaker if not number else Text(" " * speaker.cell_len)
            plain = line.replace("\N{NO-BREAK SPACE}", " ")
            self._console.print(beside + Text(plain, style), soft_wrap=True, highlight=False)


def fold(text: str, width: int) -> list[str]:
    """Break a line as Chinese is set: no full stop or comma begins one, no figure or word is torn."""
    lines = [""]
    for char in text:
        line = lines[-1]
        if cell_len(line + char) <= width:
            lines[-1] += char
            continue
        keep = line
        if char in _NOT_FIRST:
            keep = line[:-1]
        elif "!" <= char <= "~":
            keep = _WORD.sub("", line)
        keep = keep or line
        lines[-1:] = [keep, line[len(keep) :] + char]
    return lines


def _between_spaces(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if cell_len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
