"""flytekit's tasks on tables. Rows come and go as JSON: dates and times as ISO text, durations as microseconds, bytes as
hexadecimal text."""

import dataclasses
import datetime
import json
import os
import tempfile
import typing

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather
from flytekit import FlyteContextManager, StructuredDataset, kwtypes, task
from flytekit.types.schema import FlyteSchema

GROUP = pa.struct([pa.field("x", pa.float64(), nullable=False), pa.field("name", pa.string())])
SCHEMA = pa.schema(
    [
        ("tiny", pa.int8()),
        ("small", pa.int16()),
        ("middle", pa.int32()),
        ("id", pa.int64()),
        ("byte", pa.uint8()),
        ("huge", pa.uint64()),
        ("single", pa.float32()),
        ("double", pa.float64()),
        ("flag", pa.bool_()),
        ("text", pa.string()),
        ("blob", pa.binary()),
        ("moment", pa.timestamp("us", tz="UTC")),
        ("naive", pa.timestamp("us")),
        ("day", pa.date32()),
        ("span", pa.duration("us")),
        ("kind", pa.dictionary(pa.int32(), pa.string())),
        ("maybe", pa.int64()),
        ("numbers", pa.list_(pa.int64())),
        ("words", pa.list_(pa.string())),
        ("group", GROUP),
        ("groups", pa.list_(GROUP)),
        ("named", pa.map_(pa.string(), pa.float64())),
    ]
)
# the same values in types that other writers choose
OTHERS = {
    "tiny": pa.int8(),
    "byte": pa.uint8(),
    "text": pa.large_string(),
    "blob": pa.large_binary(),
    "moment": pa.timestamp("ns", tz="Europe/Berlin"),
    "naive": pa.timestamp("ms"),
    "day": pa.date64(),
    "span": pa.duration("ns"),
    "kind": pa.dictionary(pa.int8(), pa.large_string()),
    "numbers": pa.large_list(pa.int32()),
    "words": pa.list_(pa.dictionary(pa.int32(), pa.string())),
}


def value(column, cell):
    """A cell from JSON."""
    if cell is None:
        return None
    if column in ("moment", "naive"):
        return datetime.datetime.fromisoformat(cell)
    if column == "day":
        return datetime.date.fromisoformat(cell)
    if column == "span":
        return datetime.timedelta(microseconds=cell)
    if column == "blob":
        return bytes.fromhex(cell)
    if column == "named":
        return list(cell.items())
    return cell


def plain(cell):
    """A cell for JSON."""
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return cell // datetime.timedelta(microseconds=1)
    if isinstance(cell, bytes):
        return cell.hex()
    return cell


def table(text: str, schema=SCHEMA) -> pa.Table:
    rows = [{column: value(column, cell) for column, cell in row.items()} for row in json.loads(text)]
    return pa.Table.from_pylist(rows, schema=schema)


def rows(found: pa.Table) -> str:
    maps = [field.name for field in found.schema if pa.types.is_map(field.type)]
    cells = [{column: plain(cell) for column, cell in row.items()} for row in found.to_pylist()]
    for row in cells:
        row.update({column: row[column] and dict(row[column]) for column in maps})
        row.update({column: {} for column in maps if row[column] == []})
    return json.dumps(cells)


@task
def write_arrow(o0: str) -> pa.Table:
    return table(o0)


@task
def write_others(o0: str) -> pa.Table:
    schema = pa.schema([(field.name, OTHERS.get(field.name, field.type)) for field in SCHEMA])
    return table(o0, schema)


@task
def read_arrow(o0: pa.Table) -> str:
    return rows(o0)


Flat = typing.Annotated[
    pd.DataFrame,
    kwtypes(id=int, double=float, flag=bool, text=str, moment=datetime.datetime, span=datetime.timedelta),
]


def frame(text: str) -> pd.DataFrame:
    found = pd.DataFrame(json.loads(text))
    found["moment"] = pd.to_datetime(found["moment"], utc=True, format="ISO8601")
    found["naive"] = pd.to_datetime(found["naive"], format="ISO8601")
    found["day"] = found["day"].map(datetime.date.fromisoformat)
    found["span"] = pd.to_timedelta(found["span"], unit="us")
    found["kind"] = found["kind"].astype("category")
    found["blob"] = found["blob"].map(bytes.fromhex)
    found["small"] = found["small"].astype("int16")
    found["single"] = found["single"].astype("float32")
    found["maybe"] = found["maybe"].astype("Int64")
    return found


def of_frame(found: pd.DataFrame) -> str:
    # whole numbers with gaps are floats to pandas
    if "maybe" in found:
        found["maybe"] = found["maybe"].astype("Int64")
    return rows(pa.Table.from_pandas(found, preserve_index=False))


@task
def write_pandas(o0: str) -> pd.DataFrame:
    return frame(o0)


@task
def write_flat(o0: str) -> Flat:
    return frame(o0)


@task
def read_frame(o0: pd.DataFrame) -> str:
    return of_frame(o0)


@task
def read_some(o0: typing.Annotated[pd.DataFrame, kwtypes(double=float, id=int)]) -> str:
    return of_frame(o0)


@task
def pass_table(o0: StructuredDataset) -> StructuredDataset:
    return o0


CSV = typing.Annotated[StructuredDataset, "csv"]


@task
def write_csv(o0: str) -> CSV:
    return StructuredDataset(dataframe=pd.DataFrame(json.loads(o0)))


@task
def read_csv(o0: CSV) -> str:
    return of_frame(o0.open(pd.DataFrame).all())


@dataclasses.dataclass
class Study:
    name: str
    main: StructuredDataset
    more: list[StructuredDataset]
    none: typing.Optional[StructuredDataset] = None


@task
def write_study(o0: str) -> Study:
    return Study("both", StructuredDataset(dataframe=frame(o0)), [StructuredDataset(dataframe=frame(o0))])


@task
def read_study(o0: Study) -> str:
    found = [json.loads(of_frame(one.open(pd.DataFrame).all())) for one in [o0.main, *o0.more]]
    return json.dumps({"name": o0.name, "tables": found, "none": o0.none})


@task
def pass_study(o0: Study) -> Study:
    return o0


@task
def write_files(o0: str) -> StructuredDataset:
    """A folder of several files, each compressed otherwise, as other systems write it."""
    found = table(o0)
    access = FlyteContextManager.current_context().file_access
    uri = access.get_random_remote_directory()
    files = access.get_filesystem_for_path(uri)
    files.makedirs(uri, exist_ok=True)
    for compression in ("none", "snappy", "gzip", "zstd", "lz4"):
        with files.open(f"{uri}/part-{compression}.parquet", "wb") as file:
            pq.write_table(found, file, compression=compression)
    with files.open(f"{uri}/_SUCCESS", "wb"):
        pass
    return StructuredDataset(uri=uri, file_format="parquet")


def arrow_file(write) -> StructuredDataset:
    """A table of a format that flytekit doesn't have itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table.feather")
        write(path)
        access = FlyteContextManager.current_context().file_access
        return StructuredDataset(uri=access.put_raw_data(path), file_format="arrow")


@task
def write_feather(o0: str) -> StructuredDataset:
    """As pandas does when nobody says how: compressed by LZ4."""
    return arrow_file(frame(o0).to_feather)


@task
def write_feather_zstd(o0: str) -> StructuredDataset:
    return arrow_file(lambda path: feather.write_feather(table(o0), path, compression="zstd", chunksize=2))


@task
def write_ipc(o0: str) -> StructuredDataset:
    """Dictionaries and views, compressed."""
    schema = pa.schema([(field.name, OTHERS.get(field.name, field.type)) for field in SCHEMA])
    found = table(o0, schema).combine_chunks()

    def write(path):
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(path, found.schema, options=options) as file:
            file.write_table(found, max_chunksize=2)

    return arrow_file(write)


@task
def write_brotli(o0: str) -> StructuredDataset:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table.parquet")
        pq.write_table(table(o0), path, compression="brotli")
        access = FlyteContextManager.current_context().file_access
        return StructuredDataset(uri=access.put_raw_data(path), file_format="parquet")


@task
def read_arrow_file(o0: StructuredDataset) -> str:
    with pa.ipc.open_file(os.path.join(o0._literal_sd.uri, "00000")) as file:
        return rows(file.read_all())


@task
def write_file(o0: str) -> StructuredDataset:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table.parquet")
        frame(o0).to_parquet(path)
        access = FlyteContextManager.current_context().file_access
        return StructuredDataset(uri=access.put_raw_data(path), file_format="parquet")


@task
def write_schema(o0: str) -> FlyteSchema:
    schema = FlyteSchema()
    schema.open().write(frame(o0)[["id", "double", "text"]])
    return schema


COLUMNS = kwtypes(
    id=int,
    double=float,
    flag=bool,
    text=str,
    moment=datetime.datetime,
    span=datetime.timedelta,
    numbers=list[int],
    named=dict[str, float],
    group={"x": float, "name": str},
)


@task
def declared(
    o0: typing.Annotated[StructuredDataset, COLUMNS],
) -> typing.Annotated[StructuredDataset, COLUMNS, "parquet"]:
    return o0


@task
def write_flights(o0: str) -> pa.Table:
    return pq.read_table(o0)


@task
def count_flights(o0: pd.DataFrame) -> str:
    found = {}
    for carrier, flights in o0.groupby("carrier"):
        delays = flights["arr_delay"]
        sums = [len(flights), delays.count(), delays.sum(), flights["distance"].astype("int64").sum()]
        found[carrier] = [int(number) for number in sums]
    return json.dumps(found)
