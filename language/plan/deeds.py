"""Finds in one clause what is to be done: who, the verb, the thing; several where a clause lists them."""

import re
from dataclasses import dataclass, replace
from typing import Final

from language.plan.listing import listed, pairs, shared
from language.plan.numerals import NUMERAL
from language.plan.outline import split
from language.plan.rhythm import without
from language.plan.words import HOLDING, MATTER, TAIL, THING, VERB, is_attitude, is_going, is_plain, is_weak

_ENOUGH = 3
_LONGEST = 40
# What stands between who does it and the verb, and belongs to the title.
_TOWARDS: Final = re.compile(
    r"(?:(?:对|就|针对|围绕|将|把)(?P<what>[^，]{2,30}?)(?:的|都|均)?|(?P<where>(?:与|同|向|赴|到(?!岗|位|期|会))[^，、与向到]{2,16}))$"
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
    r"分别|各|按时|按期|按要求|统一|重点|坚决|逐步|着力|集中|牵头|负责|带头|共同|都|要|应|须|将|由)+$"
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
    thing = _thing(bare)
    verb = _verb(bare, thing)
    if not certain and _score(clause, timed, verb, thing) < _ENOUGH:
        return []
    if verb is None:
        if sent := _SENT.search(bare):
            return [Deed(f"向{sent['to']}报送{sent['what']}", bare[: sent.start()])]
        trails = thing is not None and len(bare) - thing.end() > 5
        named = _to_the_end(bare, thing) if thing is not None and trails else bare
        return [replace(deed, before=bare) for deed in _deeds("", "", named)]
    if thing is None or thing.end() <= verb.end():
        return _deeds(bare[: verb.start()], verb[0], bare[verb.end() :])
    return _deeds(bare[: verb.start()], verb[0], _to_the_end(bare, thing)[verb.end() :])


def thing_of(title: str) -> str:
    """Return the thing that a title ends with, empty where it ends with none."""
    found = _last(THING, title)
    return found[0] if found is not None and found.end() == len(title) else ""


def _score(clause: str, timed: bool, verb: re.Match[str] | None, thing: re.Match[str] | None) -> int:
    if is_attitude(clause) or (verb is None and thing is None):
        return 0
    score = 2 if timed else 0
    if thing is not None:
        score += 2 if thing.re is THING else 1
    if verb is not None:
        score += 1 if is_weak(verb[0]) else 3 if is_plain(verb[0]) else 2
        # 加强对新提任干部的教育, 改进公务接待、公车管理等工作: a weak verb, but it says whom or what.
        score += bool(_TO.match(clause, verb.end()) or _LISTED_FIELDS.search(clause))
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


def _deeds(before: str, verb: str, what: str) -> list[Deed]:
    what = _LEADING.sub("", what).strip("，、：:；。 ")
    towards = _TOWARDS.search(_ADVERBS.sub("", before))
    if _LETTER.search(what) and (signers := pairs(before)):
        return [Deed(f"{what}（{pair}）", pair) for pair in signers]
    each = _BY_EACH.search(f"{before}{verb}")
    titles: list[str] = []
    for piece in listed(what) if verb in HOLDING - {"进行", "实行"} or not verb else shared(what):
        title = piece if verb in HOLDING or not verb else f"{verb}{piece.removeprefix('”')}"
        context = (towards["what"] or towards["where"]).removesuffix("“") if towards else ""
        title = f"{context}{title}" if len(context) + len(title) <= _LONGEST else title
        by_each = each and _SELF_DONE.search(piece)
        titles += [f"{title}（{who}）" for who in each.groups()] if each and by_each else [title]
    return [
        Deed(_short(_WITH.sub("", title)), before)
        for title in titles
        if len(title) > 1 and title != verb and not _AMOUNT.match(title)
    ]


def _short(title: str) -> str:
    laws: list[str] = re.findall("《[^》]+》", title)
    if len(laws) > 1:
        return title[: title.index(laws[0])] + laws[0] + "等"
    title = title.removeprefix("对") if title.startswith("对") else title
    if len(title) > _LONGEST:
        title = _QUALIFIED.sub("的", title)
    if len(title) > _LONGEST:
        first = split(title, "、及")[0]
        if any(thing.end() >= len(first) for thing in (*THING.finditer(first), *MATTER.finditer(first))):
            return f"{first}等"
    # The thing stands at the end of a Chinese phrase: what qualifies it goes first.
    return title if len(title) <= _LONGEST else "…" + title[-(_LONGEST - 1) :]
