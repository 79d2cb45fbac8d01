"""The other side of the flytekit test: reads values that Rust wrote, and writes them again.

One JSON object per line in, one out: {"name", "type": hex, "literal": hex}. The Python type is guessed from the literal type,
as flytekit does for a task of another language.
"""

import json
import sys

from flyteidl.core import literals_pb2, types_pb2
from flytekit.core.context_manager import FlyteContextManager
from flytekit.core.type_engine import TypeEngine
from flytekit.models.literals import Literal
from flytekit.models.types import LiteralType


def answer(case):
    type_message = types_pb2.LiteralType.FromString(bytes.fromhex(case["type"]))
    literal_message = literals_pb2.Literal.FromString(bytes.fromhex(case["literal"]))
    context = FlyteContextManager.current_context()
    literal_type = LiteralType.from_flyte_idl(type_message)
    python_type = TypeEngine.guess_python_type(literal_type)
    value = TypeEngine.to_python_value(context, Literal.from_flyte_idl(literal_message), python_type)
    # The type that flytekit itself gives this Python type, and the value under it.
    written = TypeEngine.to_literal(context, value, python_type, literal_type)
    return {
        "name": case["name"],
        "python_type": str(python_type),
        "value": repr(value),
        "literal": written.to_flyte_idl().SerializeToString(deterministic=True).hex(),
    }


for line in sys.stdin:
    case = json.loads(line)
    try:
        print(json.dumps(answer(case)), flush=True)
    except Exception as error:  # the Rust side reports it with the case's name
        print(json.dumps({"name": case["name"], "error": f"{type(error).__name__}: {error}"}), flush=True)
