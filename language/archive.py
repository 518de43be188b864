"""Opens the zip container of a workbook or a document and inflates its parts under a budget."""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Sort:
    """What a container has to be: its main part, its word in sentences, and what others are told."""

    main: str
    word: str  # 表格, 文档
    save_as: str
    others: Mapping[str, str]  # a part that tells another sort -> what is said of it
    otherwise: str

    @property
    def unsafe(self) -> str:
        """Return what is said of a part with document types or entities."""
        return f"里面有不安全的内容，没有读取。请新建一个{self.word}，只粘贴需要的内容后再发。"

    @property
    def too_big(self) -> str:
        """Return what is said of a bomb."""
        return f"解开后大得不正常，没有读取。请新建一个{self.word}，只粘贴需要的内容后再发。"

    @property
    def damaged(self) -> str:
        """Return what is said of a container or a part that is broken."""
        return f"已损坏或不完整，无法读取。请用{self.save_as}后再发。"


WORKBOOK = Sort(
    main="xl/workbook.xml",
    word="表格",
    save_as=" Excel 或 WPS 打开，另存为新的 .xlsx ",
    others={
        "word/document.xml": "是 Word 文档，不是表格。请发送 .xlsx 或 .csv 文件。",
        "ppt/presentation.xml": "是演示文稿，不是表格。请发送 .xlsx 或 .csv 文件。",
        "xl/workbook.bin": (
            "是二进制工作簿（.xlsb），无法读取。请用 Excel 另存为“Excel 工作簿（.xlsx）”后再发。"
        ),
        "content.xml": "是 OpenDocument 格式，无法读取。请另存为“Excel 工作簿（.xlsx）”后再发。",
    },
    otherwise="是压缩包，不是表格。请解压后发送里面的 .xlsx 或 .csv 文件。",
)


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

    def __init__(self, content: bytes, sort: Sort = WORKBOOK) -> None:
        self._sort = sort
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(self._sort.damaged) from error
        members = self._zip.infolist()
        declared = sum(member.file_size for member in members)
        if (
            len(members) > MAX_MEMBERS
            or declared > MAX_INFLATED
            or declared > max(MAX_RATIO * len(content), 16 * _CHUNK)
        ):
            raise Unreadable(self._sort.too_big)
        self._names = frozenset(member.filename for member in members)
        self._bytes_left, self._tags_left = MAX_INFLATED, MAX_TAGS
        if sort.main not in self._names:
            kinds = (text for name, text in sort.others.items() if name in self._names)
            raise Unreadable(next(kinds, sort.otherwise))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    @property
    def names(self) -> frozenset[str]:
        """Return what its parts are called."""
        return self._names

    def parse(self, name: str, target: Target) -> None:
        """Feed one XML part to the target. Document types and entities are refused, whatever they say."""
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        try:
            member = self._zip.getinfo(name)
            if member.flag_bits & 1:
                raise Unreadable("设有密码，无法读取。请取消密码，保存后再发。")
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable(self._sort.damaged)
            with self._zip.open(member) as part:
                while chunk := part.read(_CHUNK):
                    # Counted here too: what the container declares need not be true.
                    self._bytes_left -= len(chunk)
                    self._tags_left -= chunk.count(b"<")
                    if self._bytes_left < 0 or self._tags_left < 0:
                        raise Unreadable(self._sort.too_big)
                    parser.feed(chunk)
            parser.close()
        except DefusedXmlException as error:
            raise Unreadable(self._sort.unsafe) from error
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
            raise Unreadable(self._sort.damaged) from error


def damaged() -> Unreadable:
    """Return the refusal of a workbook whose parts contradict each other."""
    return Unreadable(WORKBOOK.damaged)
