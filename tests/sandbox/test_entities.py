import pytest

from sandbox.entities import commands_in, parse_html, to_html, utf16_length
from sandbox.errors import IllFormedError


def test_offsets_are_utf16_units_and_rare_characters_count_twice() -> None:
    text, entities = parse_html("𠮷😀<b>镕</b>")
    assert text == "𠮷😀镕"
    assert entities == [{"type": "bold", "offset": 4, "length": 1}]
    assert utf16_length("𠮷a") == 3


@pytest.mark.parametrize(
    "source",
    [
        "a &lt;b&gt; &amp; c",
        "<b>粗<i>斜</i></b> <u>下</u><s>删</s><tg-spoiler>暗</tg-spoiler>",
        '<a href="https://example.org/?a=1&amp;b=2">链接</a> <code>x</code> <pre>y</pre>',
        "<blockquote>一</blockquote><blockquote expandable>二</blockquote>",
    ],
)
def test_html_survives_the_way_there_and_back(source: str) -> None:
    assert to_html(*parse_html(source)) == source


def test_other_spellings_of_the_same_marks() -> None:
    text, entities = parse_html(
        "<STRONG>a</STRONG><ins>b</ins><span class='tg-spoiler'>c</span>&quot;&#39;&nbsp;&"
    )
    assert text == "abc\"'&nbsp;&"
    assert [entity["type"] for entity in entities] == ["bold", "underline", "spoiler"]


def test_blanks_around_are_stripped_and_marks_move_along() -> None:
    assert parse_html("  \n<b> a</b> b \n") == ("a b", [{"type": "bold", "offset": 0, "length": 1}])
    assert parse_html("<b> </b>") == ("", [])


def test_code_with_a_language() -> None:
    _, entities = parse_html('<pre><code class="language-sql">select 1</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 8, "language": "sql"}]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("中<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("中<p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x>y</a>', 'Unclosed start tag "a" at byte offset 0'),
        (
            "<a href>y</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 3',
        ),
    ],
)
def test_what_cannot_be_parsed_is_named_as_telegram_names_it(source: str, problem: str) -> None:
    with pytest.raises(IllFormedError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {problem}"


def test_commands_are_found_but_not_inside_words_or_paths() -> None:
    found = commands_in("😀 /todo@qingfeng_bot a/b /report")
    assert [(entity["offset"], entity["length"]) for entity in found] == [(3, 18), (26, 7)]
