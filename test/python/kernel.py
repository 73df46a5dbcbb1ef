"""A real IPython kernel behind lines of JSON: what the Jupyter extension does with one over ZeroMQ, for tests.

Takes {"execute": code, "id": n}, {"interrupt": true} and {"debug": message of the debug protocol}; tells {"id": n, "output": content
of a Jupyter message, "type": its type}, {"id": n, "idle": true} and {"debug": message}. Ends with its input.
"""

import json
import queue
import sys
import threading

from jupyter_client.manager import start_new_kernel

# What a process writes past its kernel is no line of ours. A machine that is busy may take minutes to start one.
manager, client = start_new_kernel(startup_timeout=300, kernel_name="python3", stdout=sys.stderr)
sent, lock = {}, threading.Lock()
told = threading.Lock()
asked_debugger = queue.Queue()


def tell(value):
    with told:
        sys.stdout.write(json.dumps(value) + "\n")
        sys.stdout.flush()


def outputs():
    while True:
        try:
            message = client.get_iopub_msg(timeout=1)
        except queue.Empty:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "debug_event":
            tell({"debug": content})
            continue
        with lock:
            identity = sent.get(message["parent_header"].get("msg_id"))
        if identity is None:
            continue
        if kind == "status" and content["execution_state"] == "idle":
            tell({"id": identity, "idle": True})
        elif kind in ("display_data", "execute_result", "stream", "error"):
            tell({"id": identity, "type": kind, "output": content})


def replies():
    """Asks and hears: a socket is no two threads' at once."""
    while True:
        while not asked_debugger.empty():
            client.control_channel.send(client.session.msg("debug_request", asked_debugger.get()))
        try:
            message = client.get_control_msg(timeout=0.05)
        except queue.Empty:
            continue
        if message["msg_type"] == "debug_reply":
            tell({"debug": message["content"]})


for reader in (outputs, replies):
    threading.Thread(target=reader, daemon=True).start()
tell({"ready": True})
for line in sys.stdin:
    asked = json.loads(line)
    if "execute" in asked:
        with lock:
            sent[client.execute(asked["execute"], store_history=False)] = asked["id"]
    elif "debug" in asked:
        asked_debugger.put(asked["debug"])
    else:
        manager.interrupt_kernel()
client.stop_channels()
manager.shutdown_kernel(now=True)
