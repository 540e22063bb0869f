"""Chains on models against what ActiveRecord 8.0.5 sent for them, and what it does not send in one statement."""

from dataclasses import replace
from typing import Any

import pytest
from known_world import SilentWorld, people, world
from recorded import chain, entries, told

from auditor.errors import SourceError
from auditor.migrations import grammar, sql
from auditor.migrations.rails import models
from auditor.migrations.rails.call import Call, Model, Span, Symbol, Unknown, Value
from auditor.migrations.rails.relations import Known
from auditor.model.operation import Delete, Insert, Update

CHAINS = entries("chains")
MODELS = {
    "Person": Model(
        "Person",
        "people",
        enums={"age": {"young": 3, "old": 90}},
        scopes={
            "adult": (told("where", "age > 17"),),
            "named": (told("where"), Call("not", (), {"name": None}, None, 1), told("adult")),
            "with_parameters": None,
        },
        relations=(told("belongs_to", Symbol("team")), told("has_many", Symbol("badges"))),
    ),
    "Team": Model("Team", relations=(told("has_many", Symbol("people")),)),
    "Badge": Model("Badge", relations=(told("belongs_to", Symbol("person")),)),
    "Member": Model("Member", "people", default=(told("where", active=True),)),
    "Keeper": Model("Keeper", "people", relations=(told("has_many", Symbol("badges"), dependent=Symbol("destroy")),)),
}
KNOWN = Known(MODELS, people(), (8, 0))


def links(*calls: Call | str) -> Call:
    made = [told(one) if isinstance(one, str) else one for one in calls]
    return replace(made[-1], receiver=tuple(made[:-1]))


def where(**options: Value) -> Call:
    return Call("where", (), options, None, 1)


def plain(text: str) -> list[str]:
    """Statements as PostgreSQL would write them."""
    return [grammar.statement_text(one.kind, one.tree) for one in grammar.statements(text)]


def either(call: Call) -> tuple[str, ...]:
    """The SQL of a chain that writes or asks."""
    written = models.written(call, KNOWN)
    if written is not None:
        return written
    question = models.asked(call, KNOWN)
    assert question is not None
    return (question.sql,)


@pytest.mark.parametrize("entry", CHAINS, ids=[one["ruby"] for one in CHAINS])
def test_a_chain_comes_down_to_the_sql_that_rails_sends(entry: dict[str, Any]) -> None:
    assert plain("; ".join(either(chain(entry["chain"])))) == plain("; ".join(entry["sql"]))


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("exists?", "SELECT EXISTS (SELECT 1 "),
        ("any?", "SELECT EXISTS (SELECT 1 "),
        ("none?", "SELECT NOT EXISTS (SELECT 1 "),
        ("empty?", "SELECT NOT EXISTS (SELECT 1 "),
    ],
)
def test_whether_there_are_rows_is_asked_as_a_truth(name: str, asked: str) -> None:
    question = models.asked(links("Person", where(name="x"), name), KNOWN)
    assert question is not None
    assert question.form == "value"
    assert question.sql == asked + """FROM "people" WHERE "people"."name" = 'x')"""


def test_a_sum_of_nothing_is_nought() -> None:
    question = models.asked(links("Person", told("sum", Symbol("score"))), KNOWN)
    assert question is not None
    assert question.sql == 'SELECT COALESCE(SUM("people"."score"), 0) FROM "people"'


@pytest.mark.parametrize(
    ("last", "form"),
    [
        (told("pluck", Symbol("id")), "values"),
        (told("pluck", Symbol("id"), Symbol("name")), "lists"),
        (told("ids"), "values"),
        (told("count"), "value"),
        (told("first"), "row"),
        (Call("find_by", (), {"name": "x"}, None, 1), "row"),
    ],
)
def test_the_form_says_what_ruby_gets(last: Call, form: str) -> None:
    question = models.asked(links("Person", last), KNOWN)
    assert question is not None
    assert question.form == form


def test_a_relation_that_nobody_asked_is_its_rows() -> None:
    found = models.selected(links("Person", where(team_id=Span(1, None))), KNOWN)
    assert found == models.Question('SELECT "people".* FROM "people" WHERE "people"."team_id" >= 1', "rows")


def test_batches_are_seen_through() -> None:
    update = Call("update_all", (), {"note": "x"}, None, 1)
    batched = models.written(links("Person", where(active=True), told("in_batches", of=100), update), KNOWN)
    assert batched == models.written(links("Person", where(active=True), update), KNOWN)


def test_what_is_written_reads_as_operations() -> None:
    update = links("Person", told("where", "age > ?", 3), Call("update_all", (), {"note": "x"}, None, 1))
    delete = links("Member", "delete_all")
    insert = links("Team", Call("create!", (), {"title": "x"}, None, 1))
    for call, kind in ((update, Update), (delete, Delete), (insert, Insert)):
        [text] = models.written(call, KNOWN) or ()
        [step] = sql.steps(text)
        assert isinstance(step.operation, kind)


def test_a_row_that_may_be_there_is_made_where_it_is_not() -> None:
    [text] = models.written(links("Team", Call("find_or_create_by!", (), {"title": "new"}, None, 1)), KNOWN) or ()
    assert text == (
        """INSERT INTO "teams" ("title") SELECT 'new' WHERE NOT EXISTS"""
        """ (SELECT 1 FROM "teams" WHERE "teams"."title" = 'new')"""
    )


def test_of_no_rows_none_goes() -> None:
    [text] = models.written(links("Person", "none", "delete_all"), KNOWN) or ()
    assert text.endswith("WHERE FALSE")


def test_before_6_1_none_of_several_may_hold() -> None:
    call = links("Person", "where", Call("not", (), {"name": "x", "team_id": 3}, None, 1), "delete_all")
    [now] = models.written(call, KNOWN) or ()
    [then] = models.written(call, replace(KNOWN, version=(6, 0))) or ()
    assert now.count("NOT (") == 1
    assert then.count("NOT (") == 2


def test_without_an_answer_values_stand_as_they_are_written() -> None:
    dark = Known(MODELS, SilentWorld())
    [text] = models.written(links("Person", where(team_id="7"), "delete_all"), dark) or ()
    assert text.endswith("= '7'")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (links("Stranger", "delete_all"), "what Stranger is"),
        (links("Person", "frobnicate", "delete_all"), "frobnicate on Person"),
        (links("Person", "with_parameters", "delete_all"), "scope with_parameters"),
        (links("Person", where(name=Unknown("it is read from a file")), "delete_all"), "read from a file"),
        (links("Person", told("where", Unknown("it is read from a file")), "delete_all"), "read from a file"),
        (links("Person", told("joins", Symbol("nobody")), "delete_all"), "what nobody of Person"),
        (links("Keeper", "destroy_all"), "dependent: of badges"),
        (links("Person", told("group", Symbol("name")), "count"), "groups"),
        (links("Person", "update_all"), "changes nothing"),
        (links("Person", told("limit", "3"), "delete_all"), "limit"),
        (links("Person", Call("not", (), {"name": "x"}, None, 1), "delete_all"), "not stands"),
    ],
)
def test_what_is_not_understood_is_a_reason(call: Call, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        either(call)


def test_models_of_well_known_libraries_have_their_tables() -> None:
    [text] = models.written(links("Doorkeeper::AccessToken", "delete_all"), KNOWN) or ()
    assert text == 'DELETE FROM "oauth_access_tokens"'


def test_the_table_of_a_model_in_a_module_may_begin_with_the_module() -> None:
    known = Known({"Web::PushKey": Model("Web::PushKey")}, world("create table web_push_keys (id int)"))
    assert models.written(links("Web::PushKey", "delete_all"), known) == ('DELETE FROM "web_push_keys"',)
    assert models.written(links("Web::PushKey", "delete_all"), replace(known, world=people())) == (
        'DELETE FROM "push_keys"',
    )


def test_what_belongs_to_one_of_several_models_is_not_looked_up() -> None:
    note = Model("Note", "notes", relations=(told("belongs_to", Symbol("subject"), polymorphic=True),))
    for call in (where(subject=3), told("joins", Symbol("subject"))):
        with pytest.raises(SourceError, match="subject"):
            models.written(links("Note", call, "delete_all"), Known({"Note": note}, people()))


def test_negated_lists_are_negated_as_a_whole() -> None:
    negated = Call("not", (), {"team_id": [1, 2]}, None, 1)
    [text] = models.written(links("Person", "where", negated, "delete_all"), KNOWN) or ()
    assert text.endswith('WHERE NOT ("people"."team_id" IN (1, 2))')


def test_scopes_that_call_themselves_come_to_an_end() -> None:
    endless = Model("Loop", "people", scopes={"again": (told("again"),)})
    with pytest.raises(SourceError, match="too long"):
        models.written(links("Loop", "again", "delete_all"), Known({"Loop": endless}, people()))


def test_other_methods_neither_write_nor_ask() -> None:
    assert models.written(links("Person", "reset_column_information"), KNOWN) is None
    assert models.asked(links("Person", "reset_column_information"), KNOWN) is None
    assert models.written(told("delete_all"), KNOWN) is None


DATED = world("create table notes (id serial primary key, text text, created_at timestamp, updated_at timestamp)")
NOTES = Known({"Note": Model("Note")}, DATED)


def sent(call: Call) -> str:
    [text] = models.written(call, NOTES) or ()
    return text


def test_the_times_that_rails_fills_in_are_filled_in() -> None:
    created = sent(links("Note", Call("create!", (), {"text": "x"}, None, 1)))
    assert created.endswith("""VALUES ('x', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)""")
    touched = sent(links("Note", told("touch_all", Symbol("created_at"))))
    assert touched == 'UPDATE "notes" SET "updated_at" = CURRENT_TIMESTAMP, "created_at" = CURRENT_TIMESTAMP'


def test_each_of_several_rows_to_create_is_a_statement() -> None:
    made = models.written(links("Note", told("create!", [{"text": "x"}, {"text": "y"}])), NOTES)
    assert made is not None
    assert ["'x'" in made[0], "'y'" in made[1]] == [True, True]


def test_rows_with_different_columns_are_a_reason() -> None:
    rows = told("insert_all", [{"text": "x"}, {"id": 3}])
    with pytest.raises(SourceError, match="different columns"):
        models.written(links("Note", rows), NOTES)


@pytest.mark.parametrize("rows", [[], None, "text", [3], Unknown("they are read from a file")])
def test_what_are_no_rows_is_a_reason(rows: Value) -> None:
    with pytest.raises(SourceError, match="row"):
        models.written(links("Note", told("insert_all", rows)), NOTES)


def test_a_row_without_values_has_its_defaults() -> None:
    [text] = models.written(links("Badge", told("create!")), KNOWN) or ()
    assert text == 'INSERT INTO "badges" DEFAULT VALUES'


def test_one_row_is_found_or_destroyed_by_its_key() -> None:
    assert sent(links("Note", told("delete", 3))) == 'DELETE FROM "notes" WHERE "notes"."id" = 3'
    assert sent(links("Note", told("destroy", [3, 4]))) == 'DELETE FROM "notes" WHERE "notes"."id" IN (3, 4)'
    assert sent(links("Note", Call("destroy_by", (), {"id": 3}, None, 1))).endswith('"id" = 3')


def test_what_a_block_does_to_a_new_row_is_not_known() -> None:
    call = Call("first_or_create!", (), {"text": "x"}, (told("text="),), 1)
    with pytest.raises(SourceError, match="more than its arguments"):
        models.written(links("Note", call), NOTES)


def test_rows_chosen_by_a_block_are_not_asked_for() -> None:
    with pytest.raises(SourceError, match="block"):
        models.asked(links("Note", Call("any?", (), {}, (told("name"),), 1)), NOTES)


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (told("pluck"), "no column"),
        (told("first", 3), "several rows"),
        (told("maximum"), "maximum"),
        (told("where", 3), "condition of where"),
        (told("merge", Symbol("x")), "relation of merge"),
        (told("unscope", Symbol("joins")), "unscope"),
    ],
)
def test_what_cannot_be_asked_is_a_reason(last: Call, reason: str) -> None:
    chain_to_end = links("Note", last) if last.name in models._READERS else links("Note", last, "count")
    with pytest.raises(SourceError, match=reason):
        models.asked(chain_to_end, NOTES)


def test_the_last_by_an_expression_is_not_turned_round() -> None:
    with pytest.raises(SourceError, match="order"):
        models.asked(links("Note", told("order", "lower(text)"), "last"), NOTES)


def test_ranges_may_be_open_on_either_side() -> None:
    def found(span: Span) -> str:
        return sent(links("Note", where(id=span), "delete_all")).split("WHERE ")[1]

    assert found(Span(1, 3)) == '"notes"."id" BETWEEN 1 AND 3'
    assert found(Span(1, 3, exclusive=True)) == '"notes"."id" >= 1 AND "notes"."id" < 3'
    assert found(Span(None, 3)) == '"notes"."id" <= 3'
    assert found(Span(None, None)) == "TRUE"


def test_text_with_other_values_than_question_marks_is_a_reason() -> None:
    with pytest.raises(SourceError, match="2 values for 1"):
        models.written(links("Note", told("where", "id = ?", 1, 2), "delete_all"), NOTES)
