"""Data frames with what pandas has beside plain numbers and text, in files as pandas writes them when nobody says how."""

import datetime
import decimal
import os
import tempfile
import typing

import pandas as pd
import pyarrow as pa
from flytekit import FlyteContextManager, StructuredDataset, kwtypes, task


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": pd.array([1, None, 3], dtype="Int64"),
            "flag": pd.array([True, None, False], dtype="boolean"),
            "word": pd.array(["a", None, "ü"], dtype="string"),
            "kind": pd.Categorical(["x", None, "y"], categories=["x", "y", "z"]),
            "unused": pd.Categorical([None, None, None], categories=["x"]),
            "empty": pd.Categorical([None, None, None]),
            "clock": [datetime.time(1, 2, 3, 4), None, datetime.time(23, 59, 59)],
            "span": pd.to_timedelta([1, None, 3], unit="s"),
            "at": pd.to_datetime(["2024-01-01T00:00", "2024-07-01T12:00", None]).tz_localize("Europe/Berlin"),
            "price": [decimal.Decimal("1.50"), None, decimal.Decimal("-2.25")],
            "text": pd.Series(["a", None, "c"], dtype=object),
            "number": [1.5, None, float("inf")],
        }
    )


# how each table is written: its format, and by what
WRITERS = {
    "plain": ("parquet", lambda path: frame().to_parquet(path)),
    "no_index": ("parquet", lambda path: frame().to_parquet(path, index=False)),
    "named_index": ("parquet", lambda path: frame().set_index("number").to_parquet(path)),
    "text_index": ("parquet", lambda path: frame().set_axis(["p", "q", "r"]).to_parquet(path)),
    "nothing": ("parquet", lambda path: frame().iloc[:0].to_parquet(path)),
    "feather": ("arrow", lambda path: frame().to_feather(path)),
    "csv": ("csv", lambda path: frame().to_csv(path, index=False)),
    "csv_index": ("csv", lambda path: frame().to_csv(path)),
}


@task
def write(o0: str) -> StructuredDataset:
    format, write = WRITERS[o0]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table")
        write(path)
        access = FlyteContextManager.current_context().file_access
        return StructuredDataset(uri=access.put_raw_data(path), file_format=format)


@task
def write_parts(o0: str) -> StructuredDataset:
    """A folder for each value of a column, which is in none of the files then."""
    access = FlyteContextManager.current_context().file_access
    uri = access.get_random_remote_directory()
    files = access.get_filesystem_for_path(uri)
    with tempfile.TemporaryDirectory() as folder:
        frame().to_parquet(folder, partition_cols=[o0])
        for path, _, names in os.walk(folder):
            to = os.path.join(uri, os.path.relpath(path, folder))
            files.makedirs(to, exist_ok=True)
            for name in names:
                files.put_file(os.path.join(path, name), f"{to}/{name}")
    return StructuredDataset(uri=uri, file_format="parquet")


SCHEMA = pa.schema([pa.field("id", pa.int64(), nullable=False), ("name", pa.string())])
Described = typing.Annotated[pd.DataFrame, kwtypes(id=int, name=str), SCHEMA]
GROUP = pa.struct([pa.field("x", pa.float64(), nullable=False), pa.field("name", pa.string())])
NESTED = pa.schema(
    [
        pa.field("small", pa.uint8(), nullable=False),
        pa.field("single", pa.float32(), nullable=False),
        ("flag", pa.bool_()),
        pa.field("raw", pa.binary(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("naive", pa.timestamp("us"), nullable=False),
        pa.field("clock", pa.time64("us"), nullable=False),
        pa.field("span", pa.duration("us"), nullable=False),
        pa.field("lists", pa.list_(pa.field("item", pa.list_(pa.string()), nullable=False)), nullable=False),
        ("group", GROUP),
        pa.field("groups", pa.list_(pa.field("item", GROUP, nullable=False)), nullable=False),
        pa.field("named", pa.map_(pa.string(), pa.field("value", GROUP, nullable=False)), nullable=False),
        pa.field("maybe", pa.map_(pa.string(), pa.float64()), nullable=False),
    ]
)


@task
def describe(o0: Described) -> Described:
    return o0


@task
def schema_of(o0: StructuredDataset) -> str:
    ty = o0._literal_sd.metadata.structured_dataset_type
    return f"{ty.external_schema_type}: {ty.external_schema_bytes.decode()}"


@task
def nested_schema(o0: str) -> str:
    return f"arrow: {NESTED.to_string()}"
