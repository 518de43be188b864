"""Open the starter pack: templates, a question bank and a demo roster that a bureau may use, change or leave.

Template texts are in str.format style with the names of PLACEHOLDERS.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Moment = Literal["before", "eve", "after"]
FieldValue = str | bool | int | Annotated[tuple[str, ...], Field(strict=False)]

COMMON_PLACEHOLDERS = frozenset({"bureau", "committee", "year", "sign_date"})
HOLIDAY_PLACEHOLDERS = frozenset({"holiday", "days_off"})
PLACEHOLDERS = COMMON_PLACEHOLDERS | HOLIDAY_PLACEHOLDERS


class Template(BaseModel):
    """Hold one ready text: the fields of its kind's content model, as far as they can be known beforehand.

    Only templates of a holiday (`holiday` and `moment` set) use HOLIDAY_PLACEHOLDERS.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal[
        "reminder", "study", "commitment", "responsibility", "quiz", "survey", "task", "essay", "reading"
    ]
    name: str
    holiday: str | None = None
    moment: Moment | None = None
    fields: Mapping[str, FieldValue]

    @model_validator(mode="after")
    def _check_holiday_with_moment(self) -> Self:
        if (self.holiday is None) != (self.moment is None):
            raise ValueError("holiday and moment belong together")
        return self

    def filled(self, values: Mapping[str, str]) -> dict[str, FieldValue]:
        """Return the fields with the placeholders replaced; KeyError names one that `values` lacks."""
        return {field: _fill(value, values) for field, value in self.fields.items()}


def _fill(value: FieldValue, values: Mapping[str, str]) -> FieldValue:
    if isinstance(value, str):
        return value.format_map(values)
    if isinstance(value, tuple):
        return tuple(item.format_map(values) for item in value)
    return value


@cache
def templates() -> tuple[Template, ...]:
    """Return all templates in the order of the menu: by file name, which numbers them within each kind."""
    folder = files(__name__) / "templates"
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda e: e.name
    )
    return tuple(Template.model_validate(yaml.safe_load(e.read_text(encoding="utf-8"))) for e in entries)


def template(name: str) -> Template:
    """Return the template of this name; KeyError where there is none."""
    for candidate in templates():
        if candidate.name == name:
            return candidate
    raise KeyError(name)


def holiday_template(holiday: str, moment: Moment) -> Template:
    """Return the reminder for one moment of a holiday; KeyError where there is none.

    `holiday` is the name people see (元旦 … 国庆, or 中秋国庆 where the two are merged, which has
    texts of its own).
    """
    for candidate in templates():
        if candidate.holiday == holiday and candidate.moment == moment:
            return candidate
    raise KeyError(f"{holiday}/{moment}")


def questions_csv() -> bytes:
    """Return the question bank: CSV, UTF-8 with a byte order mark, in the headings of the import template."""
    return (files(__name__) / "questions.csv").read_bytes()


def verify_script() -> bytes:
    """Return the script that checks an export of signatures with Python alone."""
    return (files(__name__) / "verify.py").read_bytes()


def verify_pack_script() -> bytes:
    """Return the script that checks an inspection pack with Python alone."""
    return (files(__name__) / "verify_pack.py").read_bytes()


def roster_csv() -> bytes:
    """Return the roster of a fictional bureau: CSV, UTF-8 with a byte order mark, all columns of a roster."""
    return (files(__name__) / "roster.csv").read_bytes()
