"""What an operation makes of the models, whether or not its statements can be told."""

from collections.abc import Mapping
from dataclasses import replace

from auditor.migrations.django.fields import Field, Model, Models
from auditor.migrations.django.literals import Called, UnclearError
from auditor.migrations.django.names import table_name

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "CreateModel": ("name", "fields", "options", "bases", "managers"),
    "DeleteModel": ("name",),
    "RenameModel": ("old_name", "new_name"),
    "AlterModelTable": ("name", "table"),
    "AlterModelOptions": ("name", "options"),
    "AlterUniqueTogether": ("name", "unique_together"),
    "AlterIndexTogether": ("name", "index_together"),
    "AlterOrderWithRespectTo": ("name", "order_with_respect_to"),
    "AddField": ("model_name", "name", "field"),
    "AlterField": ("model_name", "name", "field"),
    "RemoveField": ("model_name", "name"),
    "RenameField": ("model_name", "old_name", "new_name"),
    "AddIndex": ("model_name", "index"),
    "AddIndexConcurrently": ("model_name", "index"),
    "RemoveIndex": ("model_name", "name"),
    "RemoveIndexConcurrently": ("model_name", "name"),
    "RenameIndex": ("model_name", "new_name", "old_name", "old_fields"),
    "AddConstraint": ("model_name", "constraint"),
    "AddConstraintNotValid": ("model_name", "constraint"),
    "ValidateConstraint": ("model_name", "name"),
    "RemoveConstraint": ("model_name", "name"),
    "RunSQL": ("sql", "reverse_sql", "state_operations"),
    "RunPython": ("code", "reverse_code"),
    "SeparateDatabaseAndState": ("database_operations", "state_operations"),
}


def about(operation: Called, models: Models, app: str) -> Model:
    """The model that an operation is about. Raises UnclearError."""
    given = operation.given(*ARGUMENTS[operation.name])
    return models.model(given.get("model_name", given.get("old_name", given.get("name"))), app)


def remodelled(operation: Called, models: Models, app: str) -> Models:
    """The models behind the operation. Raises UnclearError."""
    given = operation.given(*ARGUMENTS.get(operation.name, ()))
    match operation.name:
        case "CreateModel" | "DeleteModel" | "RenameModel":
            return _listed(operation, models, app)
        case "AddField" | "AlterField" | "RemoveField" | "RenameField":
            return models.with_model(_field(operation.name, about(operation, models, app), given, app))
        case "RunSQL" | "SeparateDatabaseAndState":
            for one in _calls(given.get("state_operations")):
                models = remodelled(one, models, app)
            return models
        case name if name in ARGUMENTS and name not in ("RunPython", "ValidateConstraint"):
            return models.with_model(_declared(name, about(operation, models, app), given))
        case _:
            return models


def _listed(operation: Called, models: Models, app: str) -> Models:
    """More models, or fewer, or others."""
    given = operation.given(*ARGUMENTS[operation.name])
    if operation.name == "CreateModel":
        return models.with_model(new_model(given, app))
    model = about(operation, models, app)
    return models.without(model) if operation.name == "DeleteModel" else _renamed(model, str(given["new_name"]), models)


def new_model(given: Mapping[str, object], app: str) -> Model:
    """The model of a CreateModel. Raises UnclearError."""
    name, listed, options = given.get("name"), given.get("fields"), given.get("options") or {}
    if not isinstance(name, str) or not isinstance(listed, list) or not isinstance(options, dict):
        raise UnclearError("the model is not written out")
    fields = {}
    for pair in listed:
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)):
            raise UnclearError(f"the fields of {name} are not written out")
        fields[pair[0]] = Field.of_call(pair[0], pair[1], app)
    if "id" not in fields and not any(one.primary for one in fields.values()):
        fields = {"id": Field("id", "AutoField", {"primary_key": True}, app), **fields}
    together = {kind: sets(options.get(kind + "_together")) for kind in ("unique", "index")}
    real = options.get("managed") is not False and options.get("proxy") is not True
    indexes, constraints = (by_name(options.get(kind)) for kind in ("indexes", "constraints"))
    return Model(
        app, name, table_name(app, name, options.get("db_table")), fields, together, indexes, constraints, real
    )


def sets(given: object) -> frozenset[tuple[str, ...]]:
    """What stands together, also where it is one set and not a list of them."""
    if not isinstance(given, list) or not given:
        return frozenset()
    listed = [given] if all(isinstance(one, str) for one in given) else given
    return frozenset(tuple(map(str, one)) for one in listed if isinstance(one, list))


def by_name(given: object) -> dict[str, Called]:
    """Declared indexes or constraints."""
    return {str(one.options.get("name")): one for one in _calls(given)}


def _calls(given: object) -> list[Called]:
    return [one for one in given if isinstance(one, Called)] if isinstance(given, list) else []


def _renamed(model: Model, name: str, models: Models) -> Models:
    table = table_name(model.app, name) if model.table == table_name(model.app, model.name) else model.table
    renamed = replace(model, name=name, table=table)
    old, new = f"{model.app}.{model.name}".lower(), f"{model.app}.{name}"
    after = models.without(model).with_model(renamed)
    for other in after.all.values():
        fields = {key: _pointed(one, other, old, new) for key, one in other.fields.items()}
        if fields != other.fields:
            after = after.with_model(replace(other, fields=fields))
    return after


def _pointed(one: Field, model: Model, old: str, new: str) -> Field:
    changed = {}
    for option in ("to", "through"):
        said = one.options.get(option)
        if isinstance(said, str) and (said if "." in said else f"{one.of}.{said}").lower() == old:
            changed[option] = new
    return replace(one, options={**one.options, **changed}) if changed else one


def _field(operation: str, model: Model, given: Mapping[str, object], app: str) -> Model:
    if operation == "RenameField":
        return _field_renamed(model, str(given["old_name"]), str(given["new_name"]))
    name = str(given.get("name"))
    if operation == "RemoveField":
        return replace(model, fields={key: one for key, one in model.fields.items() if key != name})
    return replace(model, fields={**model.fields, name: Field.of_call(name, given.get("field"), app)})


def _field_renamed(model: Model, old: str, new: str) -> Model:
    fields = {
        new if key == old else key: replace(one, name=new) if key == old else one for key, one in model.fields.items()
    }
    together = {
        kind: frozenset(tuple(new if one == old else one for one in names) for names in listed)
        for kind, listed in model.together.items()
    }
    return replace(model, fields=fields, together=together)


def _declared(operation: str, model: Model, given: Mapping[str, object]) -> Model:
    """What belongs to the model as a whole."""
    match operation:
        case "AlterModelTable":
            return replace(model, table=table_name(model.app, model.name, given.get("table")))
        case "AlterUniqueTogether":
            return replace(model, together={**model.together, "unique": sets(given.get("unique_together"))})
        case "AlterIndexTogether":
            return replace(model, together={**model.together, "index": sets(given.get("index_together"))})
        case "RenameIndex":
            return _index_renamed(model, given)
        case _:
            return _more_or_less(operation, model, given)


def _more_or_less(operation: str, model: Model, given: Mapping[str, object]) -> Model:
    match operation:
        case "AddIndex" | "AddIndexConcurrently":
            return replace(model, indexes={**model.indexes, **by_name([given.get("index")])})
        case "AddConstraint" | "AddConstraintNotValid":
            return replace(model, constraints={**model.constraints, **by_name([given.get("constraint")])})
        case "RemoveIndex" | "RemoveIndexConcurrently":
            return replace(model, indexes={key: one for key, one in model.indexes.items() if key != given.get("name")})
        case "RemoveConstraint":
            kept = {key: one for key, one in model.constraints.items() if key != given.get("name")}
            return replace(model, constraints=kept)
        case _:
            return model


def _index_renamed(model: Model, given: Mapping[str, object]) -> Model:
    new = str(given.get("new_name"))
    old = given.get("old_fields")
    if isinstance(old, list):
        made = Called("Index", (), {"name": new, "fields": old}, 1)
        together = model.together.get("index", frozenset()) - {tuple(map(str, old))}
        return replace(model, indexes={**model.indexes, new: made}, together={**model.together, "index": together})
    made_before = model.indexes.get(str(given.get("old_name")))
    kept = {key: one for key, one in model.indexes.items() if key != given.get("old_name")}
    if made_before is None:
        return replace(model, indexes=kept)
    renamed = replace(made_before, options={**made_before.options, "name": new})
    return replace(model, indexes={**kept, new: renamed})
