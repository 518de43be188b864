"""`qingfeng init`: asks what is not given, sets everything up, and hands out the first secretary's link."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cli.console import Misused, Refused, ask, ask_secret, confirmed, note, say, say_json
from bot.cli.offline import (
    BOT_ID,
    BOT_USERNAME,
    bot_id,
    clock_of,
    database_trouble,
    missing,
    office_of,
    other_bot,
    read,
    settings_in_force,
    write,
)
from bot.cli.reach import NotReached, looks_like_token, username
from bot.cli.setup import (
    Secretary,
    appoint_secretary,
    changed_settings,
    create_database,
    create_home,
    fill_bank,
    first_secretary,
    hide_settings,
    link_of,
    write_settings,
)
from bot.settings import TELEGRAM, Settings, env_file, named_secrets
from services.audit.chain import note_server
from services.belonging.invites import HOURS
from services.office import Office
from storage.activities import set_option
from storage.people import SECRETARY, with_role
from storage.store import Store

NO_PROXY = "无"
WRONG_SHAPE = "令牌的格式不对，应如 123456789:AA… 的一长串。请从 @BotFather 的消息里整段复制。"


def init(
    given: Mapping[str, str], secretary: str, department: str, *, yes: bool, as_json: bool, trial: bool
) -> None:
    """Set up from `given` settings, asking for the others unless `yes`. Raises Refused or Misused."""
    settings = _settings(given, ask_rest=not yes)
    create_home(settings.home)
    path = env_file()
    text = changed_settings(path, _stored(settings))
    if text and path.exists() and not yes and not confirmed(f"设置文件 {path} 已存在，要按以上内容修改吗？"):
        raise Refused("已停止，没有改动。")
    now = clock_of(settings, trial)
    with contextlib.closing(create_database(settings)) as store, database_trouble(settings):
        name, unreached = "", None
        try:
            name = asyncio.run(username(settings))
        except NotReached as error:
            unreached = error
        if former := read(store, other_bot, settings):
            _agree_to_another_bot(former, name, yes=yes)
        office = office_of(settings, name)
        person = _secretary_to_appoint(store, office, now, secretary, department, ask_rest=not yes)
        if text:
            write_settings(path, text)
        else:
            hide_settings(path)
        appointed, questions = write(store, _begin, office, now, person, bot_id(settings), bank=not trial)
    if unreached is not None:
        raise Refused(
            f"{unreached}\n设置和数据库已经保存。连通后请运行 qingfeng invite {appointed.name} 生成链接。"
        )
    _tell(settings, appointed, link_of(settings, name, appointed), name, questions, as_json)


def _agree_to_another_bot(former: str, name: str, *, yes: bool) -> None:
    now = f"@{name}" if name else "另一个机器人"
    told = (
        f"数据库原来是机器人 {former} 用的，现在换成{now}：大家要各自打开新机器人、点“开始”，才能收到消息。"
    )
    if yes:
        note(told)
    elif not confirmed(told):
        raise Refused("没有更换，什么都没有改动。请核对令牌后再运行 qingfeng init。")


def _settings(given: Mapping[str, str], *, ask_rest: bool) -> Settings:
    values = {name: " ".join(value.split()) for name, value in given.items()}
    settings = settings_in_force(**values)
    if ask_rest:
        values |= _asked(settings, values)
        settings = settings_in_force(**values)
    if lacking := [f"--{name}" for name in missing(settings)]:
        raise Misused(f"还缺少设置，请加上选项 {' 和 '.join(lacking)}（或用环境变量）。")
    if not looks_like_token(settings.token.get_secret_value()):
        raise Refused(WRONG_SHAPE)
    return settings


def _asked(settings: Settings, given: Mapping[str, str]) -> dict[str, str]:
    answers = {}
    if "token" not in given:
        answers["token"] = _token(settings.token.get_secret_value())
    if "bureau" not in given:
        while not (bureau := ask("单位名称，会写在通知落款里", settings.bureau)):
            note("单位名称不能空着。")
        answers["bureau"] = " ".join(bureau.split())
    if "zone" not in given:
        answers["zone"] = _checked("zone", "时区", settings.zone)
    if "proxy" not in given:
        answers["proxy"] = _checked(
            "proxy", f"代理地址，如 http://127.0.0.1:7890，不用代理填“{NO_PROXY}”", settings.proxy or NO_PROXY
        )
    return answers


def _token(known: str) -> str:
    keep = "，直接回车则不改" if known else ""
    while True:
        typed = ask_secret(f"机器人令牌（向 @BotFather 申请，输入时不显示{keep}）") or known
        if looks_like_token(typed):
            return typed
        note(WRONG_SHAPE)


def _checked(name: str, question: str, default: str) -> str:
    """Ask until the answer can be used as this setting."""
    while True:
        answer = ask(question, default)
        value = "" if answer == NO_PROXY else answer
        try:
            settings_in_force(**{name: value})
        except Refused as refused:
            note(str(refused))
        else:
            return value


def _stored(settings: Settings) -> dict[str, str]:
    stored = {
        "token": settings.token.get_secret_value(),
        "bureau": settings.bureau,
        "zone": settings.zone,
        "proxy": settings.proxy,
    }
    # Where the environment of this command names them, a service started without it must find them too.
    if settings.api_url != TELEGRAM:
        stored["api_url"] = settings.api_url
    if settings.database_url:
        stored["database_url"] = settings.database_url
    # What is in a secret file stays there alone.
    return {name: value for name, value in stored.items() if name not in named_secrets()}


def _secretary_to_appoint(
    store: Store, office: Office, now: datetime, name: str, department: str, *, ask_rest: bool
) -> tuple[str, str] | None:
    """Return name and department of the first secretary; None where there is a secretary already."""
    if read(store, with_role, SECRETARY, office.today(now)):
        return None
    if not ((name and department) or ask_rest):
        raise Misused("还没有纪检秘书，请加上选项 --secretary 姓名 和 --department 处室。")
    while not (name := "".join(name.split())):
        name = ask("第一位纪检秘书的姓名（与花名册一致）")
    while not (department := "".join(department.split())):
        department = ask("所在处室（与花名册一致）")
    return name, department


def _begin(
    session: Session,
    office: Office,
    now: datetime,
    person: tuple[str, str] | None,
    number: str,
    *,
    bank: bool,
) -> tuple[Secretary, int]:
    if person is not None:
        appoint_secretary(session, office, now, *person)
        note_server(session, office, now, "指定第一位纪检秘书", "　".join(person))
    if office.bot:
        set_option(session, BOT_USERNAME, office.bot)
        set_option(session, BOT_ID, number)
    questions = fill_bank(session, now) if bank else 0  # the demo brings its own, by the import
    return first_secretary(session, office, now), questions


def _tell(
    settings: Settings, secretary: Secretary, link: str, name: str, questions: int, as_json: bool
) -> None:
    if as_json:
        who = {"name": secretary.name, "department": secretary.department, "link": link or None}
        say_json({"bot": name, **who})
        return
    say(f"设置完成：{settings.bureau}，机器人 @{name}。")
    say(f"数据文件夹 {settings.home}，设置文件 {env_file()}（只有属主能读）。")
    if questions:
        say(f"题库已放入自带的 {questions} 道题。")
    say()
    if not link:
        say(f"纪检秘书{secretary.name}已绑定账号，不需要新链接。下一步：运行 qingfeng run。")
        return
    say(f"{secretary.department} {secretary.name}（纪检秘书）的链接，{HOURS} 小时内有效，只能用一次：")
    say(f"  {link}")
    say()
    say("下一步：")
    say("  1. 运行 qingfeng run，让机器人开始工作；")
    say("  2. 把链接发给纪检秘书本人，在手机上打开，点“开始”；")
    say("  3. 请纪检秘书把花名册（Excel）发给机器人，或在本机运行 qingfeng import roster 文件名。")
