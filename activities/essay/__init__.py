"""征文、学习体会、调研报告: an essay that is sent, looked over, handed in, and perhaps returned."""

from activities.essay.content import EssayContent
from activities.essay.kind import Essay

__all__ = ["Essay", "EssayContent"]
