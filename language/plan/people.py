"""Who is responsible and who takes part, as far as the plan says it."""

import re
from typing import Final

from language.plan.bare import without
from language.plan.rhythm import Rhythm, rhythm_of

_BODY: Final = (
    r"(?:党委|党组|纪委|党总支|支部|纪检监察组|纪检监察室|纪检组|领导班子|班子成员|书记|主要领导|办公室|工会|团委|委员会|院领导|校领导|"
    r"领导干部|负责人|科室|处室|股室|部门|单位|人事科|医务科|护理部|支队|处|科|股|局|党支部|年级组)"
)
_SUBJECT: Final = re.compile(
    rf"^(?:由|各|本)?(?!协助|并|以|按|到|为|围绕)[^（与和同对向由将每持组定至在督的到，、“\d]{{0,12}}{_BODY}(?:（[^）]{{1,12}}）)?(?=[^性建]|$)"
)
_PEOPLE: Final = re.compile(
    r"(?:各|每个?)[^，、]{1,6}|(?!下|到|赴|向|对|深入|走访)[^，：:每]{0,14}(?:人员|干部|党员|职工|教师|学生|医生|护士|师傅|司机|成员|骨干|领导|书记|主任|局长|科长|处长|所长|校长|院长|经理|主管|"
    r"负责人|一把手”?|班子|单位|科室|处室|部门|支部|企业|公司|学校|社区|村居|班级|课题组|每人|全员|人人|全体|部|室|处|科|股|局|所|中心|支队)"
)
_LED: Final = re.compile(rf"由([\u4e00-\u9fff、]{{2,20}}?{_BODY})(?:牵头|负责|组织)")
_MATTER: Final = re.compile(r"(?:理论|知识|政治|业务|专题|集中|现场)$")  # 组织政治理论学习: nobody
# 〔党群工作部、工会〕 at the end of what they do
_SIGNED: Final = re.compile(r"[〔【\[（(]([^〔【\[（(〕】\]）)，。；：]{2,60})[〕】\]）)](?=。?(?:；|$))")
_IS_BODY: Final = re.compile(rf"[^、]{{0,12}}(?:{_BODY}|部|室|办|委|中心|会)")
_BRACKETED: Final = re.compile(r"[（(](?:责任|牵头|主办|承办|配合|协办|完成|时限|时间)[^）)]{0,80}[）)]")
_TIMED: Final = re.compile(
    r"(?:完成|时间|频次|时限|进度)(?:时限|时间|期限|进度|节点|安排|要求)?[：:]\s*([^；。）)]+)"
)
_NAMED: Final = re.compile(
    r"(?:责任|牵头|主办|承办|配合)(部门|单位|科室|处室|股室|领导|人)[:： ]+([^）)；。]{2,60})[）)]?"
)
_TAKING_PART: Final[tuple[re.Pattern[str], ...]] = (
    re.compile(r"(全体[\u4e00-\u9fff]{2,8}?)(?:签|填|参加|观看|学习|撰写|开展|$)"),
    re.compile(
        r"(?<!两新)(?<!社会)组织((?!到|赴|一)[\u4e00-\u9fff、（）]{2,24}?)(?:赴|到|参加|学习|观看|参观|收看|开展|撰写|填写|签|进行)"
    ),
    re.compile(r"(每[名位][\u4e00-\u9fff]{2,8}?)(?=每年|至少|不少|开展|撰写|报送|走访|，|$)"),
    re.compile(r"(?:面向|向)(全体[\u4e00-\u9fff]{2,8}?)(?:发|开展|推)"),
    re.compile(r"对((?:科级|新|中层|全体|关键)[\u4e00-\u9fff、以及和]{2,24}?)(?:的|开展|进行)"),
)


def subject_of(before: str) -> str:
    """Return the body that a clause begins with, empty where it begins with none."""
    found = _SUBJECT.match(before)
    return found[0].removeprefix("由") if found else ""


def are_people(text: str) -> bool:
    """Tell whether a text only names people or bodies (其他人员, 班子其他成员, 每支部)."""
    return _PEOPLE.fullmatch(text.strip("，、 ")) is not None


def led_by(text: str) -> tuple[str, ...]:
    """Return those named as 由…牵头 or （责任单位：…）."""
    named = [(found[1], found[2]) for found in _NAMED.finditer(text)]
    # A body before a leader: the plan is kept with those who do the work.
    told = [who for what, who in named if what != "领导"] or [who for _, who in named]
    led = _signed(text) or _LED.search(text)
    return tuple(dict.fromkeys(one for who in told or ([led[1]] if led else []) for one in bodies(who)))


def timed_by(text: str) -> Rhythm:
    """Return the times said as 完成时限：…, in a bracket or in a line of their own."""
    return rhythm_of("、".join(found[1] for found in _TIMED.finditer(text)))


def without_named(text: str) -> str:
    """Return a text without （责任单位：…）, 〔办公室、人事科〕 and （完成时限：…）."""
    signed = _signed(text)
    return _BRACKETED.sub("", text.replace(signed[0], "") if signed else text)


def _signed(text: str) -> re.Match[str] | None:
    """Return the bracket at the end that holds nothing but bodies."""
    return next(
        (
            found
            for found in _SIGNED.finditer(text)
            if all(_IS_BODY.fullmatch(one) for one in found[1].split("、"))
        ),
        None,
    )


def participants_of(clause: str) -> str:
    """Return who takes part as the clause says it, empty where it does not."""
    bare = without(clause)
    found = (found[1] for pattern in _TAKING_PART if (found := pattern.search(bare)))
    return next((one for one in found if not _MATTER.search(one)), "")


def bodies(text: str) -> tuple[str, ...]:
    """Part a list of bodies: 医务科、药学部 or 机关党支部，人事股."""
    return tuple(one for one in re.split(r"[、，,；;/\s]+", text.strip("：: ")) if one.strip("—-－ "))
