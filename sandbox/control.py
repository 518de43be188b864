"""The control side: scripted people, faults, the clock, and a look at everything, as JSON over HTTP.

The client module speaks it, and so does the page in a browser. Only pages of this very server may call it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from urllib.parse import urlsplit

from aiohttp import web

from sandbox import deeds
from sandbox.errors import ApiError, RefusedError
from sandbox.exchange import Exchange
from sandbox.faults import Faults
from sandbox.limits import Rates
from sandbox.recording import Recording
from sandbox.script import DEEDS, storm
from sandbox.views import content_view, message_view
from sandbox.world import Group, Json, Person

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
HOSTS: web.AppKey[frozenset[str]] = web.AppKey("hosts", frozenset)
"""By which names the server may be called."""


@web.middleware
async def only_own_pages(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what a page from elsewhere, open in the same browser, asks for (nor by DNS rebinding)."""
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    origin = request.headers.get("Origin")
    hosts = request.config_dict[HOSTS]
    if host not in hosts or (origin and urlsplit(origin).netloc != request.headers.get("Host")):
        raise web.HTTPForbidden(text="only for pages of this server")
    try:
        return await handler(request)
    except RefusedError as refusal:
        return web.json_response({"refused": str(refusal)}, status=409)
    except ApiError as refusal:
        return web.json_response({"refused": refusal.description}, status=409)
    except (KeyError, ValueError, TypeError) as error:
        return web.json_response({"refused": f"ill-formed request: {error!r}"}, status=400)


class Control:
    """Serve the control side of an exchange."""

    def __init__(
        self,
        exchange: Exchange,
        set_faults: Callable[[Faults], Awaitable[None]],
        addresses: Callable[[], dict[str, str]],
        recording: Recording,
        trial: bool,
    ) -> None:
        self._exchange, self._recording = exchange, recording
        self._trial = trial
        self._set_faults = set_faults
        self._addresses = addresses

    def app(self) -> web.Application:
        """Return the control side as an application of its own."""
        app = web.Application(middlewares=[only_own_pages], client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.get("/hello", self._hello),
                web.get("/people", self._people),
                web.post("/people", self._add_people),
                web.post("/people/{person}/upload", self._upload),
                web.post("/people/{person}/{deed}", self._deed),
                web.get("/groups", self._groups),
                web.post("/groups", self._add_group),
                web.get("/recording", self._recorded),
                web.get("/chats/{chat}", self._changes),
                web.get("/chats/{chat}/{message}/history", self._history),
                web.get("/files/{file}", self._file),
                web.get("/counts", self._counts),
                web.get("/stats", self._stats),
                web.get("/violations", self._violations),
                web.post("/faults", self._fault),
                web.post("/limits", self._limit),
                web.post("/clock", self._advance),
                web.post("/storm", self._storm),
                web.get("/events", self._events),
            ]
        )
        return app

    async def _hello(self, _request: web.Request) -> web.Response:
        exchange = self._exchange
        return web.json_response(
            {
                **self._addresses(),
                "bot": exchange.world.bot,
                "now": exchange.clock.now(),
                "trial": self._trial,
            }
        )

    async def _people(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(person) for person in self._exchange.world.people.values()])

    async def _add_people(self, request: web.Request) -> web.Response:
        people = [Person(**given) for given in await request.json()]
        for person in people:
            if person.id <= 0:
                raise ValueError("a person's id is positive")
            known = self._exchange.world.people.setdefault(person.id, person)
            if known is not person:
                known.first_name, known.last_name = person.first_name, person.last_name
                known.username, known.language_code = person.username, person.language_code
                known.note = person.note
        self._exchange.feed.publish("people", 0, dict)
        return web.json_response({"people": len(self._exchange.world.people)})

    async def _groups(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(group) for group in self._exchange.world.groups.values()])

    async def _recorded(self, _request: web.Request) -> web.Response:
        return web.json_response(self._recording.trip())

    async def _add_group(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given["id"] >= 0:
            raise ValueError("a group's id is negative")
        world = self._exchange.world
        if given["id"] not in world.groups:
            group = Group(given["id"], given["title"])
            deeds.add_to_group(self._exchange, self._person(given["by"]), group)
        return web.json_response(world.groups[given["id"]].chat())

    def _person(self, person_id: str | int) -> Person:
        person = self._exchange.world.people.get(int(person_id))
        if person is None:
            raise RefusedError(f"there is no person {person_id}")
        return person

    async def _deed(self, request: web.Request) -> web.Response:
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            raise web.HTTPNotFound
        person = self._person(request.match_info["person"])
        name, given = request.match_info["deed"], await request.json()
        self._recording.note(person, name, given)
        return web.json_response(await deed(self._exchange, person, given))

    async def _upload(self, request: web.Request) -> web.Response:
        person = self._person(request.match_info["person"])
        query, content = request.query, await request.read()
        chat_id, kind = int(query.get("chat_id", person.id)), query.get("kind", "document")
        name, caption = query["name"], query.get("caption", "")
        self._recording.note_file(person, chat_id, kind, name, content, caption)
        message = deeds.upload(self._exchange, person, chat_id, kind, name, content, caption)
        return web.json_response({"message": message_view(self._exchange.world, message)})

    async def _changes(self, request: web.Request) -> web.Response:
        """Return a chat's messages changed after a count, waiting for one if asked to."""
        exchange = self._exchange
        chat_id = int(request.match_info["chat"])
        after, wait = int(request.query.get("after", 0)), float(request.query.get("wait", 0))
        chat = exchange.world.chat(chat_id)
        changed = chat.changed_since(after)
        if not changed and wait:
            await exchange.feed.changed(chat_id, wait)
            changed = chat.changed_since(after)
        messages = [message_view(exchange.world, message) for message in changed]
        return web.json_response({"changes": exchange.world.changes, "messages": messages})

    async def _history(self, request: web.Request) -> web.Response:
        chat = self._exchange.world.chat(int(request.match_info["chat"]))
        message = chat.messages[int(request.match_info["message"])]
        versions = [*message.history, (message.edit_date or message.date, message.content)]
        return web.json_response([{"date": date, **content_view(content)} for date, content in versions])

    async def _file(self, request: web.Request) -> web.Response:
        file = self._exchange.world.shelf.get(request.match_info["file"])
        # Whatever the file is, it must not run as a page of this server.
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return web.Response(body=file.content, content_type=file.mime, headers=headers)

    async def _counts(self, _request: web.Request) -> web.Response:
        """Return of each chat how many messages the bot has sent there."""
        world = self._exchange.world
        return web.json_response(
            {
                chat_id: sum(message.sender == world.bot_id for message in chat.messages.values())
                for chat_id, chat in world.chats.items()
            }
        )

    async def _stats(self, _request: web.Request) -> web.Response:
        exchange = self._exchange
        calls: dict[str, dict[str, int]] = {}
        for (method, outcome), count in exchange.outcomes.items():
            calls.setdefault(method, {})[outcome] = count
        return web.json_response(
            {
                "calls": calls,
                "pending_updates": len(exchange.queue.pending),
                "changes": exchange.world.changes,
                "stars_spent": exchange.limits.stars_spent,
                "violations": len(exchange.violations),
            }
        )

    async def _violations(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(violation) for violation in self._exchange.violations])

    async def _fault(self, request: web.Request) -> web.Response:
        given = await request.json()
        _check_names(Faults, given)
        for name in ("latency", "only"):
            if name in given:
                given[name] = tuple(given[name])
        await self._set_faults(Faults(**given))
        return web.json_response({})

    async def _limit(self, request: web.Request) -> web.Response:
        given = await request.json()
        _check_names(Rates, given)
        self._exchange.limits.set(Rates(**given))
        return web.json_response({})

    async def _advance(self, request: web.Request) -> web.Response:
        clock = self._exchange.clock
        clock.advance(float((await request.json())["seconds"]))
        self._exchange.feed.publish("clock", 0, lambda: {"now": clock.now()})
        return web.json_response({"now": clock.now()})

    async def _storm(self, request: web.Request) -> web.Response:
        given = await request.json()
        seconds = await storm(self._exchange, given["presses"], given.get("rate", 0))
        return web.json_response({"seconds": seconds})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Stream everything that happens as server-sent events."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        with self._exchange.feed.stream() as events:
            await response.prepare(request)
            await response.write(b": hello\n\n")
            while (event := await events.get()) is not None:
                await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        return response


def _check_names(kind: type[Faults] | type[Rates], given: Json) -> None:
    unknown = given.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{kind.__name__} knows no {', '.join(sorted(unknown))}")
