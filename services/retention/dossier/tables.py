"""All parts of an export, and what is left out of it for which reason.

EXPORTED and LEFT_OUT name every table that leads to a person; a test holds them to the schema.
"""

from collections.abc import Mapping

from services.retention.dossier import about, asked, roster, written
from services.retention.dossier.part import Part

EXPORTED: Mapping[str, Part] = {
    one.table.__tablename__: one for one in (*roster.PARTS, *asked.PARTS, *written.PARTS, *about.PARTS)
}
# Found by its sender, which no column holds: see person_export.
BY_SENDER = frozenset({"set_aside"})
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
