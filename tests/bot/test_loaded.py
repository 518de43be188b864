"""What the bot loads to run, and what it does without."""

import subprocess
import sys

UNUSED = {"rich", "pygments", "jieba", "matplotlib", "openpyxl", "docx", "alembic"}
PROGRAM = """
import gc, sys
from bot.loaded import loading
with loading():
    import bot.cli.start
assert gc.isenabled()
print(*sys.modules)
"""


def test_to_run_nothing_is_loaded_that_may_never_be_used() -> None:
    started = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in started.stdout.split()}
    assert "telegram" in loaded
    assert not loaded & UNUSED
