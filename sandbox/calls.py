"""Read the parameters of a call by the table of signatures: typed values, and what is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox import signatures
from sandbox.errors import ApiError, IllFormedError

Params = dict[str, Any]
# A reader takes the raw value and a list for problems Telegram overlooks; it raises ValueError for others.
Reader = Callable[[Any, list[str]], Any]

_INTEGER = re.compile(r"-?\d{1,19}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that a correct program does not make."""

    method: str
    problem: str
    params: dict[str, str]


def _read_int(raw: Any, _problems: list[str]) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and _INTEGER.fullmatch(raw):
        return int(raw)
    raise ValueError("not an integer")


def _read_float(raw: Any, _problems: list[str]) -> float:
    if isinstance(raw, int | float | str) and not isinstance(raw, bool):
        return float(raw)
    raise ValueError("not a number")


def _read_str(raw: Any, _problems: list[str]) -> str:
    if isinstance(raw, str):
        return raw
    raise ValueError("not a string")


def _read_bool(raw: Any, _problems: list[str]) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in {"true", "false", "1", "0"}:
        return raw.lower() in {"true", "1"}
    raise ValueError("not a boolean")


def _read_file(raw: Any, _problems: list[str]) -> Upload:
    if isinstance(raw, Upload):
        return raw
    raise ValueError("not a file")


def _from_json(raw: Any) -> Any:
    # Forms carry arrays and objects as JSON text; a JSON body may hold them as they are.
    return json.loads(raw) if isinstance(raw, str) else raw


def _array_reader(kind: str) -> Reader:
    item = _reader(kind)

    def read(raw: Any, problems: list[str]) -> list[Any]:
        values = _from_json(raw)
        if not isinstance(values, list):
            raise ValueError("not an array")
        return [item(value, problems) for value in values]

    return read


def _choice_reader(kinds: list[str]) -> Reader:
    readers = [_reader(kind.strip()) for kind in kinds]

    def read(raw: Any, problems: list[str]) -> Any:
        reasons = []
        best: tuple[Any, list[str]] | None = None
        for reader in readers:
            found: list[str] = []
            try:
                value = reader(raw, found)
            except ValueError as error:
                reasons.append(str(error))
                continue
            if not found:
                return value
            best = best or (value, found)
        if best is None:
            raise ValueError(" / ".join(dict.fromkeys(reasons)))
        problems += best[1]
        return best[0]

    return read


def _object_reader(name: str) -> Reader:
    def read(raw: Any, problems: list[str]) -> dict[str, Any]:
        value = _from_json(raw)
        if not isinstance(value, dict):
            raise ValueError(f"not an object of type {name}")
        return read_fields(OBJECTS[name], value, problems, name)

    return read


_PLAIN: dict[str, Reader] = {
    "int": _read_int,
    "float": _read_float,
    "str": _read_str,
    "bool": _read_bool,
    "file": _read_file,
}


def _reader(kind: str) -> Reader:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if "|" in kind:
        return _choice_reader(kind.split("|"))
    if kind.startswith("["):
        return _array_reader(kind[1:-1])
    if kind in _CHOICES:
        return _choice_reader(_CHOICES[kind])
    return _object_reader(kind)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a method or an object: how each is read, and which must be there."""

    readers: dict[str, Reader]
    required: tuple[str, ...]


def read_fields(fields: Fields, raw: Mapping[str, Any], problems: list[str], where: str) -> dict[str, Any]:
    """Read an object; unknown fields become problems, missing and ill-typed ones a ValueError."""
    values: dict[str, Any] = {}
    for name, value in raw.items():
        reader = fields.readers.get(name)
        if reader is None:
            problems.append(f"unknown field {name} in {where}")
        elif value is not None:
            try:
                values[name] = reader(value, problems)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{name}: {error}") from None
    for name in fields.required:
        if name not in values:
            raise ValueError(f"{name} is empty")
    return values


def _table(source: str) -> dict[str, Fields]:
    table: dict[str, Fields] = {}
    for line in re.sub(r"\n\s+", " ", source).strip().splitlines():
        name, *columns = line.split()
        pairs = [column.split("=", 1) for column in columns]
        table[name] = Fields(
            {field.rstrip("!"): _reader(kind) for field, kind in pairs},
            tuple(field.rstrip("!") for field, _ in pairs if field.endswith("!")),
        )
    return table


_CHOICES = {
    name.strip(): kinds.split("|")
    for name, kinds in (
        line.split("=") for line in re.sub(r"\n\s+", " ", signatures.CHOICES).strip().splitlines()
    )
}
OBJECTS = _table(signatures.OBJECTS)
METHODS = _table(signatures.METHODS)

# What Telegram says where a parameter is missing and the general "<name> is empty" would be wrong.
_MISSING = {
    "text is empty": "message text is empty",
    "message_id is empty": "message identifier is not specified",
    "callback_query_id is empty": "query is too old and response timeout expired or query ID is invalid",
    "photo is empty": "there is no photo in the request",
    "document is empty": "there is no document in the request",
}


def read_call(method: str, raw: Mapping[str, Any], problems: list[str]) -> Params:
    """Read a call's parameters.

    Appends what Telegram overlooks (unknown fields) to `problems`; raises `ApiError` 404 for a method that
    the sandbox does not know, `IllFormedError` for a missing or ill-typed parameter.
    """
    fields = METHODS.get(method)
    if fields is None:
        problems.append("unknown method")
        raise ApiError(404, "Not Found: method not found")
    known = {name: value for name, value in raw.items() if not isinstance(value, Upload)}
    # A file may stand in its own field or anywhere as attach://name; only the former is a parameter.
    known |= {name: raw[name] for name in raw if name in fields.readers and name not in known}
    try:
        return read_fields(fields, known, problems, method)
    except ValueError as error:
        raise IllFormedError(f"Bad Request: {_MISSING.get(str(error), str(error))}") from None
