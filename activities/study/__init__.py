"""学习会议: a notice in the customary form, 参加 or 请假, 到会登记, 缺席补学 and the record."""

from activities.study.content import StudyContent
from activities.study.kind import LEAVE_ASKED, Study

__all__ = ["LEAVE_ASKED", "Study", "StudyContent"]
