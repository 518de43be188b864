"""Reads the roster (花名册) from a table."""

import re
import unicodedata
from dataclasses import dataclass

from language.cells import fold, one_line, shorten
from language.grid import Row, RowError, RowRefused
from language.headings import Column, Layout, find_layouts
from language.spellings import Choice
from language.tables import read_tables

MAX_NAME = 40
MAX_TEXT = 100
MAX_NOTE = 500

POLITICAL = Choice(
    "政治面貌",
    {
        "中共党员": ("党员", "正式党员", "中共正式党员", "中国共产党党员", "共产党员"),
        "预备党员": ("中共预备党员", "中国共产党预备党员", "党员（预备）", "中共党员（预备）", "预备"),
        "共青团员": ("团员", "中国共产主义青年团团员"),
        "民主党派": (
            *("民革党员", "民革会员", "民革", "民盟盟员", "民盟", "民建会员", "民建", "民进会员", "民进"),
            *("农工党党员", "农工党", "致公党党员", "致公党", "九三学社社员", "九三学社", "台盟盟员", "台盟"),
            "民主党派成员",
        ),
        "群众": ("普通群众", "无党派", "无党派人士", "无党派民主人士", "普通公民"),
    },
)
CATEGORY = Choice(
    "人员类别",
    {
        "在编": ("公务员", "行政编", "行政编制", "行政在编", "在编在岗", "在编人员", "参公", "参公人员"),
        "事业编": ("事业", "事业编制", "事业在编", "事业人员", "事业单位人员"),
        "聘用": ("聘用制", "聘用人员", "编外", "编外人员", "合同制", "劳务派遣", "临聘"),
        "借调": ("借调人员", "借入", "借用"),
    },
)
POST = Choice(
    "岗位类别",
    {
        "领导班子": ("班子成员", "领导班子成员", "局领导", "领导", "党委委员"),
        "处室负责人": ("处长", "科长", "负责人", "部门负责人", "处室主要负责人", "科室负责人"),
        "科级": ("科级干部",),
        "关键岗位": ("关键岗位人员", "重点岗位", "重要岗位"),
        "新提任": ("新提拔", "新任职", "新提任干部"),
        "新录用": ("新入职", "新录用人员", "新录用干部"),
        "一般": ("一般干部", "一般人员", "一般工作人员", "一般岗位", "普通"),
    },
)
STATUS = Choice(
    "状态",
    {
        "在岗": ("在职", "正常", "在职在岗", "在编在岗"),
        "借出": ("外借", "借调外出", "借出人员", "抽调", "挂职外出"),
        "长期病假": ("病假", "长病假", "病休"),
        "退休": ("已退休", "退休人员", "离退休", "离休"),
    },
)

COLUMNS = (
    Column("name", "姓名", ("名字", "人员姓名", "职工姓名", "干部姓名"), required=True),
    Column(
        "department",
        "处室/单位",
        (
            *("处室", "所在处室", "处室名称", "部门", "所在部门", "部门名称", "科室", "所在科室", "科室名称"),
            *("内设机构", "部门/处室", "处室/部门", "单位/部门", "所属部门", "工作部门"),
            *("单位", "所在单位", "工作单位", "单位名称"),
        ),
        required=True,
    ),
    Column("position", "职务", ("现任职务", "职务名称", "岗位", "职位")),
    Column("rank", "职级", ("职务职级", "现任职级", "级别", "行政级别")),
    Column("political", "政治面貌", ("政治身份", "党派", "面貌"), required=True),
    Column("category", "人员类别", ("编制", "编制类型", "人员性质", "身份类别", "人员类型", "用工形式")),
    Column("post", "岗位类别", ("岗位类型", "岗位标签")),
    Column("tags", "标签", ("人员标签", "分类标签", "其他标签", "人员分类")),
    Column("branch", "所在党支部", ("党支部", "支部", "所属党支部", "所在支部", "支部信息", "党组织")),
    Column("supervisor", "分管领导", ("分管局领导", "分管负责人")),
    Column("phone", "手机号", ("手机", "手机号码", "联系电话", "联系方式", "电话", "移动电话")),
    Column("staff_no", "工号", ("人员编号", "员工编号", "职工编号", "编号", "人员代码", "员工号")),
    Column("status", "状态", ("人员状态", "在岗状态", "在职状态", "在岗情况")),
    Column("note", "备注", ("说明",)),
)
_SPACES = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[、,，;；/／|\n]+")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,19}")
_WHOLE = re.compile(r"'?(\d+)(?:\.0+)?")


@dataclass(frozen=True)
class RosterRow:
    """One person as the file has them; what it does not say is an empty text."""

    row: int
    name: str
    department: str
    position: str
    rank: str
    political: str
    category: str
    post: str  # one or several, parted by 、
    branch: str
    supervisor: str
    phone: str
    staff_no: str
    status: str
    note: str
    tags: str = ""  # what the bureau itself calls groups of people, parted by 、


@dataclass(frozen=True)
class RosterFile:
    """What a roster file held, good rows and bad, and what of it was passed over."""

    rows: tuple[RosterRow, ...]
    errors: tuple[RowError, ...]  # in the order of the rows
    ignored_headings: tuple[str, ...]
    ignored_sheets: tuple[str, ...] = ()


def is_party(political: str) -> bool:
    """Tell whether Party rules bind a person of this political status (full and probationary members)."""
    return political in ("中共党员", "预备党员")


def parse_roster(content: bytes, filename: str) -> RosterFile:
    """Read the first sheet that has the roster's headings.

    Raises Unreadable if the file as a whole cannot be used; bad rows are among the errors.
    """
    layouts, others = find_layouts(read_tables(content, filename), COLUMNS)
    layout = layouts[0]
    rows: list[RosterRow] = []
    errors: list[RowError] = []
    for row in layout.body():
        try:
            rows.append(_person(layout, row))
        except RowRefused as error:
            errors.append(layout.error(row, str(error)))
    kept, doubled = _part_doubled(rows)
    errors += [RowError(row, reason, layout.table.sheet) for row, reason in doubled.items()]
    return RosterFile(
        tuple(kept),
        tuple(sorted(errors, key=lambda error: error.row)),
        tuple(_say_ignored(heading) for heading in layout.ignored),
        (*others, *(other.table.sheet for other in layouts[1:])),
    )


def _person(layout: Layout, row: Row) -> RosterRow:
    if problem := layout.problem(row):
        raise RowRefused(problem)
    cells = {column.key: _text(layout, row, column) for column in COLUMNS}
    cells["name"] = _name(cells["name"])
    missing = [column.title for column in COLUMNS if column.required and not cells[column.key]]
    if missing:
        raise RowRefused(f"缺少{'、'.join(missing)}")
    if len(cells["name"]) > MAX_NAME:
        raise RowRefused(f"姓名超过 {MAX_NAME} 个字")
    reasons: list[str] = []
    for choice, key in ((POLITICAL, "political"), (CATEGORY, "category"), (STATUS, "status"), (POST, "post")):
        try:
            cells[key] = _posts(cells[key]) if key == "post" else choice.read(cells[key])
        except RowRefused as error:
            reasons.append(str(error))
    if reasons:
        raise RowRefused("；".join(reasons))
    cells["post"], cells["tags"] = _posts_and_tags(cells["post"], cells["tags"])
    cells["phone"], cells["staff_no"] = _phone(cells["phone"]), _figures(cells["staff_no"])
    return RosterRow(row=row.number, **cells)


def _text(layout: Layout, row: Row, column: Column) -> str:
    text = layout.value(row, column.key)
    limit = MAX_NOTE if column.key == "note" else MAX_TEXT
    if len(text) > limit:
        raise RowRefused(f"{column.title}超过 {limit} 个字")
    return text if column.key in ("note", "post", "tags") else one_line(text)


def _name(text: str) -> str:
    """Close the gap that forms put into Chinese names (张　三); other names keep single spaces."""
    closed = _SPACES.sub("", text)
    if any("LATIN" in unicodedata.name(c, "") for c in closed if c.isalpha()):
        return _SPACES.sub(" ", text)
    return closed


def _posts(text: str) -> str:
    values = [POST.read(piece.strip()) for piece in _SEPARATORS.split(text)]
    return "、".join(dict.fromkeys(value for value in values if value))


def _posts_and_tags(posts: str, written: str) -> tuple[str, str]:
    """Part what stands among the tags: a 岗位类别 is one, whichever column it was written into."""
    found, tags = [posts] if posts else [], []
    for piece in map(one_line, _SEPARATORS.split(written)):
        try:
            found.append(POST.read(piece))
        except RowRefused:
            tags.append(piece)
    kept = (one for joined in found for one in joined.split("、"))
    return "、".join(dict.fromkeys(filter(None, kept))), "、".join(dict.fromkeys(filter(None, tags)))


def _figures(text: str) -> str:
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def _phone(text: str) -> str:
    phone = _figures(unicodedata.normalize("NFKC", text))
    if phone and not _PHONE.fullmatch(phone):
        raise RowRefused(
            f"手机号“{shorten(text)}”看不懂，请只填一个号码（可以留空）；"
            "如显示为 1.38E+10，请把该列设为文本后重填"
        )
    return phone


def _part_doubled(rows: list[RosterRow]) -> tuple[list[RosterRow], dict[int, str]]:
    """Part off the rows that repeat an earlier person, and both rows where one 工号 stands for two names."""
    doubled: dict[int, str] = {}
    by_number: dict[str, RosterRow] = {}
    by_place: dict[tuple[str, str], list[RosterRow]] = {}
    for row in rows:
        first = by_number.setdefault(row.staff_no, row) if row.staff_no else row
        if first is not row:
            if first.name == row.name:
                doubled[row.row] = f"与第{first.row}行重复：工号“{shorten(row.staff_no)}”相同"
            else:
                same = f"工号“{shorten(row.staff_no)}”相同、姓名不同，请改正"
                doubled[row.row] = f"与第{first.row}行{same}"
                doubled.setdefault(first.row, f"与第{row.row}行{same}")
            continue
        namesakes = by_place.setdefault((row.name, row.department), [])
        other = next((o for o in namesakes if not (o.staff_no and row.staff_no)), None)
        if other:
            doubled[row.row] = f"与第{other.row}行重复：姓名和处室相同；如是两个人，请都填上工号"
        namesakes.append(row)
    return [row for row in rows if row.row not in doubled], doubled


def _say_ignored(heading: str) -> str:
    if "身份证" in heading or "公民身份" in fold(heading) or "证件号" in heading:
        return f"{heading}（按规定不收）"
    return heading
