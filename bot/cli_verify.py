"""`qingfeng verify`: checks the chain of signatures, in the database or in an export, and writes exports."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.console import Refused, say, say_json
from bot.offline import clock_of, office_of, opened, read, settings_in_force
from content import verify_script
from content.verify import Inspection, inspect_lines, report
from services import proof
from services.letters.desk import SCRIPT
from storage.store import Store


def verify(file: str, folder: str, noted: str, *, as_json: bool, trial: bool) -> bool:
    """Check and say what was found; return whether it holds. With a folder, write an export there first."""
    if file:
        inspection = inspect_lines(_content(file))
        written: list[str] = []
    else:
        settings = settings_in_force()
        now = office_of(settings).local(clock_of(settings, trial))
        with opened(settings) as store:
            written = _write(store, Path(folder), now) if folder else []
            inspection = read(store, proof.inspect)
    _tell(inspection, noted, written, as_json=as_json)
    return not inspection.problems


def _tell(inspection: Inspection, noted: str, written: list[str], *, as_json: bool) -> None:
    lines = report(inspection, noted)
    if as_json:
        say_json(
            {
                "ok": not inspection.problems,
                "records": inspection.records,
                "erased": inspection.erased,
                "link": inspection.link,
                "problems": inspection.problems,
                "written": written,
            }
        )
        return
    for name in written:
        say(f"已写入 {name}")
    for line in lines:
        say(line)


def _write(store: Store, folder: Path, now: datetime) -> list[str]:
    """Write the chain and the script that checks it; return their paths."""
    chain, script = folder / f"签署记录_{now:%Y%m%d_%H%M}.jsonl", folder / SCRIPT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with chain.open("wb") as out:

            def write(session: Session) -> None:
                out.writelines(proof.export(session))

            asyncio.run(store.read(write))
        script.write_bytes(verify_script())
    except OSError as error:
        raise Refused(f"不能写入 {folder}：{error.strerror}。请换一个文件夹，或检查权限和空间。") from None
    return [str(chain), str(script)]


def _content(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Refused(f"打不开文件 {file}：{error.strerror}。") from None
