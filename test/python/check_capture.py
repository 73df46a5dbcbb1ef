"""Tries what the extension runs in a paused process; prints one JSON object. python3 check_capture.py FOLDER"""

import base64
import glob
import io
import json
import os
import sys
import tempfile
import warnings

import numpy as np
import torch
from torch import nn

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "media", "python")
sys.path.insert(0, here)
import batchnorm_capture as capture  # noqa: E402

warnings.simplefilter("ignore")
folder = sys.argv[1]
results = {}


class Trainer:
    def __init__(self):
        self.nets = {"student": nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)), "head": nn.Linear(2, 2)}
        self.loop = self

    @property
    def bad(self):
        raise SystemExit("a property was asked")


model = nn.DataParallel(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.BatchNorm2d(4)))
names = {"model": model, "trainer": Trainer(), "x": torch.zeros(3), "text": "no", "scripted": torch.jit.script(nn.BatchNorm1d(2))}
results["scan"] = json.loads(capture.scan(names))


def taken(value):
    path = os.path.join(folder, "t.npy")
    told = json.loads(capture.tensor(value, path, 1 << 20))
    if "error" in told:
        return told["error"]
    array = np.load(path)
    return [told["dtype"], list(array.shape), float(array.astype(np.complex64).sum().real)]


x = torch.arange(6.0).reshape(2, 3)
results["tensors"] = {
    "requires_grad": taken(nn.Parameter(x)),
    "bfloat16": taken(x.bfloat16()),
    "float16": taken(x.half()),
    "strided": taken(x.t()),
    "scalar": taken(torch.tensor(5)),
    "sparse": taken(x.to_sparse()),
    "quantized": taken(torch.quantize_per_tensor(x, 1.0, 0, torch.quint8)),
    "conj": taken(torch.complex(x, x).conj()),
    "array": taken(x.numpy()[:, ::2]),
    "meta": taken(torch.empty(2, device="meta")),
    "objects": taken(np.array([None, 3], object)),
    "large": taken(torch.zeros(1 << 20)),
    "other": taken("no"),
}
held = json.loads(capture.tensor(x, None, 1 << 20))
parts = b"".join(
    base64.b64decode(json.loads(capture.chunk(held["token"], start, 50))["data"]) for start in range(0, held["bytes"], 50)
)
results["chunks"] = parts[:6] == b"\x93NUMPY" and len(parts) == held["bytes"]
results["released"] = json.loads(capture.release(held["token"])) == {} and "error" in json.loads(capture.chunk(held["token"], 0, 1))

told = json.loads(capture.state(model, os.path.join(folder, "state.npz"), 1 << 20))
results["state"] = [told["layers"], sorted(np.load(os.path.join(folder, "state.npz")).files)]

events, sent = [], {}


class Pydevd:
    @staticmethod
    def send_json_message(message):
        body = message["body"]
        if body["kind"] == "file":
            assert body["start"] == len(sent.setdefault(body["path"], b""))
            sent[body["path"]] += base64.b64decode(body["data"])
            assert len(sent[body["path"]]) <= body["bytes"]
        else:
            events.append([body["kind"], body["passes"]])


sys.modules["pydevd"] = Pydevd
source = open(os.path.join(here, "batchnorm_recorder.py"), encoding="utf-8").read()
net = nn.Sequential(nn.BatchNorm1d(3), nn.BatchNorm1d(3))
before = {name: value.clone() for name, value in net.state_dict().items()}
told = json.loads(capture.record(net, source, os.path.join(folder, "next"), 2, "r1"))
net[1](torch.randn(4, 3))  # A call of a layer that is no call of the model.
for _ in range(4):
    net(torch.randn(4, 3))
results["record"] = [told["layers"], events]
files = sorted(os.listdir(os.path.join(folder, "next", "0")))
results["recorded"] = files
results["passes"] = np.load(os.path.join(folder, "next", "1", "stats_000000.npz"))["step"].tolist()
lone = nn.BatchNorm1d(3)
json.loads(capture.record(lone, source, os.path.join(folder, "lone"), 2, "r2"))
for _ in range(3):
    lone(torch.randn(4, 3))
results["lone"] = np.load(os.path.join(folder, "lone", "batchnorm", "stats_000000.npz"))["step"].tolist()
json.loads(capture.record(net, source, os.path.join(folder, "stopped"), 9, "r3"))
net(torch.randn(4, 3))
json.loads(capture.stop_recording("r3"))
net(torch.randn(4, 3))
results["stopped"] = np.load(os.path.join(folder, "stopped", "0", "stats_000000.npz"))["step"].tolist()
# To an extension that does not see this machine's files.
capture.SENT_BYTES = 700
results["record"][1] = list(events)
events.clear()
before = set(glob.glob(os.path.join(tempfile.gettempdir(), "batchnorm-*")))
told = json.loads(capture.record(net, source, None, 2, "r4", 1 << 20))
for _ in range(3):
    net(torch.randn(4, 3))
results["sent"] = [sorted(sent), events, set(glob.glob(os.path.join(tempfile.gettempdir(), "batchnorm-*"))) == before]
results["sentPasses"] = np.load(io.BytesIO(sent["1/stats_000000.npz"]))["step"].tolist()
del sys.modules["pydevd"]
results["unsent"] = json.loads(capture.record(net, source, None, 2, "r5"))
print(json.dumps(results))
