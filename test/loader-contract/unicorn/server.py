"""Answers one JSON request a line on standard input with one JSON line on standard output."""

import json
import sys

from machine import Machine

machine = None


def create(request):
    global machine
    machine = Machine(request["bank"], request["preset"])


def write(request):
    machine.write(request["address"], bytes.fromhex(request["data"]))


def read(request):
    return machine.read(request["address"], request["length"]).hex()


def call(request):
    return machine.call(request["entry"], request["arguments"], request["stack"], request["halt"])


def state(_request):
    return machine.state()


OPERATIONS = {"create": create, "write": write, "read": read, "call": call, "state": state}

for line in sys.stdin:
    message = json.loads(line)
    try:
        answer = {"result": OPERATIONS[message["op"]](message)}
    except Exception as error:  # noqa: BLE001 - the other side must hear of every error
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
