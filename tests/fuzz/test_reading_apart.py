"""A file that makes a reader hang, swell or fail costs its sender a sentence, and nobody else anything."""

import logging
import tempfile
import time

import pytest

from language.grid import Unreadable
from services.importing.reading import read_upload
from services.importing.reading_apart import read_apart
from services.worker import Limits

CONTENT = "姓名,处室/单位,政治面貌\n张三,办公室,群众\n".encode()
TIGHT = Limits(seconds=120.0, megabytes=256)
ROOMY = Limits(seconds=120.0, megabytes=768)


def hang(content: bytes, filename: str) -> str:
    time.sleep(60)  # in a worker that is killed long before
    return filename


def swell(content: bytes, filename: str) -> int:
    return len(content * 2**26)


def fail(content: bytes, filename: str) -> str:
    raise ValueError(f"{content!r} {filename}")


def write(content: bytes, filename: str) -> str:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
    return filename


def test_what_can_be_read_is_read() -> None:
    assert [row.name for row in read_apart(read_upload, CONTENT, "名册.csv", ROOMY).roster] == ["张三"]


@pytest.mark.parametrize(
    ("read", "limits", "logged"),
    [
        (hang, Limits(seconds=0.3, megabytes=256), "no answer"),
        (swell, TIGHT, "MemoryError"),
        (fail, TIGHT, "ValueError at fail"),
        (write, TIGHT, "FileNotFoundError"),  # tempfile finds no folder it can write to
    ],
)
def test_what_a_reader_may_not_do_ends_in_a_sentence(
    read: object,
    limits: Limits,
    logged: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(Unreadable, match="太复杂，没有读出来"):
        read_apart(read, CONTENT, "名册.xlsx", limits)  # type: ignore[arg-type]  # a test's own function
    assert logged in caplog.text
    assert "张三" not in caplog.text + "".join(capfd.readouterr())
