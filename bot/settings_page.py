"""docs/settings.md, made from the settings themselves: `make docs` writes it."""

from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from bot.secret_files import SECRETS
from bot.settings import PREFIX, Settings

_TOP = f"""# 设置

由 `make docs` 从程序中的设置定义生成，不要手改。

先看环境变量，再看密钥文件，再看 `.env`，都没有的用默认值。
`.env` 由 `qingfeng init` 写好，只有属主能读：设了 `{PREFIX}HOME` 时在数据文件夹中，否则在当前文件夹。
改了设置，重新启动才起作用；`qingfeng doctor` 检查是否可用。

| 设置 | 含义 | 默认值 |
|---|---|---|
"""
_BOTTOM = """
## 密钥文件

下面几项可以放进单独的文件，用相应的设置写明文件的路径（容器和 systemd 都这样传递密钥）。
文件应只有属主能读（`chmod 600`），否则 `qingfeng doctor` 会指出来；挂在 `/run/secrets` 下的除外。
环境变量里另外直接写了的，以直接写的为准。

| 设置 | 文件里是 |
|---|---|
"""


def settings_page() -> str:
    """Return the page, as Markdown."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    files = [f"| `{_name(name)}_FILE` | {Settings.model_fields[name].title} |" for name in SECRETS]
    return _TOP + "\n".join(rows) + "\n" + _BOTTOM + "\n".join(files) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    meaning = field.title or ""
    if get_origin(field.annotation) is Literal:
        meaning += "：" + " 或 ".join(f"`{choice}`" for choice in get_args(field.annotation))
    if field.description:
        meaning += f"。{field.description}"
    default = "" if name in SECRETS else str(field.default)
    return f"| `{_name(name)}` | {meaning} | {f'`{default}`' if default else '无'} |"


def _name(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


if __name__ == "__main__":
    print(settings_page(), end="")
