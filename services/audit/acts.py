"""What each way in is called in the audit: every button, command and typed word of somebody with a role.

Whether an act took place is not said here but seen: rows were changed, a file was handed out, or a record
looked into. A way in that is missing is recorded all the same, as OTHER; a test finds it.
"""

from collections.abc import Mapping

from services.audit.desks import AT_DESK, DESK, PLAN, PLANNING
from services.audit.kinds import (
    ACTIVITY,
    ASKED,
    MISTAKEN,
    OTHER,
    PERSON,
    Act,
    By,
    Declared,
    exported,
    looked,
    published,
    showing,
)
from services.chasing.limits import CAP, DAYS

_LINK = Act("people", "新建绑定链接")
_LINKS = Act("people", "新建并导出绑定链接")
_DOSSIER = Act("export", "导出一人全部资料")
_DRAFT = Act("publish", "发布或送审", (("draft", 0),))
_ANSWER = Act("record", "答复本人申请", ASKED, why="按本人申请办理")
_ROLES = {"s": "纪检秘书", "p": "纪委书记", "a": "管理员"}

# Route of a button -> its act. None: what people do for themselves.
PRESSES: Mapping[str, Declared] = {
    "a": None,
    "ak": Act("setting", "更改要审批的类型"),
    "ap": By(
        1,
        {"yes": Act("role", "审批：同意", (("approval", 0),))},
        Act("role", "审批", (("approval", 0),)),
    ),
    "au": By(
        0,
        {"xlsx": Act("export", "导出留痕记录"), "is": Act("record", "补记原因")},
        showing("look", "查看留痕记录"),
    ),
    "b": By(1, {"sheet": exported("导出台账", (("register", 0),))}, showing("ledger", "查看台账")),
    "bd": Act("ledger", "登记台账", (("slip", 0),)),
    "be": showing("ledger", "查看台账"),
    "bk": Act("content", "导入自带题库"),
    "bn": Act("ledger", "登记台账"),
    "bt": exported("导出督办整改台账", ()),
    "bv": Act("ledger", "作废台账登记", (("entry", 0),), why="登记有误，作废"),
    "c": published("答复节日提醒安排", (("words", 1),)),
    "cm": published("答复错过的节日提醒"),
    "d": _ANSWER,
    "gg": By(1, {code: Act("role", f"授予{title}", PERSON) for code, title in _ROLES.items()}, OTHER),
    "gl": showing("role", "查看角色"),
    "gp": By(
        1,
        {"end": Act("setting", "取消配对群"), "feasts": Act("setting", "更改节日提醒的群内通知")},
        showing("setting", "查看配对群"),
    ),
    "gr": showing("role", "查看角色"),
    "gx": By(1, {code: Act("role", f"撤销{title}", PERSON) for code, title in _ROLES.items()}, OTHER),
    "he": Act("setting", "录入放假安排"),
    "hn": Act("setting", "录入放假安排"),
    "hs": By(
        0,
        {"auto": Act("setting", "更改节日提醒是否自动发布")},
        Act("setting", "增减要提醒的节日", (("words", 0),)),
    ),
    "im": Act("people", "导入名册或题库", (("upload", 0),), why="以导入的文件为准"),
    "iu": Act("people", "解除账号绑定", PERSON),
    "iv": By(
        0,
        {
            "all": _LINKS,
            "rest": _LINKS,
            "again": _LINKS,
            "on": Act("setting", "开启手机号绑定"),
            "off": Act("setting", "关闭手机号绑定"),
        },
        _LINK,
    ),
    "iw": Act("people", "核对导入人员", (("upload", 0),)),
    "k": AT_DESK,
    "le": By(
        1,
        {
            "0": Act("leave", "结束请假", (("leave", 0),), why="本人已返岗"),
            "1": Act("leave", "撤销请假登记", (("leave", 0),), why=MISTAKEN),
        },
        OTHER,
    ),
    "lk": Act("leave", "登记请假", PERSON),
    "ln": Act("leave", "登记请假"),
    "lo": By(0, {"get": looked("取出没收下的文件", ())}, showing("look", "查看没收下的文件")),
    "lp": showing("leave", "查看请假"),
    "lq": By(
        0,
        {
            "yes": Act("leave", "批准请假", (("request", 1),), own=True),
            "no": Act("leave", "不批准请假", (("request", 1),), own=True),
        },
    ),
    "ml": showing("publish", "查看待发布事项"),
    "ms": published("答复错过时间的事项"),
    "n": _DRAFT,
    "nk": showing("publish", "起草事项"),
    "o": None,
    "p": By(0, PLAN, PLANNING),
    "pn": By(0, {"invite": _LINK, "export": _DOSSIER}, showing("people", "选择人员")),
    "pr": None,
    "pv": By(
        0,
        {
            "keep": Act("setting", "更改资料保存期限"),
            "hold": Act("setting", "暂缓到期清除"),
            "sure": Act("record", "清除一人内容"),
            "mine": None,
        },
        showing("look", "查看资料保存与清除"),
    ),
    "qb": Act("content", "粘贴题目"),
    "qp": Act("content", "粘贴题目"),
    "r": showing("look", "查看办理情况", ACTIVITY),
    "rb": showing("look", "查看办理情况", ACTIVITY),
    "rc": By(
        1,
        {"1": Act("chase", "催办未完成人员", ACTIVITY, always=True)},
        showing("chase", "查看催办", ACTIVITY),
    ),
    "rd": showing("look", "查看处室办理情况", ACTIVITY),
    "re": showing("record", "查看登记", ACTIVITY),
    "rk": Act("export", "查看并导出联络名单"),
    "rl": showing("look", "查看办理情况"),
    "rm": exported("导出办理情况（隐去姓名）"),
    "ro": By(
        0,
        {
            CAP: Act("setting", "更改每人每周提醒上限（次）", (("words", 1),)),
            DAYS: Act("setting", "更改逾期名单发给负责人的时间（第几个工作日）", (("words", 1),)),
        },
        showing("setting", "查看催办设置"),
    ),
    "rp": showing("look", "查看未办理名单", ACTIVITY),
    "rs": showing("look", "查看办理情况", ACTIVITY),
    "rt": By(
        1,
        {
            "1": Act("record", "登记线下办理", ASKED, why="本人已线下办理，由秘书登记"),
            "0": Act("record", "撤销线下办理登记", ASKED, why=MISTAKEN),
        },
        OTHER,
    ),
    "ru": None,
    "rv": By(0, {"drop": Act("content", "删除制度文件", (("rule", 1),))}, Act("content", "管理制度文件")),
    "rw": Act(
        "record",
        "整批登记线下办理",
        (("department", 1), *ACTIVITY),
        why="本人已线下办理，由秘书登记",
    ),
    "rx": exported("导出办理情况"),
    "sg": By(1, {"read": looked("查看建议", (("suggestion", 0),))}),
    "tp": By(0, {"bank": Act("export", "导出题库", back=True)}),
    "u": published("更正事项"),
    "v": By(
        0,
        {
            "s": exported("导出办理情况", ()),
            "o": exported("查看办理情况，可连同文件", ()),
            "q": exported("导出办理情况公文", ()),
            "z": exported("导出检查材料包", ()),
            "g": exported("导出一人年度图", ()),
            "y": exported("导出一人年度记录", ()),
        },
        showing("look", "查看办理情况"),
    ),
    "vm": None,
}

COMMANDS: Mapping[str, Declared] = {
    "audit": showing("look", "查看留痕记录"),
    "holiday": showing("setting", "查看节假日安排"),
    "invite": showing("people", "查看邀请与绑定"),
    "leave": showing("leave", "查看请假"),
    "ledger": showing("ledger", "查看台账"),
    "new": showing("publish", "起草事项"),
    "pair": Act("setting", "配对群"),
    "plan": PLANNING,
    "report": Act("export", "查看或导出办理情况"),
    "retention": showing("look", "查看资料保存与清除"),
    "role": showing("role", "查看角色"),
    "template": showing("content", "查看导入与模板"),
    "help": None,
    "me": None,
    "mydata": None,
    "practice": None,
    "rules": None,
    "start": None,
    "suggest": None,
    "todo": None,
}

# Purpose of a focus -> what typed words do.
TYPED: Mapping[str, Declared] = {
    "answer": None,
    "approval": Act("role", "审批：退回", (("approval", "approval"),), typed=True),
    "audit_reason": Act("record", "补记原因"),
    "campaign": published("更改节日提醒时间", (("words", "key"),)),
    "correction": published("更正事项", (("activity", "activity"),)),
    "decision": Act("record", "答复本人申请", (("assignment", "assignment"),), why="按本人申请办理"),
    "desk": By("action", DESK, AT_DESK.rest),
    "draft": Act("publish", "发布或送审", (("draft", "draft"),)),
    "erasure": Act("record", "提出清除一人内容", typed=True),
    "holiday": Act("setting", "录入放假安排"),
    "import_since": Act("people", "导入名册或题库", (("upload", "preview"),)),
    "leave": Act("leave", "登记请假", (("person", "person"),), why="事由见请假登记"),
    "leave_request": Act("leave", "登记请假", (("person", "person"),), why="事由见请假登记", own=True),
    "name": By("for", {"invite": _LINK, "export": _DOSSIER}, showing("people", "选择人员")),
    "plan": PLANNING,
    "questions": Act("content", "粘贴题目"),
    "register": Act("ledger", "登记台账", (("slip", "slip"),)),
    "rules": Act("content", "管理制度文件"),
    "suggestion": By(
        "channels",
        {"True": Act("setting", "更改举报渠道")},
        Act("record", "答复建议", (("suggestion", "suggestion"),), own=True),
    ),
}
DOCUMENT = Act("content", "收下发来的文件", (("words", 0),), back=True)
