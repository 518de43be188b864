"""The signs of a paper brought to one spelling, each sign staying where it was."""

import re
import unicodedata
from typing import Final

# Radicals that PDF writers put for the characters; Unicode's own folding knows only the Kangxi ones.
_RADICALS: Final = dict(
    zip(
        "⺁⺈⺌⺝⺟⺠⺢⺧⺩⺪⺬⺮⺳⺼⻁⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻰⻳",
        "厂刀小月母民水牛王疋示竹网月虎西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟麦黄齐龙龟",
        strict=True,
    )
)
_LETTERS: Final = dict(zip("АВСЕАΑΒΕ", "ABCEAABE", strict=True))  # Cyrillic and Greek that look Latin
_BOXED: Final = (0x24B6, 0x1F130, 0x1F150, 0x1F170)  # Ⓐ 🄰 🅐 🅰
_WIDE: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ALIKE: Final = {
    ord(sign): plain
    for signs, plain in (
        ("\u3000\u00a0\u2002\u2003\t", " "),
        ("﹙❨", "("),
        ("﹚❩", ")"),
        ("﹒․．", "."),
        ("【〔［〖", "["),
        ("】〕］〗", "]"),
        ("✓✔☑", "√"),
        ("✕✖✗✘╳☒X", "×"),
        ("—–－−～~", "-"),
        ("＿﹍﹎", "_"),
    )
    for sign in signs
    if sign != "X"
}
_SHAPE: Final = {**_WIDE, **_ALIKE}
UNSHOWN: Final = (
    "【图片】"  # where a picture or a formula stands; messengers write the same when they copy one
)
PICTURE: Final = re.compile(r"(?:\[图片\]\s*)+")
_PICTURED = re.compile(
    r"\[图片\]|如[下上左右]?图|[下上左右]图|(?<![企意试蓝])图中|图(?:示|所示|[一二三1-9](?!\d*[年月日种类]))"
)
EMPTY: Final = re.compile(r"[(（][\s\u3000_＿]*[)）]")


def mended(text: str) -> str:
    """Return the text with look-alike radicals and letters put right."""
    if text.isascii():
        return text
    return "".join(_mend(sign) for sign in text)


def shape(text: str) -> str:
    """Return the text with half-width signs, as long as it was: what is found in it stands there, too."""
    return text.translate(_SHAPE)


def needs_picture(text: str) -> bool:
    """Tell whether a question cannot be asked in words: a picture stands in it, or it speaks of one."""
    return bool(_PICTURED.search(shape(text)))


def _mend(sign: str) -> str:
    if "\u2f00" <= sign <= "\u2fdf":
        return unicodedata.normalize("NFKC", sign)
    for first in _BOXED:
        if first <= ord(sign) < first + 8:
            return f"{chr(ord(sign) - first + ord('A'))}."
    return _RADICALS.get(sign) or _LETTERS.get(sign) or sign
