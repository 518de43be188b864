"""The study session as a function."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.kind import Action, Reader, View
from activities.study import Study, StudyContent

NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SESSION = StudyContent(title="学习会", starts_at=NOW, place="会议室", topic="纪律教育")


def test_who_comes_after_all_has_no_reason_beside_their_name() -> None:
    view = View(Reader("李强", "法规处", party=True), NOW, NOW)
    for action in (Action("leave", text="出差"), Action("come")):
        verdict = Study().judge(SESSION, view, action)
        view = replace(view, stage=verdict.stage or "", reply=verdict.reply or view.reply)
        assert Study().remark(view) == ("事由：出差" if action.name == "leave" else "")
