"""Run `qingfeng run` until it is stopped, then say which heavy libraries it imported."""

import json
import sys

from bot.cli.main import main

HEAVY = ("jieba", "matplotlib", "openpyxl")

if __name__ == "__main__":
    try:
        main(["run"])
    finally:
        print(json.dumps([name for name in HEAVY if name in sys.modules]), flush=True)
