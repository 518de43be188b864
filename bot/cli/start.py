"""`qingfeng run`: the bot itself."""

import asyncio

from bot.cli.console import Refused, note
from bot.cli.offline import (
    check_address,
    database_trouble,
    has_database,
    init_first,
    missing,
    settings_in_force,
)
from bot.insist import Stop
from bot.run import run as run_bot
from bot.secret_files import is_exposed
from bot.settings import env_file, named_secrets, unknown_names
from bot.watching.logs import JsonLine
from bot.watching.redact import install_logging


def run(*, trial: bool) -> None:
    """Run the bot until it is told to stop. Raises Refused where it cannot go on."""
    settings = settings_in_force()
    check_address(settings)
    for path in (env_file(), *named_secrets().values()):
        if path.exists() and is_exposed(path):
            note(f"注意：{path} 里有密钥，但别的用户也能读。请运行 chmod 600 {path}。")
    for name in unknown_names():
        note(f"注意：没有 {name} 这个设置，它不起作用。请核对名称。")
    if missing(settings) or not has_database(settings):
        raise Refused(init_first(settings))
    install_logging(formatter=JsonLine() if settings.log == "json" else None)
    try:
        with database_trouble(settings):
            asyncio.run(run_bot(settings, trial=trial))
    except Stop as stop:
        raise Refused(str(stop)) from None
