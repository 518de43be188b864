"""Whether two ways of writing a name mean the same one."""

import unicodedata

_PASSED_OVER = ("Z", "P", "Cf", "Cc")  # gaps, dots and hyphens, what nobody can see


def name_key(name: str) -> str:
    """Return what of a name must agree: its letters, however its gaps, dots and widths are written.

    张　三 is 张三, 艾力•买买提 is 艾力·买买提, Ｌｉ is li; 镕 and 熔 stay different.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if not unicodedata.category(sign).startswith(_PASSED_OVER))
