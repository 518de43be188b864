"""What a person wrote or is about to write, and what is theirs alone."""

from sqlalchemy import or_

from services.retention.dossier.part import (
    Part,
    by_assignment,
    by_person,
    my_essays,
    my_suggestions,
)
from storage.essays import Essay, EssayPart
from storage.messages import Focus, KeptText
from storage.practice import PracticeCard
from storage.suggestions import Suggestion
from storage.surveys import SurveyDraft
from storage.threads import Said

PARTS = (
    Part(
        "体会文章",
        Essay,
        by_person(Essay),
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
        lambda id_: EssayPart.essay_id.in_(my_essays(id_)),
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
        by_assignment(SurveyDraft),
        {
            "assignment_id": "办理编号",
            "answers": "已填",
            "carried": "沿用上次",
            "handed": "已提交",
        },
        own=True,
    ),
    Part(
        "错题练习",
        PracticeCard,
        by_person(PracticeCard),
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
        by_person(Suggestion),
        {"id": "编号", "person_id": "人员编号", "opened_at": "提出时间"},
    ),
    Part(
        "建议和事项里的往来",
        Said,
        lambda id_: or_(by_assignment(Said)(id_), Said.suggestion_id.in_(my_suggestions(id_))),
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
        by_person(KeptText),
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
        by_person(Focus),
        {
            "person_id": "人员编号",
            "purpose": "用途",
            "ref": "关于",
            "created_at": "开始时间",
            "expires_at": "有效期至",
        },
        own=True,
    ),
)
