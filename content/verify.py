"""核验签署记录、留痕记录：python3 核验.py 导出的文件

Checks an export of the signatures (.jsonl) or of the audit (.jsonl, or its workbook, .xlsx). It needs Python
(3.8 or newer) alone, no bot and no database, and is sent with exports; `qingfeng verify` is the same code.
One changed byte is found, and its record named.

Each line of an export is one JSON object in its one spelling (sorted keys, no gaps, Chinese as it is):
  {"hash": …, "text": …}                           a text that was signed, and its SHA-256
  {"body": …, "digest": …, "link": …, "number": n}   a record; digest = SHA-256 of the body, link = SHA-256 of
                                                   number, link before and digest, a line each
  {"end": n, "link": …}                            how many records there are, and the last link
A record's body is null where its content was erased: the digest stays, and the chain holds.
The audit's workbook has the same in its last columns, with the link before; what else a row says must be what
its body says. One that holds only some of the rows says so, and then those between are not missed.
"""

from __future__ import annotations  # for Pythons older than the bot's

import hashlib
import io
import json
import re
import sys
import zipfile
from xml.etree import ElementTree  # nothing but the file that was named, on the machine of who named it

BEFORE_THE_FIRST = "0" * 64
# The audit's workbook: which columns say what the body says, and which hold the record itself.
SAYING = {"B": "at", "C": "who", "D": "role", "E": "kind", "F": "what", "G": "on", "H": "why", "I": "files"}
BODY, DIGEST, BEFORE, LINK = "J", "K", "L", "M"
ERASED = "（内容已按规定删除）"
_END = re.compile(r"(全部|部分)记录，共(\d+)条，最后一号的链值：([0-9a-f]{64})")
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def canonical(value: object) -> str:
    """Return a value as JSON in its one spelling."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: object) -> str:
    """Return the SHA-256 of a value's one spelling, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def link_of(number: int, before: str, digest: str) -> str:
    """Return the link of a record: it hangs on the record before, and so on all before it."""
    return hashlib.sha256(f"{number}\n{before}\n{digest}".encode()).hexdigest()


class Inspection:
    """Reads an export line by line; `problems` says in Chinese what does not hold."""

    def __init__(self) -> None:
        self.records = 0
        self.erased = 0
        self.link = BEFORE_THE_FIRST  # of the last record, as it is written
        self.problems: list[str] = []
        self.links: dict[str, int] = {}  # every link that was read, and whose it is
        self.part = False  # whether it holds only some of the records
        self._computed = BEFORE_THE_FIRST  # the same, as it should be written
        self._texts: set[str] = set()
        self._ended = False

    def read(self, line: bytes, place: int) -> None:
        """Look at one line, without its line break; `place` counts from 1."""
        try:
            entry = json.loads(line.decode())
            same = canonical(entry).encode() == line
        except ValueError:  # no UTF-8, no JSON, half a surrogate pair
            entry, same = None, False
        fields = sorted(entry) if isinstance(entry, dict) and same else []
        if self._ended:
            self.problems.append(f"第{place}行：结束行之后还有内容。")
        elif fields == ["hash", "text"]:
            self._read_text(entry, place)
        elif fields == ["body", "digest", "link", "number"]:
            self._read_record(entry, place)
        elif fields == ["end", "link"]:
            self._read_end(entry, place)
        else:
            near = f"第{self.records + 1}号记录处"
            self.problems.append(f"第{place}行（{near}）：不是导出时的原样，被改动过。")

    def finish(self) -> list[str]:
        """Return all problems, once the last line was read."""
        if not self._ended:
            self.problems.append("没有结束行：文件不完整，末尾可能少了记录。")
        return self.problems

    def read_rows(self, rows: list[dict[str, str]]) -> None:
        """Look at the rows of a workbook, each a dict of column letters, in whatever order they stand."""
        found = [_END.search(row.get("A", "")) for row in rows]
        end = next((match for match in found if match), None)
        self.part = end is not None and end[1] == "部分"
        places = [place for place, row in enumerate(rows) if row.get("A", "").isdecimal() and LINK in row]
        for place in sorted(places, key=lambda place: int(rows[place]["A"])):
            self._read_row(rows[place], place + 1)
        if end is not None:
            count = len(self.links) if self.part else self.records
            self.records, kept = count, self.records
            self._read_end({"end": int(end[2]), "link": end[3]}, found.index(end) + 1)
            self.records = kept

    def _read_row(self, row: dict[str, str], place: int) -> None:
        number, before = int(row["A"]), row.get(BEFORE, "")
        try:
            body = json.loads(row[BODY]) if row.get(BODY) else None
        except ValueError:
            body = row[BODY]
        if self.part and number > self.records + 1:
            self.records, self.link, self._computed = number - 1, before, before
        elif before != self.link:
            self.problems.append(f"第{place}行，第{number}号记录：前一号的链值与前一号不同，被改动过。")
        entry = {"number": number, "body": body, "digest": row.get(DIGEST), "link": row.get(LINK)}
        self._read_record(entry, place)
        for column, name in SAYING.items():
            said = body.get(name, "") if isinstance(body, dict) else ""
            if isinstance(body, dict) and _bare(row.get(column, "")) != _bare(shown(name, said)):
                self.problems.append(f"第{place}行，第{number}号记录：{column}列与记录原文不同，被改动过。")

    def _read_text(self, entry: dict[str, object], place: int) -> None:
        if str(entry["hash"]) in self._texts:
            self.problems.append(f"第{place}行：同一文本出现了两次。")
        self._texts.add(str(entry["hash"]))
        if digest_of(entry["text"]) != entry["hash"]:
            title = entry["text"].get("title", "") if isinstance(entry["text"], dict) else ""
            self.problems.append(f"第{place}行：文本《{title}》与它的摘要不符，被改动过。")

    def _read_record(self, entry: dict[str, object], place: int) -> None:
        number, body, digest, link = (entry[name] for name in ("number", "body", "digest", "link"))
        expected = self.records + 1
        named = f"第{place}行，第{number}号记录{_whose(body)}："
        if number != expected:
            self.problems.append(f"{named}编号应为{expected}，有记录缺失，或编号被改动。")
        if body is None:
            self.erased += 1
        elif digest_of(body) != digest:
            self.problems.append(f"{named}内容与摘要不符，被改动过。")
        elif isinstance(body, dict) and "hash" in body and body["hash"] not in self._texts:
            self.problems.append(f"{named}所签的文本不在文件里。")
        # Hung on what should be written before it or on what is: one change is named once, where it is.
        fitting = {link_of(expected, before, str(digest)) for before in (self._computed, self.link)}
        if link not in fitting:
            self.problems.append(f"{named}与前一号接不上，本号被改动过，或中间有记录缺失。")
        self._computed = link_of(expected, self._computed, str(digest))
        self.records, self.link = expected, str(link)
        self.links[self.link] = expected

    def _read_end(self, entry: dict[str, object], place: int) -> None:
        self._ended = True
        if (entry["end"], entry["link"]) != (self.records, self.link):
            self.problems.append(
                f"第{place}行：结束行与前面{self.records}条记录对不上，末尾有记录缺失或被改动。"
            )


def inspect_content(content: bytes) -> Inspection:
    """Read a whole export, of lines or as a workbook."""
    return inspect_workbook(content) if content.startswith(b"PK") else inspect_lines(content)


def is_chain(content: bytes) -> bool:
    """Tell whether a file is an export of records, and not one that merely bears a link."""
    if not content.startswith(b"PK"):
        return True
    try:
        return bool(_rows(content))
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, ElementTree.ParseError):
        return False


def inspect_lines(content: bytes) -> Inspection:
    """Read a whole export of lines."""
    inspection = Inspection()
    *lines, rest = content.split(b"\n")
    for place, line in enumerate(lines, start=1):
        inspection.read(line, place)
    if rest:
        inspection.problems.append("文件最后一行不完整，被截断或改动过。")
    return inspection


def inspect_workbook(content: bytes) -> Inspection:
    """Read the audit's workbook."""
    inspection = Inspection()
    try:
        rows = _rows(content)
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, ElementTree.ParseError):
        inspection.problems.append("这个表格打不开，或已损坏。")
    else:
        inspection.read_rows(rows)
    return inspection


def shown(name: str, said: object) -> str:
    """Return what a cell of the workbook shows of what a body says."""
    if isinstance(said, list):
        return "、".join(map(str, said))
    return str(said)[:19].replace("T", " ") if name == "at" else str(said)


def report(inspection: Inspection, noted: str = "") -> list[str]:
    """Return the result in Chinese; `noted` is a link kept elsewhere, which must be the last one."""
    problems = inspection.finish()
    found = inspection.links.get(noted.lower(), 0)
    if noted and not found:
        problems.append(f"最后一号的链值是 {inspection.link}，与给出的 {noted} 不同，以前各号也没有这个值。")
    if problems:
        return [f"核验未通过，有{len(problems)}处不符：", *problems]
    erased = f"（其中{inspection.erased}条的内容已按规定删除，只留摘要）" if inspection.erased else ""
    if inspection.part:
        return [
            f"核验通过：文件含{len(inspection.links)}条记录{erased}，各条都没有改动。这是一部分记录，不是全部。"
        ]
    lines = [
        f"核验通过：共{inspection.records}条记录{erased}，逐条相接，没有改动。",
        f"最后一号的链值：{inspection.link}",
    ]
    return [*lines, f"给出的链值是第{found}号的，它和它以前的记录都没有改动。"] if found else lines


def main(arguments: list[str]) -> int:
    """Check the file that was named; return 0 where it holds, 1 where it does not, 2 where misused."""
    if len(arguments) not in (1, 2):
        sys.stderr.write("用法：python3 核验.py 导出的文件 [记下的链值]\n")
        return 2
    try:
        with open(arguments[0], "rb") as file:  # noqa: PTH123  # nothing but a path that was typed
            content = file.read()
    except OSError as error:
        sys.stderr.write(f"打不开文件：{error.filename}\n")
        return 2
    inspection = inspect_content(content)
    for line in report(inspection, *arguments[1:]):
        sys.stdout.write(line + "\n")
    return 1 if inspection.problems else 0


def _whose(body: object) -> str:
    if not isinstance(body, dict):
        return ""
    first, second = ("who", "what") if "who" in body else ("department", "name")
    return f"（{body.get(first, '')}　{body.get(second, '')}）"


def _bare(text: str) -> str:
    # Without gaps, and without what keeps a text from being a formula.
    return "".join(text.split()).lstrip("'")


def _rows(content: bytes) -> list[dict[str, str]]:
    """Return the rows of the sheet that holds records, each as a dict of column letters."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        strings = []
        if "xl/sharedStrings.xml" in names:
            root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314  # nosec B314
            strings = [_text(one) for one in root.iter(f"{_SPREADSHEET}si")]
        for name in sorted(name for name in names if name.startswith("xl/worksheets/sheet")):
            sheet = ElementTree.fromstring(archive.read(name))  # noqa: S314  # nosec B314
            rows = [
                {_letters(cell): _value(cell, strings) for cell in row}
                for row in sheet.iter(f"{_SPREADSHEET}row")
            ]
            if any(row.get(LINK) == "链值" for row in rows):
                return rows
    return []


def _letters(cell: ElementTree.Element) -> str:
    return "".join(letter for letter in cell.get("r", "") if letter.isalpha())


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{_SPREADSHEET}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else value


def _text(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{_SPREADSHEET}t"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
