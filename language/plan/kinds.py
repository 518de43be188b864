"""Which of our kinds serves an obligation best, and the tags by which it is found again."""

import re
from typing import Final

_KINDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"责任书|责任状", "responsibility"),
        (r"承诺", "commitment"),
        (r"四种形态|第一种形态", "register:forms"),
        (r"(?:廉政|廉洁)档案", "register:files"),
        (r"防控措施", "register:measures"),
        (r"(?:廉洁性|廉政性|合规性)审查", "register:review"),
        (r"暗访|明查", "register:visit"),
        (r"谈心|谈话|约谈|必谈", "register:talk"),
        (r"自查|问卷|满意度|风险点|廉[政洁]风险|测评", "survey"),
        (r"答题|知识测试|测试|测验|考试|知识竞赛", "quiz"),
        (r"演讲|诵演|汇演", "study"),
        (r"征文|心得|体会|观后感|读书调研|调研报告|家书", "essay"),
        (
            r"清风行动|(?:廉[政洁]|节前|过节|纪律|节日).{0,4}(?:提醒|提示)|短信|微提醒|廉[洁政]信息|提醒函|沟通联系|向.{2,8}汇报",
            "reminder",
        ),
        (r"组织生活|民主评议|党日|三会一课|党员大会|支委会|党小组会|生活会", "study"),
        (
            r"(?:大会|例会|会议|会)(?:制度)?(?:（.*）)?$|讲座|讲坛|晨会|授课|自学|党课|培训|研讨|讲堂|课堂|课”?$|第一课|班会|现场教学|论坛|宣讲|报告会|参观",
            "study",
        ),
        (r"中心组|集体学习|集中学习|政治学习|理论学习", "study"),
        (r"警示教育|宣教|(?:专题|警示教育)片|党性修养|岗前|岗位廉政|从政道德", "study"),
        (r"学习教育|主题教育|作风整顿", "reading"),
        (r"学习.*(?:讲话|精神|案例|国法|法规|条例|准则|规定|党章|规章)|执行.*《|条例|案例.*学习", "reading"),
        (r"教育(?:（.*）)?$", "study"),
        (r"书画展|展览|参观|赛", "study"),
    )
)
_TAGS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), tag)
    for pattern, tag in (
        (r"以学促廉", "以学促廉"),
        (r"送课宣廉", "送课宣廉"),
        (r"书香育廉", "书香育廉"),
        (r"体验悟廉", "体验悟廉"),
        (r"警示固廉", "警示固廉"),
        (r"警示|典型案例", "警示教育"),
        (r"理论学习中心组|中心组", "中心组"),
        (r"三会一课|党日|生活会|组织生活|民主评议|党员大会|支委会|党小组|党课", "组织生活"),
        (r"责任书|承诺|主体责任|一岗双责|述[责职]述廉", "责任落实"),
        (r"作风|四风|八项规定|明察暗访|窗口", "作风建设"),
        (r"风险", "风险防控"),
        (r"检查|督查|督导|督办|监督|抽查|审查|审计|整治|整改", "监督检查"),
        (r"阵地|文化|征文|书画|演讲|家风", "廉洁文化"),
        (r"节假|节日|节前|过节|春节|清风行动", "节日廉洁"),
        (r"新提任|新提拔|新录用|新入职|新任职", "新任人员"),
        (r"关键岗位|重点岗位", "关键岗位"),
        (r"科级", "科级干部"),
    )
)
PER_PERSON: Final = "按人计次"
BY_HOURS: Final = "按学时"


def kind_of(title: str) -> str:
    """Return the kind that serves a title best; a task where no word tells more."""
    return next((kind for pattern, kind in _KINDS if pattern.search(title)), "task")


def tags_of(title: str, *, per_person: bool = False, hours: bool = False) -> tuple[str, ...]:
    """Return the tags of a title in a fixed order, and what is said of how it is counted."""
    tags = tuple(tag for pattern, tag in _TAGS if pattern.search(title))
    return (*tags, *([PER_PERSON] if per_person else []), *([BY_HOURS] if hours else []))
