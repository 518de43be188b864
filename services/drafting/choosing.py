"""Whom it is asked of: everybody, or by what the roster says of them; toggled, typed, counted, confirmed."""

from collections.abc import Sequence

from activities.kind import esc
from services.audiences import Audience, Chosen, how_many, say_audience
from services.audiences.traits import BY_NAME, TRAITS, Trait
from services.audiences.typed import as_audience, read_words
from services.drafting.sides import OUT, STILL, choose, chosen_of, step_of, unsure_side
from services.drafting.writing import Note, Page, Step, Writing, warned
from services.paging import in_columns
from services.reply import Press, Reply
from storage import people

LISTED = 300  # characters of an audience's words
UNKNOWN = 10  # pieces not understood that are repeated
FIRST = ("departments", "branches", "posts")  # offered on the first page, the others behind 其他条件
EXAMPLE = "法规处、办公室的党员，张三除外"
STILL_EXAMPLE = "法规处，但张三仍发"


def draw_audience(w: Writing, note: Note) -> Reply:
    """Ask whom, and say how many that is."""
    audience = w.audience
    count = how_many(w.session, audience, w.today)
    text = (
        f"{w.heading(note)}\n\n请选择<b>发给谁</b>，选好后点“确定”。"
        f"也可以直接输入，如：{EXAMPLE}。\n\n现在选的：{esc(said(w))}，共{count}人"
    )
    if not count:
        text += "\n⚠ 没有符合条件的人，请调整。"
    joiners = "以后符合的人：也列入" if audience.joiners else "以后符合的人：不列入"
    rows = (
        (
            tick(w, "全体人员", "all", ticked=audience.is_everybody),
            tick(w, "党员", "party", ticked=audience.political == "party"),
            tick(w, "非党员", "other", ticked=audience.political == "other"),
        ),
        tuple(_opening(w, audience, BY_NAME[name]) for name in FIRST),
        (
            tick(w, "其他条件…", "more", ticked=_beyond_first(audience)),
            tick(w, "点名…", "names", ticked=bool(audience.people)),
            tick(w, "除外…", "without", ticked=audience.without != Chosen()),
        ),
        (w.press("看名单", "who"), w.press(joiners, "join")),
        (w.press(f"确定（{count}人）", "ok"),),
        (
            w.press("上一步" if not w.step.again else "返回预览", "back"),
            w.press("暂停（稍后继续）", "pause"),
        ),
    )
    return Reply(text, rows)


def press_audience(w: Writing, choice: str) -> Note:
    """Toggle, open a list, or go on."""
    match choice:
        case "all":
            w.set_audience(Audience(joiners=w.audience.joiners, groups=w.audience.groups))
        case "party" | "other":
            choose(w, political="" if w.audience.political == choice else choice)
        case "join":
            w.set_audience(w.audience.model_copy(update={"joiners": not w.audience.joiners}))
            return Note(_said_rule(w), "已更改。")
        case "more" | "without" | "names" | "who":
            w.go(Step(choice, OUT if choice == "without" else "", again=w.step.again))
        case "ok" if not how_many(w.session, w.audience, w.today):
            return Note(toast="没有符合条件的人，请先调整。")
        case "ok" if (unsure := unsure_side(w)) is not None:
            w.go(step_of(w, "names", which=unsure))
            return Note("⚠ 有同名的人还没有选定。", "请先选定同名的人。")
        case "ok":
            w.go_on()
        case "back":
            w.go_back()
        case _ if choice in BY_NAME:
            w.go(Step("pick", choice, again=w.step.again))
    return Note()


def typed_audience(w: Writing, text: str) -> Note:
    """Take whom typed words mean in the place of what was chosen."""
    found = read_words(w.session, w.today, text)
    unknown = "、".join(found.unknown[:UNKNOWN])
    if found.is_empty and found.unknown:
        return warned(f"没看懂“{unknown}”，对象没有改动。请写处室、党支部、职务等或姓名，如：{EXAMPLE}。")
    w.set_audience(as_audience(found, w.audience))
    lines = [f"✔ 已选：{esc(said(w))}", _unknown(unknown)]
    if (unsure := unsure_side(w)) is not None:
        w.go(step_of(w, "names", which=unsure))
        lines.append("⚠ 有同名的人，请在下面点选。")
    return Note("\n".join(filter(None, lines)))


def draw_more(w: Writing, note: Note) -> Reply:
    """List the traits that are asked for less often."""
    text = f"{w.heading(note)}\n\n请选择条件；选了几种条件的，要同时符合。\n\n现在的对象：{standing(w)}"
    rows = in_columns([_opening(w, w.audience, trait) for trait in _others(w)], 2)
    return Reply(text, (*rows, (w.press("选好了", "ok"),)))


def press_more(w: Writing, choice: str) -> Note:
    """Open one of them, or go back."""
    w.go(Step("pick", choice, again=w.step.again) if choice in BY_NAME else _audience(w))
    return Note()


def draw_without(w: Writing, note: Note) -> Reply:
    """Ask who is left out: by any of these, or by name."""
    out = chosen_of(w)
    text = (
        f"{w.heading(note)}\n\n请选择<b>不发给谁</b>；符合其中任何一项的都不发。"
        f"也可以直接输入，如：新录用、张三；整个处室不发、只发其中一人的，如：{STILL_EXAMPLE}。\n\n现在的对象：{standing(w)}"
    )
    sides = (
        tick(w, "党员除外", "party", ticked=out.political == "party"),
        tick(w, "非党员除外", "other", ticked=out.political == "other"),
    )
    lists = [_opening(w, out, trait) for trait in _offered(w, out)]
    named = tick(w, "点名除外…", "names", ticked=bool(out.people))
    still = tick(w, "除外的人中仍发给…", "still", ticked=bool(w.audience.still.people))
    end = (w.press("不除外任何人", "clear"), w.press("选好了", "ok"))
    return Reply(text, (sides, *in_columns([*lists, named], 3), (still,), end))


def press_without(w: Writing, choice: str) -> Note:
    """Toggle, open a list, or go back."""
    match choice:
        case "party" | "other":
            choose(w, political="" if chosen_of(w).political == choice else choice)
        case "names":
            w.go(step_of(w, "names", which=OUT))
        case "still":
            w.go(step_of(w, "names", which=STILL))
        case "clear":
            w.set_audience(w.audience.model_copy(update={"without": Chosen(), "still": Chosen()}))
        case _ if choice in BY_NAME:
            w.go(step_of(w, "pick", choice, which=OUT))
        case _:
            w.go(_audience(w))
    return Note()


def typed_without(w: Writing, text: str) -> Note:
    """Leave out whom typed words mean, in the place of who was left out before."""
    found = read_words(w.session, w.today, text)
    unknown = "、".join(found.unknown[:UNKNOWN])
    out = found.chosen if found.chosen != Chosen() else found.without
    if out == Chosen():
        return warned(f"没看懂“{unknown or text[:20]}”，没有改动。请写处室、党支部、职务等或姓名。")
    w.set_audience(w.audience.model_copy(update={"without": out, "still": found.still}))
    if (unsure := unsure_side(w)) is not None:
        w.go(step_of(w, "names", which=unsure))
    return Note(_unknown(unknown))


def said(w: Writing) -> str:
    """Return the audience in words, cut where it is very long."""
    words = say_audience(w.session, w.audience)
    return words if len(words) <= LISTED else f"{words[:LISTED]}…"


def standing(w: Writing) -> str:
    """Return the audience in words with its number, as HTML."""
    return f"{esc(said(w))}，共{how_many(w.session, w.audience, w.today)}人"


def tick(w: Writing, label: str, choice: str, *, ticked: bool) -> Press:
    """Return a button that says whether it is chosen."""
    return w.press(("✓ " if ticked else "") + label, choice)


def _unknown(pieces: str) -> str:
    return f"⚠ 花名册里没有“{esc(pieces)}”，没有列入，请核对。" if pieces else ""


def _audience(w: Writing) -> Step:
    return Step("audience", again=w.step.again)


def _opening(w: Writing, chosen: Chosen, trait: Trait) -> Press:
    return tick(w, f"{trait.title}…", trait.name, ticked=_chosen(chosen, trait))


def _chosen(chosen: Chosen, trait: Trait) -> bool:
    return bool(getattr(chosen, trait.name))


def _beyond_first(audience: Audience) -> bool:
    return any(_chosen(audience, trait) for trait in TRAITS if trait.name not in FIRST)


def _others(w: Writing) -> Sequence[Trait]:
    """Return the traits beyond the first page that the roster says anything of."""
    return [trait for trait in _offered(w, w.audience) if trait.name not in FIRST]


def _offered(w: Writing, chosen: Chosen) -> Sequence[Trait]:
    staff = people.on_roster(w.session, w.today)
    return [trait for trait in TRAITS if _chosen(chosen, trait) or trait.choices(w.session, w.today, staff)]


def _said_rule(w: Writing) -> str:
    if w.audience.joiners:
        return "✔ 截止前新入册的、新符合条件的人，也会收到，截止与大家相同。"
    return "✔ 名单在发布时确定，以后入册的人不列入。"


AUDIENCE = Page(draw_audience, press_audience, typed_audience)
MORE = Page(draw_more, press_more)
WITHOUT = Page(draw_without, press_without, typed_without)
