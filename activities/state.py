"""The six states of an assignment, in the order in which they are tried, and the words for them."""

from enum import StrEnum


class State(StrEnum):
    """Where one assignment stands. Every assignment is in exactly one, the first that fits."""

    DONE = "done"
    DECLINED = "declined"
    EXEMPT = "exempt"
    UNREACHABLE = "unreachable"
    OVERDUE = "overdue"
    PENDING = "pending"

    @property
    def label(self) -> str:
        """Return the office's word for the state."""
        return TITLES[self]

    @property
    def definition(self) -> str:
        """Return the sentence printed under every report, so that a figure can be checked by its reader."""
        return DEFINITIONS[self]


TITLES = {
    State.DONE: "已完成",
    State.DECLINED: "有异议",
    State.EXEMPT: "免",
    State.UNREACHABLE: "未送达",
    State.OVERDUE: "逾期",
    State.PENDING: "待完成",
}

DEFINITIONS = {
    State.DONE: "本人已办理，或线下办理后由秘书登记；逾期后补办的也计入，并注明“迟”。",
    State.DECLINED: "本人提出异议并写明理由，此后尚未办理。",
    State.EXEMPT: "从发布到截止的每个工作日都在请假、借出或病假中；会议请假获准；办理前已调离或移出名单。",
    State.UNREACHABLE: "消息确定无法送达（如已停用机器人），需秘书当面联系。",
    State.OVERDUE: "已过截止时间，仍未办理。",
    State.PENDING: "尚未到截止时间，或正等待他人办理下一步。",
}

RATE_DEFINITION = "完成率＝已完成÷（应办人数－免）。"
