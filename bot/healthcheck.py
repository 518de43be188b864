"""`python -m bot.healthcheck`: asks a running bot's /healthz, for a container. Exit 0 where it is well."""

import sys
from urllib.error import URLError
from urllib.request import urlopen

from bot.settings import load_settings

PATIENCE = 8.0  # seconds


def main() -> int:
    """Return the exit status; what the bot said goes to stdout."""
    host, _, port = load_settings().watch.rpartition(":")
    if not port:
        print("QINGFENG_WATCH is not set")
        return 1
    here = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 listened on, not asked
    try:
        with urlopen(f"http://{here}:{port}/healthz", timeout=PATIENCE) as answer:
            print(answer.read().decode())
    except (URLError, TimeoutError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
