"""`qingfeng verify`: checks the chains of signatures and of the audit, in the database or in an export."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from sqlalchemy.orm import Session

from bot.console import Refused, say, say_json
from bot.offline import clock_of, office_of, opened, read, settings_in_force, write
from content import verify_script
from content.verify import Inspection, inspect_content, report
from services import proof
from services.audit import chain
from services.letters.desk import SCRIPT
from storage.store import Store

Export: TypeAlias = Callable[[Session], Iterator[bytes]]

SIGNATURES, AUDIT = "签署记录", "留痕记录"


def verify(file: str, folder: str, noted: str, *, as_json: bool, trial: bool) -> bool:
    """Check and say what was found; return whether it holds. With a folder, write exports there first."""
    written: list[str] = []
    if file:
        chains = {"": inspect_content(_content(file))}
    else:
        settings = settings_in_force()
        office, now = office_of(settings), clock_of(settings, trial)
        with opened(settings) as store:
            if folder:
                # Written down first, so that the export holds its own making.
                write(store, chain.note_server, office, now, "导出签署记录和留痕记录")
                written = _write(store, Path(folder), office.local(now))
            chains = {SIGNATURES: read(store, proof.inspect), AUDIT: read(store, chain.inspect)}
    said = _reports(chains, noted)
    problems = [one for inspection in chains.values() for one in inspection.problems]
    if as_json:
        first, *others = [_json(inspection) for inspection in chains.values()]
        beside = {"audit": others[0]} if others else {}
        say_json({"ok": not problems, **first, **beside, "written": written})
        return not problems
    for line in (*(f"已写入 {name}" for name in written), *said):
        say(line)
    return not problems


def _reports(chains: Mapping[str, Inspection], noted: str) -> list[str]:
    """Return what each chain comes to; a link that was noted must be in one of them."""
    holding = [name for name, one in chains.items() if noted.lower() in one.links]
    asked = holding or list(chains)[:1]
    lines = []
    for name, inspection in chains.items():
        lines += [f"{name}：" if name else "", *report(inspection, noted if name in asked else "")]
    return [line for line in lines if line]


def _json(inspection: Inspection) -> dict[str, Any]:
    return {
        "records": inspection.records,
        "erased": inspection.erased,
        "link": inspection.link,
        "problems": inspection.problems,
    }


def _write(store: Store, folder: Path, now: datetime) -> list[str]:
    """Write both chains and the script that checks them; return their paths."""
    exports: dict[str, Export] = {SIGNATURES: proof.export, AUDIT: chain.export}
    paths = {name: folder / f"{name}_{now:%Y%m%d_%H%M}.jsonl" for name in exports}
    script = folder / SCRIPT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            with path.open("wb") as out:
                read(store, _write_lines, exports[name], out)
        script.write_bytes(verify_script())
    except OSError as error:
        raise Refused(f"不能写入 {folder}：{error.strerror}。请换一个文件夹，或检查权限和空间。") from None
    return [*map(str, paths.values()), str(script)]


def _write_lines(session: Session, export: Export, out: BinaryIO) -> None:
    out.writelines(export(session))


def _content(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Refused(f"打不开文件 {file}：{error.strerror}。") from None
