"""Roles: who holds one, granting, withdrawing; never the last secretary's."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.access import access_secretary
from services.asking import ask_name, say_person
from services.belonging.leaving import check_secretary_stays
from services.menus import MenuReply, menus_of
from services.office import Office
from services.outbox import enqueue, message_row
from services.refusals import NotYours, Outdated
from services.reply import Press, Reply
from storage import people
from storage.people import Person, Role

ROLES = {"s": people.SECRETARY, "p": people.APPROVER, "a": people.ADMIN}
TITLES = {people.SECRETARY: "纪检秘书", people.APPROVER: "纪委书记", people.ADMIN: "管理员"}
MEANS = {
    people.SECRETARY: "可以发布事项、查看全局报表、导入名册和题库、授予角色",
    people.APPROVER: "审批秘书送审的事项，同意后才发布",
    people.ADMIN: "负责安装、备份和升级，看不到任何人的办理内容",
}


def list_roles(session: Session, office: Office, now: datetime, telegram_id: int) -> Reply:
    """Return who holds which role, with buttons to grant and withdraw."""
    access_secretary(session, telegram_id, office, now)
    return _list(session, office, now)


def ask_whom(session: Session, office: Office, now: datetime, telegram_id: int, code: str) -> Reply:
    """Ask for the name of who is to be given a role."""
    secretary = access_secretary(session, telegram_id, office, now)
    role = _role(code)
    prompt = f"请发送要授予{TITLES[role]}的同志的姓名。"
    return ask_name(session, secretary, role, now, prompt)


def secretary_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Ask whether somebody is to become secretary."""
    return _ask_grant(session, person, people.SECRETARY, "s")


def approver_chosen(
    session: Session, office: Office, now: datetime, secretary: Person, person: Person
) -> Reply:
    """Ask whether somebody is to become approver."""
    return _ask_grant(session, person, people.APPROVER, "p")


def admin_chosen(session: Session, office: Office, now: datetime, secretary: Person, person: Person) -> Reply:
    """Ask whether somebody is to become IT admin."""
    return _ask_grant(session, person, people.ADMIN, "a")


def grant(
    session: Session, office: Office, now: datetime, telegram_id: int, person_id: int, code: str
) -> MenuReply:
    """Give a role, and tell who has got it. Doing it twice changes nothing."""
    access_secretary(session, telegram_id, office, now)
    person, role = _on_roster(session, office, now, person_id), _role(code)
    if role in people.roles_of(session, person.id):
        return MenuReply(f"{say_person(person)}已经是{TITLES[role]}，没有改动。")
    session.add(Role(person_id=person.id, role=role, granted_at=now))
    session.flush()
    _tell(session, now, person, f"您已被授予“{TITLES[role]}”：{MEANS[role]}。")
    hint = "" if person.telegram_id else "\n该同志还没有绑定账号，请用 /invite 为其新建链接。"
    return MenuReply(
        f"已授予{say_person(person)}{TITLES[role]}。{hint}", toast="已授予。", menus=menus_of(session, person)
    )


def ask_withdraw(
    session: Session, office: Office, now: datetime, telegram_id: int, person_id: int, code: str
) -> Reply:
    """Ask whether a role is to be withdrawn."""
    access_secretary(session, telegram_id, office, now)
    person, role = _on_roster(session, office, now, person_id), _role(code)
    rows = ((Press("确认撤销", "gx", (person.id, code)), Press("返回", "gl", ("",))),)
    return Reply(f"撤销{say_person(person)}的{TITLES[role]}？撤销后不能再使用相应功能。", rows)


def withdraw(
    session: Session, office: Office, now: datetime, telegram_id: int, person_id: int, code: str
) -> MenuReply:
    """Withdraw a role, and tell who has lost it. Raises NoSecretaryLeft."""
    access_secretary(session, telegram_id, office, now)
    person, role = _on_roster(session, office, now, person_id), _role(code)
    held = session.get(Role, (person.id, role))
    if held is None:
        return MenuReply(f"{say_person(person)}已不是{TITLES[role]}，没有改动。")
    if role == people.SECRETARY:
        check_secretary_stays(session, office, now, [person])
    session.delete(held)
    session.flush()
    _tell(session, now, person, f"您的“{TITLES[role]}”已撤销。如有疑问，请联系纪检秘书。")
    text = f"已撤销{say_person(person)}的{TITLES[role]}。"
    return MenuReply(text, toast="已撤销。", menus=menus_of(session, person))


def _list(session: Session, office: Office, now: datetime) -> Reply:
    lines, rows = ["<b>角色</b>"], []
    for code, role in ROLES.items():
        holders = people.with_role(session, role, office.today(now))
        lines.append(f"{TITLES[role]}：{'、'.join(map(say_person, holders)) or '（无）'}")
        for person in holders:
            label = f"撤销{TITLES[role]}：{person.name}　{person.department.name}"
            rows.append((Press(label, "gr", (person.id, code)),))
    lines.append("处室负责人以名册“岗位类别”为准，不在这里授予。")
    grants = tuple(Press(f"授予{TITLES[role]}", "gl", (code,)) for code, role in ROLES.items())
    approval = (Press("哪些事项要审批", "ak", ("",)),)
    return Reply("\n".join(lines), (grants, approval, *rows))


def _ask_grant(session: Session, person: Person, role: str, code: str) -> Reply:
    if role in people.roles_of(session, person.id):
        return Reply(f"{say_person(person)}已经是{TITLES[role]}，不用重复授予。")
    rows = ((Press("确认授予", "gg", (person.id, code)), Press("返回", "gl", ("",))),)
    return Reply(f"授予{say_person(person)}{TITLES[role]}？{TITLES[role]}{MEANS[role]}。", rows)


def _tell(session: Session, now: datetime, person: Person, text: str) -> None:
    if person.telegram_id is not None:
        key = f"role/{person.id}/{int(now.timestamp() * 1000)}"
        enqueue(session, [message_row(key, "tell", person.id, now, payload={"text": text})])


def _on_roster(session: Session, office: Office, now: datetime, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None or not person.on_roster(office.today(now)):
        raise NotYours
    return person


def _role(code: str) -> str:
    if code not in ROLES:
        raise Outdated
    return ROLES[code]
