"""What is wrong with a file or a database, in words for whoever runs the bot; drivers tell it in English."""

import errno
from typing import Final

_FILES: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "它是文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.ENAMETOOLONG: "名称太长",
}
_BROKEN: Final = (
    "不是数据库文件，或已经损坏",
    "请核对文件；确已损坏的，请恢复最近的备份（qingfeng restore）。",
)
_RIGHTS: Final = ("没有读写的权限，或磁盘是只读的", "请检查它和所在文件夹的属主和权限。")
# By the beginning of SQLite's name of the error.
_SQLITE: Final = {
    "SQLITE_FULL": ("磁盘已满", "请清理磁盘，再试一次。"),
    "SQLITE_IOERR": ("磁盘读写出错，多半是磁盘已满", "请检查磁盘和剩余空间，再试一次。"),
    "SQLITE_BUSY": ("正被另一个程序占用", "请稍候再试；一直如此的，请查是哪个程序打开了它。"),
    "SQLITE_NOTADB": _BROKEN,
    "SQLITE_CORRUPT": _BROKEN,
    "SQLITE_READONLY": _RIGHTS,
    "SQLITE_CANTOPEN": _RIGHTS,
    "SQLITE_PERM": _RIGHTS,
}
_COMING: Final = ("服务器正在启动或停止", "请等它启动好，再试一次。")
_SILENT: Final = ("服务器没有应答", "请检查它是否在运行，以及地址、端口和防火墙。")
# By what PostgreSQL says, the first that fits, where it says it in English: connecting has no other sign.
_POSTGRESQL: Final = {
    "password": ("用户名或口令不对", "请核对数据库地址里的用户名和口令。"),
    "authentication": ("用户名或口令不对", "请核对数据库地址里的用户名和口令。"),
    "does not exist": ("服务器上没有这个用户或这个库", "请核对数据库地址，或先建好用户和库。"),
    "permission denied": ("这个用户的权限不够", "请把库的属主设为这个用户。"),
    "read-only": ("连到的是备用服务器，只能读", "请在地址中写 target_session_attrs=read-write。"),
    "too many": ("服务器的连接已用完", "请停掉多余的程序，或调高 max_connections。"),
    "No space": ("数据库服务器的磁盘已满", "请清理服务器的磁盘。"),
    "failed to resolve": ("找不到服务器", "请核对数据库地址里的主机名。"),
    "starting up": _COMING,
    "shutting down": _COMING,
    "terminating connection": _COMING,
    "connection to server": _SILENT,
    "timeout": _SILENT,
}
_ELSE: Final = ("出错", "请检查它是否在运行、文件是否完好、权限和磁盘空间，再试一次。")


def of_file(error: OSError) -> str:
    """Return why a file cannot be read or written, without a full stop."""
    return _FILES.get(error.errno or 0, f"系统错误 {error.errno}")


def of_database(error: BaseException) -> tuple[str, str]:
    """Return what is wrong with a database, without a full stop, and what to do about it."""
    cause: BaseException | None = error
    while cause is not None:
        # SQLAlchemy holds the driver's error in `orig`; the store's own is raised from SQLAlchemy's.
        driver = getattr(cause, "orig", None) or cause
        name = getattr(driver, "sqlite_errorname", "")
        for beginning, told in _SQLITE.items():
            if name.startswith(beginning):
                return told
        if not name and type(driver).__module__.startswith("psycopg"):
            said = str(driver)
            return next((told for words, told in _POSTGRESQL.items() if words in said), _ELSE)
        cause = cause.__cause__
    return _ELSE
