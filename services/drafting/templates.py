"""Ready texts for a draft: which are offered now, and what stands in their open places."""

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import content
from services.office import Office
from workdays.holidays import Calendar, Holiday
from workdays.statute import KINDS as FESTIVALS
from workdays.words import say_date, say_range

BLANK = "blank"


@dataclass(frozen=True)
class Offer:
    """A template that can be taken now, with the holiday it speaks of."""

    template: content.Template
    holiday: Holiday | None = None

    @property
    def code(self) -> str:
        """Return what a button carries for it: short, and the same in every release."""
        return short_code(self.template.name)

    def filled(self, office: Office, today: date) -> dict[str, Any]:
        """Return the fields as JSON, with the office's name, the date and the holiday put in."""
        values = _common(office, today)
        if self.holiday is not None:
            values |= {
                "year": str(self.holiday.year),
                "holiday": self.holiday.name,
                "days_off": say_range(self.holiday.first, self.holiday.last),
            }
        filled = self.template.filled(values)
        listed = {name: list(v) if isinstance(v, tuple) else v for name, v in filled.items()}
        return blank_fields(office, today) | listed


def offers(kind: str, today: date, calendar: Calendar) -> list[Offer]:
    """Return the templates of a kind that fit the day, those of the nearest holiday first.

    Notices for the eve and the days after belong to a holiday's campaign and are not offered.
    """
    fitting = []
    for template in content.templates():
        if template.kind != kind or template.moment not in (None, "before"):
            continue
        holiday = _holiday(template, today, calendar)
        if template.holiday is None or holiday is not None:
            fitting.append(Offer(template, holiday))
    return sorted(fitting, key=lambda offer: offer.holiday.first if offer.holiday else date.min)


def offered(name: str, kind: str, today: date, calendar: Calendar) -> Offer | None:
    """Return the offer of this name, None where there is none now."""
    return next((offer for offer in offers(kind, today, calendar) if offer.template.name == name), None)


def given_fields(name: str, kind: str) -> frozenset[str]:
    """Return which fields are filled beforehand, so that nobody is asked for them."""
    chosen = (t for t in content.templates() if t.kind == kind and t.name == name)
    return frozenset({"sign_off"}).union(*(template.fields for template in chosen))


def blank_fields(office: Office, today: date) -> dict[str, Any]:
    """Return what stands in a form that was begun without a template."""
    return {"sign_off": f"{office.committee}\n{say_date(today)}"}


def short_code(name: str) -> str:
    """Return a short ASCII name for a Chinese one, for buttons."""
    return format(zlib.crc32(name.encode()), "x")


def _common(office: Office, today: date) -> dict[str, str]:
    return {
        "bureau": office.bureau,
        "committee": office.committee,
        "year": str(today.year),
        "sign_date": say_date(today),
    }


def _holiday(template: content.Template, today: date, calendar: Calendar) -> Holiday | None:
    if template.holiday is None:
        return None
    kinds = [kind for kind in FESTIVALS if kind in template.holiday]
    try:
        holiday = calendar.next_holiday(today, kinds)
    except LookupError:
        return None
    # 中秋 and 国庆 have texts of their own for the years in which they touch, and for the others.
    return holiday if holiday.name == template.holiday else None
