"""Forums with any number of legacy polls, made by the server itself: 100,000 polls of 100 votes in a minute or two."""

from itertools import chain

from auditor.db.clone import Clone
from auditor.forum import schema
from auditor.forum.catalog import Catalog, load_catalog

TABLES = (
    *("posts", "topics", "users", "site_settings", "schema_migrations"),
    *("post_custom_fields", "polls", "poll_options", "poll_votes"),
)
USERS = 50_000

# Of every kind of fault some, by the number of the post; primes, so that they meet now and then. The first thousand
# posts have each of them.
FAULTS = {
    "taken": 1000,
    "keyed": 503,
    "astray": 701,
    "doubled": 1511,
    "unreadable": 2003,
    "nameless": 2503,
    "same_ids": 2999,
    "optionless": 3001,
    "unusable": 3511,
    "misshapen": 4001,
    "postless": 4507,
    "namesakes": 5003,
    "voteless": 5501,
    "marked": 6007,
    "escaped": 6997,
    "overcounted": 7501,
}
STRANGERS = 1009

_POSTS = """
insert into users (id, username, username_lower, created_at, updated_at, trust_level)
select n, 'u' || n, 'u' || n, '2018-01-01', '2018-01-01', 1 from generate_series(1, {users}) n;

insert into posts (id, topic_id, post_number, raw, cooked, created_at, updated_at, last_version_at)
select n, 1 + n / 10, 1 + n % 10, 'A poll', '<p>A poll</p>', '2018-01-01', '2018-01-01', '2018-01-01'
from generate_series(1, {polls}) n where not {postless};
"""

# One legacy poll with three to six options, and in every tenth post a second one; a fifth lets voters choose twice.
# An option shows no more votes than were filed for it.
_FIELDS = """
create table post as
select n, case when {keyed} then 'lunch' else 'poll' end as key,
       case when {nameless} then '7' else '"poll"' end as name,
       n % 10 = 0 as two, n % 5 = 0 as multiple,
       case when {overcounted} then 7 else 0 end
       + case when n % 5 = 0 then {votes} / 3 * 2 else {votes} / (3 + n % 4) end as shown,
       array(select md5(n || '/' || o) from generate_series(1, 3 + n % 4) o) as ids
from generate_series(1, {polls}) n;

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select n, 'polls',
       case when {unreadable} then '\ufeff' else '' end || '{{' || poll
       || case when two then ',"second":'
            || regexp_replace(replace(poll_body, '"poll"', '"second"'), '"votes":[0-9]+', '"votes":0', 'g') else '' end
       || case when {namesakes} then ',"again":' || poll_body else '' end || '}}',
       '2018-01-01', '2018-01-01'
from (select *, '"' || key || '":' || poll_body as poll from (
  select *, '{{"options":[' || case when {optionless} then '' else (
           select string_agg('{{"id":"' || case when {same_ids} then ids[1] else id end || '","html":"Option ' || place
                             || case when {escaped} then ' \\ud83d\\ude00' else '' end
                             || '","votes":' || case when multiple and place > 3 then 0 else shown end || '}}', ',')
           from unnest(ids) with ordinality as o(id, place)) end
         || '],"voters":{votes},"name":' || name || ',"status":"open","type":"'
         || case when multiple then 'multiple","min":"1","max":"2"' else 'regular"' end
         || case when {unusable} then ',"step":[]' else '' end || '}}' as poll_body
  from post) written) keyed;

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select n, c.name, replace(c.value, 'Option 1', 'Option A'), '2018-01-02', '2018-01-02'
from post_custom_fields c join post on n = post_id and {doubled} where c.name = 'polls';

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select p.n, 'polls-votes', '{{' || f.votes || '}}', '2018-01-01', '2018-01-01'
from post p
cross join lateral (
  select string_agg(
    '"' || case when (n * {votes}::bigint + k) % {strangers} = 0 then {users} + k
                else (n * 7919::bigint + k * 499) % {users} + 1 end
    || '":{{"' || p.key || '":'
    || case when {misshapen} and k = 1 then 'null'
            when {astray} and k <= 3 then '["gone"]'
            when multiple then '["' || ids[1 + k % 3] || '","' || ids[1 + (k + 1) % 3] || '"]'
            else '["' || ids[1 + k % (3 + n % 4)] || '"]' end
    || case when two then ',"second":["' || ids[2] || '"]' else '' end || '}}', ',') as votes
  from generate_series(1, {votes}) k offset 0
) f
where {votes} > 0;

delete from post_custom_fields where name = 'polls' and post_id in (select n from post where {voteless});

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select n, 'has_polls', 't', '2018-01-01', '2018-01-01' from post where {marked};
"""

# The new release has made a poll of the same name, with the first two options and a third of its own, and few voters.
_TAKEN = """
insert into polls (post_id, name, created_at, updated_at)
select n, 'poll', '2018-09-01', '2018-09-01' from post where {taken} and not {postless};

insert into poll_options (poll_id, digest, html, created_at, updated_at)
select q.id, case when place < 3 then ids[place] else md5('new' || n) end, 'Option ' || place,
       '2018-09-01', '2018-09-01'
from polls q join post on n = q.post_id cross join generate_series(1, 3) place;

insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
select q.id, (select min(o.id) from poll_options o where o.poll_id = q.id), (n * 7919::bigint + k * 499) % {users} + 1,
       '2018-09-01', '2018-09-01'
from polls q join post on n = q.post_id cross join generate_series(1, least(10, {votes})) k;

drop table post;
"""


def fill(clone: Clone, polls: int, votes: int = 100, *, faults: bool = True, applied: tuple[str, ...] = ()) -> None:
    """Make the tables of a forum between the phases, with `polls` posts of legacy polls and as many `votes` in each."""
    kinds = {name: f"n % {every} = {every // 8}" if faults else "false" for name, every in FAULTS.items()}
    strangers = STRANGERS if faults else 1 << 60
    clone.execute(tables())
    clone.copy("schema_migrations", ("version",), ((one,) for one in applied))
    for text in (_POSTS, _FIELDS, _TAKEN):
        clone.execute(text.format(polls=polls, votes=votes, users=USERS, strangers=strangers, **kinds))
    clone.execute("vacuum analyze")


def tables() -> str:
    """What the migration and the auditor look at, as a forum has it after the first phase."""
    whole = load_catalog()
    cut: Catalog = {**whole, "extensions": [], "tables": {name: whole["tables"][name] for name in TABLES}}
    lines = [*schema.before_load(cut), *chain.from_iterable(schema.keys(cut, name) for name in TABLES)]
    return ";\n".join([*lines, *schema.after_load(cut)])
