"""What each default remedy makes of the legacy fields of a post, letter by letter."""

import json
from collections.abc import Iterator

import pytest

from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.db.servers import Server
from auditor.packs.checks import load_check
from auditor.prescribe.order import Order
from auditor.prescribe.script import apply, undo
from auditor.shipping import shipped
from tests.prescribed import report_of, result_of

FOLDER = shipped("checks") / "discourse"
EMPTY = "drop schema if exists auditor_quarantine cascade; delete from post_custom_fields; delete from polls;"
OPTIONS = '"options":[{"id":"a1","html":"Soup"},{"id":"b2","html":"Bread"}]'
LONG = "x1y2" + "".join(f"{n * n * 7919:x}" for n in range(700))


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Clone]:
    """One database, emptied between tests: post 1 of users 1 to 9."""
    clone = server.create("default_remedies")
    clone.execute((FOLDER / "polls-name-taken" / "cases" / "schema.sql").read_text("utf-8"))
    times = "timestamp '2018-01-02', timestamp '2018-01-02'"
    clone.execute(
        f"insert into users select n, 'u' || n, 'u' || n, {times} from generate_series(1, 9) n;"
        f" insert into topics values (1, 't', 'regular', {times});"
        f" insert into posts select n, 1, 1, n, 'r', 'c', {times} from generate_series(1, 9) n"
    )
    yield clone
    server.drop(clone.database)


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def fill(clone: Clone, polls: str, votes: str = "{}") -> None:
    clone.execute(EMPTY)
    clone.execute(
        "insert into post_custom_fields (post_id, name, value, created_at, updated_at)"
        f" select 1, name, value, '2018-01-02', '2018-01-03' from (values ('polls', {text(polls)}),"
        f" ('polls-votes', {text(votes)})) f (name, value)"
    )


def fields(clone: Clone) -> tuple[str, ...]:
    rows = clone.query("select value from post_custom_fields order by name")
    return tuple(str(row["value"]) for row in rows)


def ordered(clone: Clone, check_id: str, remedy_id: str, *, allow_loss: bool = False) -> Order:
    check = load_check(FOLDER / check_id, "discourse")
    rows = clone.query(for_server(check.find, clone.server.installation.major))
    remedy = check.remedy(remedy_id)
    assert remedy is not None
    result = result_of(check, rows)
    return Order(report_of(result), result, check, remedy, "rows", allow_loss, None)


def mended(clone: Clone, check_id: str, remedy_id: str, *, allow_loss: bool = False) -> tuple[str, ...]:
    """The two fields after the remedy, which can be taken back."""
    before = fields(clone)
    order = ordered(clone, check_id, remedy_id, allow_loss=allow_loss)
    clone.execute(apply(order))
    after = fields(clone)
    clone.execute(undo(order))
    assert fields(clone) == before
    return after


@pytest.mark.parametrize(
    ("polls", "name"),
    [
        (f'{{"lunch":{{"name":5,{OPTIONS}}}}}', "lunch"),
        (f'{{"lunch":{{"name":[1],{OPTIONS}}}}}', "lunch"),
        (f'{{" ":{{"name":5,{OPTIONS}}}}}', "5"),
        (f'{{" ":{{"name":{{"a":1}},{OPTIONS}}}}}', "poll"),
        (f'{{"a\\u0000b":{{"name":"a\\u0000b",{OPTIONS}}}}}', "ab"),
        (f'{{"\\udc00":{{"name":"\\udc00",{OPTIONS}}}}}', "poll"),
        (f'{{"lunch":{{"name":5,{OPTIONS}}},"x":{{"name":"lunch",{OPTIONS}}}}}', "5"),
        (f'{{"{LONG}":{{"name":"{LONG}",{OPTIONS}}}}}', LONG[:100]),
    ],
)
def test_a_poll_is_called_by_its_key_or_else_by_what_its_name_said(place: Clone, polls: str, name: str) -> None:
    fill(place, polls)
    after, _ = mended(place, "polls-name-unusable", "rename")
    first = json.loads(after)[next(iter(json.loads(polls)))]
    assert first["name"] == name
    assert first["options"] == json.loads(f"{{{OPTIONS}}}")["options"]


def test_a_name_that_a_new_poll_has_is_not_given(place: Clone) -> None:
    fill(place, f'{{"lunch":{{"name":5,{OPTIONS}}},"tea": {{"name": "tea"}}}}')
    place.execute(
        "insert into polls (post_id, name, created_at, updated_at)"
        " select 1, n, now(), now() from unnest('{lunch,5}'::text[]) n"
    )
    after, _ = mended(place, "polls-name-unusable", "rename")
    assert after == f'{{"lunch":{{"name":"poll",{OPTIONS}}},"tea":{{"name": "tea"}}}}'


def test_votes_under_a_name_that_is_too_long_go_with_the_poll(place: Clone) -> None:
    fill(
        place,
        f'{{"k":{{"name":"{LONG}",{OPTIONS}}}}}',
        f'{{"1": {{"{LONG}": ["a1"], "tea": ["x"]}}, "2": {{"k": ["b2"]}}}}',
    )
    polls, votes = mended(place, "polls-name-unusable", "rename")
    assert json.loads(polls)["k"]["name"] == "k"
    assert json.loads(votes) == {"1": {LONG: [], "tea": ["x"], "k": ["a1"]}, "2": {"k": ["b2"]}}


def test_the_later_poll_of_a_name_gets_its_key_and_the_votes_that_only_it_can_have(place: Clone) -> None:
    later = '"options":[{"id":"a1","html":"Soup"},{"id":"c3","html":"Tea"}]'
    polls = f'{{"p":{{"name":"lunch",{OPTIONS}}},"q":{{"name":"lunch",{later}}},"r":{{"name":"lunch",{OPTIONS}}}}}'
    fill(place, polls, '{"1": {"lunch": ["a1", "c3"]}, "2": {"q": ["c3"]}, "3": {"lunch": ["c3"], "q": ["a1"]}}')
    after, votes = mended(place, "polls-name-doubled", "rename")
    assert {key: poll["name"] for key, poll in json.loads(after).items()} == {"p": "lunch", "q": "q", "r": "r"}
    assert json.loads(votes) == {
        "1": {"lunch": ["a1"], "q": ["c3"]},
        "2": {"q": ["c3"]},
        "3": {"lunch": [], "q": ["a1", "c3"]},
    }


def test_the_poll_whose_key_is_the_name_keeps_it(place: Clone) -> None:
    fill(place, f'{{"p":{{"name":"lunch",{OPTIONS}}},"lunch":{{"name":"lunch",{OPTIONS}}}}}', '{"1":{"lunch":["a1"]}}')
    after, votes = mended(place, "polls-name-doubled", "rename")
    assert [poll["name"] for poll in json.loads(after).values()] == ["p", "lunch"]
    assert votes == '{"1":{"lunch":["a1"]}}'


def test_where_the_key_is_taken_a_number_tells_polls_apart(place: Clone) -> None:
    fill(place, f'{{"p":{{"name":"lunch",{OPTIONS}}},"q":{{"name":"lunch",{OPTIONS}}},"r":{{"name":"q",{OPTIONS}}}}}')
    place.execute("insert into polls (post_id, name, created_at, updated_at) values (1, 'q-2', now(), now())")
    after, _ = mended(place, "polls-name-doubled", "rename")
    assert [poll["name"] for poll in json.loads(after).values()] == ["lunch", "q-3", "q"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ('[{"id":7,"html":"x"}]', [("7", "x")]),
        (
            '[{"id":"a","html":5},{"id":"b"},{"id":"c","html":null},{"id":"d","html":true}]',
            [("a", "5"), ("b", ""), ("c", ""), ("d", "true")],
        ),
        ('[null,{"id":"a","html":"x"},"id",5,[]]', [("a", "x")]),
        ('{"0":{"id":"a","html":"x"},"1":{"id":"b","html":"y"},"2":5}', [("a", "x"), ("b", "y")]),
        ('[{"id":"a\\u0000","html":"x\\udc00y"},{"id":"a","html":"y"}]', [("*", "xy"), ("a", "y")]),
        ('[{"html":"x"},{"id":null,"html":"x"}]', [("*", "x"), ("*", "x")]),
        ('[{"id":"\\u0000","html":" x \\u0000"}]', [("*", " x ")]),
        (
            '[{"id":"a","html":"x","votes":1.50},{"id":"b","html":"y\\u0000y","more":{"k":1e5}}]',
            [("a", "x"), ("b", "yy")],
        ),
    ],
)
def test_options_are_made_such_as_can_be_written(place: Clone, options: str, expected: list[tuple[str, str]]) -> None:
    fill(place, f'{{"lunch": {{"name": "lunch", "options": {options}}}}}')
    after, _ = mended(place, "poll-options-misshapen", "mend")
    made = json.loads(after)["lunch"]["options"]
    assert [one["html"] for one in made] == [html for _, html in expected]
    assert [one["id"] for one, (wanted, _) in zip(made, expected, strict=True) if wanted != "*"] == [
        wanted for wanted, _ in expected if wanted != "*"
    ]
    ids = [one["id"] for one in made]
    assert len(set(ids)) == len(ids)
    assert all(isinstance(one, str) and one for one in ids)
    if "1.50" in options:
        assert '"votes":1.50' in after
        assert '{"k":1e5}' in after


def test_votes_go_with_an_id_that_is_too_long(place: Clone) -> None:
    fill(
        place,
        f'{{"k":{{"name":"lunch","options":[{{"id":"{LONG}","html":"x"}}]}}}}',
        f'{{"1":{{"lunch":["{LONG}"],"k":["{LONG}","z"]}}}}',
    )
    polls, votes = mended(place, "poll-options-misshapen", "mend")
    made = json.loads(polls)["k"]["options"][0]["id"]
    assert len(made) == 32
    assert json.loads(votes) == {"1": {"k": ["z", made], "lunch": [made]}}


def test_a_poll_without_options_goes_only_where_loss_is_allowed(place: Clone) -> None:
    fill(place, '{"a": {"name": "a", "options": []}, "b": {"name": "b", "options": [5]}}')
    before = fields(place)
    assert mended(place, "poll-options-misshapen", "mend") == before
    assert mended(place, "poll-options-misshapen", "mend", allow_loss=True)[0] == "{}"


@pytest.mark.parametrize(
    ("setting", "after"),
    [
        ('"type":5', None),
        ('"type":["multiple"]', None),
        ('"close":"300000-01-01"', None),
        ('"close":"-0001-06-01T00:00:00Z"', "0001-01-01T00:00:00.000Z"),
        ('"close":"0000-01-01"', "0001-01-01T00:00:00.000Z"),
        ('"min":true', None),
        ('"max":{"a":1}', None),
        ('"step":1e400', 2147483647),
        ('"anonymous_voters":-1e309', -2147483648),
    ],
)
def test_settings_are_made_what_they_meant(place: Clone, setting: str, after: object) -> None:
    fill(place, f'{{"lunch":{{"name":"lunch",{setting},"status":"open",{OPTIONS}}}}}')
    made, _ = mended(place, "poll-settings-unusable", "correct")
    poll = json.loads(made)["lunch"]
    assert poll.get(json.loads(f"{{{setting}}}").popitem()[0]) == after
    assert poll["status"] == "open"
    assert len(poll["options"]) == 2


@pytest.mark.parametrize(
    ("votes", "after"),
    [
        ("2147483648", "2147483647"),
        ('"-2147483649x"', "-2147483648"),
        ("1e20", "2147483647"),
        ("[]", None),
        ("3e9", "2147483647"),
    ],
)
def test_anonymous_votes_are_made_to_fit(place: Clone, votes: str, after: str | None) -> None:
    other = '{"id":"b","html":"y","anonymous_votes":"12 or so"}'
    fill(place, f'{{"p":{{"name":"p","options":[{{"id":"a","html":"x","anonymous_votes":{votes}}},{other}]}}}}')
    made, _ = mended(place, "poll-settings-unusable", "correct")
    first, second = json.loads(made)["p"]["options"]
    assert first.get("anonymous_votes") == (None if after is None else int(after))
    assert second["anonymous_votes"] == "12 or so"


def test_doubled_options_go_only_where_they_say_the_same(place: Clone) -> None:
    same = (
        '{"id":"a","html":" x ","anonymous_votes":2},{"id":"b","html":"y"},{"id":"a","html":"x","anonymous_votes":"3"}'
    )
    fill(
        place,
        f'{{"p":{{"name":"p","options":[{same}]}},"q":{{"name":"q","options":[{same},{{"id":"b","html":"z"}}]}}}}',
    )
    made, _ = mended(place, "poll-options-doubled", "keep-first")
    first, second = json.loads(made).values()
    assert [(one["id"], one.get("anonymous_votes")) for one in first["options"]] == [("a", 5), ("b", None)]
    assert len(second["options"]) == 4
    made, _ = mended(place, "poll-options-doubled", "keep-first", allow_loss=True)
    assert [[one["html"] for one in poll["options"]] for poll in json.loads(made).values()] == [
        [" x ", "y"],
        [" x ", "y"],
    ]


def chosen(clone: Clone, check_id: str, remedy_id: str, old: str, new: str) -> str:
    """The polls after the remedy with a line of its script changed."""
    script = apply(ordered(clone, check_id, remedy_id, allow_loss=True))
    assert f"set local auditor.counts = '{old}';" in script
    clone.execute(script.replace(f"set local auditor.counts = '{old}';", f"set local auditor.counts = '{new}';"))
    return fields(clone)[0]


def test_whose_text_counts_can_be_chosen_in_the_script(place: Clone) -> None:
    fill(place, '{"p":{"name":"p","options":[{"id":"b","html":"y"},{"id":"b","html":"z"}]}}')
    made = chosen(place, "poll-options-doubled", "keep-first", "first", "last")
    assert made == '{"p":{"name":"p","options":[{"id":"b","html":"z"}]}}'


@pytest.mark.parametrize(("new", "html"), [("last", "new"), ("first", "old")])
def test_which_of_two_fields_counts_can_be_chosen_in_the_script(place: Clone, new: str, html: str) -> None:
    fill(place, '{"p":{"name":"p","options":[{"id":"b","html":"old"}]}}')
    place.execute(
        "insert into post_custom_fields (post_id, name, value, created_at, updated_at)"
        """ values (1, 'polls', '{"p":{"name":"p","options":[{"id":"b","html":"new"}]}}', '2018-01-02', '2018-01-04')"""
    )
    before = fields(place)
    assert mended(place, "polls-fields-doubled", "merge") == before
    made = chosen(place, "polls-fields-doubled", "merge", "last", new)
    assert made == f'{{"p":{{"name":"p","options":[{{"id":"b","html":"{html}"}}]}}}}'


def test_votes_of_nobody_are_counted_where_the_old_release_showed_them(place: Clone) -> None:
    polls = (
        '{"k":{"name":"lunch","anonymous_voters":"2x","options":[{"id":"a1","html":"Soup","anonymous_votes":1e1},'
        '{"id":"b2","html":"Bread"}]},"tea":{"name":"tea","options":[{"id":"t","html":"Green","anonymous_votes":-1}]}}'
    )
    votes = '{"1":{"lunch":["a1"]},"77":{"lunch":["a1","b2"],"k":["a1"],"tea":["t","gone"]},"abc":{"k":["b2"]}}'
    fill(place, polls, votes)
    after, left = mended(place, "poll-voters-missing", "count-as-anonymous")
    lunch, tea = json.loads(after).values()
    assert [one.get("anonymous_votes") for one in lunch["options"]] == [11, 2]
    assert lunch["anonymous_voters"] == 4
    assert (tea["options"][0]["anonymous_votes"], tea["anonymous_voters"]) == (0, 1)
    assert left == '{"1":{"lunch":["a1"]}}'


@pytest.mark.parametrize(
    ("votes", "after"),
    [
        ('{"1": {"lunch": "a1", "x": null}}', {"1": {"x": None, "lunch": ["a1"]}}),
        (
            '{"1": {"lunch": {"zz": 1, "b2": 0, "a1": 2}}, "2": 5, "3": {"lunch": true}}',
            {"1": {"lunch": ["a1", "b2"]}, "3": {}},
        ),
        (
            '{"1": {"lunch": ["a1"]}, "1\\udc00": {"lunch": ["b2"]}, "2\\udc00": 7}',
            {"1": {"lunch": ["a1"]}, "1?": {"lunch": ["b2"]}, "2?": {}},
        ),
        ("[1, {}]", {}),
    ],
)
def test_lists_are_made_of_votes(place: Clone, votes: str, after: object) -> None:
    fill(place, f'{{"lunch":{{"name":"lunch",{OPTIONS}}}}}', votes)
    assert json.loads(mended(place, "poll-votes-misshapen", "make-lists")[1]) == after


def test_a_field_that_nests_too_deep_is_cut_and_kept(place: Clone) -> None:
    deep = "[" * 150 + "1" + "]" * 150
    fill(place, f'{{"lunch":{{"name":"lu]nch","extra":{deep},{OPTIONS}}},"x":5}}')
    polls, _ = mended(place, "polls-field-misshapen", "set-aside")
    assert polls == f'{{"lunch":{{"name":"lu]nch","extra":{"[" * 98}null{"]" * 98},{OPTIONS}}}}}'


@pytest.mark.parametrize(
    ("polls", "goes"), [("{", True), ("/**/{}", False), ('{"a":"\\q"}', False), ('{"a":"//', True), ("{'a': 1}", True)]
)
def test_what_only_the_old_release_could_read_is_given_up_only_where_that_is_allowed(
    place: Clone, polls: str, goes: bool
) -> None:
    fill(place, polls)
    assert len(mended(place, "polls-field-unreadable", "set-aside")) == (1 if goes else 2)
    assert len(mended(place, "polls-field-unreadable", "set-aside", allow_loss=True)) == 1
