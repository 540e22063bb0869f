"""Models and their fields as migrations declare them, and the columns that Django makes of them on PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from auditor.migrations.django.literals import Called, Named, UnclearError
from auditor.migrations.django.names import shortened

_TYPES = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "SmallAutoField": "smallint",
    "BinaryField": "bytea",
    "BooleanField": "boolean",
    "NullBooleanField": "boolean",
    "DateField": "date",
    "DurationField": "interval",
    "DateTimeField": "timestamp with time zone",
    "FloatField": "double precision",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "GenericIPAddressField": "inet",
    "IPAddressField": "inet",
    "JSONField": "jsonb",
    "PositiveBigIntegerField": "bigint",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "smallint",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "uuid",
    "HStoreField": "hstore",
    "CITextField": "citext",
    "CICharField": "citext",
    "CIEmailField": "citext",
    "IntegerRangeField": "int4range",
    "BigIntegerRangeField": "int8range",
    "DecimalRangeField": "numrange",
    "DateTimeRangeField": "tstzrange",
    "DateRangeField": "daterange",
    "SearchVectorField": "tsvector",
}
_LENGTHS = {
    "CharField": None,
    "SlugField": 50,
    "EmailField": 254,
    "URLField": 200,
    "FileField": 100,
    "ImageField": 100,
    "FilePathField": 100,
    "CommaSeparatedIntegerField": None,
}
_VIRTUAL = {"TaggableManager", "GenericRelation", "GenericForeignKey"}
_UNSTORED = {
    *("blank", "choices", "editable", "error_messages", "help_text", "limit_choices_to", "on_delete"),
    *("related_name", "related_query_name", "validators", "verbose_name"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field; `kind` is the name of its class, `of` the application that declares it."""

    name: str
    kind: str
    options: Mapping[str, object]
    of: str

    @staticmethod
    def of_call(name: str, call: object, app: str) -> "Field":
        """The field that a call declares. Raises UnclearError."""
        if not isinstance(call, Called):
            raise UnclearError(f"the field {name} is not written out")
        positional = ("to", "on_delete") if _relates(call.name) else ("verbose_name", "name")
        if call.name == "ArrayField":
            positional = ("base_field", "size")
        return Field(name, call.name, call.given(*positional), app)

    @property
    def many(self) -> bool:
        """Whether it has no column, but perhaps a table of its own."""
        return self.kind.endswith("ManyToManyField") or self.kind in _VIRTUAL

    @property
    def relation(self) -> bool:
        """Whether it is a foreign key."""
        return _relates(self.kind) and not self.many

    @property
    def column(self) -> str:
        """Its column."""
        named = self.options.get("db_column")
        return named if isinstance(named, str) else self.name + ("_id" if self.relation else "")

    @property
    def primary(self) -> bool:
        """Whether it is the primary key."""
        return self.options.get("primary_key") is True

    @property
    def unique(self) -> bool:
        """Whether no two rows may have the same."""
        return self.primary or self.options.get("unique") is True or self.kind == "OneToOneField"

    @property
    def indexed(self) -> bool:
        """Whether it has an index, or would have one if it were not unique."""
        usual = self.kind == "SlugField" or self.relation
        return self.options.get("db_index", usual) is True

    @property
    def null(self) -> bool:
        """Whether nulls are allowed."""
        return self.options.get("null") is True or self.kind == "NullBooleanField"

    @property
    def text(self) -> bool:
        """Whether an empty text stands for no value."""
        return self.kind in _LENGTHS or self.kind in ("TextField", "CITextField", "CICharField", "CIEmailField")

    @property
    def numbered(self) -> bool:
        """Whether its rows are numbered."""
        return self.kind in ("AutoField", "BigAutoField", "SmallAutoField")

    @property
    def check(self) -> str | None:
        """The condition that it puts on its column."""
        return f'"{self.column}" >= 0' if self.kind.startswith("Positive") and self.kind in _TYPES else None

    def stored(self) -> tuple[object, ...]:
        """What of it the database may notice."""
        kept = sorted((key, repr(one)) for key, one in self.options.items() if key not in _UNSTORED)
        return (self.kind, self.column, *kept)


@dataclass(frozen=True, slots=True)
class Model:
    """A model; `indexes` and `constraints` are the calls that declare them, by name."""

    app: str
    name: str
    table: str
    fields: Mapping[str, Field]
    together: Mapping[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    indexes: Mapping[str, Called] = field(default_factory=dict)
    constraints: Mapping[str, Called] = field(default_factory=dict)
    managed: bool = True

    @property
    def key(self) -> Field:
        """The primary key."""
        found = next((one for one in self.fields.values() if one.primary), None)
        return found or Field("id", "BigAutoField", {"primary_key": True}, self.app)

    def columns(self, names: tuple[str, ...]) -> list[str]:
        """The columns of these fields. Raises UnclearError."""
        if missing := [one for one in names if one not in self.fields]:
            raise UnclearError(f"{self.name} has no field {missing[0]}")
        return [self.fields[one].column for one in names]


@dataclass(frozen=True, slots=True)
class Models:
    """All models, by application and name in small letters; `user` is the one that stands for accounts.

    `bases` has classes of fields that are in the database what another class is.
    """

    all: Mapping[tuple[str, str], Model]
    user: str = "auth.User"
    bases: Mapping[str, str] = field(default_factory=dict)

    def model(self, name: object, app: str) -> Model:
        """The model of that name, as `app.Model` or of the application `app`. Raises UnclearError."""
        said = self.user if isinstance(name, Named) and name.name.endswith("AUTH_USER_MODEL") else name
        if not isinstance(said, str):
            raise UnclearError("which model it is about is not written out")
        where, _, model = said.rpartition(".")
        found = self.all.get((where or app, model.lower()))
        if found is None:
            raise UnclearError(f"the model {said} is not declared in the migrations that were found")
        return found

    def target(self, one: Field, model: Model) -> tuple[Model, Field]:
        """What a foreign key refers to. Raises UnclearError."""
        to = one.options.get("to")
        found = model if to == "self" else self.model(to, one.of)
        named = one.options.get("to_field")
        return found, found.fields.get(str(named), found.key) if named else found.key

    def base(self, kind: str) -> str | None:
        """The class of Django's own that a class of fields comes down to."""
        for _ in range(len(self.bases)):
            kind = self.bases.get(kind, kind)
        return kind if kind in _TYPES or kind in _LENGTHS or kind == "DecimalField" else None

    def refers(self, one: Field, model: Model, to: Model) -> bool:
        """Whether a field relates its model to that one."""
        try:
            said = one.options.get("to")
            return (model if said == "self" else self.model(said, one.of)) is to
        except UnclearError:
            return False

    def with_model(self, model: Model) -> "Models":
        """With this model, in place of one of its name."""
        return replace(self, all={**self.all, (model.app, model.name.lower()): model})

    def without(self, model: Model) -> "Models":
        """Without it."""
        key = (model.app, model.name.lower())
        return replace(self, all={one: other for one, other in self.all.items() if one != key})

    def through(self, model: Model, one: Field) -> Model | None:
        """The model that Django makes for a field to many; None where the application declares it."""
        if one.options.get("through") is not None or one.kind in _VIRTUAL:
            return None
        to = model if one.options.get("to") == "self" else self.model(one.options.get("to"), one.of)
        table = one.options.get("db_table")
        named = table if isinstance(table, str) else shortened(f"{model.table}_{one.name}")
        ends = (model.name.lower(), to.name.lower())
        if model is to or ends[0] == ends[1]:
            ends = ("from_" + ends[0], "to_" + ends[1])
        pairs = zip(ends, (model, to), strict=True)
        made = {end: Field(end, "ForeignKey", {"to": f"{of.app}.{of.name}"}, model.app) for end, of in pairs}
        key = Field("id", "BigAutoField", {"primary_key": True}, model.app)
        together = {"unique": frozenset({ends})}
        return Model(model.app, f"{model.name}_{one.name}", named, {"id": key, **made}, together)


def column_type(models: Models, model: Model, one: Field) -> str:
    """The type of its column. Raises UnclearError for a class of fields that is not Django's."""
    if one.relation:
        target, to = models.target(one, model)
        return column_type(models, target, to)
    if one.kind == "ArrayField":
        return column_type(models, model, Field.of_call(one.name, one.options.get("base_field"), one.of)) + "[]"
    if one.kind == "DecimalField":
        return f"numeric({one.options.get('max_digits')}, {one.options.get('decimal_places')})"
    if one.kind in _LENGTHS:
        length = one.options.get("max_length", _LENGTHS[one.kind])
        return "varchar" if length is None else f"varchar({length})"
    if one.kind in _TYPES:
        return _TYPES[one.kind]
    base = models.base(one.kind)
    if base is not None:
        return column_type(models, model, replace(one, kind=base))
    raise UnclearError(f"what a {one.kind} is in the database only its own code says")


def _relates(kind: str) -> bool:
    return kind in ("OneToOneField", "ManyToManyField") or kind.endswith(("ForeignKey", "ManyToManyField"))
