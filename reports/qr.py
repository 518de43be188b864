"""QR codes, as a picture for a chat and as a drawing for a page."""

from io import BytesIO

import segno


def qr_png(text: str, scale: int = 12) -> bytes:
    """Return a QR code as a PNG; at its usual scale large enough to be scanned off a screen."""
    result = BytesIO()
    segno.make_qr(text, error="m").save(result, kind="png", scale=scale, border=3)
    return result.getvalue()


def qr_svg(text: str) -> str:
    """Return a QR code as an inline SVG that fills what it stands in."""
    return str(segno.make_qr(text, error="m").svg_inline(omitsize=True, border=2))
