"""Who may run beside whom on one database."""

import contextlib
from typing import Literal

import pytest

from bot.insist import Stop
from bot.running import alone_asking
from bot.settings import Settings
from services.duty import take_duty
from storage.store import Store


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_only_one_may_ask_for_updates_on_a_shared_database(
    store: Store, mode: Literal["polling", "webhook"]
) -> None:
    settings = Settings.model_construct(mode=mode)
    await alone_asking(store, settings, patience=0)
    if not store.is_sqlite:  # there, a lock beside the file keeps others out
        await store.write(take_duty, "the one at work")
    shared = store.is_sqlite or mode == "webhook"
    with contextlib.nullcontext() if shared else pytest.raises(Stop, match="机器人已经在运行（数据库"):
        await alone_asking(store, settings, patience=0)
