"""A ledger adds up, or there is none."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import PackError, QueryError
from auditor.judge.ledger import EXPLAINED, GROUPS_SHOWN, OUTCOMES, balanced
from auditor.model.outcome import Cell
from auditor.packs.ledgers import Account, load_accounts
from auditor.shipping import shipped

ACCOUNT = Account("any/polls", "20180820080623", ("polls", "votes"), {}, "select 1")

counted = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(ACCOUNT.entities),
        "outcome": st.sampled_from(OUTCOMES),
        "reason": st.sampled_from(["taken", "nobody", "no such poll"]),
        "count": st.integers(0, 10**12),
    }
)


@given(st.lists(counted))
def test_whatever_is_counted_adds_up(rows: list[dict[str, str | int]]) -> None:
    ledger = balanced(ACCOUNT, rows)
    assert [one.entity for one in ledger.entities] == list(ACCOUNT.entities)
    for one in ledger.entities:
        counts = [int(row["count"]) for row in rows if row["entity"] == one.entity]
        assert one.total == sum(counts) == one.migrates + one.already_there + one.lost + one.dangling
        assert sum(one.reasons.values()) == one.lost + one.dangling


BY_POLL = replace(ACCOUNT, key=("post_id",))


@given(st.lists(st.tuples(st.integers(1, 60), counted)))
def test_the_groups_add_up_to_the_whole_and_the_worst_are_shown(rows: list[tuple[int, dict[str, Cell]]]) -> None:
    ordered = [{**row, "post_id": post} for post, row in sorted(rows, key=lambda each: each[0])]
    ledger = balanced(BY_POLL, ordered)
    assert ledger.entities == balanced(ACCOUNT, ordered).entities
    lost: Counter[int] = Counter()
    for post, row in rows:
        lost[post] += int(str(row["count"])) if row["outcome"] == "lost" else 0
    losses = sorted((number for number in lost.values() if number), reverse=True)
    assert ledger.losing == len(losses)
    assert [one.lost for one in ledger.groups] == losses[:GROUPS_SHOWN]
    assert all(lost[int(str(one.key[0]))] == one.lost for one in ledger.groups)


def test_rows_without_the_key_give_no_ledger() -> None:
    with pytest.raises(QueryError, match="no column post_id"):
        balanced(BY_POLL, [{"entity": "votes", "outcome": "migrates", "reason": None, "count": 3}])


def test_reasons_stand_with_the_greatest_first() -> None:
    rows: list[dict[str, Cell]] = [
        {"entity": "votes", "outcome": "lost", "reason": "taken", "count": 2},
        {"entity": "votes", "outcome": "dangling", "reason": "no such poll", "count": 7},
        {"entity": "votes", "outcome": "migrates", "reason": None, "count": 5},
    ]
    (_, votes) = balanced(ACCOUNT, rows).entities
    assert list(votes.reasons.items()) == [("no such poll", 7), ("taken", 2)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"entity": "likes"}, "likes"),
        ({"outcome": "gone"}, "gone"),
        ({"count": None}, "None"),
        ({"count": True}, "True"),
        ({"count": -1}, "-1"),
        ({"count": "3"}, "'3'"),
        *[({"outcome": one, "reason": None}, "no reason") for one in EXPLAINED],
    ],
)
def test_a_row_that_fits_nowhere_gives_no_ledger(change: dict[str, Cell], said: str) -> None:
    row: dict[str, Cell] = {"entity": "votes", "outcome": "lost", "reason": "taken", "count": 3, **change}
    with pytest.raises(QueryError, match=said):
        balanced(ACCOUNT, [row])


def test_a_row_without_a_column_gives_no_ledger() -> None:
    with pytest.raises(QueryError, match="no column reason"):
        balanced(ACCOUNT, [{"entity": "votes", "outcome": "migrates", "count": 3}])


def test_the_pack_accounts_for_polls() -> None:
    folder = shipped("checks") / "discourse"
    (account,) = load_accounts(folder, "discourse")
    assert (account.id, account.migration) == ("discourse/polls", "20180820080623")
    assert account.entities == ("polls", "options", "votes")
    assert account.sql.count("legacy_fields as ") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('migration = "1"\nentities = []', "entities must name"),
        ('migration = "1"\nentities = ["votes"]', "cannot read polls.sql"),
        ('migration = "1"\nentities = ["votes"]\ncolour = "red"', "colour"),
        ('migration = "1"\nentities = ["votes"]\n[details.likes]', "details of likes, but the entities are votes"),
        ('migration = "1"\nentities = ["votes"]\n[details.votes]\nsort = "up"', "sort"),
        ('migration = "1"\nentities = ["votes"]\n[details.votes]', r"cannot read votes\.sql"),
    ],
)
def test_an_account_that_does_not_follow_the_contract_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "polls.toml").write_text(text, encoding="utf-8")
    if "details" in text:
        (tmp_path / "ledgers" / "polls.sql").write_text("select 1", encoding="utf-8")
    with pytest.raises(PackError, match=said):
        load_accounts(tmp_path, "any")
