"""Which registers there are: what each counts, and by which categories."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Book:
    """One register. `name` is stored and stands in buttons: short ASCII, never to be changed."""

    name: str
    title: str
    unit: str
    categories: tuple[str, ...]
    note: str = ""
    # Of a register that tells how many there are now: the category that adds, and the one that takes away.
    stock: tuple[str, str] | None = None

    @property
    def whole_bureau(self) -> bool:
        """Tell whether an entry may concern no department in particular."""
        return self.stock is None  # each department is held to the number of its own people


BOOKS: dict[str, Book] = {
    book.name: book
    for book in (
        Book(
            "talk",
            "谈心谈话",
            "次",
            ("谈心谈话", "廉政谈话", "任前廉政谈话", "提醒谈话"),
            "谈话记录由谈话人留存。",
        ),
        Book(
            "forms",
            "四种形态",
            "人次",
            ("第一种形态", "第二种形态", "第三种形态", "第四种形态"),
            "对象和事由只留在线下材料。",
        ),
        Book(
            "visit",
            "明察暗访",
            "次",
            ("作风效能", "窗口服务", "值班值守", "节日检查", "其他"),
            "检查结束后再登记，处室选被检查的处室。",
        ),
        Book(
            "review",
            "廉洁性审查",
            "件",
            ("未提出意见", "提出修改意见", "退回重拟"),
            "处室选制度的起草处室，意见写在审查登记表上。",
        ),
        Book(
            "files",
            "廉政档案",
            "份",
            ("新建", "更新", "移出"),
            "第一次登记时，把各处室已有的份数按“新建”登记一次；调出、退休的按“移出”登记。",
            stock=("新建", "移出"),
        ),
        Book(
            "measures",
            "风险防控措施",
            "条",
            ("高风险", "中风险", "低风险"),
            "按风险等级登记已落实的防控措施条数。",
        ),
    )
}
