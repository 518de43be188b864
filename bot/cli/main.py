"""The command line. Each command imports what it needs when it is called: `--help` must not wait."""

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from bot.cli.console import Misused, Refused, note, say
from bot.cli.usage import Command, Group, explain

INTERRUPTED = 130  # what typer makes of Ctrl-C
FAILED, MISUSED = 1, 2

app = typer.Typer(
    name="qingfeng",
    help="清风：机关纪委的提醒、学习、承诺、答题机器人。\n\n第一次使用，请先运行 qingfeng init。",
    cls=Group,
    add_completion=False,
    rich_markup_mode=None,
)
import_app = typer.Typer(name="import", help="导入花名册或题库。", cls=Group, rich_markup_mode=None)
app.add_typer(import_app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"qingfeng {version('qingfeng')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本。")
    ] = False,
) -> None: ...


Yes = Annotated[bool, typer.Option("--yes", help="凡要询问的都按同意办理，不再询问。")]
Json = Annotated[bool, typer.Option("--json", help="结果按 JSON 输出，供程序读取。")]
Trial = Annotated[bool, typer.Option("--trial", hidden=True)]


@app.command(cls=Command, help="首次设置：写设置文件、建数据库、指定第一位纪检秘书。可以重复运行。")
def init(
    token: Annotated[
        str | None, typer.Option(metavar="令牌", help="机器人令牌（或用 QINGFENG_TOKEN）。")
    ] = None,
    bureau: Annotated[
        str | None, typer.Option(metavar="名称", help="单位名称（或用 QINGFENG_BUREAU）。")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="时区", help="时区，如 Asia/Shanghai（或用 QINGFENG_ZONE）。")
    ] = None,
    proxy: Annotated[
        str | None,
        typer.Option(metavar="地址", help="代理，http:// 或 socks5:// 开头（或用 QINGFENG_PROXY）。"),
    ] = None,
    secretary: Annotated[str, typer.Option(metavar="姓名", help="第一位纪检秘书的姓名。")] = "",
    department: Annotated[str, typer.Option(metavar="处室", help="第一位纪检秘书的处室。")] = "",
    yes: Yes = False,
    as_json: Json = False,
    trial: Trial = False,
) -> None:
    from bot.cli.init import init

    options = {"token": token, "bureau": bureau, "zone": zone, "proxy": proxy}
    given = {name: value for name, value in options.items() if value is not None}
    init(given, secretary, department, yes=yes, as_json=as_json, trial=trial)


@app.command(cls=Command, help="运行机器人，直到收到停止信号（Ctrl-C 或 SIGTERM）。")
def run(trial: Trial = False) -> None:
    from bot.loaded import loading

    with loading():
        from bot.cli.start import run

    run(trial=trial)


@app.command(cls=Command, help="检查令牌、网络、时钟、数据库、权限等，并说明怎样处理。")
def doctor(as_json: Json = False) -> None:
    from bot.cli.doctor import doctor

    if not doctor(as_json=as_json):
        raise typer.Exit(FAILED)


@app.command(cls=Command, help="在本机演示一遍全过程，不连 Telegram。")
def demo(
    seed: Annotated[int, typer.Option(metavar="数字", help="随机数种子，相同的种子演示相同的过程。")] = 1,
) -> None:
    from bot.demo.launch import play

    raise typer.Exit(play(seed))


@app.command(cls=Command, help="在浏览器里试用：布置好一个单位，不要令牌，不连 Telegram。")
def trial(
    port: Annotated[int, typer.Option(metavar="端口", help="网页的端口，0 表示任选。")] = 8765,
    host: Annotated[
        str, typer.Option(metavar="地址", help="网页监听的地址。写本机以外的地址，网络上的人就都能操作它。")
    ] = "127.0.0.1",
) -> None:
    from bot.trial.launch import trial

    raise typer.Exit(trial(port, host))


@import_app.command("roster", cls=Command, help="导入花名册：先列出变动，同意后才写入。")
def import_roster(
    file: Annotated[str, typer.Argument(metavar="文件", help="花名册，.xlsx 或 .csv。")],
    full: Annotated[
        bool, typer.Option("--full", help="文件是全员名册：名册上有、文件里没有的按调离。")
    ] = False,
    partial: Annotated[bool, typer.Option("--partial", help="文件只有部分人员：不产生调离。")] = False,
    since: Annotated[
        str, typer.Option("--from", metavar="日期", help="变动自何日起，如 2027-01-01；不写为今天。")
    ] = "",
    yes: Yes = False,
    as_json: Json = False,
    trial: Trial = False,
) -> None:
    from bot.cli.bring_in import import_roster

    if full and partial:
        raise Misused("--full 和 --partial 只能写一个。")
    import_roster(
        file, "all" if full else "part" if partial else None, since, yes=yes, as_json=as_json, trial=trial
    )


@import_app.command("questions", cls=Command, help="导入题库：先列出增改，同意后才写入。")
def import_questions(
    file: Annotated[str, typer.Argument(metavar="文件", help="题库，.xlsx 或 .csv。")],
    yes: Yes = False,
    as_json: Json = False,
    trial: Trial = False,
) -> None:
    from bot.cli.bring_in import import_questions

    import_questions(file, yes=yes, as_json=as_json, trial=trial)


@app.command(cls=Command, help="生成一次性绑定链接。不写姓名则为所有尚无账号的人生成。")
def invite(
    names: Annotated[list[str] | None, typer.Argument(metavar="姓名", help="一个或几个姓名。")] = None,
    as_json: Json = False,
    trial: Trial = False,
) -> None:
    from bot.cli.invite import invite

    invite(names or [], as_json=as_json, trial=trial)


@app.command(cls=Command, help="列出各事项的办理情况，同对话中的 /report。")
def report(as_json: Json = False, trial: Trial = False) -> None:
    from bot.cli.report import report

    report(as_json=as_json, trial=trial)


@app.command(cls=Command, help="演练一年：按年度计划和节假日，列出到时会发的每条消息和每人每月的负担。")
def rehearse(
    year: Annotated[int, typer.Argument(metavar="年份", min=2004, max=2099, help="如 2027。")],
    ics: Annotated[str, typer.Option("--ics", metavar="文件", help="把全年活动写成日历文件，.ics。")] = "",
    acting: Annotated[
        int, typer.Option("--acting", metavar="百分比", min=0, max=100, help="每件事有多少人在提醒之前办理。")
    ] = 70,
    as_json: Json = False,
) -> None:
    from bot.cli.rehearse import rehearse

    rehearse(year, ics, acting, as_json=as_json)


@app.command(cls=Command, help="备份：把全部数据写成一个文件。机器人运行时也可以备份。")
def backup(
    to: Annotated[
        str, typer.Argument(metavar="文件或文件夹", help="写到哪里；文件夹则自动取名，不写为当前文件夹。")
    ] = ".",
    as_json: Json = False,
) -> None:
    from bot.cli.backup import backup

    backup(to, as_json=as_json)


@app.command(cls=Command, help="恢复备份。先停掉机器人；原来的数据库会保留在旁边。")
def restore(
    file: Annotated[str, typer.Argument(metavar="文件", help="qingfeng backup 写的文件。")],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    from bot.cli.restore import restore

    restore(file, yes=yes, as_json=as_json)


@app.command(cls=Command, help="检查数据库是否完好、前后一致。写文件则检查那份备份。")
def check(
    file: Annotated[str, typer.Argument(metavar="文件", help="备份文件。")] = "",
    as_json: Json = False,
) -> None:
    from bot.cli.check import check

    if not check(file, as_json=as_json):
        raise typer.Exit(FAILED)


@app.command(cls=Command, help="核验签署记录和留痕记录：逐条相接、没有改动。不写文件则核验数据库。")
def verify(
    file: Annotated[str, typer.Argument(metavar="文件", help="导出的签署或留痕记录，.jsonl 或 .xlsx。")] = "",
    export: Annotated[
        str,
        typer.Option("--export", metavar="文件夹", help="把两种记录和核验程序导出到这个文件夹。"),
    ] = "",
    link: Annotated[
        str, typer.Option("--link", metavar="链值", help="另行记下的链值或留痕校验码，核对记录里有没有它。")
    ] = "",
    as_json: Json = False,
    trial: Trial = False,
) -> None:
    from bot.cli.verify import verify

    if file and export:
        raise Misused("核验文件时不能同时写 --export。")
    if not verify(file, export, link, as_json=as_json, trial=trial):
        raise typer.Exit(FAILED)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 refused or failed, 2 misused."""
    # Whatever a command writes holds names or the token: nobody else's eyes.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(_outcome(arguments))


def _outcome(arguments: Sequence[str] | None) -> int:
    command = typer.main.get_command(app)
    try:
        code = command.main(arguments, prog_name="qingfeng", standalone_mode=False)
    except TyperException as error:
        note(explain(error))
        return MISUSED
    except Misused as misused:
        note(str(misused))
        return MISUSED
    except Refused as refused:
        note(str(refused))
        return FAILED
    if code == INTERRUPTED:
        note("已中断。")
        return FAILED
    return int(code or 0)
