"""The people's side in Python: script persons who talk to the bot, over the control side's HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterable
from typing import Any

import aiohttp

from sandbox.chats import ChatClient, GroupClient, NothingCameError, PersonClient
from sandbox.seen import Answer, Button, File, Json, Message, SandboxError

__all__ = [
    "Answer",
    "Button",
    "ChatClient",
    "File",
    "GroupClient",
    "Message",
    "Messenger",
    "NothingCameError",
    "PersonClient",
    "SandboxError",
]


class Messenger:
    """Talk to a sandbox, in this process or another. `api_url` is what the sandbox printed when ready."""

    def __init__(self, api_url: str) -> None:
        self.url = api_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._people: dict[int, PersonClient] = {}
        self._control = ""

    async def __aenter__(self) -> Messenger:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connections go."""
        if self._session is not None:
            await self._session.close()

    async def _base(self) -> str:
        # The control side has a port of its own, which stays when the Bot API's goes down.
        if not self._control:
            async with self._open().get(f"{self.url}/control/hello") as response:
                self._control = (await response.json())["control_url"] + "/control"
        return self._control

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
            )
        return self._session

    async def request(self, verb: str, path: str, body: Any = None, **query: Any) -> Any:
        """Ask the control side; raise `SandboxError` where it refuses."""
        given: Any = {"data": body} if isinstance(body, bytes) else {"json": body if body is not None else {}}
        if verb == "GET":
            given = {}
        url = f"{await self._base()}{path}"
        params = {key: str(value) for key, value in query.items()}
        async with self._open().request(verb, url, params=params, **given) as response:
            if response.status != 200:
                raise SandboxError(await _refusal(response))
            return await response.json()

    async def order(self, order: str, given: Json) -> None:
        """Give an order of the page's bar, where a trial runs behind the sandbox."""
        url = (await self._base()).removesuffix("/control") + f"/trial/{order}"
        async with self._open().post(url, json=given) as response:
            if response.status != 200:
                raise SandboxError(await _refusal(response))

    async def hello(self) -> Json:
        """Return api_url, control_url, token, bot (its User) and now."""
        return dict(await self.request("GET", "/hello"))

    async def person(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "zh-hans",
        standing: str = "new",
        note: str = "",
    ) -> PersonClient:
        """Return a person, made if there is none; `standing`: new, started, blocked, deactivated."""
        given = {
            "id": user_id,
            "first_name": first_name,
            "last_name": last_name,
            "username": username,
            "language_code": language_code,
            "standing": standing,
            "note": note,
        }
        await self.people([given])
        return self._people.setdefault(user_id, PersonClient(self, user_id, first_name))

    async def people(self, people: Iterable[Json]) -> None:
        """Make many people at once, each {id, first_name, standing, ...}."""
        await self.request("POST", "/people", list(people))

    async def group(self, group_id: int, title: str, by: PersonClient) -> GroupClient:
        """Return a group to which this person has added the bot (ids are negative)."""
        await self.request("POST", "/groups", {"id": group_id, "title": title, "by": by.id})
        return GroupClient(self, group_id, title)

    async def stats(self) -> Json:
        """Return calls (method → outcome → count), pending_updates, changes, stars_spent, violations."""
        return dict(await self.request("GET", "/stats"))

    async def counts(self) -> dict[int, int]:
        """Return of each chat how many messages the bot has sent there (edits not counted)."""
        return {int(chat): count for chat, count in (await self.request("GET", "/counts")).items()}

    async def violations(self) -> list[Json]:
        """Return the requests that a correct program does not make: method, problem, params."""
        return list(await self.request("GET", "/violations"))

    async def fault(self, **faults: Any) -> None:
        """Let these faults hold from now on (see `sandbox.faults.Faults`), none without arguments.

        `down=True` is "refused".
        """
        if isinstance(faults.get("down"), bool):
            faults["down"] = "refused" if faults["down"] else "no"
        await self.request("POST", "/faults", faults)

    async def limit(self, **rates: Any) -> None:
        """Let these rates hold from now on (see `sandbox.limits.Rates`), Telegram's where not named."""
        await self.request("POST", "/limits", rates)

    async def advance(self, seconds: float) -> float:
        """Move the sandbox's clock forward; return its new time."""
        return float((await self.request("POST", "/clock", {"seconds": seconds}))["now"])

    async def storm(self, presses: Iterable[tuple[int, int, str]], rate: float = 0) -> list[float | None]:
        """Press many buttons, each (person's id, message id, callback data), `rate` a second (0: at once).

        Returns for each after how many seconds it was answered, None where it was not.
        """
        given = {"presses": list(presses), "rate": rate}
        return list((await self.request("POST", "/storm", given))["seconds"])

    async def download(self, file: File) -> bytes:
        """Return a file's bytes."""
        async with self._open().get(f"{await self._base()}/files/{file.file_id}") as response:
            return await response.read()

    async def events(self) -> AsyncGenerator[Json, None]:
        """Yield everything that happens from now on: {kind, chat_id, ...}."""
        url = f"{await self._base()}/events"
        async with self._open().get(url, read_bufsize=1 << 20) as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])


async def _refusal(response: aiohttp.ClientResponse) -> str:
    if response.content_type == "application/json":
        return str((await response.json())["refused"])
    return f"{response.status} {(await response.text())[:1000]}"
