"""What was sent to a person, and what others did with what is kept about them."""

from services.retention.dossier.part import Part, by_person
from storage.audit import AuditRow
from storage.erasures import Erasure
from storage.messages import Message

PARTS = (
    Part(
        "发给本人的消息",
        Message,
        by_person(Message),
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
        by_person(Erasure),
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
