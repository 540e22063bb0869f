"""Rules from a file as expectations, and what they found to another; run with a Python that has the library."""

import json
import sys
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe


def expectation(rule: dict) -> object:  # type: ignore[type-arg]
    """The expectation that is made for it."""
    kind, named = rule["kind"], {"meta": {"check": rule["check"]}}
    if "column" in rule and kind != "Query":
        named["column"] = rule["column"]
    if kind == "Nulls":
        return gxe.ExpectColumnValuesToNotBeNull(**named)
    if kind == "Within":
        return gxe.ExpectColumnValuesToBeBetween(**named, min_value=rule["least"], max_value=rule["most"])
    if kind == "Longest":
        return gxe.ExpectColumnValueLengthsToBeBetween(**named, max_value=rule["characters"])
    if kind == "Once" and len(rule["columns"]) > 1:
        return gxe.ExpectCompoundColumnsToBeUnique(**named, column_list=list(rule["columns"]))
    if kind == "Once":
        return gxe.ExpectColumnValuesToBeUnique(**named, column=rule["columns"][0])
    sql = rule["sql"] if kind == "Query" else f"select * from {{batch}} where {rule['condition']}"
    return gxe.UnexpectedRowsExpectation(**named, unexpected_rows_query=sql)


def found(rule: dict, result: object) -> int:  # type: ignore[type-arg]
    """How much broke a rule. Of values that are there twice every row is counted, here always two."""
    told = result.result  # type: ignore[attr-defined]
    if "unexpected_count" not in told:
        return int(told["observed_value"])
    count = int(told["unexpected_count"])
    return count // 2 if rule["kind"] == "Once" else count


def main(told: Path, results: Path) -> None:
    """One suite for each table."""
    asked = json.loads(told.read_text())
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_postgres("forum", connection_string=asked["url"])
    counts = {}
    for table in dict.fromkeys(rule["table"] for rule in asked["rules"]):
        mine = [rule for rule in asked["rules"] if rule["table"] == table]
        asset = source.add_table_asset(name=table, table_name=table, schema_name="public")
        batch = asset.add_batch_definition_whole_table("whole")
        suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=[expectation(one) for one in mine]))
        validation = context.validation_definitions.add(gx.ValidationDefinition(name=table, data=batch, suite=suite))
        outcome = validation.run(result_format="SUMMARY")
        by_check = {rule["check"]: rule for rule in mine}
        for result in outcome.results:
            check = result.expectation_config.meta["check"]
            counts[check] = found(by_check[check], result)
    results.write_text(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
