"""What a session's notice says of who comes, held against whom it is sent to."""

from collections.abc import Iterable

from activities.study import StudyContent
from services.drafting.writing import Writing

EVERYBODY = ("全体", "全局", "所有", "各位")


def warn(w: Writing, content: StudyContent) -> Iterable[str]:
    """Warn where a notice that names its participants would go to everybody."""
    said = content.participants
    if said and w.audience.is_everybody and not any(word in said for word in EVERYBODY):
        yield f"通知里写的参加人员是“{said}”，现在却发给全体人员，请核对对象。"
