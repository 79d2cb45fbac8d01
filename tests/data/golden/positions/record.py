"""Records what flytekit 1.16.31 writes for every type in every position, and how it reads values of other versions.

`python record.py` writes `record.json.gz` beside itself. A leaf is a type with some values. Each is recorded by itself, in lists, maps and optionals, in a field of a dataclass and
in one of a pydantic model. What flytekit refuses is recorded as its error. `tests/wire/positions` has the same leaves and
values in Rust, in the same order.
"""

import dataclasses
import enum
import gzip
import json
import logging
import os
import pathlib
import typing
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Dict, List, Optional, Set, Union

import msgpack
import pydantic
from flyteidl.core import literals_pb2
from flytekit import StructuredDataset, kwtypes
from flytekit.core.context_manager import FlyteContextManager
from flytekit.core.type_engine import TypeEngine
from flytekit.models.literals import Literal
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile
from google.protobuf import struct_pb2

logging.disable(logging.CRITICAL)
CONTEXT = FlyteContextManager.current_context()


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


class Mood(enum.Enum):
    CALM = "calm"
    GRIM = "grim"


@dataclasses.dataclass
class Point:
    x: int
    y: float


@dataclasses.dataclass
class Label:
    text: str
    size: int = 3


@dataclasses.dataclass
class Empty:
    pass


@dataclasses.dataclass
class Line:
    start: Point
    via: List[Point]
    end: Optional[Point]
    marks: Dict[str, Label]


@dataclasses.dataclass
class Defaults:
    i: int = 5
    f: float = 1.5
    s: str = "s"
    b: bool = True
    o: Optional[int] = None
    p: Optional[str] = "p"
    c: Color = Color.GREEN
    u: Union[int, str] = 7
    d: date = date(2024, 2, 29)
    t: timedelta = timedelta(seconds=90)
    at: datetime = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    many: List[int] = dataclasses.field(default_factory=list)
    named: Dict[str, List[int]] = dataclasses.field(default_factory=dict)


class Inner(pydantic.BaseModel):
    x_size: int
    name: str = "n"


class Outer(pydantic.BaseModel):
    inner: Inner
    maybe: Optional[Inner] = None
    many: List[Inner] = []
    named: Dict[str, Inner] = {}
    pick: Union[int, str] = 1


class Hollow(pydantic.BaseModel):
    pass


UTC = timezone.utc
OFFSET = timezone(timedelta(hours=5, minutes=30))

TIMES = [
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]
SPANS = [
    timedelta(0),
    timedelta(hours=1),
    timedelta(microseconds=-1),
    timedelta(days=-2, microseconds=5),
    timedelta(days=365 * 200, microseconds=1),
    timedelta(milliseconds=86_401_500),
]
POINT = Point(1, 2.0)
LABEL = Label("a")
LINE = Line(POINT, [Point(-1, 0.5)], None, {"m": LABEL})

# name: type, values
LEAVES = {
    "int": (int, [0, 1, -1, 127, 128, -32, -33, 65535, 65536, 2**31, 2**63 - 1, -(2**63)]),
    "float": (float, [0.0, -0.0, 1.0, 0.1, 5e-324, 1.7976931348623157e308]),
    "no_number": (float, [float("nan"), float("inf"), float("-inf")]),
    "boolean": (bool, [False, True]),
    "text": (str, ["", "a", "ü\n\0\"", "x" * 31, "x" * 32, "y" * 256]),
    "time": (datetime, TIMES),
    "offset_time": (datetime, [datetime(2024, 1, 2, 3, 4, 5, tzinfo=OFFSET), datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-8)))]),
    "naive_time": (datetime, [datetime(2024, 1, 2, 3, 4, 5), datetime(2024, 1, 2, 3, 4, 5, 6)]),
    "day": (date, [date(1970, 1, 1), date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)]),
    "span": (timedelta, SPANS),
    "nothing": (type(None), [None]),
    "color": (Color, [Color.RED, Color.GREEN]),
    "raw": (bytes, [b"", b"abc", bytes(range(128)) * 3]),
    "path": (pathlib.Path, [pathlib.Path("/data/a.csv")]),
    "set": (Set[int], [{1}, {7}]),
    "untyped": (dict, [{}, {"a": 1}]),
    "by_id": (Dict[int, str], [{}, {1: "a", 300: "b"}]),
    "point": (Point, [POINT, Point(-(2**63), -0.0)]),
    "label": (Label, [LABEL, Label("", 0)]),
    "empty": (Empty, [Empty()]),
    "line": (Line, [LINE, Line(POINT, [], POINT, {})]),
    "defaults": (Defaults, [Defaults(), Defaults(i=1, o=2, p=None, u="u", many=[1], named={"a": [1, 2]})]),
    "inner": (Inner, [Inner(x_size=1), Inner(x_size=-1, name="")]),
    "outer": (Outer, [Outer(inner=Inner(x_size=1)), Outer(inner=Inner(x_size=1), maybe=Inner(x_size=2), many=[Inner(x_size=3)], named={"a": Inner(x_size=4)}, pick="p")]),
    "hollow": (Hollow, [Hollow()]),
    "file": (FlyteFile, [FlyteFile("s3://bucket/a"), FlyteFile("https://example.com/b.csv")]),
    "csv_file": (FlyteFile["csv"], [FlyteFile["csv"]("s3://bucket/a.csv")]),
    "folder": (FlyteDirectory, [FlyteDirectory("s3://bucket/a")]),
    "parquet_folder": (FlyteDirectory["parquet"], [FlyteDirectory["parquet"]("s3://bucket/a")]),
    "table": (StructuredDataset, [StructuredDataset(uri="s3://bucket/t", file_format="parquet")]),
    "csv_table": (Annotated[StructuredDataset, "csv"], [StructuredDataset(uri="s3://bucket/t", file_format="csv")]),
    "columns": (Annotated[StructuredDataset, kwtypes(a=int, b=str)], [StructuredDataset(uri="s3://bucket/t", file_format="parquet")]),
}

# A member of a union: its type and a value of it.
MEMBERS = {
    "Int": (int, 3),
    "Float": (float, 1.5),
    "Bool": (bool, True),
    "Text": (str, "s"),
    "Time": (datetime, TIMES[1]),
    "Day": (date, date(2024, 2, 29)),
    "Span": (timedelta, timedelta(seconds=90)),
    "Color": (Color, Color.RED),
    "Mood": (Mood, Mood.GRIM),
    "Point": (Point, POINT),
    "Label": (Label, LABEL),
    "Inner": (Inner, Inner(x_size=1)),
    "Outer": (Outer, Outer(inner=Inner(x_size=1))),
    "File": (FlyteFile, FlyteFile("s3://bucket/a")),
    "Folder": (FlyteDirectory, FlyteDirectory("s3://bucket/d")),
    "Table": (StructuredDataset, StructuredDataset(uri="s3://bucket/t", file_format="parquet")),
    "Ints": (List[int], [1, 2]),
    "Texts": (List[str], ["a"]),
    "Points": (List[Point], [POINT]),
    "IntMap": (Dict[str, int], {"a": 1}),
    "TextMap": (Dict[str, str], {"a": "b"}),
    "Untyped": (dict, {"k": [1]}),
}


# Each with these.
PAIRS = """
Int: Float Bool Text Time Span Color Point Ints IntMap Untyped Table
Float: Bool Text Span Color Point Untyped
Bool: Text Point
Text: Time Day Span Color Inner Point File Ints Untyped
Time: Day Span Point Untyped File
Day: Span Color Untyped
Span: Point Untyped Inner
Color: Mood Point Inner
Point: Label Inner Outer File Ints Points IntMap TextMap Untyped Table
Label: Inner TextMap Untyped
Inner: Outer Ints IntMap Untyped Table
File: Folder Table IntMap TextMap Untyped Ints
Table: Untyped Texts
Ints: Texts Points IntMap Untyped
Texts: Points TextMap
IntMap: TextMap Untyped
TextMap: Untyped
"""


def dataclass_around(ty, default=dataclasses.MISSING):
    fields = [
        ("it", ty),
        ("many", List[ty]),
        ("named", Dict[str, ty]),
        ("groups", Dict[str, List[ty]]),
        ("by_id", Dict[int, ty]),
        ("maybe", Optional[ty]),
        ("gaps", List[Optional[ty]]),
    ]
    if default is not dataclasses.MISSING:
        fields.append(("given", ty, dataclasses.field(default=default)))
    fields.append(("none", Optional[ty], dataclasses.field(default=None)))
    return dataclasses.make_dataclass("Around", fields)


def model_around(ty, default=dataclasses.MISSING):
    fields = {
        "it": (ty, ...),
        "many": (List[ty], ...),
        "named": (Dict[str, ty], ...),
        "groups": (Dict[str, List[ty]], ...),
        "by_id": (Dict[int, ty], ...),
        "maybe": (Optional[ty], ...),
        "gaps": (List[Optional[ty]], ...),
    }
    if default is not dataclasses.MISSING:
        fields["given"] = (ty, default)
    fields["none"] = (Optional[ty], None)
    return pydantic.create_model("Model", **fields)


def inside(values, value):
    first, last = values[0], values[-1]
    return dict(
        it=value,
        many=list(values),
        named={"a": first, "b": last},
        groups={"a": list(values), "b": []},
        by_id={1: first, 300: last},
        maybe=last,
        gaps=[first, None],
    )


def positions(ty, values):
    first, last = values[0], values[-1]
    yield "itself", lambda: ty, values
    yield "list", lambda: List[ty], [list(values), []]
    yield "rows", lambda: List[List[ty]], [[list(values), []]]
    yield "map", lambda: Dict[str, ty], [{"a": first, "b": last}, {}]
    yield "groups", lambda: Dict[str, List[ty]], [{"a": list(values), "b": []}]
    yield "optional", lambda: Optional[ty], [*values, None]
    yield "gaps", lambda: List[Optional[ty]], [[first, None]]
    yield "optional_list", lambda: Optional[List[ty]], [list(values), None]


# What a dataclass takes as a default.
GIVEN = (int, float, str, date, timedelta, enum.Enum, bytes, pathlib.PurePath)


def around(ty, values):
    given = values[-1] if isinstance(values[-1], GIVEN) else dataclasses.MISSING
    for name, make in (("dataclass", dataclass_around), ("model", model_around)):

        def build(make=make):
            try:
                return make(ty, given)
            except Exception as error:
                return error

        made = build()
        if isinstance(made, Exception):
            yield name, made, []
        else:
            yield name, (lambda made=made: made), [(lambda made=made, v=v: made(**inside(values, v))) for v in values]


def around_pair(ty, values):
    """A union in a class has fewer fields around it."""
    fields = {"it": ty, "many": List[ty], "named": Dict[str, ty], "maybe": Optional[ty]}
    left, right = values
    of = [dict(it=v, many=[v], named={"a": v}, maybe=v) for v in values]
    of.append(dict(it=left, many=[left, right], named={"a": left, "b": right}, maybe=None))
    made = dataclasses.make_dataclass("Around", fields.items())
    yield "dataclass", (lambda: made), [(lambda v=v: made(**v)) for v in of]
    model = pydantic.create_model("Model", **{name: (ty, ...) for name, ty in fields.items()})
    yield "model", (lambda: model), [(lambda v=v: model(**v)) for v in of]


def record(get_type, values):
    if isinstance(get_type, Exception):
        return {"error": f"{type(get_type).__name__}: {get_type}"[:200]}
    try:
        ty = get_type()
        literal_type = TypeEngine.to_literal_type(ty)
        entry = {"type": literal_type.to_flyte_idl().SerializeToString(deterministic=True).hex()}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:200]}
    entry["literals"] = []
    for value in values:
        try:
            if callable(value) and not isinstance(value, (type, FlyteFile, FlyteDirectory)):
                value = value()
            literal = TypeEngine.to_literal(CONTEXT, value, ty, literal_type)
            written = literal.to_flyte_idl().SerializeToString(deterministic=True).hex()
        except Exception as error:
            entry["literals"].append({"error": f"{type(error).__name__}: {error}"[:200]})
            continue
        try:
            TypeEngine.to_python_value(CONTEXT, literal, ty)
        except Exception as error:
            written = {"literal": written, "unread": f"{type(error).__name__}: {error}"[:200]}
        entry["literals"].append(written)
    return entry


# How values of other versions of a class are read: the class, and the fields that are there.
EVOLUTIONS = {
    "default": (Label, {"text": "a"}),
    "required": (Label, {"size": 1}),
    "more_fields": (Label, {"text": "a", "size": 1, "more": [{"x": 1}], "other": None}),
    "int_as_float": (Point, {"x": 1, "y": 2}),
    "float_as_int": (Point, {"x": 1.0, "y": 2.0}),
    "fraction_as_int": (Point, {"x": 1.5, "y": 2.0}),
    "text_as_int": (Point, {"x": "1", "y": 2.0}),
    "all_defaults": (Defaults, {}),
    "null_for_int": (Defaults, {"i": None}),
    "null_for_list": (Defaults, {"many": None}),
    "null_for_text": (Defaults, {"s": None}),
    "null_for_optional": (Defaults, {"p": None}),
    "new_enum_value": (Defaults, {"c": "blue"}),
    "union_of_text": (Defaults, {"u": "x"}),
    "span_in_int": (Defaults, {"t": 90}),
    "time_with_z": (Defaults, {"at": "2024-01-02T03:04:05Z"}),
    "date_with_time": (Defaults, {"d": "2024-02-29T00:00:00"}),
    "deep_required": (Line, {"start": {"x": 1}, "via": [], "end": None, "marks": {}}),
    "deep_null": (Line, {"start": {"x": 1, "y": 2.0}, "via": [], "end": None, "marks": {"m": {"text": "a"}}}),
    "missing_optional": (Line, {"start": {"x": 1, "y": 2.0}, "via": [], "marks": {}}),
    "model_default": (Inner, {"x_size": 1}),
    "model_required": (Inner, {"name": "n"}),
    "model_more_fields": (Inner, {"x_size": 1, "name": "n", "z": 1}),
    "model_float_as_int": (Inner, {"x_size": 1.0}),
    "model_fraction": (Inner, {"x_size": 1.5}),
    "model_null_for_optional": (Outer, {"inner": {"x_size": 1}, "maybe": None}),
    "model_deep_required": (Outer, {"inner": {"x_size": 1}, "many": [{"name": "n"}]}),
    "optional_of_class": (Optional[Label], {"text": "a"}),
    "untyped": (dict, {"i": 3, "f": 1.5, "l": [1, None, "x"], "d": {"e": True}}),
}

# What an older flytekit wrote: a struct of protobuf's.
LEGACY = {
    "label": (Label, LABEL),
    "point": (Point, POINT),
    "line": (Line, LINE),
    "defaults": (Defaults, Defaults(i=1, o=2, p=None, u="u", many=[1], named={"a": [1, 2]})),
    "points": (List[Point], [POINT]),
    "point_map": (Dict[str, Point], {"a": POINT}),
    "maybe": (Optional[Point], POINT),
    "none": (Optional[Point], None),
    "untyped": (dict, {"i": 3, "f": 1.5, "l": [1, None, "x"], "d": {"e": True}}),
    "by_id": (Dict[int, str], {1: "a"}),
    "outer": (Outer, Outer(inner=Inner(x_size=1), maybe=Inner(x_size=2))),
}


def evolution(ty, fields, generic):
    if generic:
        struct = struct_pb2.Struct()
        struct.update(fields)
        message = literals_pb2.Literal(scalar=literals_pb2.Scalar(generic=struct))
    else:
        binary = literals_pb2.Binary(value=msgpack.packb(fields), tag="msgpack")
        message = literals_pb2.Literal(scalar=literals_pb2.Scalar(binary=binary))
    entry = {"literal": message.SerializeToString(deterministic=True).hex()}
    try:
        entry["read"] = repr(TypeEngine.to_python_value(CONTEXT, Literal.from_flyte_idl(message), ty))
    except Exception as error:
        entry["error"] = f"{type(error).__name__}: {error}"[:120]
    return entry


def legacy(ty, value):
    literal_type = TypeEngine.to_literal_type(ty)
    literal = TypeEngine.to_literal(CONTEXT, value, ty, literal_type)
    written = literal.to_flyte_idl().SerializeToString(deterministic=True).hex()
    return {"literal": written, "read": repr(TypeEngine.to_python_value(CONTEXT, literal, ty))}


def main():
    recorded = {}
    for leaf, (ty, values) in LEAVES.items():
        for position, get_type, of in (*positions(ty, values), *around(ty, values)):
            recorded[f"{leaf}/{position}"] = record(get_type, of)
    for line in PAIRS.strip().splitlines():
        left, rights = line.split(": ")
        for right in rights.split():
            ty = Union[MEMBERS[left][0], MEMBERS[right][0]]
            values = [MEMBERS[left][1], MEMBERS[right][1]]
            for position, get_type, of in (*positions(ty, values), *around_pair(ty, values)):
                if position in ("itself", "map", "optional", "dataclass", "model"):
                    recorded[f"{left}Or{right}/{position}"] = record(get_type, of)
    for name, (ty, fields) in EVOLUTIONS.items():
        recorded[f"evolution/{name}"] = evolution(ty, fields, generic=False)
        recorded[f"evolution/{name}/generic"] = evolution(ty, fields, generic=True)
    os.environ["FLYTE_USE_OLD_DC_FORMAT"] = "true"
    for name, (ty, value) in LEGACY.items():
        recorded[f"legacy/{name}"] = legacy(ty, value)
    text = json.dumps(recorded, indent=0, sort_keys=True)
    target = pathlib.Path(__file__).with_name("record.json.gz")
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
