"""核对检查材料包：python3 核对清单.py（放在解压后的文件夹里运行）

Checks the files of an inspection pack against its manifest. It needs Python (3.8 or newer) alone, no bot and
no database, and is sent with every pack. The manifest is one line a file: its SHA-256, two spaces, its path,
as `sha256sum -c` reads it too.
"""

from __future__ import annotations  # for Pythons older than the bot's

import hashlib
import sys
from pathlib import Path

MANIFEST = "清单.txt"
SCRIPT = "核对清单.py"


def check(folder: Path) -> tuple[int, list[str]]:
    """Return how many files were as the manifest has them, and in Chinese what was not."""
    problems, listed = [], {MANIFEST, SCRIPT}
    good = 0
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        file = folder / name
        if not file.is_file():
            problems.append(f"缺少文件：{name}")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            problems.append(f"内容与清单不符：{name}")
        else:
            good += 1
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in listed and "__pycache__" not in name:
            problems.append(f"清单以外的文件：{name}")
    return good, problems


def main() -> int:
    """Check the folder this script lies in, or the one that is named; return 0 where all is well."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    try:
        good, problems = check(folder)
        own = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except (OSError, UnicodeDecodeError) as error:
        print(f"读不出{MANIFEST}：{error}")
        return 2
    for problem in problems:
        print(problem)
    print(f"与清单一致的文件{good}个，有问题的{len(problems)}个。")
    print(f"清单本身的校验码（SHA-256）：{own}")
    print("交接时请双方记下这个校验码，以后再核对，就能看出清单有没有换过。")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
