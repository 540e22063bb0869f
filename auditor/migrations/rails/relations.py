"""What a chain of ActiveRecord calls stands for: which rows of which table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from auditor.errors import SourceError
from auditor.migrations.rails.call import Model
from auditor.migrations.rails.inflections import plural, singular, table_of, underscored
from auditor.migrations.rails.names import relation
from auditor.model.schema import Name, Table, quoted
from auditor.model.source import Unanswered, World

_OF_LIBRARIES = {
    "Doorkeeper::Application": "oauth_applications",
    "Doorkeeper::AccessGrant": "oauth_access_grants",
    "Doorkeeper::AccessToken": "oauth_access_tokens",
    "ActiveStorage::Blob": "active_storage_blobs",
    "ActiveStorage::Attachment": "active_storage_attachments",
    "ActionText::RichText": "action_text_rich_texts",
    "ActiveRecord::SchemaMigration": "schema_migrations",
    "PaperTrail::Version": "versions",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to go by: the models by name, the database, and the version of Rails."""

    models: Mapping[str, Model]
    world: World
    version: tuple[int, int] = (8, 0)

    def table(self, name: str) -> Table | None:
        """The table where the world knows it."""
        try:
            return self.world.table(relation(name))
        except Unanswered:
            return None

    def type_of(self, table: str, column: str) -> str:
        """The type of a column, empty where it is not known."""
        found = self.table(table)
        return found.columns[column].type if found and column in found.columns else ""


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of a model's table, as a SELECT would have them."""

    model: Model
    conditions: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    grouped: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    limit: int | None = None
    offset: int | None = None
    distinct: bool = False
    open_where: bool = field(default=False, compare=False)

    @property
    def table(self) -> str:
        """The table as the model names it."""
        return self.model.table or table_of(self.model.name)

    @property
    def name(self) -> Name:
        """The table of the model."""
        return relation(self.table)

    @property
    def key(self) -> str:
        """The primary key, with its table."""
        return self.column(self.model.primary_key or "id")

    @property
    def plain(self) -> bool:
        """Whether conditions are all there is, so that an UPDATE or DELETE can have them as they are."""
        return not (self.joins or self.grouped or self.having or self.distinct) and (self.limit, self.offset) == (
            None,
            None,
        )

    def column(self, name: str) -> str:
        """A column with its table."""
        return f"{self.name.sql}.{quoted(name)}"

    def where(self, *conditions: str) -> "Relation":
        """The rows for which these hold as well."""
        return replace(self, conditions=(*self.conditions, *conditions), open_where=False)

    def condition(self) -> str | None:
        """The text after WHERE, for an UPDATE or DELETE of these rows."""
        if self.plain:
            return " AND ".join(self.conditions) or None
        return f"{self.key} IN ({self.select((self.key,))})"

    def select(self, columns: tuple[str, ...] = ()) -> str:
        """The SELECT of these columns, or of those that the chain names."""
        listed = ", ".join(columns or self.selected) or f"{self.name.sql}.*"
        return " ".join(
            part
            for part in (
                f"SELECT {'DISTINCT ' if self.distinct else ''}{listed} FROM {self.name.sql}",
                *self.joins,
                _clause("WHERE", self.conditions, " AND "),
                _clause("GROUP BY", self.grouped, ", "),
                _clause("HAVING", self.having, " AND "),
                _clause("ORDER BY", self.ordered, ", "),
                "" if self.limit is None else f"LIMIT {self.limit}",
                "" if self.offset is None else f"OFFSET {self.offset}",
            )
            if part
        )


def model_named(name: str, known: Known) -> Model:
    """The model of that name, which may be one of a library. Raises SourceError."""
    name = name.removeprefix("::")
    if name in known.models:
        return _placed(known.models[name], known)
    if name in _OF_LIBRARIES:
        return Model(name, _OF_LIBRARIES[name])
    raise SourceError(f"what {name} is cannot be told")


def _placed(model: Model, known: Known) -> Model:
    """The model with its table, which may begin with the name of its module."""
    *modules, last = (underscored(one) for one in model.name.split("::"))
    if model.table is not None or not modules or known.table(plural(last)) is not None:
        return model
    longer = plural("_".join([*modules, last]))
    return replace(model, table=longer) if known.table(longer) is not None else model


def joined(source: Relation, association: str, known: Known, kind: str = "INNER JOIN") -> tuple[str, Relation]:
    """The JOIN to what a model belongs to or has, and the relation on the other side. Raises SourceError."""
    for one in source.model.relations:
        if one.args and one.args[0] == association and one.name in _ASSOCIATIONS:
            refused = next((key for key in ("through", "polymorphic", "foreign_type") if one.options.get(key)), None)
            if refused is not None:
                raise SourceError(f"{source.model.name} has {association} with {refused}:, which is not followed")
            other, on = _ASSOCIATIONS[one.name](source, association, one.options, known)
            return f"{kind} {other.name.sql} ON {on}", other
    raise SourceError(f"what {association} of {source.model.name} is cannot be told")


def _clause(word: str, parts: tuple[str, ...], between: str) -> str:
    return f"{word} {between.join(parts)}" if parts else ""


def _belongs_to(
    source: Relation, association: str, options: Mapping[str, object], known: Known
) -> tuple[Relation, str]:
    other = _other(association, options, known)
    own = str(options.get("foreign_key") or f"{association}_id")
    key = str(options.get("primary_key") or other.model.primary_key or "id")
    return other, f"{other.column(key)} = {source.column(own)}"


def _has(source: Relation, association: str, options: Mapping[str, object], known: Known) -> tuple[Relation, str]:
    other = _other(association, options, known)
    stem = str(options["as"]) if options.get("as") else _stem(source.model.name)
    key = str(options.get("foreign_key") or f"{stem}_id")
    own = str(options.get("primary_key") or source.model.primary_key or "id")
    on = f"{other.column(key)} = {source.column(own)}"
    if options.get("as"):
        on += f" AND {other.column(f'{stem}_type')} = '{source.model.name.rsplit('::', 1)[-1]}'"
    return other, on


def _stem(name: str) -> str:

    return underscored(name.rsplit("::", 1)[-1])


def _other(association: str, options: Mapping[str, object], known: Known) -> Relation:
    """The rows of the model that an association leads to, which need not be among those known."""

    named = str(options.get("class_name") or "")
    if not named:
        named = "".join(part.capitalize() for part in singular(association).split("_"))
    for name, model in known.models.items():
        if name.rsplit("::", 1)[-1] == named.rsplit("::", 1)[-1]:
            return Relation(_placed(model, known))
    return Relation(Model(named))


_ASSOCIATIONS: dict[str, Callable[[Relation, str, Mapping[str, object], Known], tuple[Relation, str]]] = {
    "belongs_to": _belongs_to,
    "has_many": _has,
    "has_one": _has,
}
