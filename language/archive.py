"""Opens the zip container of a workbook and inflates its parts under a budget."""

import zipfile
import zlib
from io import BytesIO
from typing import Protocol
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from language.grid import Unreadable

MAX_MEMBERS = 2_000
MAX_INFLATED = 64 * 1024 * 1024
MAX_RATIO = 200
MAX_TAGS = 8_000_000  # opening and closing; 20,000 rows of 64 cells need about five million
_CHUNK = 64 * 1024

_OTHER_KINDS = {
    "word/document.xml": "是 Word 文档，不是表格。请发送 .xlsx 或 .csv 文件。",
    "ppt/presentation.xml": "是演示文稿，不是表格。请发送 .xlsx 或 .csv 文件。",
    "xl/workbook.bin": "是二进制工作簿（.xlsb），无法读取。请用 Excel 另存为“Excel 工作簿（.xlsx）”后再发。",
    "content.xml": "是 OpenDocument 格式，无法读取。请另存为“Excel 工作簿（.xlsx）”后再发。",
}
_UNSAFE = "里面有不安全的内容，没有读取。请新建一个表格，只粘贴需要的内容后再发。"
_TOO_BIG = "解开后大得不正常，没有读取。请新建一个表格，只粘贴需要的内容后再发。"


class Target(Protocol):
    """Takes an XML part in the order it is written; nothing of it is kept as a tree."""

    def start(self, tag: str, attributes: dict[str, str], /) -> object: ...
    def end(self, tag: str, /) -> object: ...
    def data(self, text: str, /) -> object: ...
    def close(self) -> object: ...


class Archive:
    """A zip container that refuses to inflate more than MAX_INFLATED bytes in all.

    Every method raises Unreadable. Parts nobody asks for (pictures, macros, links) are never inflated.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged() from error
        members = self._zip.infolist()
        declared = sum(member.file_size for member in members)
        if (
            len(members) > MAX_MEMBERS
            or declared > MAX_INFLATED
            or declared > max(MAX_RATIO * len(content), 16 * _CHUNK)
        ):
            raise Unreadable(_TOO_BIG)
        self._names = frozenset(member.filename for member in members)
        self._bytes_left, self._tags_left = MAX_INFLATED, MAX_TAGS
        if "xl/workbook.xml" not in self._names:
            kinds = (text for name, text in _OTHER_KINDS.items() if name in self._names)
            raise Unreadable(next(kinds, "是压缩包，不是表格。请解压后发送里面的 .xlsx 或 .csv 文件。"))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def parse(self, name: str, target: Target) -> None:
        """Feed one XML part to the target. Document types and entities are refused, whatever they say."""
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        try:
            member = self._zip.getinfo(name)
            if member.flag_bits & 1:
                raise Unreadable("设有密码，无法读取。请取消密码，保存后再发。")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise damaged()
            with self._zip.open(member) as part:
                while chunk := part.read(_CHUNK):
                    # Counted here too: what the container declares need not be true.
                    self._bytes_left -= len(chunk)
                    self._tags_left -= chunk.count(b"<")
                    if self._bytes_left < 0 or self._tags_left < 0:
                        raise Unreadable(_TOO_BIG)
                    parser.feed(chunk)
            parser.close()
        except DefusedXmlException as error:
            raise Unreadable(_UNSAFE) from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ParseError,
            LookupError,  # a part or an encoding that is not there
            ValueError,
            NotImplementedError,
        ) as error:
            raise damaged() from error


def damaged() -> Unreadable:
    return Unreadable("已损坏或不完整，无法读取。请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再发。")
