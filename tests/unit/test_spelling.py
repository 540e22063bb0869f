from auditor.migrations import grammar, spelling


def tree_of(sql: str) -> grammar.Statement:
    (one,) = grammar.statements(sql)
    return one


def test_parts_of_a_tree_are_spelled_one_way() -> None:
    tree = tree_of('with q as (select 1) SELECT a+1, "B" from T as x ,u where  x.a is NOT null and b in (1,2)').tree
    assert [spelling.expression(one.res_target.val) for one in tree.target_list] == ["a + 1", '"B"']
    assert spelling.sources(tree.from_clause) == "t x, u"
    assert spelling.expression(tree.where_clause) == "x.a IS NOT NULL AND b IN (1, 2)"
    assert spelling.ctes(tree.with_clause) == "q AS (SELECT 1)"
    assert grammar.query(tree).startswith("WITH q AS (SELECT 1) SELECT a + 1")


def test_a_recursive_with_says_so() -> None:
    tree = tree_of("with recursive q(n) as (select 1 union all select n + 1 from q) select n from q").tree
    assert spelling.ctes(tree.with_clause) == "RECURSIVE q(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM q)"


def test_what_is_spelled_anew_is_spelled_the_same() -> None:
    for sql in (
        "CASE WHEN a THEN 'x' ELSE E'a\\b' END",
        "a #>> '{b,0}' = ANY(ARRAY[1, 2])",
        "count(*) FILTER (WHERE a) OVER (PARTITION BY b ORDER BY c DESC NULLS LAST)",
        'x."Odd" COLLATE "C" ~~* \'%_\'',
        "(SELECT max(b) FROM c WHERE c.d = x.d)",
        "a AND (b OR NOT c) AND d BETWEEN 1 AND 2",
        "interval '1 day' * 3 + now() AT TIME ZONE 'UTC'",
    ):
        once = spelling.expression(tree_of(f"SELECT {sql}").tree.target_list[0].res_target.val)
        again = spelling.expression(tree_of(f"SELECT {once}").tree.target_list[0].res_target.val)
        assert again == once


def test_what_an_enumeration_has_is_told_by_its_name() -> None:
    assert spelling.word(tree_of("drop view v cascade").tree, "behavior") == "DROP_CASCADE"
    assert spelling.word(tree_of("drop view v").tree, "remove_type") == "OBJECT_VIEW"
