"""The command line's own words in Chinese: how to write a command, and what was wrong with one.

Typer carries its own copy of click, most of whose sentences cannot be translated by gettext. So the help is
written here, and errors are told by the shape of their English text, with a Chinese sentence for the rest.
"""

import re
from typing import Any, Final

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from bot.cli.console import padded

_ERRORS: Final = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"No such command '(.*?)'\.", "没有“{}”这个命令。"),
        (r"Missing command", "没有写要做什么。"),
        (r"No such option: (\S+)", "没有 {} 这个选项。"),
        (r"Missing argument '(.*?)'", "缺少“{}”。"),
        (r"Option '(.*?)' requires", "选项 {} 后面缺少内容。"),
        (r"Option '(.*?)' does not take", "选项 {} 后面不能带内容。"),
        (r"Invalid value for '(.*?)'", "“{}”的内容不对。"),
        (r"Got unexpected extra argument\(s\) \((.*)\)", "多写了“{}”。"),
    )
)
_NO_OTHER_WORDS: Final = "命令的写法不对。"
_HELP: Final = "显示这份说明"


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


class Group(TyperGroup):
    """A group of commands whose help is in Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


def explain(error: TyperException) -> str:
    """Return what is wrong with a command, and where its help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "qingfeng"
    return f"{_sentence(error.format_message())}请用 {path} --help 查看写法。"


def _sentence(message: str) -> str:
    for pattern, sentence in _ERRORS:
        if found := pattern.match(message):
            return sentence.format(*found.groups())
    return _NO_OTHER_WORDS


def _help(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    shown = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [param for param in shown if isinstance(param, TyperArgument)]
    options = [param for param in shown if isinstance(param, TyperOption)]
    usage = ["用法：" + ctx.command_path, "[选项]", *map(_usage, arguments)]
    sections = [
        ("参数", [(_metavar(each), each.help or "") for each in arguments]),
        ("选项", [(_names(each), _HELP if each.name == "help" else each.help or "") for each in options]),
    ]
    if isinstance(command, TyperGroup):
        usage.append("命令 …")
        listed = [command.commands[name] for name in command.list_commands(ctx)]
        sections.append(("命令", [(each.name or "", _first_line(each.help)) for each in listed]))
    text = [" ".join(usage), "", (command.help or "").strip(), ""]
    for title, rows in sections:
        if rows:
            text += [f"{title}：", *_aligned(rows), ""]
    return "\n".join(text)


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    return [f"  {padded(left, 22)}  {right}".rstrip() for left, right in rows]


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def _usage(argument: TyperArgument) -> str:
    return _metavar(argument) if argument.required else f"[{_metavar(argument)}]"


def _metavar(argument: TyperArgument) -> str:
    return f"{argument.metavar}{'…' if argument.nargs == -1 else ''}"


def _names(option: TyperOption) -> str:
    names = "、".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar}"
