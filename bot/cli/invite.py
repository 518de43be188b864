"""`qingfeng invite`: one-time links for those without an account, or for those who are named."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cli.console import Refused, note, say_json, say_table
from bot.cli.offline import (
    BOT_USERNAME,
    clock_of,
    known_username,
    office_of,
    opened,
    read,
    settings_in_force,
    write,
)
from bot.cli.reach import username
from services.audit.chain import note_server
from services.audit.subjects import say_who
from services.belonging.invites import HOURS, invite_url, new_invites
from services.office import Office
from storage.activities import set_option
from storage.people import Person, on_roster

NAMED = 20  # people in what is written down


def invite(names: Sequence[str], *, as_json: bool, trial: bool) -> None:
    """Print new links. Raises Refused, making none, where a name is not on the roster."""
    settings = settings_in_force()
    with opened(settings) as store:
        name = read(store, known_username)
        if not name:
            name = asyncio.run(username(settings))
            write(store, set_option, BOT_USERNAME, name)
        office = office_of(settings, name)
        links = write(store, _links, office, clock_of(settings, trial), names)
    if as_json:
        say_json([{"name": who, "department": where, "link": url} for who, where, url in links])
        return
    if not links:
        note("没有需要链接的人。")
        return
    say_table(("姓名", "处室", "链接"), links)
    note(f"链接 {HOURS} 小时内有效，只能用一次。请逐一发给本人，不要发在群里。")
    note("以前发给这些人、还没有用过的链接已经作废。")


def _links(
    session: Session, office: Office, now: datetime, names: Sequence[str]
) -> list[tuple[str, str, str]]:
    people = _chosen(on_roster(session, office.today(now)), names)
    codes = new_invites(session, now, [person.id for person in people])
    if people:
        note_server(session, office, now, "新建绑定链接", "、".join(map(say_who, people[:NAMED])))
    return [(person.name, person.department.name, invite_url(office, codes[person.id])) for person in people]


def _chosen(roster: Sequence[Person], names: Sequence[str]) -> list[Person]:
    """Return everybody of these names, in roster order; without names, those who have no account."""
    if not names:
        return [person for person in roster if person.telegram_id is None]
    wanted = {"".join(name.split()) for name in names}
    found = [person for person in roster if "".join(person.name.split()) in wanted]
    unknown = wanted - {"".join(person.name.split()) for person in found}
    if unknown:
        raise Refused(f"花名册上没有{'、'.join(sorted(unknown))}，没有生成链接。请核对姓名后再试。")
    return found
