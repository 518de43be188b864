import re
from collections import Counter

import content
from tests.content.bank import people
from tests.content.typography import slips

HEADINGS = "姓名 处室/单位 职务 职级 政治面貌 人员类别 岗位类别 所在党支部 分管领导 手机号 工号 状态 备注"
DEPARTMENTS = [
    "局领导",
    "办公室",
    "机关党委（人事处）",
    "政策法规处",
    "危险化学品安全监督管理处",
    "应急指挥中心",
    "救援协调处",
    "监察支队",
]
VALUES = {
    "政治面貌": {"中共党员", "预备党员", "共青团员", "民主党派", "群众"},
    "人员类别": {"在编", "事业编", "聘用", "借调"},
    "状态": {"在岗", "借出", "长期病假", "退休"},
}
POSTS = {"领导班子", "处室负责人", "科级", "关键岗位", "新提任", "新录用", "一般"}


def posts(person: dict[str, str]) -> set[str]:
    return set(person["岗位类别"].split("、"))


def test_it_has_the_columns_people_and_departments_of_a_bureau() -> None:
    assert content.roster_csv().startswith(b"\xef\xbb\xbf")
    assert " ".join(people()[0]) == HEADINGS
    assert len(people()) == 42
    assert list(dict.fromkeys(p["处室/单位"] for p in people())) == DEPARTMENTS
    assert [p["工号"] for p in people()] == [str(1001 + i) for i in range(42)]


def test_every_value_is_one_the_import_accepts() -> None:
    for person in people():
        assert person["姓名"]
        assert person["职务"]
        assert posts(person) <= POSTS
        for column, accepted in VALUES.items():
            assert person[column] in accepted
        assert person["分管领导"] in {"", *(p["姓名"] for p in people() if p["处室/单位"] == "局领导")}
        assert bool(person["所在党支部"]) == (person["政治面貌"] in ("中共党员", "预备党员"))
        assert re.fullmatch(r"(1390000\d{4})?", person["手机号"])  # plainly made up
        assert [slip for cell in person.values() for slip in slips(cell)] == []


def test_the_mix_lets_every_audience_be_tried() -> None:
    assert {p["政治面貌"] for p in people()} == VALUES["政治面貌"]
    assert {post for p in people() for post in posts(p)} == POSTS
    assert sum("领导班子" in posts(p) for p in people()) == 3
    heads = Counter(p["处室/单位"] for p in people() if "处室负责人" in posts(p))
    assert heads == Counter(DEPARTMENTS[1:])
    assert sum(p["政治面貌"] not in ("中共党员", "预备党员") for p in people()) >= 10


def test_it_holds_the_cases_that_trip_an_import() -> None:
    names = Counter(p["姓名"] for p in people())
    (twice,) = (name for name, count in names.items() if count > 1)
    assert names[twice] == len({p["处室/单位"] for p in people() if p["姓名"] == twice}) == 2
    assert all(any(rare in name for name in names) for rare in "䶮喆镕·")


def test_the_secretary_is_in_it() -> None:
    (secretary,) = (p for p in people() if p["姓名"] == "陈清")
    assert secretary["处室/单位"] == "机关党委（人事处）"
    assert posts(secretary) == {"关键岗位"}
