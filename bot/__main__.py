"""`python -m bot` is `qingfeng`."""

from bot.cli.main import main

main()
