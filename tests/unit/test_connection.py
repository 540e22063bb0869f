import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.commands.targets import shows_password
from auditor.db.connection import conninfo, failure, without_password
from auditor.errors import TargetError

SECRET = "s3cret"
TEXTS = {
    "a URL": "postgresql://user:s3cret@host:5432/db",
    "the other scheme": "postgres://user:s3cret@host/db",
    "no user": "postgresql://:s3cret@host/db",
    "an at sign in it": "postgresql://user:p@s3cret@host/db",
    "a percent sign in it": "postgresql://user:%40s3cret%2F@host/db",
    "a wrong percent sign in it": "postgresql://user:s3cret%zz@host/db",
    "a slash in it": "postgresql://user:a/s3cret@host/db",
    "a question mark in it": "postgresql://user:a?s3cret@host/db",
    "a hash in it": "postgresql://user:a#s3cret@host/db",
    "a colon in it": "postgresql://user:a:s3cret@host/db",
    "a parameter": "postgresql://host/db?user=u&password=s3cret&sslmode=require",
    "a parameter alone": "postgresql:///db?password=s3cret",
    "a parameter written oddly": "postgresql:///db?p%61ssword=s3cret",
    "the password of a key": "postgresql:///db?sslpassword=s3cret",
    "keywords": "host=h password=s3cret dbname=db",
    "keywords in capitals": "host=h PASSWORD=s3cret",
    "keywords with spaces": "host = h password = s3cret user = u",
    "keywords in quotation marks": r"password='it\'s s3cret' host=h",
    "an equals sign inside": "password='a x=s3cret' host=h",
    "an open quotation mark": "host=h password='a s3cret",
    "an ampersand in it": "host=h password=a&s3cret",
    "an escaped space in it": r"host=h password=a\ s3cret",
    "a bare space in it": "host=h password=a s3cret",
    "a key": "host=h sslpassword=s3cret",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_password_is_never_shown(text: str) -> None:
    shown = without_password(text)
    assert SECRET not in shown
    assert "***" in shown
    assert "host" in shown or "postgresql:///db" in shown


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_connection_string_that_cannot_be_read_is_told_without_its_password(text: str) -> None:
    mark = "&" if "?" in text.rpartition("@")[2] else "?"
    broken = f"{text}{mark}nonsense=1" if text.startswith("postgres") else f"{text} nonsense=1 x"
    with pytest.raises(TargetError, match="accepted: postgresql://") as caught:
        conninfo(broken)
    assert SECRET not in str(caught.value)


@given(st.text(min_size=4, alphabet=st.characters(blacklist_categories=["Cs", "Cc"])))
def test_a_password_written_as_it_should_be_is_never_shown(password: str) -> None:
    url = f"postgresql://user:{quote('<' + password + '>', safe='')}@host/db"
    assert without_password(url) == "postgresql://user:***@host/db"
    assert psycopg.conninfo.conninfo_to_dict(conninfo(url))["password"] == f"<{password}>"
    keywords = psycopg.conninfo.make_conninfo(host="h", password=f"<{password}>", user="u")
    assert "<" not in without_password(keywords)
    assert "user=u" in without_password(keywords)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://user@host/db",
        "postgresql://host:5432/db?sslmode=require",
        "service=forum",
        "host=h user=u",
        "backup.sql",
        "a@b:c",
    ],
)
def test_what_holds_no_password_is_shown_as_it_is(text: str) -> None:
    assert without_password(text) == text


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("postgresql://user:s3cret@host/db", True),
        ("postgres:///db?password=s3cret", True),
        ("host=h password=s3cret", True),
        ("postgresql://user@host:5432/db", False),
        ("postgresql://host:5432/db", False),
        ("service=forum", False),
        ("backup-2020-01-01.tar.gz", False),
    ],
)
def test_a_password_on_the_command_line_is_noticed(text: str, shows: bool) -> None:
    assert shows_password(text) is shows


@pytest.mark.parametrize("text", ["postgresql://user@host/db", "service=forum", "host=h", " dbname = forum "])
def test_the_ways_to_name_a_server_are_taken_with_our_name_and_patience(text: str) -> None:
    fields = psycopg.conninfo.conninfo_to_dict(conninfo(text))
    assert fields["application_name"] == "auditor"
    assert fields["client_encoding"] == "utf8"
    assert fields["connect_timeout"] == "15"


def test_the_patience_that_the_user_asks_for_is_kept_and_our_name_is_not_changed() -> None:
    text = "postgresql:///forum?connect_timeout=3&application_name=other&options=-c%20work_mem%3D1GB"
    fields = psycopg.conninfo.conninfo_to_dict(conninfo(text))
    assert (fields["connect_timeout"], fields["application_name"], fields["options"]) == (
        "3",
        "auditor",
        "-c work_mem=1GB",
    )


@pytest.mark.parametrize("text", ["forum", "", "mysql://host/db", "POSTGRESQL://host/db", "-", "user@host"])
def test_what_is_neither_a_file_nor_a_database_says_what_would_be_accepted(text: str) -> None:
    with pytest.raises(
        TargetError, match=r"neither an existing file nor a database; accepted: postgresql://…, service=NAME"
    ):
        conninfo(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://host/db?nonsense=1", 'invalid URI query parameter: "nonsense"'),
        ("nonsense=1", 'invalid connection option "nonsense"'),
        ("host=h password=a s3cret", 'missing = after "…"'),
        ("postgresql://user:s3cret%zz@host/db", 'invalid percent-encoded token: "…"'),
    ],
)
def test_what_is_wrong_with_a_connection_string_is_told_without_pieces_of_a_password(text: str, said: str) -> None:
    with pytest.raises(TargetError) as caught:
        conninfo(text)
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)


def test_an_error_of_the_driver_that_is_none_of_the_server_is_one_line() -> None:
    error = failure(RuntimeError("gone\nfor good"))
    assert str(error) == "connection lost: gone"
    assert error.lost


def test_looking_at_connection_strings_loads_no_server(tmp_path: Path) -> None:
    code = "import sys, auditor.commands.targets; sys.exit('psycopg' in sys.modules or 'sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0
