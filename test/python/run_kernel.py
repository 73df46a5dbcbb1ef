"""Runs the statement of stdin in a real IPython kernel, after one that makes x; prints what it displays as JSON."""

import json
import sys

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="python3")
try:
    client.execute("import numpy as np; x = np.arange(6, dtype=np.float32).reshape(2, 3); before = set(dir())")
    client.get_shell_msg(timeout=60)
    identity = client.execute(sys.stdin.read())
    shown = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != identity:
            continue
        if message["msg_type"] == "display_data":
            shown.append(message["content"]["data"])
        if message["msg_type"] == "error":
            shown.append({"error": message["content"]["evalue"]})
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    told = {}
    client.execute("print(sorted(name for name in set(dir()) - before - {'before'} if not name.startswith('_i')))")
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "stream":
            told = message["content"]["text"].strip()
            break
    print(json.dumps({"shown": shown, "names": told}))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
