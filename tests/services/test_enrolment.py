"""Linking accounts: links that fail, late comers, new phones, strangers, blocking and coming back."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.belonging import enrolment
from services.belonging.invites import HOURS, invite_url, new_invite
from services.belonging.strangers import GUESSES, stranger_word
from services.facts import record
from services.menus import Menu, MenuReply, role_commands
from services.office import Office
from services.outcomes import Result, settle
from services.refusals import Stranger
from storage.activities import set_option
from storage.messages import SENDING, Message
from storage.people import Invite, Person
from tests.conftest import add_roster
from tests.services.rows import ask_everybody, assignment_of, facts_told

NEW_PHONE = 70


@pytest.fixture
def qian(session: Session) -> Person:
    """Return somebody on the roster whose account is not linked yet."""
    person = session.get_one(Person, add_roster(session)["钱敏"])
    person.telegram_id = None
    session.flush()
    return person


def opens(session: Session) -> list[tuple[str, int]]:
    """Return key and lane of the messages that carry assignments of the unlinked person."""
    query = select(Message.key, Message.lane).where(Message.purpose == "open").order_by(Message.id)
    return [(key, lane) for key, lane in session.execute(query)]


def test_a_link_is_random_hashed_and_fits_a_start_payload(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    first, second = new_invite(session, now, qian.id), new_invite(session, now, qian.id)
    assert first != second
    assert len(first) >= 22
    assert set(first) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    assert invite_url(office, first) == f"https://t.me/qingfeng_bot?start={first}"
    rows = session.scalars(select(Invite).order_by(Invite.id)).all()
    assert all(first not in row.code_hash for row in rows)
    assert [row.revoked_at for row in rows] == [now, None]
    assert rows[0].expires_at == now + timedelta(hours=72)


def test_linking_greets_and_sends_what_is_open(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    ask_everybody(session, office, now)
    before = len(opens(session))
    code = new_invite(session, now, qian.id)
    reply = enrolment.start(session, office, now, NEW_PHONE, code)
    assert reply.text.startswith("钱敏同志，您好！您已绑定为：<b>办公室　钱敏</b>。")
    assert reply.text.endswith("您目前有1项待办，接着发给您。")
    assert isinstance(reply, MenuReply)
    assert reply.menus == (Menu(NEW_PHONE, role_commands((), is_head=False)),)
    assert qian.telegram_id == NEW_PHONE
    assert opens(session)[before:] == [(f"open/{assignment_of(session, qian.id).id}/1", 0)]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("used", "已经用过"),
        ("expired", "已经过期"),
        ("revoked", "已经作废"),
        ("left", "已经作废"),
        ("unknown", "链接无效"),
        ("early", "从2026年12月20日起可以使用"),
    ],
)
def test_a_link_that_is_no_good_is_refused_in_one_sentence(
    session: Session, office: Office, now: datetime, qian: Person, spoil: str, says: str
) -> None:
    code = new_invite(session, now, qian.id)
    match spoil:
        case "used":
            enrolment.start(session, office, now, 71, code)
            qian.telegram_id = None
        case "expired":
            now += timedelta(hours=HOURS)
        case "revoked":
            new_invite(session, now, qian.id)
        case "left":
            qian.left = date(2026, 12, 1)
        case "unknown":
            code = "A" * 24
        case "early":
            qian.joined = date(2026, 12, 20)
    session.flush()
    reply = enrolment.start(session, office, now, NEW_PHONE, code)
    assert says in reply.text
    assert reply.text.count("。") == 1
    assert qian.telegram_id is None


def test_guessing_ends_after_a_few_tries(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    for _ in range(GUESSES):
        assert enrolment.start(session, office, now, NEW_PHONE, "x" * 24).text == enrolment.INVALID
    code = new_invite(session, now, qian.id)
    assert enrolment.start(session, office, now, NEW_PHONE, code).text == enrolment.INVALID
    assert qian.telegram_id is None
    later = now + timedelta(hours=1, seconds=1)
    assert "您已绑定为" in enrolment.start(session, office, later, NEW_PHONE, code).text


def test_one_account_is_one_person(session: Session, office: Office, now: datetime, qian: Person) -> None:
    code = new_invite(session, now, qian.id)
    other = session.scalars(select(Person).where(Person.name == "李强")).one()
    assert other.telegram_id is not None
    reply = enrolment.start(session, office, now, other.telegram_id, code)
    assert reply.text.startswith("您的账号已绑定为法规处　李强，一个账号只能绑定一人。")
    assert session.scalars(select(Invite)).one().used_at is None


def test_a_renewed_link_moves_to_a_new_phone_and_tells_the_old(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    qian.telegram_id = 71
    reply = enrolment.start(session, office, now, NEW_PHONE, new_invite(session, now, qian.id))
    assert isinstance(reply, MenuReply)
    assert [menu.chat_id for menu in reply.menus] == [71, NEW_PHONE]
    assert reply.menus[0].commands == ()
    told = session.scalars(select(Message).where(Message.key.startswith("parted/"))).one()
    assert told.payload["chat_id"] == 71
    assert "已改用新的账号" in told.payload["text"]
    # The old phone may be gone: that its farewell fails says nothing of the new one.
    told.state = SENDING
    settle(session, now, [Result(told.id, "unreachable", "本人已停用机器人")])
    assert qian.unreachable is None


def test_the_own_link_pressed_again_only_greets(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    code = new_invite(session, now, qian.id)
    enrolment.start(session, office, now, NEW_PHONE, code)
    again = enrolment.start(session, office, now, NEW_PHONE, code)
    assert "您没有待办事项。" in again.text


def test_blocking_moves_nothing_and_coming_back_sends_what_is_open_again(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    qian.telegram_id = NEW_PHONE
    ask_everybody(session, office, now)
    assignment = assignment_of(session, qian.id)
    sent = session.scalars(select(Message).where(Message.assignment_id == assignment.id)).one()
    sent.state = "sent"
    enrolment.membership(session, office, now, NEW_PHONE, blocked=True)
    assert qian.unreachable == "本人已停用机器人"
    assert facts_told(session, qian.id) == []
    record(session, assignment, "undelivered", {"unreachable": "本人已停用机器人"}, now, by=None)
    enrolment.membership(session, office, now, NEW_PHONE, blocked=False)
    assert session.get_one(Person, qian.id).unreachable is None
    assert assignment.unreachable is None
    assert facts_told(session, qian.id)[-1][0] == "delivered"
    assert (f"open/{assignment.id}/2", 0) in opens(session)
    before = len(opens(session))
    enrolment.membership(session, office, now, NEW_PHONE, blocked=False)
    assert len(opens(session)) == before


def test_start_of_somebody_linked_shows_the_list(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    qian.telegram_id = NEW_PHONE
    ask_everybody(session, office, now)
    reply = enrolment.start(session, office, now, NEW_PHONE, "")
    assert "您有1项待办" in reply.text
    assert reply.rows[0][0].to == "o"


def test_strangers_hear_one_sentence_three_times_an_hour(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    with pytest.raises(Stranger):
        enrolment.start(session, office, now, 999, "")
    words = [stranger_word(session, now + timedelta(minutes=n), 999) for n in range(5)]
    assert words == ["请联系纪检秘书。"] * 3 + [None, None]
    assert stranger_word(session, now + timedelta(minutes=61), 999) == "请联系纪检秘书。"


def share(session: Session, office: Office, now: datetime, owner: int | None, phone: str) -> str:
    return enrolment.contact(session, office, now, NEW_PHONE, owner, phone).text


def test_a_contact_links_only_where_the_bureau_has_chosen_so(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    qian.phone = "139 0000 0001"
    with pytest.raises(Stranger):
        share(session, office, now, NEW_PHONE, "+8613900000001")
    set_option(session, enrolment.CONTACT_OPTION, True)
    assert isinstance(enrolment.start(session, office, now, NEW_PHONE, ""), enrolment.AskContact)
    assert share(session, office, now, 71, "+8613900000001") == enrolment.NOT_YOUR_CONTACT
    assert share(session, office, now, None, "+8613900000001") == enrolment.NOT_YOUR_CONTACT
    assert share(session, office, now, NEW_PHONE, "+8613900000002") == "请联系纪检秘书。"
    assert "您已绑定为" in share(session, office, now, NEW_PHONE, "+8613900000001")
    assert qian.telegram_id == NEW_PHONE


def test_a_contact_never_takes_over_a_linked_person(
    session: Session, office: Office, now: datetime, qian: Person
) -> None:
    set_option(session, enrolment.CONTACT_OPTION, True)
    qian.phone, qian.telegram_id = "13900000001", 71
    assert share(session, office, now, NEW_PHONE, "13900000001") == "请联系纪检秘书。"
    assert qian.telegram_id == 71
