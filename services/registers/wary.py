"""Words that do not belong into a register: names, and what was said or found."""

from sqlalchemy.orm import Session

from storage.registers import name_within

LONGEST = 20  # characters of a date or a number
NO_CONTENT = "这里只记日期、类别、处室、数量和编号，不记姓名和内容，刚才的文字没有保存。"


def looks_like_content(session: Session, text: str, longest: int = LONGEST) -> str | None:
    """Return what makes a text look like the content of a talk or a case; None where nothing does."""
    if len(text) > longest:
        return f"写了{len(text)}字，像是具体内容"
    name = name_within(session, text)
    return f"写有名册上的姓名“{name}”" if name else None
