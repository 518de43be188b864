"""`qingfeng verify`: checks the chains of signatures and of the audit, in the database or in an export."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from sqlalchemy.orm import Session

from bot.cli.console import Refused, say, say_json
from bot.cli.offline import clock_of, office_of, opened, read, settings_in_force, write
from bot.trouble import of_file
from content import verify_script
from content.verify import ERASED, Inspection, inspect_content, is_chain, report
from reports.stamp import stamp_of
from services import proof
from services.audit import chain
from services.letters.desk import SCRIPT
from services.office import Office
from services.proof import body_of
from storage.audit import AuditRow
from storage.store import Store

Export: TypeAlias = Callable[[Session], Iterator[bytes]]

SIGNATURES, AUDIT = "签署记录", "留痕记录"
SHOWN = 20
UNHASHED = "留痕记的是何人何时导出；文件导出后有没有改动，请在系统里重新导出一份核对。"
EVERY_EXPORT = b'"link":'  # its last line has it, whatever was done to the others


def verify(file: str, folder: str, noted: str, *, as_json: bool, trial: bool) -> bool:
    """Check and say what was found; return whether it holds. With a folder, write exports there first."""
    written: list[str] = []
    marked: list[str] = []
    content = _export(file) if file else b""
    stamp = stamp_of(content)
    if file and (stamp is None or is_chain(content)):
        chains = {"": inspect_content(content)}
    elif stamp is not None:
        settings = settings_in_force()
        with opened(settings) as store:
            chains = {AUDIT: read(store, chain.inspect)}
            marked, wrong = read(store, _told_of, office_of(settings), *stamp)
            chains[AUDIT].problems += wrong
    else:
        settings = settings_in_force()
        office, now = office_of(settings), clock_of(settings, trial)
        with opened(settings) as store:
            if folder:
                # Written down first, so that the export holds its own making.
                write(store, chain.note_server, office, now, "导出签署记录和留痕记录")
                written = _write(store, Path(folder), office.local(now))
            chains = {SIGNATURES: read(store, proof.inspect), AUDIT: read(store, chain.inspect)}
    said = [*marked, *_reports(chains, noted)]
    problems = [one for inspection in chains.values() for one in inspection.problems]
    if noted and not _holding(chains, noted):
        problems.append(f"没有找到记下的值 {noted}。请核对有没有抄错；没有抄错的，记录被整体改写过。")
        said.append(problems[-1])
    if as_json:
        first, *others = [_json(inspection) for inspection in chains.values()]
        beside = {"audit": others[0]} if others else {}
        say_json({"ok": not problems, **first, **beside, "written": written})
        return not problems
    for line in (*(f"已写入 {name}" for name in written), *said):
        say(line)
    return not problems


def _reports(chains: Mapping[str, Inspection], noted: str) -> list[str]:
    """Return what each chain comes to, and whose a link is that was noted."""
    lines = []
    for name, inspection in chains.items():
        told = report(inspection, noted if name in _holding(chains, noted) else "")
        more = [f"等，不再一一列出。共{len(inspection.problems)}处。"] if len(told) > SHOWN else []
        lines += [f"{name}：" if name else "", *told[:SHOWN], *more]
    return [line for line in lines if line]


def _told_of(session: Session, office: Office, number: int, link: str) -> tuple[list[str], list[str]]:
    """Return what is written down of an export that bears this stamp, and what is wrong with the stamp."""
    row = session.get(AuditRow, number)
    if row is None or row.link != link:
        return [], [
            f"文件上的留痕第{number}号，校验码与系统里的不同：不是本系统导出的原件，或者记录被整体改写过。"
        ]
    body = body_of(row.body)
    at = f"{office.local(row.at):%Y-%m-%d %H:%M}"
    what = "，".join(str(body.get(one)) for one in ("who", "what", "on") if body.get(one)) if body else ERASED
    return [f"这份文件的导出已留痕：第{number}号，{at}，{what}。", UNHASHED], []


def _holding(chains: Mapping[str, Inspection], noted: str) -> list[str]:
    return [name for name, one in chains.items() if noted.lower() in one.links]


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
        raise Refused(f"不能写入 {folder}：{of_file(error)}。请换一个文件夹，或检查权限和空间。") from None
    return [*map(str, paths.values()), str(script)]


def _write_lines(session: Session, export: Export, out: BinaryIO) -> None:
    out.writelines(export(session))


def _export(file: str) -> bytes:
    try:
        content = Path(file).read_bytes()
        if not (content.startswith(b"PK") or EVERY_EXPORT in content):
            raise Refused(f"{file} 不是本系统导出的文件。请选导出的 .jsonl、.xlsx、.docx 或 .zip 文件。")
        return content
    except OSError as error:
        raise Refused(f"打不开文件 {file}：{of_file(error)}。") from None
