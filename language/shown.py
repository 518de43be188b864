"""How a spreadsheet shows a stored number: what its author saw, and would be asked as an option."""

import datetime as dt
import re

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_SIGN = re.compile(r"yyyy|yy|mm|m|dd|d", re.IGNORECASE)
_DAY = re.compile(r"[年月日/\-. ]+")
# Formats of Chinese Excel that have a number and no code in the file.
CHINESE = {
    27: "yyyy年m月",
    31: "yyyy年m月d日",
    36: "yyyy年m月",
    50: "yyyy年m月",
    51: "m月d日",
    52: "yyyy年m月",
    53: "m月d日",
    54: "m月d日",
    55: "yyyy年m月",
    57: "yyyy年m月",
    58: "m月d日",
}


def shown(value: float, moment: dt.datetime | None, code: str) -> str | None:
    """Return a percentage or a day as a format shows it, None for a format that is not known here.

    `moment` is what the number means as a date, None where the format is no date's.
    """
    plain = _QUOTED.sub(lambda match: match[1] or match[2] or "", code.split(";")[0])
    plain = re.sub(r"\[[^\]]*\]", "", plain).replace("_", "").strip("@* ")
    if moment is None:
        percent = _PERCENT.fullmatch(plain)
        return f"{value * 100:.{len(percent[1] or '')}f}%" if percent else None
    if _DAY.sub("", _SIGN.sub("", plain)) or moment.time() != dt.time():
        return None

    def said(match: re.Match[str]) -> str:
        sign = match[0].lower()
        number = {"y": moment.year, "m": moment.month, "d": moment.day}[sign[0]]
        if sign == "yy":
            return f"{number % 100:02}"
        return f"{number:02}" if sign in ("mm", "dd") else str(number)

    return _SIGN.sub(said, plain)
