"""建议: a word to the secretaries and their answer, as a thread that either side may go on with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_person
from services.belonging.secretaries import tell_each
from services.focus import drop_focus, set_focus
from services.office import Office
from services.outbox import ANSWER, enqueue, message_row
from services.paging import fitting, short
from services.refusals import NotAllowed, NotYours, Outdated
from services.reply import Press, Reply, Rows
from services.skip import Skip
from services.threads import who_said
from storage import people
from storage.activities import option, set_option
from storage.messages import Message
from storage.people import Person
from storage.suggestions import Suggestion, last_words, words_of
from storage.threads import PERSON, SECRETARY, Said
from workdays.quiet import after_quiet
from workdays.words import say_moment

ROUTE = "sg"
FOCUS = "suggestion"
CHANNELS = "tip_channels"
LIMIT = 1000
SHOWN, MINE = 10, 5
DEFAULT_CHANNELS = "请走本单位公布的信访举报渠道"
PROMPT = f"请发送您的建议（不超过{LIMIT}字）。"


def say_channels(session: Session) -> str:
    """Return what does not belong here, and the office's own channels as the bureau has set them."""
    channels = option(session, CHANNELS, DEFAULT_CHANNELS)
    return f"这里只收工作建议。举报、问题线索、反映他人的情况，请不要发到这里，{esc(str(channels))}。"


def show(session: Session, office: Office, now: datetime, telegram_id: int, text: str = "") -> Reply:
    """Answer /suggest: what may be said here and what was; with words behind it, take them at once."""
    person = access_person(session, telegram_id, office.today(now))
    if text:
        return typed(session, office, now, telegram_id, {"suggestion": 0}, text)
    return _menu(session, person)


def press(
    session: Session, office: Office, now: datetime, telegram_id: int, suggestion_id: int, action: str
) -> Reply:
    """Do what a button of a suggestion says. Raises Refusals."""
    person = access_person(session, telegram_id, office.today(now))
    is_secretary = _is_secretary(session, person)
    if action == "new":
        return _ask(session, person, now, 0, PROMPT)
    if action in ("list", "channels"):
        if not is_secretary:
            raise NotAllowed
        return _list(session) if action == "list" else _ask_channels(session, person, now)
    suggestion = _access(session, person, suggestion_id)
    if action == "read":
        return _thread(session, office, suggestion, is_secretary=person.id != suggestion.person_id)
    if action == "say":
        return _ask(session, person, now, suggestion.id, _say_what(session, person, suggestion))
    raise Outdated


def typed(
    session: Session, office: Office, now: datetime, telegram_id: int, ref: dict[str, Any], text: str
) -> Reply:
    """Take the words that were asked for: a new suggestion, more of one, the answer, or the channels."""
    person = access_person(session, telegram_id, office.today(now))
    text = text.strip()
    if not text or len(text) > LIMIT:
        return Reply(f"共{len(text)}字，请控制在1至{LIMIT}字，改短后重新发送。")
    if ref.get("channels"):
        return _set_channels(session, person, text)
    if ref["suggestion"]:
        suggestion = _access(session, person, ref["suggestion"])
    else:
        suggestion = Suggestion(person_id=person.id, opened_at=now)
        session.add(suggestion)
        session.flush()
    drop_focus(session, person.id)
    mine = person.id == suggestion.person_id
    said = Said(suggestion_id=suggestion.id, by_id=person.id, text=text, at=now)
    said.by = PERSON if mine else SECRETARY
    session.add(said)
    session.flush()
    _pass_on(session, office, now, suggestion, said)
    more = ((Press("接着说", ROUTE, (suggestion.id, "say")),),)
    if mine:
        return Reply("已转给纪检秘书，答复会发到这里。", more)
    author = session.get_one(Person, suggestion.person_id)
    return Reply(f"答复已发给{_named(author)}。", ((Press("再补充", ROUTE, (suggestion.id, "say")),),))


def render_suggestion(
    session: Session, office: Office, now: datetime, message: Message, person: Person
) -> Reply:
    """Return what the other side has said, with buttons to answer. Raises Skip for a secretary no longer."""
    said = session.get_one(Said, message.payload["said"])
    suggestion = session.get_one(Suggestion, said.suggestion_id)
    to_secretary = said.by != SECRETARY
    if to_secretary and not _is_secretary(session, person):
        raise Skip("cancelled", "已不是秘书")
    author = session.get_one(Person, suggestion.person_id)
    head = f"{_named(author)}的建议：" if to_secretary else "纪检秘书答复您的建议："
    label = "答复" if to_secretary else "接着说"
    buttons = Press(label, ROUTE, (suggestion.id, "say")), Press("看全部", ROUTE, (suggestion.id, "read"))
    return Reply(f"<b>{head}</b>\n{esc(said.text)}", (buttons,))


def _pass_on(session: Session, office: Office, now: datetime, suggestion: Suggestion, said: Said) -> None:
    """Put in the words for the other side; at night they wait for the morning."""
    at, key, payload = after_quiet(now, office.zone), f"suggestion/{said.id}", {"said": said.id}
    if said.by == SECRETARY:
        row = message_row(key, FOCUS, suggestion.person_id, at, payload=payload, lane=ANSWER)
        enqueue(session, [row])
    else:
        tell_each(session, office, at, key, payload, purpose=FOCUS, lane=ANSWER)


def _menu(session: Session, person: Person) -> Reply:
    rows: list[tuple[Press, ...]] = [(Press("提建议", ROUTE, (0, "new")),)]
    if _is_secretary(session, person):
        rows.append((Press("收到的建议", ROUTE, (0, "list")), Press("设置举报渠道", ROUTE, (0, "channels"))))
    lines = ["<b>建议</b>", "对廉政工作和这个机器人有什么建议，写给纪检秘书，答复会发到这里。"]
    lines.append(say_channels(session))
    mine = last_words(session, person.id, most=MINE)
    if mine:
        lines.append("\n您提过的建议：")
    lines += [_line(number, said, asks="等待答复") for number, (_, said) in enumerate(mine, 1)]
    rows += _reading([suggestion for suggestion, _ in mine])
    return Reply("\n".join(lines), tuple(rows), fresh=True)


def _list(session: Session) -> Reply:
    """List suggestions, those without an answer first."""
    found = sorted(last_words(session), key=lambda pair: pair[1].by == SECRETARY)[:SHOWN]
    if not found:
        return Reply("还没有收到建议。", fresh=True)
    lines = [
        f"{_line(number, said, asks='待答复')}　{_named(session.get_one(Person, suggestion.person_id))}"
        for number, (suggestion, said) in enumerate(found, 1)
    ]
    rows = _reading([suggestion for suggestion, _ in found])
    return Reply("\n".join(["<b>收到的建议</b>", *lines]), tuple(rows), fresh=True)


def _thread(session: Session, office: Office, suggestion: Suggestion, *, is_secretary: bool) -> Reply:
    author = session.get_one(Person, suggestion.person_id)
    head = f"<b>{_named(author)}的建议</b>" if is_secretary else "<b>您的建议</b>"
    said = [
        f"\n{esc(who_said(session, one))}　{say_moment(office.local(one.at))}\n{esc(one.text)}"
        for one in words_of(session, suggestion.id)
    ]
    # The last words matter most where not all fit.
    shown = list(reversed(fitting(list(reversed(said)), f"{head}\n（前面的略）")))
    rest = ["（前面的略）"] if len(shown) < len(said) else []
    label = "答复" if is_secretary else "接着说"
    rows: Rows = ((Press(label, ROUTE, (suggestion.id, "say")),),)
    return Reply("\n".join([head, *rest, *shown]), rows, fresh=True)


def _line(number: int, said: Said, *, asks: str) -> str:
    state = "已答复" if said.by == SECRETARY else asks
    return f"{number}．{esc(short(' '.join(said.text.split()), 40))}　{state}"


def _reading(suggestions: Sequence[Suggestion]) -> list[tuple[Press, ...]]:
    return [(Press(f"{number}．查看", ROUTE, (one.id, "read")),) for number, one in enumerate(suggestions, 1)]


def _ask(session: Session, person: Person, now: datetime, suggestion_id: int, prompt: str) -> Reply:
    set_focus(session, person.id, FOCUS, {"suggestion": suggestion_id}, now)
    warned = prompt if suggestion_id else f"{prompt}\n{say_channels(session)}"
    return Reply(prompt=warned)


def _say_what(session: Session, person: Person, suggestion: Suggestion) -> str:
    """Return what is asked for: to a secretary, with whom it goes to and whether another has answered."""
    if person.id == suggestion.person_id:
        return f"请发送要对纪检秘书说的话（不超过{LIMIT}字）。"
    author = session.get_one(Person, suggestion.person_id)
    last = words_of(session, suggestion.id)[-1]
    words = esc(short(" ".join(last.text.split()), 40))
    about = f"{esc(who_said(session, last))}已经答复：“{words}”\n还要补充的，" if last.by == SECRETARY else ""
    return f"{about}请发送给{_named(author)}的答复（不超过{LIMIT}字），只发给本人。"


def _ask_channels(session: Session, person: Person, now: datetime) -> Reply:
    set_focus(session, person.id, FOCUS, {"suggestion": 0, "channels": True}, now)
    return Reply(
        prompt="请发送本单位的举报渠道，会写在“请不要发到这里，”之后。例如：请到机关纪委办公室当面反映"
    )


def _set_channels(session: Session, person: Person, text: str) -> Reply:
    if not _is_secretary(session, person):
        raise NotAllowed
    drop_focus(session, person.id)
    set_option(session, CHANNELS, text.rstrip("。"))
    session.flush()
    return Reply(f"已更改。大家会看到：\n{say_channels(session)}")


def _access(session: Session, person: Person, suggestion_id: int) -> Suggestion:
    """Return a suggestion of the person's own, or any to a secretary. Raises NotYours."""
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None or (person.id != suggestion.person_id and not _is_secretary(session, person)):
        raise NotYours
    return suggestion


def _is_secretary(session: Session, person: Person) -> bool:
    return people.SECRETARY in people.roles_of(session, person.id)


def _named(person: Person) -> str:
    return esc(f"{person.name}（{person.department.name}）")
