"""Reads the tables that people send: .xlsx and .csv, told apart by their content, never by their name."""

from language import delimited
from language.cells import clean_text, shorten
from language.grid import MAX_BYTES, Table, Unreadable

__all__ = ["Unreadable", "read_tables"]

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再发。"
_NOT_A_TABLE = "，不是表格。请发送 .xlsx 或 .csv 文件。"
_MAGIC = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"{\\rtf": "Word 文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
}


def read_tables(content: bytes, filename: str) -> tuple[Table, ...]:
    """Read every visible sheet that holds something (a .csv is one sheet).

    Raises Unreadable, naming the file, for anything that is not a table within the limits.
    """
    try:
        if not content:
            raise Unreadable("是空文件，里面什么也没有。请检查后重新发送。")
        if len(content) > MAX_BYTES:
            raise Unreadable(
                f"超过 {MAX_BYTES // 1024 // 1024} MB。请新建一个表格，只粘贴需要的内容（不要图片）后再发。"
            )
        _refuse_other_formats(content)
        if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            from language import workbook  # brings openpyxl, which a bot that starts can do without

            tables = workbook.read(content)
        else:
            tables = delimited.read(content)
        if not tables:
            raise Unreadable("里没有任何内容。请检查后重新发送。")
    except Unreadable as error:
        name = shorten(clean_text(filename), 60)
        raise Unreadable(f"《{name}》{error}" if name else f"文件{error}") from error
    return tables


def _refuse_other_formats(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_inside_compound_file(content))
    for magic, what in _MAGIC.items():
        # "BM" alone could begin a .csv; a bitmap's header has zero bytes at once.
        if content.startswith(magic) and (magic != b"BM" or b"\0" in content[:16]):
            raise Unreadable(f"是{what}{_NOT_A_TABLE}")
    # Many office systems export a web page under the name .xls.
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<", b"mime-version")):
        raise Unreadable(f"是网页格式，不能直接读取。{_SAVE_AS}")


def _inside_compound_file(content: bytes) -> str:
    # The old Office container names its streams in UTF-16.
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "设有打开密码，无法读取。请在 Excel 或 WPS 中取消密码，保存后再发。"
    if holds("WordDocument"):
        return f"是 Word 文档{_NOT_A_TABLE}"
    return f"是旧版 Excel 格式（.xls），无法读取。{_SAVE_AS}"
