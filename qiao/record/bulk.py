"""Many rows of one table at once.

Django's `bulk_create` builds a model and a piece of SQL for each row: measured on an import of 100,000 records, that
was two thirds of the whole time. Here a row is a tuple and the statement is prepared once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model
from django.db.models.fields import CharField, IntegerField, TextField
from django.db.models.fields.related import ForeignKey

# These go to the database as they are.
PLAIN = (CharField, TextField, IntegerField, ForeignKey)


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a model's table. `names` are fields (a foreign key by the name of its column, `batch_id`).

    Values are those of the model's attributes; defaults, `auto_now` and signals do not apply, so every column without
    a default of the database must be named.
    """
    fields = _fields(model, names)
    columns = ", ".join(map(_column, fields))
    marks = ", ".join(["%s"] * len(fields))
    # Names come from the model, never from outside.
    _execute(f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks})", fields, ((row, ()) for row in rows))  # noqa: S608


def update(model: type[Model], names: Sequence[str], rows: Iterable[tuple[Sequence[Any], int]]) -> None:
    """Change rows of a model's table, each given as its values and its key. `names` are as for `insert`."""
    fields = _fields(model, names)
    columns = ", ".join(f"{_column(field)} = %s" for field in fields)
    _execute(f"UPDATE {_table(model)} SET {columns} WHERE id = %s", fields, ((row, (key,)) for row, key in rows))  # noqa: S608


def adapted(model: type[Model], name: str, value: object) -> Any:
    """Return a value as the database takes it for a field of a model."""
    [field] = _fields(model, [name])
    return _converter(field)(value)


def _fields(model: type[Model], names: Sequence[str]) -> list[Field[Any, Any]]:
    meta = model._meta  # noqa: SLF001  # Django's own name for what is public
    return [field for name in names if isinstance(field := meta.get_field(name), Field)]


def _column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(field.column or field.name)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001


def _execute(
    statement: str, fields: Sequence[Field[Any, Any]], rows: Iterable[tuple[Sequence[Any], Sequence[Any]]]
) -> None:
    """Run a statement for each row: its values, converted, and what is bound behind them as it is."""
    convert = [None if isinstance(field, PLAIN) else _converter(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [
                    value if to_column is None or value is None else to_column(value)
                    for to_column, value in zip(convert, row, strict=True)
                ]
                + [*behind]
                for row, behind in rows
            ],
        )


def _converter(field: Field[Any, Any]) -> Callable[[object], Any]:
    # The connection itself: asked through its proxy, each value costs several look-ups.
    backend = connections[DEFAULT_DB_ALIAS]
    return lambda value: field.get_db_prep_save(value, backend)
