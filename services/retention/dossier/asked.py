"""What was asked of a person, and what they did about it."""

from sqlalchemy import or_

from services.retention.dossier.part import Part, by_assignment, by_person
from storage.activities import AudienceMember
from storage.assignments import Assignment, Fact
from storage.letters import Second, Signature
from storage.quizzes import QuestionReport, QuizMark, QuizSitting

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
PARTS = (
    Part(
        "列入的参加范围",
        AudienceMember,
        by_person(AudienceMember),
        {"activity_id": "事项编号", "place": "次序", "person_id": "人员编号", "subject": "对象"},
    ),
    Part("事项办理", Assignment, by_person(Assignment), _ASSIGNMENT),
    Part(
        "办理经过",
        Fact,
        by_assignment(Fact),
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
        by_person(Signature),
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
        "逐题得分",
        QuizMark,
        by_assignment(QuizMark),
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
        by_assignment(QuizSitting),
        {"assignment_id": "办理编号", "until": "截止"},
    ),
    Part(
        "反映题目有误",
        QuestionReport,
        by_person(QuestionReport),
        {
            "id": "编号",
            "activity_id": "事项编号",
            "question": "题目编号",
            "person_id": "人员编号",
            "at": "时间",
            "settled_at": "处理时间",
        },
    ),
)
