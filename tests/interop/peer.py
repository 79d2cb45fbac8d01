"""The other side: runs tasks of flytekit as FlytePropeller would, and moto's S3 server.

One JSON object per line in, one out. A call names a task of tasks.py, the file with its inputs, and where its outputs and
its raw data go: the entry point that runs in containers does the rest. An answer is {"outputs": uri} or {"error": text}.
"""

import contextlib
import importlib
import json
import logging
import os
import shutil
import sys
import tempfile

# all that flytekit leaves, gone at the end
tempfile.tempdir = tempfile.mkdtemp(prefix="flytekit-")

from flyteidl.core import errors_pb2
from flytekit.bin.entrypoint import _dispatch_execute, setup_execution


@contextlib.contextmanager
def environment(variables, folder):
    """These variables, and this folder for temporary files."""
    before = dict(os.environ), tempfile.tempdir
    os.environ.update(variables)
    tempfile.tempdir = folder
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        tempfile.tempdir = before[1]


def find(name):
    module, task = name.split(".")
    return getattr(importlib.import_module(module), task)


def interface(request):
    """The interface of a task, as a TypedInterface."""
    found = find(request["interface"]).interface.to_flyte_idl()
    return {"interface": found.SerializeToString(deterministic=True).hex()}


def call(request):
    with (
        tempfile.TemporaryDirectory() as folder,
        environment(request["environment"], folder),
        setup_execution(request["raw"], request["outputs"]) as context,
    ):
        _dispatch_execute(context, lambda: find(request["task"]), request["inputs"], request["outputs"])
        failure = f"{request['outputs']}/error.pb"
        if not context.file_access.exists(failure):
            return {"outputs": f"{request['outputs']}/outputs.pb"}
        local = f"{folder}/error.pb"
        context.file_access.get_data(failure, local)
        with open(local, "rb") as file:
            return {"error": errors_pb2.ErrorDocument.FromString(file.read()).error.message}


def moto(request):
    """A server with a new bucket that holds these objects, by key; its endpoint."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=endpoint, **keys)
    client.create_bucket(Bucket=request["bucket"])
    for key, text in request["objects"].items():
        client.put_object(Bucket=request["bucket"], Key=key, Body=text.encode())
    return {"endpoint": endpoint}


KINDS = {"task": call, "interface": interface, "bucket": moto}

# what tasks print is no answer
answers, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = next(does(request) for kind, does in KINDS.items() if kind in request)
    except Exception as error:  # the Rust side reports it with the task's name
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), file=answers, flush=True)
shutil.rmtree(tempfile.tempdir, ignore_errors=True)
os._exit(0)
