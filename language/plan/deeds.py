"""Finds in one clause what is to be done: who, the verb, the thing; several where a clause lists them."""

import re
from dataclasses import dataclass, replace
from typing import Final

from language.plan.bare import is_only_time, without
from language.plan.listing import each_of, listed, pairs, shared
from language.plan.numerals import NUMERAL
from language.plan.outline import split
from language.plan.people import are_people, subject_of
from language.plan.words import HOLDING, MATTER, TAIL, THING, VERB, is_attitude, is_going, is_plain, is_weak

_ENOUGH = 3
_EACH: Final = re.compile(rf"各(?:{NUMERAL}|[^，、]{{1,4}}{NUMERAL}[次场期篇])")
_LONGEST = 40
HELD_AT_END: Final = re.compile(r"(?:分别|各)?(?:召开|举办|举行|开展|组织|进行|报送|完成)$")
"""A verb that holds, with nothing held after it."""
_LATER: Final = re.compile(r"[后前时]$")
# What takes a thing: with nobody but people before it, it says more of the deed before.
_TAKING: Final = HOLDING | {
    "填报",
    "填写",
    "报送",
    "提交",
    "上报",
    "更新",
    "签订",
    "签署",
    "观看",
    "撰写",
    "编写",
    "发放",
}
_BRACKET_FIRST: Final = re.compile(r"^（[^）]*）(?=.{3})")
_BY_EVERYONE: Final = re.compile(r"每[名位个]|人均|人人")
_WITHIN: Final = re.compile(rf"{NUMERAL}个?(?:工作)?[日天]之?内")
_EACH_OF: Final = re.compile(r"每个?(?:单位|人|支部|科室|处室|部门|班|校|村|社区)$")
_NAMED_THING: Final = re.compile(r"“[^”]{2,20}”$")
_HELD: Final = frozenset({"召开", "举办", "举行", "开展", "组织开展", "组织", "进行"})
_NAMING: Final = _HELD | {"上好", "办好", "开好"}
# What stands between who does it and the verb, and belongs to the title.
_TOWARDS: Final = re.compile(
    r"(?:(?:对|就|针对|围绕|将|把|抽取|选取)(?P<what>[^，]{2,30}?)(?:的|都|均)?|(?P<where>(?:与|同|向|赴|到(?!岗|位|期|会))[^，与向到]{2,20}))$"
)
_TO: Final = re.compile(r"对|就|针对")
_LEADING: Final = re.compile(
    r"^(?:(?:其中|好|了|并|的|各类|相关|有关|一系列|系列)(?![的人])|[、，：:；。 ])+"
)
_SENT: Final = re.compile(
    r"将(?P<what>[^，]{2,20})报(?P<to>[^送告名表道销批备，][^，]{0,10}[室组委办局处科部所])$"
)
_DONE_BY: Final = re.compile(r"由[^，]{2,12}(?:派员|派人|牵头|负责|组织)")
_BESIDE: Final = re.compile(r"和|及|以及|、")
_ADVERBS: Final = re.compile(
    r"(?:积极|认真|扎实|深入|广泛|严格|全面|继续|持续|不?定期|适时|及时|大力|充分|进一步|切实|准确|有序|统筹|常态长效|常态化|严肃|"
    r"分别|各|按时|按期|按要求|统一|逐级|层层|逐一|全员|人人|随机|重点|坚决|逐步|着力|集中|牵头|负责|带头|共同|都|要|应|须|将|由)+$"
)
_LETTER: Final = re.compile(r"责任书|责任状")
_BY_EACH: Final = re.compile(r"(各[^，、]{2,16}?)(?:及|和|以及|、)(每[名位个][^，、]{2,8}?)(?=开展|进行)")
_SELF_DONE: Final = re.compile(r"排查|自查")
_WITH: Final = re.compile(r"^由[^，的]{2,40}参加的")
_AMOUNT: Final = re.compile(
    rf"^(?:聘请|报送|选聘|评选|上报)?(?:不少于)?{NUMERAL}(?:至{NUMERAL})?[名件份户篇个]"
    rf"(?:、{NUMERAL}[名件份户篇个])*$"
)
_LISTED_FIELDS: Final = re.compile(r"、.*、.*等(?:方面|事项|环节)?的?工作$")
_QUALIFIED: Final = re.compile(r"的[^的，]{4,}等(?:方面)?的?(?=\S{2,6}$)")


@dataclass(frozen=True)
class Deed:
    """A thing to be done: its title, and the words before it that may say who does it."""

    title: str
    before: str


def deeds_of(clause: str, *, timed: bool = False, certain: bool = False) -> list[Deed]:
    """Return what a clause asks to be done, nothing where it is only an aim.

    timed: a time or number is said of it. certain: it is known to name a thing to be done (a table's cell).
    """
    bare = without(clause)
    each = _EACH.search(clause) is not None
    thing = _thing(bare)
    held = _held(bare, thing)
    verb = held or _verb(bare, thing)
    thing = None if held else thing
    if sent := _SENT.search(bare):
        return [Deed(f"向{sent['to']}报送{sent['what']}", bare[: sent.start()])]
    if not certain and _score(clause, timed, verb, thing) < _ENOUGH:
        return []
    if verb is None:
        trails = thing is not None and len(bare) - thing.end() > 5
        named = _to_the_end(bare, thing) if thing is not None and trails else bare
        return [replace(deed, before=bare) for deed in _deeds("", "", named, each=each)]
    if thing is None or thing.end() <= verb.end():
        return _deeds(bare[: verb.start()], verb[0], bare[verb.end() :], each=each)
    return _deeds(bare[: verb.start()], verb[0], _to_the_end(bare, thing)[verb.end() :], each=each)


def named_in(clause: str) -> list[Deed]:
    """Return the deed of a clause of which a number or a period is said, in whatever words it names it."""
    bare = without(clause).strip("，、：: ")
    who = _subject(bare)
    title = _EACH_OF.sub("", _LEADING.sub("", bare.removeprefix(who)))
    title = title if len(title) > 1 else bare
    if is_only_time(HELD_AT_END.sub("", title)) or are_people(HELD_AT_END.sub("", title)):
        return []
    return [Deed(_short(title), bare)] if len(title) >= _ENOUGH else []


def thing_of(title: str) -> str:
    """Return the thing that a title ends with, empty where it ends with none."""
    found = _last(THING, title)
    return found[0] if found is not None and found.end() == len(title) else ""


def _score(clause: str, timed: bool, verb: re.Match[str] | None, thing: re.Match[str] | None) -> int:
    if is_attitude(clause) or (verb is None and thing is None):
        return 0
    score = (2 if timed else 0) + bool(_WITHIN.search(clause))
    if thing is not None:
        score += 2 if thing.re is THING else 1
    if verb is not None:
        score += 1 if is_weak(verb[0]) else 3 if is_plain(verb[0]) else 2
        # 加强对新提任干部的教育, 改进公务接待、公车管理等工作: a weak verb, but it says whom or what.
        score += verb[0] in _NAMING and _NAMED_THING.search(clause, verb.end()) is not None  # 开展“…”
        score += bool(_TO.match(clause, verb.end()) or _LISTED_FIELDS.search(clause))
    # 每名干警写一封家书
    score += bool(thing is not None and verb is None and _BY_EVERYONE.match(clause))
    # 开标由纪委派员全程监督: said of whom it is done by, it is done.
    score += bool(_DONE_BY.search(clause))
    # 对异常情况及时约谈, 新入职人员岗前教育全覆盖
    return score + bool(thing and _TO.match(clause) and clause.endswith(thing[0])) + ("全覆盖" in clause)


def _thing(text: str) -> re.Match[str] | None:
    """Return the last thing named; what only follows it (…活动, …等制度) is not another one."""
    thing, matter = _last(THING, text), _last(MATTER, text)
    if thing is None or matter is None:
        return thing or matter
    return (
        matter
        if matter.start() > thing.end() + 1 and "等" not in text[thing.end() : matter.start()][:1]
        else thing
    )


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _to_the_end(text: str, thing: re.Match[str]) -> str:
    tail = TAIL.match(text, thing.end())
    return text[: tail.end() if tail else thing.end()]


def _verb(text: str, thing: re.Match[str] | None) -> re.Match[str] | None:
    """Return the verb that governs the thing: the first, or the one it only leads to (组织…赴…开展…)."""
    things = list(THING.finditer(text))
    last = len(text) if thing is None else thing.start()
    found = [
        verb
        for verb in VERB.finditer(text)
        if not _quoted(text, verb)
        and not text.startswith(("的", "率"), verb.end())
        # 廉洁提醒和值班检查: one of two things that are named
        and not (
            verb.start()
            and _BESIDE.match(text, verb.end())
            and any(one.span() == verb.span() for one in things)
        )
        and not any(one.start() <= verb.start() < one.end() and one[0] != verb[0] for one in things)
        # 检查食堂: the thing is the verb where something follows it.
        and (
            verb.end() <= last or (thing is not None and verb.span() == thing.span() and len(text) - last > 4)
        )
    ]
    for place, verb in enumerate(found):
        later = found[place + 1 :]
        before = text[: verb.start()]
        leads = (_TO.search(before) or is_going(before)) and any(one[0] in HOLDING for one in later)
        if not later or not (leads or is_going(verb[0])):
            return verb
    return None


def _quoted(text: str, verb: re.Match[str]) -> bool:
    before = text[: verb.start()]
    if before.endswith("“") and text.startswith("”", verb.end()):
        return False  # “嵌入”: the quotes only stress it
    return any(before.count(a) > before.count(b) for a, b in ("“”", "《》", "（）"))


def _held(text: str, thing: re.Match[str] | None) -> re.Match[str] | None:
    """Return the verb that holds what follows it, where the things known stand before it (对项目开展…)."""
    found = [] if thing is None else [verb for verb in VERB.finditer(text, thing.end()) if verb[0] in _HELD]
    return found[-1] if found and len(text) - found[-1].end() > 1 and not _quoted(text, found[-1]) else None


def _deeds(before: str, verb: str, what: str, *, each: bool = False) -> list[Deed]:
    what = _LEADING.sub("", what).strip("，、：:；。 ")
    towards = _TOWARDS.search(_ADVERBS.sub("", before))
    if not what and verb:
        return _done_to(before, verb, towards)
    if _LETTER.search(what) and (signers := pairs(before)):
        return [Deed(f"{what}（{pair}）", pair) for pair in signers]
    by_each = _BY_EACH.search(f"{before}{verb}")
    titles: list[str] = []
    parted = each_of(what) if each else [what]
    if len(parted) == 1:
        parted = listed(what) if verb in HOLDING - {"进行", "实行"} or not verb else shared(what)
    for piece in parted:
        title = piece if verb in HOLDING or not verb else f"{verb}{piece.removeprefix('”')}"
        context = _context(towards)
        title = f"{context}{title}" if len(context) + len(title) <= _LONGEST else title
        parties = by_each.groups() if by_each and _SELF_DONE.search(piece) else ()
        titles += [f"{title}（{who}）" for who in parties] or [title]
    return [
        Deed(_short(_WITH.sub("", title)), before)
        for title in titles
        if len(title) > 1 and title != verb and not _AMOUNT.match(title)
    ]


def _done_to(before: str, verb: str, towards: re.Match[str] | None) -> list[Deed]:
    """Return the deed whose verb stands last: 村居财务公开, 差评件回访."""
    bare = _ADVERBS.sub("", before)
    of = _LEADING.sub("", _context(towards) or bare.removeprefix(_subject(bare)) or bare)
    lacking = _LATER.search(of) or (verb in _TAKING and are_people(of))
    return [] if is_only_time(of) or lacking else [Deed(_short(f"{of}{verb}"), before)]


def _subject(text: str) -> str:
    """Return who does it, but for a body of one character: 处方 is none."""
    who = subject_of(text)
    return who if len(who) > 1 else ""


def _context(towards: re.Match[str] | None) -> str:
    return (towards["what"] or towards["where"]).removesuffix("“") if towards else ""


def _short(title: str) -> str:
    title = _BRACKET_FIRST.sub("", HELD_AT_END.sub("", title) or title)
    laws: list[str] = re.findall("《[^》]+》", title)
    if len(laws) > 1:
        return title[: title.index(laws[0])] + laws[0] + "等"
    title = title if re.match("对[账标照接]", title) else title.removeprefix("对")
    if len(title) > _LONGEST:
        title = _QUALIFIED.sub("的", title)
    if len(title) > _LONGEST:
        first = split(title, "、及")[0]
        if any(thing.end() >= len(first) for thing in (*THING.finditer(first), *MATTER.finditer(first))):
            return f"{first}等"
    # The thing stands at the end of a Chinese phrase: what qualifies it goes first.
    return title if len(title) <= _LONGEST else "…" + title[-(_LONGEST - 1) :]
