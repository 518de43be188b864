"""Takes the numbers and times out of a text: what is left names the thing itself."""

import re
from typing import Final

from language.plan.numerals import NUMERAL
from language.plan.rhythm import BEFORE, BETWEEN, HOLIDAY, LEAST, LOOSE_UNITS, UNITS

_NUMBER: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_DAY: Final = r"[一二三四五六日天]"
_MONTH: Final = (
    rf"(?:{_NUMBER}月?(?:至|—|－|-|~)+)?{_NUMBER}月(?:份|底|末|初|中旬|上旬|下旬|{_NUMBER}[日号])?"
    r"(?:之?前|起)?"
)
_TAKEN_AWAY: Final = re.compile(
    rf"(?:原则上|各|分别)?(?:(?:{LEAST}(?P<between>{BETWEEN}))?{BEFORE}{NUMERAL}(?:[至到—~-]{NUMERAL})?\s*{UNITS}"
    rf"|{LEAST}(?P<middle>{BETWEEN}){NUMERAL}\s*{LOOSE_UNITS})(?:以上|左右)?(?:[/／][\u4e00-\u9fff]{{1,5}})?的?"
    rf"|(?:^(?:于|在)?|每年度?)(?:{_MONTH}[、和及])*{_MONTH}"
    rf"|每(?:[两双2]个?[周月]|个?(?:周|星期){_DAY}?(?:[上下]午|晚上?)?"
    rf"|半?个?月(?:{_NUMBER}[日号](?:之?前)?)?(?:相对)?|个?季度?|半年|个?学期|年度?|学年|旬)"
    rf"(?:首月|末月|末|初|底|固定[一1]天|(?:第[一二三四]|最后一?)个?(?:(?:周|星期){_DAY}|工作日))?(?:{_NUMBER}[日号](?:之?前)?)?"
    rf"|(?:于|在)?(?:\d{{1,2}}月)?(?:\d{{1,2}}[日号]|底)前|每人(?=每|不|至少|$)"
    rf"|(?:一般|原则上|应当?|相对)(?=每|召开|开展|安排|固定|至少|不少|{NUMERAL}[次场])"
    rf"|全年(?!任务)|年内|隔[周月]|(?:逢)?[单双]月|{_NUMBER}个?(?:工作日|日|天|周|月)之?内"
    rf"|^(?:于|在)?年[初中底末](?:前)?|^第?[一二三四1-4]季度(?:之?前)?|^[上下]半年(?![^，]{{0,12}}(?:工作|情况))"
    rf"|(?<=[的])年[初中底末]"
)
_TIME_WORDS: Final = re.compile(
    rf"{_MONTH}|{_NUMBER}个?(?:工作日|日|天|周|月)|{HOLIDAY}|“[^”]{{2,4}}”(?=“|、|等|节)"
    r"|[上下]半年|第?[一二三四1-4]季度|季度?末|年[初中底末]|岁末|当年|次年|学期[初末]|[春秋]季学期"
    r"|重要|重大|法定|传统|时间|节点|关键|期间|节[前中后日假]|假[期日]|节|前夕|前后|[前后内期等各分别于在每逢和、及与以的至起止春秋两季个]"
)
_DURING: Final = re.compile(r"[^，“]{2,14}(?:期间|之际|过程中)")


def without(text: str) -> str:
    """Return a text without numbers and periods (每年不少于2次): what is left names the thing itself."""
    return _TAKEN_AWAY.sub(lambda found: found["between"] or found["middle"] or "", text)


def is_only_time(text: str) -> bool:
    """Tell whether a text says nothing but when (元旦、春节等节前3个工作日)."""
    return _DURING.fullmatch(text) is not None or not _TIME_WORDS.sub("", without(text)).strip(
        "，、：: （）()"
    )
