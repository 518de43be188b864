"""`qingfeng check`: whether the database, or a backup, is sound and says the same everywhere."""

from pathlib import Path

from sqlalchemy.orm import Session

from bot.cli.console import say, say_json
from bot.cli.offline import database_file, opened, read, settings_in_force
from bot.cli.restore import check_backup
from services.soundness import contradictions, sizes
from storage.copying import file_opened, flaws, is_of_this_release

SHOWN = 20


def check(file: str, *, as_json: bool) -> bool:
    """Look a database over and say what was found; return whether all is well."""
    people = asked = 0
    if file:
        path = Path(file)
        check_backup(path)
        problems: list[str] = []
        if is_of_this_release(path):
            with file_opened(path) as engine, Session(engine) as session:
                problems, (people, asked) = list(contradictions(session)), sizes(session)
    else:
        settings = settings_in_force()
        with opened(settings) as store:
            place = database_file(settings)
            problems = flaws(place) if place is not None else []
            problems += read(store, lambda session: list(contradictions(session)))
            people, asked = read(store, sizes)
    if as_json:
        say_json({"ok": not problems, "people": people, "asked": asked, "problems": problems})
    elif not problems:
        say(f"完好：{people}人、{asked}条办理记录，逐条与经过相符，签署记录逐条相接。")
    else:
        for problem in problems[:SHOWN]:
            say(f"✗ {problem}")
        say(f"共{len(problems)}处不符。请不要再启动机器人，先复制保存数据库，再恢复最近的备份。")
    return not problems
