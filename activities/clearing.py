"""What is left of a reply once it was cleared: a mark, and what figures are drawn from."""

from collections.abc import Mapping
from typing import Any

CLEARED = "cleared"  # the day, ISO
SAID = "这一项的具体内容已按规定清除，只保留办理结果，不能再查看或修改。"


def is_cleared(reply: Mapping[str, Any]) -> bool:
    """Tell whether what somebody wrote and chose here was cleared."""
    return CLEARED in reply


def plain_exemption(exempt: str | None) -> str | None:
    """Return why somebody was exempt without the reason that follows in brackets."""
    return exempt.partition("（")[0] if exempt else exempt
