"""flytekit's tasks. Their inputs are called as outputs are, so that a file of outputs is one of inputs."""

import dataclasses
import hashlib
import json
import os
import typing

from flytekit import HashMethod, task
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile
from pydantic import BaseModel

Text = FlyteFile["txt"]


def content(file) -> str:
    """What a file is: its uri, a hash of its content, its notes."""
    with open(file, "rb") as opened:
        digest = hashlib.sha256(opened.read()).hexdigest()
    return {"uri": file.remote_source or file.path, "sha256": digest, "metadata": file.metadata or {}}


def tree(folder) -> dict:
    """The files of a directory, each with its text."""
    found = {}
    root = folder.download()
    for path, _, names in os.walk(root):
        for name in names:
            whole = os.path.join(path, name)
            with open(whole, encoding="utf-8") as opened:
                found[os.path.relpath(whole, root)] = opened.read()
    return found


@task
def write_files(o0: list[str], o1: dict[str, str]) -> list[Text]:
    return [Text(path, metadata=o1 or None) for path in o0]


@task
def read_files(o0: list[Text]) -> str:
    return json.dumps([content(file) for file in o0])


@task
def pass_files(o0: list[Text]) -> list[Text]:
    return o0


@task
def write_directory(o0: str) -> FlyteDirectory["txt"]:
    return FlyteDirectory["txt"](o0)


@task
def read_directory(o0: FlyteDirectory["txt"]) -> str:
    return json.dumps({"uri": o0.remote_source or o0.path, "files": tree(o0)})


@task
def pass_directory(o0: FlyteDirectory["txt"]) -> FlyteDirectory["txt"]:
    return o0


@dataclasses.dataclass
class Page:
    number: int
    image: FlyteFile["png"]


@dataclasses.dataclass
class Report:
    title: str
    main: FlyteFile
    folder: FlyteDirectory
    pages: list[Page]
    files: list[Text]
    named: dict[str, FlyteFile]
    maybe: typing.Optional[FlyteFile]
    choice: typing.Union[FlyteFile, int]
    neither: typing.Optional[FlyteDirectory] = None


def contents(report: Report) -> str:
    pages = {page.number: content(page.image) for page in report.pages}
    return json.dumps(
        {
            "title": report.title,
            "main": content(report.main),
            "folder": tree(report.folder),
            "pages": pages,
            "files": [content(file) for file in report.files],
            "named": {key: content(file) for key, file in report.named.items()},
            "maybe": report.maybe and content(report.maybe),
            "choice": report.choice if isinstance(report.choice, int) else content(report.choice),
            "neither": report.neither,
        }
    )


@task
def write_report(o0: list[str], o1: str) -> Report:
    a, b, c = o0
    return Report(
        title="both",
        main=FlyteFile(a, metadata={"k": "v"}),
        folder=FlyteDirectory(o1),
        pages=[Page(1, FlyteFile["png"](b)), Page(2, FlyteFile["png"](c))],
        files=[Text(a), Text(b)],
        named={"x": FlyteFile(c)},
        maybe=FlyteFile(b),
        choice=FlyteFile(c),
    )


@task
def read_report(o0: Report) -> str:
    return contents(o0)


@task
def pass_report(o0: Report) -> Report:
    return o0


Either = typing.Union[FlyteFile, FlyteDirectory, int]


@task
def write_many(o0: list[str], o1: str) -> tuple[
    dict[str, list[Text]], typing.Optional[FlyteFile], typing.Optional[FlyteDirectory], list[Either], dict[str, Report]
]:
    a, b, c = o0
    report = write_report.task_function(o0, o1)
    return (
        {"one": [Text(a)], "none": [], "two": [Text(b), Text(c)]},
        FlyteFile(a),
        None,
        [FlyteFile(b), FlyteDirectory(o1), 3],
        {"r": report},
    )


@task
def read_many(
    o0: dict[str, list[Text]],
    o1: typing.Optional[FlyteFile],
    o2: typing.Optional[FlyteDirectory],
    o3: list[Either],
    o4: dict[str, Report],
) -> str:
    def one(value):
        if isinstance(value, FlyteDirectory):
            return tree(value)
        return value if isinstance(value, int) else content(value)

    return json.dumps(
        {
            "lists": {key: [content(file) for file in files] for key, files in o0.items()},
            "maybe": o1 and content(o1),
            "neither": o2,
            "either": [one(value) for value in o3],
            "reports": {key: json.loads(contents(report)) for key, report in o4.items()},
        }
    )


@task
def read_file(o0: FlyteFile) -> str:
    with o0.open("rb") as opened:
        streamed = opened.read()
    with open(o0, "rb") as opened:
        assert opened.read() == streamed
    return json.dumps(content(o0))


@task
def stream_file(o0: str) -> FlyteFile:
    file = FlyteFile.new_remote_file("streamed.txt")
    with file.open("wb") as opened:
        for part in range(3):
            opened.write(f"{o0} {part}\n".encode())
    return file


@task
def stream_directory(o0: str) -> FlyteDirectory:
    folder = FlyteDirectory.new_remote()
    with folder.new_file("top.txt").open("w") as opened:
        opened.write(o0)
    with folder.new_dir("deep").new_file("down.txt").open("w") as opened:
        opened.write(o0)
    return folder


@task
def hashed_file(o0: str) -> typing.Annotated[FlyteFile, HashMethod(lambda file: "of " + os.path.basename(file.path))]:
    return FlyteFile(o0)


@dataclasses.dataclass
class Point:
    x: int
    y: float


@task
def write_values(
    o0: str, o1: str, o2: int
) -> tuple[int, str, list[Point], Point, dict[str, list[float]], FlyteFile, typing.Optional[int], Either]:
    """o0: a file; o1, o2: a word, and how often it comes in the text."""
    points = [Point(1, 2.5), Point(-3, 4.0)]
    return 7, o1 * o2, points, points[0], {"a": [1.5], "b": []}, FlyteFile(o0), None, FlyteFile(o0)


@task
def read_values(
    o0: int,
    o1: str,
    o2: list[Point],
    o3: Point,
    o4: dict[str, list[float]],
    o5: FlyteFile,
    o6: typing.Optional[int],
    o7: Either,
) -> str:
    text = hashlib.sha256(o1.encode()).hexdigest()
    points = [dataclasses.asdict(point) for point in [*o2, o3]]
    return json.dumps([o0, text, points, o4, content(o5)["sha256"], o6, content(o7)["sha256"]])


@task
def read_numbers(o0: list[int], o1: dict[str, list[int]]) -> str:
    return json.dumps([o0, o1])


class Sheet(BaseModel):
    title: str
    main: FlyteFile
    folder: FlyteDirectory
    files: list[FlyteFile]
    maybe: typing.Optional[FlyteFile] = None


@task
def write_sheet(o0: list[str], o1: str) -> Sheet:
    files = [FlyteFile(path=path) for path in o0]
    return Sheet(title="model", main=FlyteFile(path=o0[0]), folder=FlyteDirectory(path=o1), files=files)


@task
def read_sheet(o0: Sheet) -> str:
    files = [content(file) for file in [o0.main, *o0.files]]
    return json.dumps({"title": o0.title, "files": files, "folder": tree(o0.folder), "maybe": o0.maybe})


@task
def pass_sheet(o0: Sheet) -> Sheet:
    return o0
