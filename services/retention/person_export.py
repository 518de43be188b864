"""Everything about one person, for themselves or by the secretary: which tables, and why not others.

EXPORTED and LEFT_OUT name every table that leads to a person; a test holds them to the schema.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from reports.dossier import Dossier, Sheet
from services.access import access_person, access_secretary
from services.asking import ask_name, say_person
from services.audit.recording import note
from services.files import bytes_of
from services.office import Office
from services.reply import File, Reply
from services.retention.erasing import ERASED_NAME
from services.todo import standings_of
from storage.activities import AudienceMember
from storage.assignments import Assignment, Fact
from storage.audit import AuditRow
from storage.base import Base, table_of
from storage.erasures import Erasure
from storage.essays import Essay, EssayPart
from storage.leave_requests import LeaveRequest
from storage.letters import Second, Signature
from storage.messages import Focus, KeptText, Message
from storage.people import Department, Invite, Leave, Person, Role
from storage.practice import PracticeCard
from storage.quizzes import QuestionReport, QuizMark, QuizSitting
from storage.suggestions import Suggestion
from storage.surveys import SurveyDraft
from storage.threads import Said

Which: TypeAlias = Callable[[int], ColumnElement[bool]]

ASK_NAME = "请发送要导出资料的同志的姓名，已调离的也可以。"


@dataclass(frozen=True)
class Part:
    """One table of an export: the rows that are the person's, and what its columns are called.

    `own` is for the person alone: nobody else is handed it, the secretary included.
    """

    title: str
    table: type[Base]
    which: Which
    columns: Mapping[str, str]
    own: bool = False


def _mine(person_id: int) -> Any:
    return select(Assignment.id).where(Assignment.person_id == person_id)


def _my_essays(person_id: int) -> Any:
    return select(Essay.id).where(Essay.person_id == person_id)


def _my_suggestions(person_id: int) -> Any:
    return select(Suggestion.id).where(Suggestion.person_id == person_id)


def _by_person(table: Any) -> Which:
    return lambda id_: table.person_id == id_


def _by_assignment(table: Any) -> Which:
    return lambda id_: table.assignment_id.in_(_mine(id_))


_ASSIGNMENT = {
    "id": "编号",
    "activity_id": "事项编号",
    "person_id": "人员编号",
    "subject": "对象",
    "department_id": "处室编号",
    "branch": "支部",
    "category": "类别",
    "place": "名册次序",
    "opened_at": "发起时间",
    "outcome": "结果代码",
    "stage": "阶段",
    "waits_for": "等待谁",
    "done_at": "办理时间",
    "late": "是否逾期",
    "way": "办理方式",
    "exempt": "免的原因",
    "unreachable": "送达不到的原因",
    "deadline": "截止时间",
    "version": "文本版本",
    "delivery": "送达情况",
    "reply": "填写内容",
}
_LEAVE = {
    "id": "编号",
    "person_id": "人员编号",
    "kind": "类别",
    "first": "开始日期",
    "last": "结束日期",
    "reason": "事由",
}
EXPORTED: Mapping[str, Part] = {
    one.table.__tablename__: one
    for one in (
        Part(
            "名册资料",
            Person,
            lambda id_: Person.id == id_,
            {
                "id": "人员编号",
                "name": "姓名",
                "staff_no": "工号",
                "department_id": "处室编号",
                "position": "职务",
                "rank": "职级",
                "political": "政治面貌",
                "category": "人员类别",
                "post": "岗位类别",
                "tags": "标签",
                "branch": "所在党支部",
                "supervisor": "分管领导",
                "phone": "手机号",
                "status": "状态",
                "note": "备注",
                "roster_order": "名册次序",
                "joined": "在册起",
                "left": "在册止",
                "telegram_id": "聊天账号编号",
                "unreachable": "送达不到的原因",
            },
        ),
        Part(
            "角色",
            Role,
            _by_person(Role),
            {"person_id": "人员编号", "role": "角色", "granted_at": "授予时间"},
        ),
        Part(
            "邀请链接",
            Invite,
            _by_person(Invite),
            {
                "id": "编号",
                "person_id": "人员编号",
                "created_at": "生成时间",
                "expires_at": "有效期至",
                "used_at": "使用时间",
                "revoked_at": "作废时间",
            },
        ),
        Part(
            "请假登记",
            Leave,
            _by_person(Leave),
            {**_LEAVE, "recorded_at": "登记时间", "recorded_by": "登记人编号"},
        ),
        Part(
            "请假申请",
            LeaveRequest,
            _by_person(LeaveRequest),
            {
                **_LEAVE,
                "asked_at": "申请时间",
                "decided_at": "审批时间",
                "decided_by": "审批人编号",
                "granted": "是否同意",
            },
        ),
        Part(
            "列入的参加范围",
            AudienceMember,
            _by_person(AudienceMember),
            {"activity_id": "事项编号", "place": "次序", "person_id": "人员编号", "subject": "对象"},
        ),
        Part("事项办理", Assignment, _by_person(Assignment), _ASSIGNMENT),
        Part(
            "办理经过",
            Fact,
            _by_assignment(Fact),
            {
                "id": "编号",
                "assignment_id": "办理编号",
                "kind": "类别",
                "change": "变动",
                "effective_at": "生效时间",
                "recorded_at": "记录时间",
                "recorded_by": "记录人编号",
                "version": "文本版本",
            },
        ),
        Part(
            "会签责任书",
            Second,
            lambda id_: or_(Second.person_id == id_, Second.second_id == id_),
            {
                "activity_id": "事项编号",
                "person_id": "乙方编号",
                "subject": "对象",
                "second_id": "甲方编号",
            },
        ),
        Part(
            "签署记录",
            Signature,
            _by_person(Signature),
            {
                "number": "记录编号",
                "assignment_id": "办理编号",
                "person_id": "人员编号",
                "body": "内容",
                "digest": "摘要",
                "link": "链值",
                "written_at": "记录时间",
            },
        ),
        Part(
            "体会文章",
            Essay,
            _by_person(Essay),
            {
                "id": "编号",
                "assignment_id": "办理编号",
                "activity_id": "事项编号",
                "person_id": "人员编号",
                "title": "题目",
                "body": "正文",
                "submitted_at": "提交时间",
                "returned_at": "退回时间",
                "year": "年度",
                "alike": "相似比对",
            },
        ),
        Part(
            "文章各次来稿",
            EssayPart,
            lambda id_: EssayPart.essay_id.in_(_my_essays(id_)),
            {
                "id": "编号",
                "essay_id": "文章编号",
                "text": "文字",
                "file": "文件",
                "state": "状态",
                "sent_at": "发送时间",
            },
        ),
        Part(
            "问卷草稿",
            SurveyDraft,
            _by_assignment(SurveyDraft),
            {
                "assignment_id": "办理编号",
                "answers": "已填",
                "carried": "沿用上次",
                "handed": "已提交",
            },
            own=True,
        ),
        Part(
            "逐题得分",
            QuizMark,
            _by_assignment(QuizMark),
            {
                "assignment_id": "办理编号",
                "sitting": "第几次",
                "question": "题目编号",
                "activity_id": "事项编号",
                "paper": "试卷",
                "earned": "得分",
                "points": "满分",
                "doubtful": "待复核",
            },
        ),
        Part(
            "正在作答",
            QuizSitting,
            _by_assignment(QuizSitting),
            {"assignment_id": "办理编号", "until": "截止"},
        ),
        Part(
            "反映题目有误",
            QuestionReport,
            _by_person(QuestionReport),
            {
                "id": "编号",
                "activity_id": "事项编号",
                "question": "题目编号",
                "person_id": "人员编号",
                "at": "时间",
                "settled_at": "处理时间",
            },
        ),
        Part(
            "错题练习",
            PracticeCard,
            _by_person(PracticeCard),
            {
                "id": "编号",
                "person_id": "人员编号",
                "question": "题目编号",
                "content": "题目",
                "memory": "复习安排",
                "chosen": "已选",
                "due_at": "下次练习",
            },
            own=True,
        ),
        Part(
            "建议",
            Suggestion,
            _by_person(Suggestion),
            {"id": "编号", "person_id": "人员编号", "opened_at": "提出时间"},
        ),
        Part(
            "建议和事项里的往来",
            Said,
            lambda id_: or_(Said.assignment_id.in_(_mine(id_)), Said.suggestion_id.in_(_my_suggestions(id_))),
            {
                "id": "编号",
                "assignment_id": "办理编号",
                "suggestion_id": "建议编号",
                "by": "谁说的",
                "by_id": "人员编号",
                "text": "内容",
                "at": "时间",
            },
        ),
        Part(
            "未对应事项的文字",
            KeptText,
            _by_person(KeptText),
            {
                "id": "编号",
                "person_id": "人员编号",
                "text": "文字",
                "at": "时间",
                "media": "文件类型",
                "file_id": "通讯平台的文件编号",
                "file_name": "文件名",
                "file_size": "字节数",
                "album": "同批编号",
                "why": "未收下的原因",
            },
            own=True,
        ),
        Part(
            "正在等待的输入",
            Focus,
            _by_person(Focus),
            {
                "person_id": "人员编号",
                "purpose": "用途",
                "ref": "关于",
                "created_at": "开始时间",
                "expires_at": "有效期至",
            },
            own=True,
        ),
        Part(
            "发给本人的消息",
            Message,
            _by_person(Message),
            {
                "id": "编号",
                "key": "标识",
                "purpose": "用途",
                "person_id": "人员编号",
                "assignment_id": "办理编号",
                "activity_id": "事项编号",
                "payload": "内容",
                "lane": "先后",
                "state": "状态",
                "reason": "原因",
                "due_at": "应发时间",
                "attempts": "次数",
                "sent_at": "发出时间",
                "chat_id": "聊天编号",
                "message_id": "消息编号",
                "version": "文本版本",
                "text_hash": "摘要",
            },
        ),
        Part(
            "查看和变更本人资料的留痕",
            AuditRow,
            lambda id_: AuditRow.about_id == id_,
            {
                "number": "编号",
                "at": "时间",
                "kind": "类别",
                "actor_id": "办理人编号",
                "about_id": "人员编号",
                "body": "内容",
                "digest": "摘要",
                "link": "链值",
            },
        ),
        Part(
            "清除记录",
            Erasure,
            _by_person(Erasure),
            {
                "id": "编号",
                "person_id": "人员编号",
                "scope": "范围",
                "assignment_id": "办理编号",
                "reason": "事由",
                "asked_by": "办理人编号",
                "asked_at": "提出时间",
                "confirmations": "确认次数",
                "done_at": "清除时间",
                "cleared": "清除数量",
                "scrubbed": "是否已整理",
            },
        ),
    )
}
HIDDEN: Mapping[tuple[str, str], str] = {("invite", "code_hash"): "链接口令的摘要，只用于核对"}
# What somebody did by office: their number stands there as who did it.
_OFFICE = (
    "activity",
    "activity_version",
    "annual_plan",
    "approval",
    "campaign",
    "draft",
    "holiday_override",
    "key_correction",
    "plan_link",
    "register_entry",
    "register_slip",
    "series",
    "chat_group",
    "rule_document",
)
LEFT_OUT: Mapping[str, str] = {
    "essay_mark": "文章比对用的指纹，由正文算出，还原不出内容",
    "import_preview": "导入的文件，内有其他人员的资料",
    "clearance": "到期清除的记录，不分人",
    **dict.fromkeys(_OFFICE, "经办的公务：发布的事项、计划、台账、审批、制度等，记有经办人"),
}


def mine(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Hand somebody everything that is kept about them. Raises Stranger."""
    person = access_person(session, telegram_id, office.today(now))
    text = "正在整理您的全部资料，稍后以压缩包发出。文件含个人信息，请妥善保管。"
    return Reply(text, files=(_file(session, office, now, person, own=True),), fresh=True)


def ask_whose(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Ask whose is to be handed out. Raises Stranger or NotAllowed."""
    secretary = access_secretary(session, telegram_id, office, now)
    return ask_name(session, secretary, "export", now, ASK_NAME)


def person_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Hand the secretary what is kept about somebody, but for what is that person's alone."""
    if person.name == ERASED_NAME:
        return Reply("该同志的资料已清除，没有可以导出的内容。", fresh=True)
    note(session, person)
    text = (
        f"正在整理{say_person(person)}的资料，稍后以压缩包发出，只交给本人。\n"
        "错题练习、未提交的问卷等仅本人可见的内容不在其中，本人可用 /mydata 自行导出。"
    )
    return Reply(text, files=(_file(session, office, now, person, own=False),), fresh=True)


def dossier_of(session: Session, office: Office, now: datetime, person: Person, *, own: bool) -> Dossier:
    """Return everything about a person; with `own`, what is theirs alone as well."""
    parts = [part for part in EXPORTED.values() if own or not part.own]
    sheets = [_sheet(session, office, part, person.id) for part in parts]
    left_out = [*LEFT_OUT.values(), *HIDDEN.values()]
    left_out += [f"{part.title}：仅本人可用 /mydata 导出" for part in EXPORTED.values() if part not in parts]
    left_out.append("匿名问卷的答案：结束时已与姓名分开，无法查出是谁填的")
    return Dossier(
        bureau=office.bureau,
        name=person.name,
        department=session.get_one(Department, person.department_id).name,
        as_of=office.local(now),
        standings=standings_of(session, office, now, person),
        sheets=tuple(sheet for sheet in sheets if sheet.rows),
        files=tuple(_files(session, person.id)),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def _file(session: Session, office: Office, now: datetime, person: Person, *, own: bool) -> File:
    dossier = dossier_of(session, office, now, person, own=own)
    name = f"个人资料_{person.name}_{dossier.as_of:%Y%m%d}.zip"
    make = partial(_zip, dossier)
    return File(name, make, "压缩包里的“说明.txt”列有各文件的校验值（SHA-256）。", make_stamped=make)


def _sheet(session: Session, office: Office, part: Part, person_id: int) -> Sheet:
    table = table_of(part.table)
    columns = [table.c[name] for name in part.columns]
    query = select(*columns).where(part.which(person_id)).order_by(*table.primary_key.columns)
    rows = [tuple(_plain(office, value) for value in row) for row in session.execute(query)]
    return Sheet(part.title, tuple(part.columns.values()), tuple(rows))


def _files(session: Session, person_id: int) -> list[tuple[str, bytes]]:
    """Return the files somebody handed in, each once."""
    query = select(EssayPart.file).where(EssayPart.essay_id.in_(_my_essays(person_id)))
    named = {file["digest"]: file["name"] for file in session.scalars(query) if file}
    return [(f"{digest[:8]}_{name}", bytes_of(session, digest)) for digest, name in named.items()]


def _plain(office: Office, value: Any) -> Any:
    """Return a value as it stands in a sheet and in JSON."""
    if isinstance(value, datetime):
        return f"{office.local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value


def _zip(dossier: Dossier, stamp: str = "") -> bytes:
    from reports.dossier_zip import dossier_zip

    return dossier_zip(dossier, stamp)
