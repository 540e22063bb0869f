"""Legacy JSON as the migration reads it."""

import pytest

from tests.truth.members import members, name_of, voices


def test_each_member_keeps_its_very_text_and_the_last_of_a_key_counts() -> None:
    found = members(' {"a" : {"min": 1.50},"b":[ ],\n"a":{"x": "}"} } ')
    assert found is not None
    assert [(one.key, one.text) for one in found] == [("a", '"a":{"x": "}"}'), ("b", '"b":[ ]')]


def test_of_an_array_the_first_element_counts() -> None:
    found = members('[ {"a":1}, {"b":2}]')
    assert found is not None
    assert [one.text for one in found] == ['"a":1']


@pytest.mark.parametrize("text", ["", "{", "[]", "[1]", "null", "5", '{"a":NaN}'])
def test_what_has_no_members_has_none(text: str) -> None:
    assert members(text) is None


def test_the_same_value_in_another_text_is_known() -> None:
    found = members('{"a":{"x":1.0,"y":"\\u00e9"}}')
    assert found is not None
    assert found[0].is_text('{"y": "é", "x": 1}')
    assert not any(found[0].is_text(other) for other in (None, "{", '{"x":1}'))


@pytest.mark.parametrize(
    ("poll", "name"),
    [
        ({"name": "a"}, "a"),
        ({"name": " \u3000"}, "poll"),
        ({}, "poll"),
        ({"name": 5}, "poll"),
        (None, "poll"),
        ([], "poll"),
    ],
)
def test_a_poll_without_a_name_is_called_poll(poll: object, name: str) -> None:
    assert name_of(poll) == name


def test_a_vote_is_of_the_user_whose_number_its_key_begins_with() -> None:
    text = '{"7x":{"p":["a",5]},"z":{"p":["b"]},"1_2":{"p":["c"],"q":["d"]},"9":null,"8":{"p":{"e":1}}}'
    assert list(voices(text, "p")) == [("7x", 7, "a"), ("z", 0, "b"), ("1_2", 12, "c")]
    assert list(voices("null", "p")) == []
