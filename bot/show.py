"""The full-screen page for the projector, where the bot's own web server is switched on."""

import asyncio
from html import escape

from aiohttp import web

from handlers.turn import Desk
from services.study.projector import Shown, shown_now
from storage.store import Unavailable

PATH = "/show/{key}"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'",
}
_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
html, body {{ margin: 0; height: 100%; background: #fff; color: #111; font-family: sans-serif; }}
main {{ height: 100%; display: flex; flex-direction: column; align-items: center; justify-content: center;
  gap: 1.5vh; text-align: center; }}
h1 {{ font-size: 4.5vh; margin: 0 4vw; }}
p {{ font-size: 3vh; margin: 0; }}
#qr {{ width: 52vh; height: 52vh; }}
#qr svg {{ width: 100%; height: 100%; }}
#code {{ font-size: 11vh; font-weight: bold; letter-spacing: 0.08em; font-variant-numeric: tabular-nums; }}
</style>
<main>
<h1>{title}</h1>
<p>{when}</p>
<div id="qr"></div>
<div id="code"></div>
<p id="how"></p>
<p id="says">正在连接……</p>
</main>
<script>
const at = id => document.getElementById(id);
async function renew() {{
  let wait = 5;
  try {{
    const now = await (await fetch(location.pathname + "/now", {{cache: "no-store"}})).json();
    at("qr").innerHTML = now.svg;
    at("qr").style.display = now.svg ? "" : "none";
    at("code").textContent = now.code;
    at("how").textContent = now.code ? "扫码后点“开始”，或在 @{bot} 里发送这六位数字（每30秒更换）" : "";
    at("says").textContent = now.code ? now.says + "　已登记 " + now.came + " 人" : now.says;
    wait = Math.min(wait, now.seconds + 0.3);
  }} catch (error) {{
    at("says").textContent = "连接中断，正在重新连接……";
  }}
  setTimeout(renew, wait * 1000);
}}
renew();
</script>
</html>
"""


def add_show(app: web.Application, desk: Desk) -> None:
    """Serve the page and what it asks for; an address that nobody was given is not there."""

    async def look(request: web.Request) -> Shown:
        try:
            shown = await desk.store.read(
                shown_now, desk.office, desk.clock(), request.match_info["key"][:64]
            )
        except Unavailable:
            raise web.HTTPServiceUnavailable from None
        if shown is None:
            raise web.HTTPNotFound
        return shown

    async def page(request: web.Request) -> web.Response:
        shown = await look(request)
        text = _PAGE.format(title=escape(shown.title), when=escape(shown.when), bot=escape(desk.office.bot))
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def now(request: web.Request) -> web.Response:
        shown = await look(request)
        svg = await asyncio.to_thread(_drawn, shown.link) if shown.link else ""
        code = f"{shown.code[:3]} {shown.code[3:]}" if shown.code else ""
        told = {"says": shown.says, "code": code, "svg": svg, "seconds": shown.seconds, "came": shown.came}
        return web.json_response(told, headers=_HEADERS)

    app.router.add_get(PATH, page)
    app.router.add_get(f"{PATH}/now", now)


def _drawn(link: str) -> str:
    from reports.qr import qr_svg

    return qr_svg(link)
