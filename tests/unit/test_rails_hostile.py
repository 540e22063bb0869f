"""Sources that are broken, or meant to keep a reader busy: each ends in a script that says why it is not read."""

from random import Random

import pytest
from rails_world import Nobody, read, read_source

from auditor.migrations.rails.reader import script
from auditor.model.migration import Reading

HEAD = b"class One < ActiveRecord::Migration[6.1]\n"
DEEP = 10_000
DEEP_SOURCES = {
    "parentheses": "(" * DEEP + "1" + ")" * DEEP,
    "arrays": "x = " + "[" * DEEP + "]" * DEEP,
    "branches": "if a\n" * DEEP + "end\n" * DEEP,
    "arguments": "a(" * DEEP + ")" * DEEP,
    "sums": "x = " + "+".join(["1"] * DEEP),
    "chains": "a" + ".b" * DEEP,
    "hashes": "x = " + "{a: " * DEEP + "1" + "}" * DEEP,
    "denials": "x = " + "!" * DEEP + "true",
}


@pytest.mark.parametrize("body", DEEP_SOURCES.values(), ids=DEEP_SOURCES.keys())
def test_deep_nesting_is_unread(body: str) -> None:
    made = read(body)
    assert made.reading is Reading.UNREAD
    assert "levels deep" in made.because[0] or "nested too deeply" in made.because[0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("loop { }", "times round a loop"),
        ("loop do\n x = 1\nend", "times round a loop"),
        ("while true do end", "times round a loop"),
        ("x = 0\nuntil false\n x += 1\nend", "times round a loop"),
        ("1e9.to_i.times { |i| i }", "more than 100,000 values"),
        ("1_000_000_000.times { execute 'DELETE FROM a' }", "more than 100,000 values"),
        ("(1..10**18).each { |x| execute 'DELETE FROM a' }", "more than 100,000 values"),
        ("1000.times { 1000.times { x = 1 } }", "to work out"),
        ("6_000.times { execute 'COMMIT' }", "more than 5,000 steps"),
        ("f = lambda { |x| f.call(x) }\nf.call(1)", "levels deep"),
        ("x = [1]\n60.times { x << x }\nadd_index :a, x", "list of more than"),
        ("y = [1]\n60.times { y = [y, y] }\nadd_index :a, y", "list of more than"),
    ],
)
def test_work_without_end_is_unread(body: str, reason: str) -> None:
    made = read(body)
    assert made.reading is Reading.UNREAD
    assert reason in made.because[0]


@pytest.mark.parametrize(
    "made_of",
    ["'x' * 10**9", "['x'] * 10**9", "10**10**9", "9**9**9**9", "(1..10**12).to_a.join", "'%1000000000d' % 1", "x * x"],
)
def test_values_too_big_are_not_made(made_of: str) -> None:
    made = read(f"x = 'xx'\n40.times {{ x = x + x }}\nsql = {made_of}\nexecute sql")
    assert made.reading is Reading.UNREAD


def test_method_that_calls_itself_is_unread() -> None:
    made = read("one", above="def one(&block)\n one(&block)\nend")
    assert "calls itself" in made.because[0]


def test_constant_that_needs_itself_is_not_known() -> None:
    made = read("execute A", above="A = B\nB = A")
    assert made.reading is Reading.UNREAD
    assert "needs itself" in made.because[0]


def test_forks_in_forks_end() -> None:
    body = "\n".join(f"def a{at}\n if zz\n a{at + 1}\n else\n a{at + 1}\n end\nend" for at in range(40))
    made = read("a0", above=body + "\ndef a40\n execute 'DELETE FROM a'\nend")
    assert made.reading is Reading.UNREAD


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"a = 1\n" * 1_700_000, "longer than 2,000,000 bytes"),
        (HEAD + b"if if if\nend", "not Ruby that can be read"),
        (HEAD + b'def up; x = "a\0b"; end\nend', "line 2 has a NUL byte"),
        (HEAD + "# é\nend".encode("latin-1"), "it is not utf-8"),
        (b"# encoding: punycode\n" + HEAD + b"end", "its encoding punycode is not known"),
        (HEAD.decode().encode("utf-16"), "NUL byte"),
        (b"", "no class that is a migration"),
        (b"class One\nend", "no class that is a migration"),
        (HEAD + b"end", "neither `up` nor `change`"),
        (HEAD + b"def up; execute 'SELEC 1'; end\nend", "PostgreSQL does not take it"),
    ],
)
def test_broken_source_says_what_is_wrong(source: bytes, reason: str) -> None:
    made = script(source, "db/migrate/1_one.rb", Nobody())
    assert made.reading is Reading.UNREAD
    assert reason in made.because[0]


def test_source_in_another_encoding_is_read() -> None:
    source = (
        b"# encoding: iso-8859-1\n"
        + HEAD
        + "def up; execute \"DELETE FROM a WHERE n = 'é'\"; end\nend".encode("latin-1")
    )
    made = script(source, "db/migrate/1_one.rb", Nobody())
    assert made.reading is Reading.EXACT
    assert "é" in str(made.steps[0].operation)


def test_byte_order_mark_and_line_ends_of_windows_do_not_matter() -> None:
    source = b"\xef\xbb\xbf" + (HEAD + b"def up\n drop_table :a\nend\nend\n").replace(b"\n", b"\r\n")
    assert script(source, "db/migrate/1_one.rb", Nobody()).reading is Reading.EXACT


def test_what_stands_behind_the_end_is_not_read() -> None:
    made = read_source("class One < ActiveRecord::Migration[6.1]\ndef up\ndrop_table :a\nend\nend\n__END__\n((((")
    assert made.reading is Reading.EXACT


def test_random_words_never_raise() -> None:
    listed = "do,end,{,},(,),[,],\",',#{,<<A,if,class,def,|,%w(,/,=>,=,?,1,&,*,.,rescue,x,:y,A,\n"
    words = listed.split(",")
    random = Random(7)
    for _ in range(300):
        body = " ".join(random.choices(words, k=random.randint(1, 40)))
        assert read(body).reading in Reading


def test_random_calls_never_raise() -> None:
    names = [
        "add_column",
        "execute",
        "create_table",
        "add_index",
        "DB.query",
        "User.where",
        "x.each",
        "[1, nil].map",
        "ENV",
    ]
    given = [
        "",
        "(nil)",
        "(1..)",
        "(*[1, :a])",
        "(:a, [1, {}], b: -> { 1 })",
        " { |t, (u, v)| t.x }",
        "([[]])",
        "[0]",
        "('#{y}')",
    ]
    random = Random(8)
    for _ in range(400):
        parts = random.choices(names, k=4), random.choices(given, k=4)
        body = "\n".join(name + one for name, one in zip(*parts, strict=True))
        assert read(body).reading in Reading
