"""What the terminal shows: a conversation, with a progress bar that stays below it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.rule import Rule

BOT = "清风"
LINES = 6  # of a message that are shown


class Stage:
    """Prints who says what. Nothing here decides anything."""

    def __init__(self, console: Console, steps: int) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(bar_width=30),
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
        self._console.print(Rule(f"[bold]{escape(title)}", align="left", style="dim"))

    def counts(self, total: int) -> None:
        """Move the bar by one person's share of a scene."""
        self._progress.advance(self._task, 1 / total)

    def done(self) -> None:
        """Fill the bar."""
        self._progress.update(self._task, completed=self._progress.tasks[0].total, description="演示完成")

    def says(self, name: str, text: str) -> None:
        """A person types or presses something."""
        self._console.print(f"[bold cyan]{escape(name)}[/] ▸ {escape(text)}")

    def answers(self, text: str, buttons: tuple[str, ...] = (), lines: int = LINES) -> None:
        """The bot says something; long messages are cut, which is shown."""
        shown = [line for line in text.splitlines() if line.strip()]
        for number, line in enumerate(shown[:lines]):
            self._console.print(
                f"[bold green]{BOT if not number else '    '}[/] {'▹' if not number else ' '} {escape(line)}"
            )
        if len(shown) > lines:
            self._console.print(f"       [dim]…（共{len(shown)}行）[/]")
        if buttons:
            self._console.print(f"       [reverse] {'  '.join(escape(label) for label in buttons)} [/]")

    def notes(self, text: str) -> None:
        """A stage direction."""
        self._console.print(f"[dim]（{escape(text)}）[/]")
