"""The page in a browser: three files beside this one, served by the sandbox itself."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "browser"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
# Nothing from elsewhere, and nothing that a message could smuggle in, is run or loaded.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def routes() -> list[web.RouteDef]:
    """Return the page and what it is made of."""
    return [web.get("/", _index), web.get("/page/{name}", _part)]


async def _index(_request: web.Request) -> web.Response:
    return _serve(_FOLDER / "index.html")


async def _part(request: web.Request) -> web.Response:
    path = _FOLDER / request.match_info["name"]
    if path.name not in ("page.css", "page.js"):
        raise web.HTTPNotFound
    return _serve(path)


def _serve(path: Path) -> web.Response:
    return web.Response(
        body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS
    )
