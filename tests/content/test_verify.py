"""The stand-alone check of an export: whatever byte was changed, it is found and the record named."""

import subprocess
import sys
from pathlib import Path

import pytest

from content import verify
from content.verify import BEFORE_THE_FIRST, canonical, digest_of, inspect_lines, link_of, report

TEXT = {"title": "党风廉政承诺书", "clauses": ["严守规矩。"]}
NAMES = ("周喆", "沈䶮", "𠮷田")


def export(erased: int = 0) -> bytes:
    """Return an export of three signatures, the content of one of them erased."""
    lines: list[dict[str, object]] = [{"hash": digest_of(TEXT), "text": TEXT}]
    link = BEFORE_THE_FIRST
    for number, name in enumerate(NAMES, start=1):
        body = {"hash": digest_of(TEXT), "name": name, "department": "法规处"}
        digest = digest_of(body)
        link = link_of(number, link, digest)
        shown = None if number == erased else body
        lines.append({"number": number, "body": shown, "digest": digest, "link": link})
    lines.append({"end": len(NAMES), "link": link})
    return "".join(f"{canonical(line)}\n" for line in lines).encode()


def problems(content: bytes) -> list[str]:
    return inspect_lines(content).finish()


def test_an_export_holds_also_where_content_was_erased() -> None:
    assert report(inspect_lines(export()))[0] == "核验通过：共3条记录，逐条相接，没有改动。"
    assert "其中1条的内容已按规定删除" in report(inspect_lines(export(erased=2)))[0]


@pytest.mark.parametrize("by", [1, 0x20, 0x80])
def test_every_changed_byte_is_found_and_its_line_named(by: int) -> None:
    whole = export()
    line = 1
    for place, byte in enumerate(whole):
        found = problems(whole[:place] + bytes([byte ^ by]) + whole[place + 1 :])
        assert found, f"byte {place}"
        assert any(f"第{line}行" in one for one in found) or byte == ord("\n"), (place, found)
        line += byte == ord("\n")


def test_the_record_is_named_once_with_whose_it_is() -> None:
    assert problems(export().replace("沈䶮".encode(), "沈龑".encode())) == [
        "第3行，第2号记录（法规处　沈龑）：内容与摘要不符，被改动过。"
    ]


@pytest.mark.parametrize("line", range(5))
def test_a_line_that_is_missing_doubled_or_moved_is_found(line: int) -> None:
    lines = export().splitlines(keepends=True)
    assert problems(b"".join(lines[:line] + lines[line + 1 :]))
    assert problems(b"".join([*lines[: line + 1], *lines[line:]]))
    assert problems(b"".join(lines[:line])) or line == 5


def test_a_chain_forged_as_a_whole_is_found_by_a_link_that_was_noted() -> None:
    link = inspect_lines(export()).link
    assert report(inspect_lines(export()), link.upper())[0].startswith("核验通过")
    assert "不同" in report(inspect_lines(export()), "0" * 64)[1]


@pytest.mark.parametrize(
    "junk", [b"", b"\n", b"null\n", b'{"end":[],"link":{}}\n', b'{"hash":[],"text":1}\n']
)
def test_what_is_no_export_is_told_apart(junk: bytes) -> None:
    assert problems(junk)


def test_the_script_runs_alone(tmp_path: Path) -> None:
    path = tmp_path / "签署记录.jsonl"
    path.write_bytes(export())
    command = [sys.executable, "-I", "-S", str(Path(verify.__file__)), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, report(inspect_lines(export()))[0])
    path.write_bytes(export()[:-2])
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
