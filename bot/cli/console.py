"""How a command speaks with its operator: results on stdout, questions and remarks on stderr."""

import getpass
import json
import sys
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

YES = ("y", "yes", "是", "好", "确认")


class Refused(Exception):
    """A command that was declined or failed; str() says what happened and what to do. Exit 1."""


class Misused(Exception):
    """A command that was written wrongly; str() says how to write it. Exit 2."""


def say(text: str = "") -> None:
    """Print a result."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """Print a remark, which is no part of the result."""
    sys.stderr.write(f"{text}\n")


def say_json(result: Any) -> None:
    """Print a result for a program to read."""
    say(json.dumps(result, ensure_ascii=False, indent=2))


def ask(question: str, default: str = "") -> str:
    """Return what is typed, else the default. Raises Refused where nobody is there to answer."""
    shown = f"（直接回车为 {default}）" if default else ""
    return _line(f"{question}{shown}：").strip() or default


def ask_secret(question: str) -> str:
    """Return what is typed, without showing it on a terminal."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{question}：", sys.stderr).strip()
    return _line(f"{question}：").strip()


def confirmed(question: str) -> bool:
    """Ask whether to go on; only a clear yes counts."""
    return _line(f"{question} 同意请输入 y 后回车，不同意请直接回车：").strip().lower() in YES


def say_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns that stand one below the other, Chinese or not."""
    widths = [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        say("  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())


def padded(text: str, width: int) -> str:
    """Return the text filled up to a width in columns of a terminal."""
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "FW" else 1 for char in text)


def _line(prompt: str) -> str:
    # Not input(): its prompt goes to stdout, which belongs to the result.
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        note("")
        raise Refused("没有收到回答，已停止。不能当面回答时，请加 --yes，并用选项给出所需内容。")
    return line
