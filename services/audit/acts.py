"""What each way in is called in the audit: every button, command and typed word of somebody with a role.

Whether an act took place is not said here but seen: rows were changed, a file was handed out, or a record
looked into. A way in that is missing is recorded all the same, as OTHER; a test finds it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

# What acts are listed under, in this order.
KINDS: Mapping[str, str] = {
    "publish": "发布与变更事项",
    "record": "代录与更正办理情况",
    "chase": "催办",
    "people": "名册与账号",
    "leave": "请假",
    "role": "角色与审批",
    "ledger": "台账",
    "plan": "年度计划",
    "content": "题库与制度",
    "setting": "设置",
    "export": "导出",
    "look": "查看个人情况",
    "server": "服务器操作",
}
About: TypeAlias = tuple[tuple[str, int | str], ...]


@dataclass(frozen=True)
class Act:
    """An act: its kind, and its name in the office's words.

    about:  what it is about: names of services.audit.subjects, each with the argument that holds it, a place
            among a button's or a key of what typed words answer.
    why:    the reason that lies in the act itself.
    typed:  the words typed are the reason.
    always: an act though no row but messages is changed, such as a look into somebody's record.
    own:    none where somebody does it about themselves.
    hosts:  an act also of somebody without a role.
    back:   its file comes back to be read again, so nothing is added to it.
    """

    kind: str
    words: str
    about: About = ()
    why: str = ""
    typed: bool = False
    always: bool = False
    own: bool = False
    hosts: bool = False
    back: bool = False


@dataclass(frozen=True)
class By:
    """Which act it is, by one of the arguments; `rest` for any other. None is no act of the office."""

    at: int | str
    acts: Mapping[str, Act | None]
    rest: Act | None = None


Declared: TypeAlias = Act | By | None

OTHER = Act("setting", "其他操作")
ACTIVITY: About = (("activity", 0),)
PERSON: About = (("person", 0),)
_ASKED: About = (("assignment", 0),)
_ASKED_AT_DESK: About = (("assignment", 2),)
_CHAIN_EXPORT = Act("export", "导出全部签署记录")
_NEVER_MIND = "登记有误，撤销"


def _publish(words: str, about: About = ACTIVITY) -> Act:
    return Act("publish", words, about)


def _export(words: str, about: About = ACTIVITY) -> Act:
    return Act("export", words, about)


def _look(words: str, about: About) -> Act:
    return Act("look", words, about, always=True, own=True)


# What is done at one activity's desk, by whichever kind: those that change something, hand out or look.
DESK: Mapping[str, Act | None] = {
    "m-add": Act("record", "增加办理人员", ACTIVITY),
    "m-added": Act("record", "增加办理人员", (("person", 2), *ACTIVITY)),
    "m-anew": _publish("重新征集"),
    "m-close": _publish("提前结束"),
    "m-closed": _publish("提前结束"),
    "m-copy": _publish("复制事项"),
    "m-extend-to": _publish("延长截止时间"),
    "m-extended": _publish("延长截止时间"),
    "m-one-until": Act("record", "为一人延期", _ASKED_AT_DESK, typed=True),
    "m-remind-add": _publish("增加自动提醒"),
    "m-remind-drop": _publish("减少自动提醒"),
    "m-removed": Act("record", "移出办理人员", _ASKED_AT_DESK),
    "m-reopened": _publish("重新开放"),
    "m-shift": _publish("顺延时间"),
    "m-who": _look("查看名单和原因", ACTIVITY),
    "m-withdrawn": _publish("撤回事项"),
    "s-cancel": _publish("取消发布"),
    "s-move": _publish("更改发布时间"),
    "s-now": _publish("立即发布"),
    "paper": Act("record", "登记纸质签署", ACTIVITY, why="本人已签纸质文本，由秘书登记"),
    "renew": _publish("修改后重新签"),
    "chain": _CHAIN_EXPORT,
    "thread": _look("查看异议沟通", _ASKED_AT_DESK),
    "threads": _look("查看异议沟通清单", ACTIVITY),
    "open": _look("查看文章", (("essay", 2),)),
    "file": _export("导出一篇文章", (("essay", 2),)),
    "return": Act("record", "退回文章", (("essay", 2),), typed=True),
    "export": _export("导出汇编或结果"),
    "yearx": _export("导出年度篇数"),
    "sheet": _export("导出题目分析"),
    "fine": Act("content", "核对题目无误", ACTIVITY),
    "fix": Act("content", "提出更正答案", ACTIVITY),
    "sure": Act("content", "更正答案并重新计分", ACTIVITY),
    "review": _look("查看简答题作答", ACTIVITY),
    "rule": Act("record", "给简答题评分", ACTIVITY),
    "board": Act("record", "查看到会情况", ACTIVITY, hosts=True),
    "second": Act("record", "开始再次登记到会", ACTIVITY, hosts=True),
    "finish": Act("record", "结束登记或填写", ACTIVITY, hosts=True),
    "mark": Act("record", "代为登记或撤销到会", _ASKED_AT_DESK, why="按到会情况登记", hosts=True),
    "makeup": Act("record", "发起补学", ACTIVITY),
    "write": Act("record", "填写会议记录", ACTIVITY),
    "page": _export("导出会议记录"),
    "speakers": _export("导出主讲情况"),
    "ledger": _export("导出督办台账"),
}
AT_DESK = By(1, DESK, Act("publish", "办理一项活动", ACTIVITY, hosts=True))

_PLAN = Act("plan", "调整年度计划")
PLAN: Mapping[str, Act | None] = {
    "sh": _export("导出计划台账", ()),
    "yd": _export("导出计划完成情况", ()),
    "yz": _export("导出检查材料包", ()),
    "xs": Act("export", "导出计划核对表", back=True),
    "ok": Act("plan", "确认年度计划"),
    "ab": Act("plan", "放弃年度计划草稿"),
    "rd": Act("plan", "录入年度计划"),
    "nx": Act("plan", "起草下一年计划"),
    "ln": _PLAN,
    "ly": Act("plan", "把事项计入计划"),
    "l0": Act("plan", "不把事项计入计划"),
    "lc": Act("plan", "把事项计入计划"),
    "lx": Act("plan", "取消计入计划"),
}

_LINK = Act("people", "新建绑定链接")
_LINKS = Act("people", "新建并导出绑定链接")
_DOSSIER = Act("export", "导出一人全部资料")
_DRAFT = Act("publish", "发布或送审", (("draft", 0),))
_ANSWER = Act("record", "答复本人申请", _ASKED)
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
    "au": By(0, {"xlsx": Act("export", "导出留痕记录")}, Act("look", "查看留痕记录")),
    "b": By(1, {"sheet": _export("导出台账", (("register", 0),))}, Act("ledger", "查看台账")),
    "bd": Act("ledger", "登记台账", (("slip", 0),)),
    "be": Act("ledger", "查看台账"),
    "bk": Act("content", "导入自带题库"),
    "bn": Act("ledger", "登记台账"),
    "bt": _export("导出督办整改台账", ()),
    "bv": Act("ledger", "作废台账登记", (("entry", 0),), why="登记有误，作废"),
    "c": _publish("答复节日提醒安排", (("words", 1),)),
    "cm": _publish("答复错过的节日提醒"),
    "d": _ANSWER,
    "gg": By(1, {code: Act("role", f"授予{title}", PERSON) for code, title in _ROLES.items()}, OTHER),
    "gl": Act("role", "查看角色"),
    "gp": By(1, {"end": Act("setting", "取消配对群")}, Act("setting", "查看配对群")),
    "gr": Act("role", "查看角色"),
    "gx": By(1, {code: Act("role", f"撤销{title}", PERSON) for code, title in _ROLES.items()}, OTHER),
    "he": Act("setting", "录入放假安排"),
    "hn": Act("setting", "录入放假安排"),
    "hs": Act("setting", "更改节日提醒设置", (("words", 0),)),
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
            "1": Act("leave", "撤销请假登记", (("leave", 0),), why=_NEVER_MIND),
        },
        OTHER,
    ),
    "lk": Act("leave", "登记请假", PERSON),
    "ln": Act("leave", "登记请假"),
    "lp": Act("leave", "查看请假"),
    "lq": By(
        0,
        {
            "yes": Act("leave", "批准请假", (("request", 1),), own=True),
            "no": Act("leave", "不批准请假", (("request", 1),), own=True),
        },
    ),
    "ml": Act("publish", "查看待发布事项"),
    "ms": _publish("答复错过时间的事项"),
    "n": _DRAFT,
    "nk": Act("publish", "起草事项"),
    "o": None,
    "p": By(0, PLAN, _PLAN),
    "pn": By(0, {"invite": _LINK, "export": _DOSSIER}, Act("people", "选择人员")),
    "pr": None,
    "pv": By(
        0,
        {
            "keep": Act("setting", "更改资料保存期限"),
            "hold": Act("setting", "暂缓到期清除"),
            "sure": Act("record", "清除一人内容"),
            "mine": None,
        },
        Act("look", "查看资料保存与清除"),
    ),
    "qb": Act("content", "粘贴题目"),
    "qp": Act("content", "粘贴题目"),
    "r": Act("look", "查看办理情况", ACTIVITY),
    "rb": Act("look", "查看办理情况", ACTIVITY),
    "rc": By(
        1, {"1": Act("chase", "催办未完成人员", ACTIVITY, always=True)}, Act("chase", "查看催办", ACTIVITY)
    ),
    "rd": Act("look", "查看处室办理情况", ACTIVITY),
    "re": Act("record", "查看登记", ACTIVITY),
    "rk": Act("export", "查看并导出联络名单"),
    "rl": Act("look", "查看办理情况"),
    "rm": _export("导出办理情况（隐去姓名）"),
    "ro": Act("setting", "更改催办设置", (("words", 0),)),
    "rp": Act("look", "查看未办理名单", ACTIVITY),
    "rs": Act("look", "查看办理情况", ACTIVITY),
    "rt": By(
        1,
        {
            "1": Act("record", "登记线下办理", _ASKED, why="本人已线下办理，由秘书登记"),
            "0": Act("record", "撤销线下办理登记", _ASKED, why=_NEVER_MIND),
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
    "rx": _export("导出办理情况"),
    "sg": By(1, {"read": _look("查看建议", (("suggestion", 0),))}),
    "tp": By(0, {"bank": Act("export", "导出题库", back=True)}),
    "u": _publish("更正事项"),
    "v": By(
        0,
        {
            "s": _export("导出办理情况", ()),
            "o": _export("查看办理情况，可连同文件", ()),
            "q": _export("导出办理情况公文", ()),
            "z": _export("导出检查材料包", ()),
            "g": _export("导出一人年度图", ()),
            "y": _export("导出一人年度记录", ()),
        },
        Act("look", "查看办理情况"),
    ),
    "vm": None,
}

COMMANDS: Mapping[str, Declared] = {
    "audit": Act("look", "查看留痕记录"),
    "holiday": Act("setting", "查看节假日安排"),
    "invite": Act("people", "查看邀请与绑定"),
    "leave": Act("leave", "查看请假"),
    "ledger": Act("ledger", "查看台账"),
    "new": Act("publish", "起草事项"),
    "pair": Act("setting", "配对群"),
    "plan": _PLAN,
    "report": Act("export", "导出以前某时的办理情况"),
    "retention": Act("look", "查看资料保存与清除"),
    "role": Act("role", "查看角色"),
    "template": Act("content", "查看导入与模板"),
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
    "audit_reason": Act("record", "补记原因", (("number", "number"),), typed=True),
    "campaign": _publish("更改节日提醒时间", (("words", "key"),)),
    "correction": _publish("更正事项", (("activity", "activity"),)),
    "decision": Act("record", "答复本人申请", (("assignment", "assignment"),)),
    "desk": By("action", DESK, AT_DESK.rest),
    "draft": Act("publish", "发布或送审", (("draft", "draft"),)),
    "erasure": Act("record", "提出清除一人内容", typed=True),
    "holiday": Act("setting", "录入放假安排"),
    "import_since": Act("people", "导入名册或题库", (("upload", "preview"),)),
    "leave": Act("leave", "登记请假", (("person", "person"),), why="事由见请假登记"),
    "leave_request": Act("leave", "登记请假", (("person", "person"),), why="事由见请假登记", own=True),
    "name": By("for", {"invite": _LINK, "export": _DOSSIER}, Act("people", "选择人员")),
    "plan": _PLAN,
    "questions": Act("content", "粘贴题目"),
    "register": Act("ledger", "登记台账", (("slip", "slip"),)),
    "rules": Act("content", "管理制度文件"),
    "suggestion": By(
        "channels",
        {"True": Act("setting", "更改举报渠道")},
        Act("record", "答复建议", (("suggestion", "suggestion"),), own=True),
    ),
}
DOCUMENT = Act("content", "收下发来的文件", (("words", 0),))


@dataclass(frozen=True)
class Doing:
    """What somebody is about to do: the act, and the arguments it comes with."""

    act: Act
    arguments: Mapping[int | str, Any]
    text: str = ""


def of_press(route: str, arguments: Sequence[Any]) -> Doing | None:
    """Return what a button does, None where it is nobody's act of office."""
    return _doing(PRESSES.get(route, OTHER), dict(enumerate(arguments)))


def of_command(command: str) -> Doing | None:
    """Return what a command does."""
    return _doing(COMMANDS.get(command, OTHER), {})


def of_words(purpose: str, ref: Mapping[str, Any], text: str) -> Doing | None:
    """Return what typed words do that were asked for."""
    # Words at an activity's desk come with what its button would have carried.
    carried: dict[int | str, Any] = {**ref}
    if purpose == "desk":
        carried |= {0: ref["activity"], 2: ref["arg"]}
    return _doing(TYPED.get(purpose, OTHER), carried, text)


def of_document(name: str) -> Doing | None:
    """Return what a document does that the office sends."""
    return _doing(DOCUMENT, {0: name})


def _doing(declared: Declared, arguments: Mapping[int | str, Any], text: str = "") -> Doing | None:
    if isinstance(declared, By):
        declared = declared.acts.get(str(arguments.get(declared.at)), declared.rest)
    return Doing(declared, arguments, text) if declared is not None else None
