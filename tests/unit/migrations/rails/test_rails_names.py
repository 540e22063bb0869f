from auditor.migrations.rails import names
from auditor.model.schema import Name


def test_a_name_may_begin_with_a_schema_and_have_quotes() -> None:
    assert names.relation("people") == Name("people")
    assert names.relation("other.people") == Name("people", "other")
    assert names.relation('"My People"') == Name("My People")
    assert names.relation('"a.b"."c d"') == Name("c d", "a.b")


def test_the_name_of_an_index_lists_its_columns() -> None:
    assert names.index_name("people", ("name", "age"), (5, 2)) == "index_people_on_name_and_age"
    assert names.index_name("people", "lower(name), age DESC", (5, 2)) == "index_people_on_lower_name_age_DESC"


def test_before_7_1_the_name_of_an_index_keeps_the_schema() -> None:
    assert names.index_name("other.people", ("age",), (7, 0)) == "index_other.people_on_age"
    assert names.index_name("other.people", ("age",), (7, 1)) == "index_people_on_age"


def test_from_7_1_a_long_name_of_an_index_is_shortened_to_62_bytes() -> None:
    columns = ("name", "email", "score", "active", "settings")
    exactly = tuple("x" * 20 for _ in range(2))
    assert (
        names.index_name("people", columns, (7, 0))
        == "index_people_on_name_and_email_and_score_and_active_and_settings"
    )
    short = names.index_name("people", columns, (7, 1))
    assert short.startswith("idx_on_name_email_score_active_settings_")
    assert len(names.index_name("t" * 2, exactly, (7, 1))) <= 62
    assert len(names.index_name("people", tuple("a_very_long_column" for _ in range(9)), (8, 0))) == 62


def test_letters_of_more_than_a_byte_are_not_cut_in_two() -> None:
    name = names.index_name("people", tuple("größe_" * 3 for _ in range(5)), (8, 0))
    assert len(name.encode()) <= 62
    assert "\ufffd" not in name


def test_names_of_constraints_are_digests_that_rails_has_for_years() -> None:
    assert names.constraint_name("fk", "people", ("team_id",)) == "fk_rails_dbbaf0d12e"
    assert names.constraint_name("chk", "people", "age < 200").startswith("chk_rails_")
    assert names.constraint_name("excl", "people", "age WITH =") != names.constraint_name("excl", "teams", "age WITH =")
    assert names.constraint_name("uniq", "badges", ("label",)) != names.constraint_name(
        "uniq", "badges", ("label", "person_id")
    )


def test_the_column_that_refers_to_a_table_is_singular_and_without_the_schema() -> None:
    assert names.foreign_column("people") == "person_id"
    assert names.foreign_column("other.user_statuses") == "user_status_id"


def test_a_join_table_drops_the_beginning_that_both_share() -> None:
    assert names.join_table("teams", "people") == "people_teams"
    assert names.join_table("music_artists", "music_records") == "music_artists_records"
    assert names.join_table("catalog.authors", "catalog.books") == "catalog.authors_books"
