"""What is done at the command line, written down in the audit of the database it is done to."""

from bot.cli.console import Refused, note
from bot.cli.offline import office_of, opened, write
from bot.clock import real_clock
from bot.settings import Settings
from services.audit.chain import note_server


def write_down(settings: Settings, what: str, on: str = "") -> None:
    """Write an act down. Where that cannot be done, say so and go on: a backup matters most then."""
    try:
        with opened(settings) as store:
            write(store, note_server, office_of(settings), real_clock(), what, on)
    except Refused as refused:
        note(f"这次操作没有写入留痕：{refused}")
