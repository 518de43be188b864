"""How an account comes to belong to a person: by a one-time link, or by sharing one's own contact."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from activities.kind import esc
from services.belonging.invites import find_invite
from services.belonging.leaving import revoke_invites, tell_account
from services.belonging.strangers import WORDS, count_knock, may_guess
from services.importing.matching import has_left
from services.menus import Menu, MenuReply, menus_of
from services.office import Office
from services.open_items import note_reached, open_assignments, send_anew
from services.refusals import Stranger
from services.reply import Reply
from services.todo import todo_of
from services.views import kind_of, view_of
from storage import people
from storage.activities import Activity, option
from storage.assignments import Assignment
from storage.people import Invite, Person
from workdays.words import say_date

CONTACT_OPTION = "contact_enrolment"
BLOCKED = "本人已停用机器人"
INVALID = "链接无效，请联系纪检秘书重新发一个。"
USED = "这个链接已经用过，请联系纪检秘书重新发一个。"
EXPIRED = "这个链接已经过期，请联系纪检秘书重新发一个。"
REVOKED = "这个链接已经作废，请使用最近收到的链接，或联系纪检秘书重新发一个。"
NOT_YOUR_CONTACT = "这不是您本人的联系人信息，没有办理。请点下方按钮发送本人手机号。"
PURPOSE = (
    "需要您办理的事项，如节前提醒、学习通知、承诺书和答题，都会发到这里，点按钮即可办理。\n"
    "随时可用 /todo 查看待办，用 /me 查看本人记录。"
)
FOR_HEADS = "您是处室负责人：用 /report 查看本处室办理情况。"
FOR_SECRETARIES = (
    "您是纪检秘书：把花名册或题库文件（.xlsx、.csv）发到这里即可导入；/invite 发放邀请链接，/new 发布事项，"
    "/report 查看办理情况，/plan 管理年度计划，/ledger 登记台账，/leave 登记请假，/holiday 查看节假日安排，"
    "/template 取导入用的空表，/pair 设置群通知，/role 管理角色，/audit 查看留痕，"
    "/retention 管理资料保存与清除。"
)


@dataclass(frozen=True)
class AskContact(Reply):
    """A reply that comes with the messenger's own button for sharing one's contact."""


def start(session: Session, office: Office, now: datetime, telegram_id: int, code: str) -> Reply:
    """Link the sender's account by a code, or greet who is linked already. Raises Stranger."""
    person = people.by_telegram(session, telegram_id)
    mine = person if person is not None and person.on_roster(office.today(now)) else None
    if code:
        return _by_code(session, office, now, telegram_id, mine, code)
    if mine is not None:
        return _greet(session, office, now, mine)
    if _contact_allowed(session) and count_knock(session, now, telegram_id, "word") <= WORDS:
        return AskContact(f"{Stranger()}\n也可以点下方按钮，发送本人手机号完成绑定。")
    raise Stranger


def contact(
    session: Session, office: Office, now: datetime, telegram_id: int, owner: int | None, phone: str
) -> Reply:
    """Link the sender's account by the phone number on the roster, where the bureau has chosen so.

    `owner` is the account the contact belongs to. Raises Stranger.
    """
    person = people.by_telegram(session, telegram_id)
    if person is not None and person.on_roster(office.today(now)):
        return Reply(f"您已绑定为{esc(person.department.name)}　{esc(person.name)}，不用再发送手机号。")
    if not _contact_allowed(session) or not may_guess(session, now, telegram_id):
        raise Stranger
    if owner != telegram_id:
        count_knock(session, now, telegram_id, "code")
        return Reply(NOT_YOUR_CONTACT)
    wanted = _digits(phone)
    members = people.on_roster(session, office.today(now))
    found = [member for member in members if wanted and _digits(member.phone) == wanted]
    # A number that is somebody's already needs the secretary: it may have passed to another holder.
    if len(found) != 1 or found[0].telegram_id is not None:
        count_knock(session, now, telegram_id, "code")
        return Reply(str(Stranger()))
    return _link(session, office, now, found[0], telegram_id)


def membership(session: Session, office: Office, now: datetime, telegram_id: int, blocked: bool) -> Reply:
    """Note that an account has blocked the bot, or has come back, when what is still open is sent once more.

    Blocking alone moves no assignment: what was delivered before was delivered. The next message that
    cannot go says so of its assignment.
    """
    person = people.by_telegram(session, telegram_id)
    if person is None or not person.on_roster(office.today(now)):
        return Reply()
    if blocked:
        person.unreachable = BLOCKED
    elif person.unreachable is not None:
        _reach(session, office, now, person)
    return Reply()


def purpose(session: Session, person: Person) -> str:
    """Return what the bot is for, and what this person's role adds to it."""
    if people.SECRETARY in people.roles_of(session, person.id):
        return f"{PURPOSE}\n\n{FOR_SECRETARIES}"
    return f"{PURPOSE}\n\n{FOR_HEADS}" if person.is_head else PURPOSE


def _by_code(
    session: Session, office: Office, now: datetime, telegram_id: int, mine: Person | None, code: str
) -> Reply:
    if not may_guess(session, now, telegram_id):
        return Reply(INVALID)
    invite = find_invite(session, code)
    if invite is None:
        count_knock(session, now, telegram_id, "code")
        return Reply(INVALID)
    owner = session.get_one(Person, invite.person_id)
    if mine is owner:
        invite.used_at = invite.used_at or now
        return _greet(session, office, now, owner)
    refusal = _refusal(office, now, invite, owner)
    if refusal:
        return Reply(refusal)
    if mine is not None:
        return Reply(
            f"您的账号已绑定为{esc(mine.department.name)}　{esc(mine.name)}，一个账号只能绑定一人。"
            "如需更换，请联系纪检秘书。"
        )
    invite.used_at = now
    return _link(session, office, now, owner, telegram_id)


def _refusal(office: Office, now: datetime, invite: Invite, owner: Person) -> str:
    if invite.used_at is not None:
        return USED
    if invite.revoked_at is not None or has_left(owner, office.today(now)):
        return REVOKED
    if invite.expires_at <= now:
        return EXPIRED
    if owner.joined > office.today(now):
        return f"这个链接从{say_date(owner.joined)}起可以使用，请到时再打开。"
    return ""


def _link(session: Session, office: Office, now: datetime, person: Person, telegram_id: int) -> MenuReply:
    former = people.by_telegram(session, telegram_id)
    if former is not None:  # has left, and the account was not let go yet
        former.telegram_id = None
        session.flush()
    dropped: tuple[Menu, ...] = ()
    if person.telegram_id is not None:
        say = f"{esc(person.name)}同志已改用新的账号，本账号的绑定已解除。如非本人操作，请联系纪检秘书。"
        tell_account(session, now, person, person.telegram_id, say)
        dropped = (Menu(person.telegram_id),)
    person.telegram_id = telegram_id
    revoke_invites(session, now, [person.id])
    session.flush()
    count = _reach(session, office, now, person)
    still = f"您目前有{count}项待办，接着发给您。" if count else "您目前没有待办事项。"
    return MenuReply(
        f"{_hello(person)}\n\n{purpose(session, person)}\n\n{still}",
        menus=(*dropped, *menus_of(session, person)),
    )


def _greet(session: Session, office: Office, now: datetime, person: Person) -> MenuReply:
    menus = menus_of(session, person)
    if person.unreachable is not None:
        count = _reach(session, office, now, person)
        still = f"您还有{count}项待办，重新发给您。" if count else "您没有待办事项。"
        return MenuReply(f"{_hello(person)}\n\n{still}", menus=menus)
    todo = todo_of(session, office, now, person)
    return MenuReply(f"{_hello(person)}\n\n{purpose(session, person)}\n\n{todo.text}", todo.rows, menus=menus)


def _reach(session: Session, office: Office, now: datetime, person: Person) -> int:
    """Take somebody as reached from now on and send what is open; return how much that is."""

    def can_act(row: Assignment) -> bool:
        activity = session.get_one(Activity, row.activity_id)
        return kind_of(activity).can_act(view_of(session, office, now, person, row, activity))

    note_reached(session, now, person)
    return send_anew(session, now, [row for row in open_assignments(session, [person.id]) if can_act(row)])


def _hello(person: Person) -> str:
    name, department = esc(person.name), esc(person.department.name)
    return f"{name}同志，您好！您已绑定为：<b>{department}　{name}</b>。"


def _contact_allowed(session: Session) -> bool:
    return bool(option(session, CONTACT_OPTION, False))


def _digits(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
