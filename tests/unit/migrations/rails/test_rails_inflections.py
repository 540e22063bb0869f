import pytest

from auditor.migrations.rails.inflections import plural, singular, table_of, underscored

# As ActiveSupport 6.1 has them: a word, its plural, its singular.
WORDS = [
    ("person", "people", "person"),
    ("user_email", "user_emails", "user_email"),
    ("status", "statuses", "status"),
    ("alias", "aliases", "alias"),
    ("bus", "buses", "bus"),
    ("quiz", "quizzes", "quiz"),
    ("analysis", "analyses", "analysis"),
    ("datum", "data", "datum"),
    ("medium", "media", "medium"),
    ("index", "indices", "index"),
    ("matrix", "matrices", "matrix"),
    ("ox", "oxen", "ox"),
    ("mouse", "mice", "mouse"),
    ("move", "moves", "move"),
    ("child", "children", "child"),
    ("man", "men", "man"),
    ("human", "humen", "human"),
    ("sex", "sexes", "sex"),
    ("zombie", "zombies", "zombie"),
    ("news", "news", "news"),
    ("series", "series", "series"),
    ("equipment", "equipment", "equipment"),
    ("user_equipment", "user_equipments", "user_equipment"),
    ("Person", "People", "Person"),
    ("Status", "Statuses", "Status"),
    ("a_person", "a_people", "a_person"),
    ("wolf", "wolves", "wolf"),
    ("half", "halves", "half"),
    ("knife", "knives", "knife"),
    ("hive", "hives", "hive"),
    ("tomato", "tomatoes", "tomato"),
    ("photo", "photos", "photo"),
    ("shoe", "shoes", "shoe"),
    ("octopus", "octopi", "octopus"),
    ("axis", "axes", "axis"),
    ("testis", "testes", "testis"),
    ("crisis", "crises", "crisis"),
    ("database", "databases", "database"),
    ("day", "days", "day"),
    ("key", "keys", "key"),
    ("process", "processes", "process"),
    ("church", "churches", "church"),
    ("safe", "saves", "safe"),
    ("life", "lives", "life"),
    ("archive", "archives", "archive"),
    ("cache", "caches", "cache"),
    ("search_log", "search_logs", "search_log"),
    ("api_key", "api_keys", "api_key"),
    ("people", "people", "person"),
    ("statuses", "statuses", "status"),
    ("aliases", "aliases", "alias"),
    ("queries", "queries", "query"),
    ("vertices", "vertices", "vertex"),
    ("analyses", "analyses", "analysis"),
    ("diagnoses", "diagnoses", "diagnosis"),
    ("databases", "databases", "database"),
    ("boxes", "boxes", "box"),
    ("addresses", "addresses", "address"),
    ("heroes", "heroes", "hero"),
    ("oxen", "oxen", "ox"),
    ("mice", "mice", "mouse"),
    ("quizzes", "quizzes", "quiz"),
    ("wolves", "wolves", "wolf"),
    ("knives", "knives", "knife"),
    ("archives", "archives", "archive"),
    ("natives", "natives", "native"),
    ("a_mouse", "a_mouses", "a_mouse"),
    ("data", "data", "datum"),
    ("media", "media", "medium"),
    ("children", "children", "child"),
    ("police", "police", "police"),
    ("criteria", "criteria", "criterium"),
    ("cookies", "cookies", "cooky"),
]


@pytest.mark.parametrize(("word", "many", "one"), WORDS)
def test_words_are_inflected_as_rails_does_even_where_it_is_wrong(word: str, many: str, one: str) -> None:
    assert (plural(word), singular(word)) == (many, one)


def test_the_table_of_a_class_is_the_plural_of_its_last_part() -> None:
    assert table_of("Person") == "people"
    assert table_of("UserEmail") == "user_emails"
    assert table_of("Forum::PollVote") == "poll_votes"


def test_capitals_in_a_row_are_one_word() -> None:
    assert underscored("HTTPLog") == "http_log"
    assert underscored("APIKey2Thing") == "api_key2_thing"
    assert underscored("Admin::UserEmail") == "admin/user_email"


def test_no_name_has_no_plural() -> None:
    assert (plural(""), singular("")) == ("", "")
