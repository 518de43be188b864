"""核验签署记录：python3 核验.py 签署记录.jsonl

Checks an export of the signatures. It needs Python (3.8 or newer) alone, no bot and no database, and is sent
with every export; `qingfeng verify` is the same code. One changed byte is found, and its record named.

Each line of an export is one JSON object in its one spelling (sorted keys, no gaps, Chinese as it is):
  {"hash": …, "text": …}                           a text that was signed, and its SHA-256
  {"body": …, "digest": …, "link": …, "number": n}   a record; digest = SHA-256 of the body, link = SHA-256 of
                                                   number, link before and digest, a line each
  {"end": n, "link": …}                            how many records there are, and the last link
A record's body is null where its content was erased: the digest stays, and the chain holds.
"""

from __future__ import annotations  # for Pythons older than the bot's

import hashlib
import json
import sys

BEFORE_THE_FIRST = "0" * 64


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

    def _read_end(self, entry: dict[str, object], place: int) -> None:
        self._ended = True
        if (entry["end"], entry["link"]) != (self.records, self.link):
            self.problems.append(
                f"第{place}行：结束行与前面{self.records}条记录对不上，末尾有记录缺失或被改动。"
            )


def inspect_lines(content: bytes) -> Inspection:
    """Read a whole export."""
    inspection = Inspection()
    *lines, rest = content.split(b"\n")
    for place, line in enumerate(lines, start=1):
        inspection.read(line, place)
    if rest:
        inspection.problems.append("文件最后一行不完整，被截断或改动过。")
    return inspection


def report(inspection: Inspection, noted: str = "") -> list[str]:
    """Return the result in Chinese; `noted` is a link kept elsewhere, which must be the last one."""
    problems = inspection.finish()
    if noted and noted.lower() != inspection.link:
        problems.append(f"最后一号的链值是 {inspection.link}，与给出的 {noted} 不同。")
    if problems:
        return [f"核验未通过，有{len(problems)}处不符：", *problems]
    erased = f"（其中{inspection.erased}条的内容已按规定删除，只留摘要）" if inspection.erased else ""
    return [
        f"核验通过：共{inspection.records}条记录{erased}，逐条相接，没有改动。",
        f"最后一号的链值：{inspection.link}",
    ]


def main(arguments: list[str]) -> int:
    """Check the file that was named; return 0 where it holds, 1 where it does not, 2 where misused."""
    if len(arguments) not in (1, 2):
        sys.stderr.write("用法：python3 核验.py 签署记录.jsonl [最后一号的链值]\n")
        return 2
    try:
        with open(arguments[0], "rb") as file:  # noqa: PTH123  # nothing but a path that was typed
            content = file.read()
    except OSError as error:
        sys.stderr.write(f"打不开文件：{error.filename}\n")
        return 2
    inspection = inspect_lines(content)
    for line in report(inspection, *arguments[1:]):
        sys.stdout.write(line + "\n")
    return 1 if inspection.problems else 0


def _whose(body: object) -> str:
    if not isinstance(body, dict):
        return ""
    return f"（{body.get('department', '')}　{body.get('name', '')}）"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
