"""The secretary's side of enrolment: links to give out, for everybody or one person, and parting an account.

No figure here says how many have linked: 国办函〔2026〕12号 forbids counting who has installed what.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from activities.kind import esc
from services.access import access_secretary
from services.asking import ask_name, say_person
from services.audit.recording import note
from services.belonging.enrolment import CONTACT_OPTION
from services.belonging.invites import HOURS, invite_url, new_invite, new_invites, with_link
from services.belonging.leaving import unlink
from services.menus import Menu, MenuReply
from services.office import Office
from services.refusals import NotYours, Outdated
from services.reply import File, Press, Reply
from storage import people
from storage.activities import option, set_option
from storage.people import Person
from workdays.words import say_moment

PROMPTS = {
    "invite": "请发送要新建链接的同志的姓名。",
    "unlink": "请发送要解除绑定的同志的姓名。",
}


def menu(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return what can be done about links and accounts."""
    access_secretary(session, telegram_id, office, now)
    allowed = bool(option(session, CONTACT_OPTION, False))
    text = (
        "<b>邀请与绑定</b>\n"
        f"每人一个专用链接，{HOURS}小时内有效，只能用一次。请当面或单独发给本人，不要发在群里。\n"
        "换了手机但账号没变的，不用办理。换了账号的：为本人新建链接，用新账号打开，旧账号会收到通知并解除绑定。\n"
        "为同一人再次导出或新建后，此前没用过的链接作废。\n\n"
        f"发送本人手机号绑定：{'已开启' if allowed else '未开启'}（按名册上的手机号核对）。"
    )
    rows = (
        (Press("导出全部未绑定人员的邀请链接", "iv", ("all",)),),
        (Press("为一人新建链接", "iv", ("invite",)), Press("解除一人绑定", "iv", ("unlink",))),
        (Press("关闭手机号绑定" if allowed else "开启手机号绑定", "iv", ("off" if allowed else "on",)),),
    )
    return Reply(text, rows)


def press(session: Session, office: Office, now: datetime, telegram_id: int, action: str) -> Reply:
    """Take a button of menu()."""
    secretary = access_secretary(session, telegram_id, office, now)
    if action in ("all", "rest", "again"):
        return _export(session, office, now, action)
    if action in PROMPTS:
        return ask_name(session, secretary, action, now, PROMPTS[action])
    if action not in ("menu", "on", "off"):
        raise Outdated
    if action != "menu":
        set_option(session, CONTACT_OPTION, action == "on")
        session.flush()
    return menu(session, office, now, telegram_id)


def invite_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Make a link for one person, to be passed on."""
    code = new_invite(session, now, person.id)
    note(session, person)
    until = say_moment(office.local(now + timedelta(hours=HOURS)))
    moving = "\n该同志已绑定账号：打开此链接后改绑新账号，旧账号会收到通知。" if person.telegram_id else ""
    text = (
        f"{say_person(person)}的专用链接：\n{esc(invite_url(office, code))}\n\n"
        f"有效期至{until}，只能用一次。请单独发给本人。{moving}"
    )
    return Reply(text, fresh=True)


def unlink_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Ask whether somebody's account is to be parted from them."""
    if person.id == secretary.id:
        return Reply("不能解除您本人的绑定。换手机请用 /invite 为自己新建链接，再用新手机打开。")
    if person.telegram_id is None:
        return Reply(f"{say_person(person)}没有绑定账号，不用解除。")
    rows = ((Press("确认解除", "iu", (person.id,)), Press("返回", "iv", ("menu",))),)
    return Reply(f"解除{say_person(person)}的账号绑定？解除后该账号不能再使用，名册和办理记录不变。", rows)


def part(session: Session, office: Office, now: datetime, telegram_id: int, person_id: int) -> MenuReply:
    """Part somebody's account from them; the account is told."""
    secretary = access_secretary(session, telegram_id, office, now)
    person = session.get(Person, person_id)
    if person is None or person.id == secretary.id:
        raise NotYours
    if person.telegram_id is None:
        return MenuReply(f"{say_person(person)}没有绑定账号，没有改动。")
    account = person.telegram_id
    unlink(session, now, person, "本账号的绑定已由纪检秘书解除。如有疑问，请联系纪检秘书。")
    return MenuReply(
        f"已解除{say_person(person)}的账号绑定。需要重新绑定时，请用 /invite 新建链接。",
        toast="已解除。",
        menus=(Menu(account),),
    )


def _ask_again() -> Reply:
    text = (
        "此前导出或新建的链接还在有效期内。\n"
        "“只导出没有链接的人员”不影响已经发出的链接；“全部重新导出”后，已经发出、还没用过的链接全部作废。"
    )
    rows = (
        (Press("只导出没有链接的人员", "iv", ("rest",)),),
        (Press("全部重新导出", "iv", ("again",)), Press("返回", "iv", ("menu",))),
    )
    return Reply(text, rows)


def _export(session: Session, office: Office, now: datetime, action: str) -> Reply:
    """Make links for those who have no account, as a workbook of slips to hand out.

    A link in somebody's hands is voided by a new one: where there are any ("all") it is asked first, so that
    a second tap does not spoil what was printed after the first. "rest" leaves those alone, "again" does not.
    """
    waiting = [
        person for person in people.on_roster(session, office.today(now)) if person.telegram_id is None
    ]
    holding = with_link(session, now)
    if action == "all" and any(person.id in holding for person in waiting):
        return _ask_again()
    if action == "rest":
        waiting = [person for person in waiting if person.id not in holding]
    if not waiting:
        return Reply(toast="没有需要发链接的人员。", alert=True)
    codes = new_invites(session, now, [person.id for person in waiting])
    expires_at = office.local(now + timedelta(hours=HOURS))
    slips = [
        (person.name, person.department.name, invite_url(office, codes[person.id])) for person in waiting
    ]

    def make() -> bytes:
        from reports.links import Link, links_workbook  # openpyxl is loaded when first needed

        return links_workbook([Link(*slip, expires_at) for slip in slips], office.bureau)

    caption = f"邀请链接，有效期至{say_moment(expires_at)}。请裁开后当面发给本人，用完删除本文件。"
    return Reply(toast="正在生成，请稍候。", files=(File("邀请链接.xlsx", make, caption),))
