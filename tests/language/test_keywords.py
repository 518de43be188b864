"""What a collection is about."""

from language.keywords import keywords_of
from tests.language.essays import ONE, OTHER


def test_keywords_are_what_the_texts_are_about() -> None:
    found = keywords_of([ONE, OTHER], 30)
    words = [keyword.word for keyword in found]
    assert found[0].weight == 1.0
    assert {"实施细则", "执法人员"} <= set(words)
    assert not {"我们", "因为", "以后", "自己"} & set(words)
    assert next(keyword.texts for keyword in found if keyword.word == "二十大") == 2
    assert keywords_of([], 10) == ()
