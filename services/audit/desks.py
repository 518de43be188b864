"""What is done at one activity's desk and at the plan's is called, action by action."""

from collections.abc import Mapping

from services.audit.kinds import ACTIVITY, ASKED_AT_DESK, Act, By, exported, looked, published, showing

# What is done at one activity's desk, by whichever kind: those that change something, hand out or look.
DESK: Mapping[str, Act | None] = {
    "m-add": Act("record", "增加办理人员", ACTIVITY),
    "m-added": Act("record", "增加办理人员", (("person", 2), *ACTIVITY)),
    "m-anew": published("重新征集"),
    "m-close": published("提前结束"),
    "m-closed": published("提前结束"),
    "m-copy": published("复制事项"),
    "m-extend": published("延长截止时间"),
    "m-extend-to": published("延长截止时间"),
    "m-extended": published("延长截止时间"),
    "m-one-until": Act("record", "为一人延期", (*ASKED_AT_DESK, ("words", "text"))),
    "m-remind-add": published("增加自动提醒"),
    "m-remind-drop": published("减少自动提醒"),
    "m-removed": Act("record", "移出办理人员", ASKED_AT_DESK),
    "m-reopen": published("重新开放"),
    "m-reopened": published("重新开放"),
    "m-shift": published("顺延时间"),
    "m-who": looked("查看名单和原因", ACTIVITY),
    "m-withdrawn": published("撤回事项"),
    "s-cancel": published("取消发布"),
    "s-move": published("更改发布时间"),
    "s-now": published("立即发布"),
    "paper": Act("record", "登记纸质签署", ACTIVITY, why="本人已签纸质文本，由秘书登记"),
    "sup-sure": Act("record", "更换责任书甲方", ACTIVITY, why="原甲方调离或分工调整"),
    "renew": published("修改后重新签"),
    "chain": exported("导出全部签署记录", ()),
    "thread": looked("查看异议沟通", ASKED_AT_DESK),
    "threads": looked("查看异议沟通清单", ACTIVITY),
    "open": looked("查看文章", (("essay", 2),)),
    "file": exported("导出一篇文章", (("essay", 2),)),
    "return": Act("record", "退回文章", (("essay", 2),), typed=True),
    "export": exported("导出汇编或结果"),
    "yearx": exported("导出年度篇数"),
    "sheet": exported("导出题目分析"),
    "fine": Act("content", "核对题目无误", ACTIVITY),
    "fix": Act("content", "提出更正答案", ACTIVITY),
    "sure": Act("content", "更正答案并重新计分", ACTIVITY),
    "review": looked("查看简答题作答", ACTIVITY),
    "rule": Act("record", "给简答题评分", ACTIVITY),
    "board": showing("record", "查看到会情况", ACTIVITY, hosts=True),
    "second": Act("record", "开始再次登记到会", ACTIVITY, hosts=True),
    "finish": Act("record", "结束登记或填写", ACTIVITY, hosts=True),
    "mark": Act("record", "代为登记或撤销到会", ASKED_AT_DESK, why="按到会情况登记", hosts=True),
    "strike": Act("record", "取消本人的扫码登记", ASKED_AT_DESK, typed=True, hosts=True),
    "makeup": Act("record", "发起补学", ACTIVITY),
    "write": Act("record", "填写会议记录", ACTIVITY),
    "page": exported("导出会议记录"),
    "speakers": exported("导出主讲情况"),
    "ledger": exported("导出督办台账"),
}
AT_DESK = By(1, DESK, showing("publish", "办理一项活动", ACTIVITY, hosts=True))

PLANNING = Act("plan", "调整年度计划")
_SERIES = Act("plan", "更改周期安排")
PLAN: Mapping[str, Act | None] = {
    "sh": exported("导出计划台账", ()),
    "yd": exported("导出计划完成情况", ()),
    "yz": exported("导出检查材料包", ()),
    "xs": Act("export", "导出计划核对表", back=True),
    "ap": Act("plan", "按核对表更改年度计划"),
    "ok": Act("plan", "确认年度计划"),
    "ab": Act("plan", "放弃年度计划草稿"),
    "rd": Act("plan", "录入年度计划"),
    "nx": Act("plan", "起草下一年计划"),
    "ln": PLANNING,
    "ly": Act("plan", "把事项计入计划"),
    "l0": Act("plan", "不把事项计入计划"),
    "lc": Act("plan", "把事项计入计划"),
    "lx": Act("plan", "取消计入计划"),
} | dict.fromkeys(("sa", "sc", "sd", "se", "si", "sk", "sl", "so", "sr", "ss", "st", "sx"), _SERIES)
