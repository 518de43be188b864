"""What the roster says of a person, and their accounts and leave."""

from sqlalchemy import select

from services.retention.dossier.part import Part, by_person
from storage.leave_requests import LeaveRequest
from storage.people import Invite, Knock, Leave, Person, Role

_LEAVE = {
    "id": "编号",
    "person_id": "人员编号",
    "kind": "类别",
    "first": "开始日期",
    "last": "结束日期",
    "reason": "事由",
}
PARTS = (
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
        by_person(Role),
        {"person_id": "人员编号", "role": "角色", "granted_at": "授予时间"},
    ),
    Part(
        "邀请链接",
        Invite,
        by_person(Invite),
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
        by_person(Leave),
        {**_LEAVE, "recorded_at": "登记时间", "recorded_by": "登记人编号"},
    ),
    Part(
        "请假申请",
        LeaveRequest,
        by_person(LeaveRequest),
        {
            **_LEAVE,
            "asked_at": "申请时间",
            "decided_at": "审批时间",
            "decided_by": "审批人编号",
            "granted": "是否同意",
        },
    ),
    Part(
        "绑定口令的尝试",
        Knock,
        lambda id_: Knock.telegram_id == select(Person.telegram_id).where(Person.id == id_).scalar_subquery(),
        {
            "id": "编号",
            "telegram_id": "聊天账号编号",
            "purpose": "用途",
            "since": "从何时起",
            "count": "次数",
        },
    ),
)
