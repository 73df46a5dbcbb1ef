# SPDX-License-Identifier: MIT
"""What BatchNorm Debugger runs in a paused Python process: finds models, and hands out tensors, states and recordings.

Sent by the extension as text; leaves one module in sys.modules and nothing in the user's namespace. Never calls code of the
user's: no property, no forward. Every function returns one line of JSON, errors too, and raises nothing.
"""

import json
import os
import sys

MODULE = "_batchnorm_capture"
#: Bounds of the search for models.
MOST_OBJECTS, DEEPEST, MOST_MODELS = 20000, 4, 50


def _answer(function):
    def safe(*given, **named):
        try:
            return json.dumps(function(*given, **named))
        except BaseException as error:  # SystemExit in an expression would leave the debugger without an answer.
            return json.dumps({"error": "%s: %s" % (type(error).__name__, error)})

    safe.__name__ = function.__name__
    return safe


def _torch():
    return sys.modules.get("torch")


# -- models


def _is_batchnorm(module):
    torch = _torch()
    base = torch.nn.modules.batchnorm._BatchNorm
    if isinstance(module, base):
        return True
    return str(module.__dict__.get("original_name", getattr(module, "original_name", ""))).startswith("BatchNorm")


def _layers(model):
    return [(name or "batchnorm", module) for name, module in model.named_modules() if _is_batchnorm(module)]


def _attributes(value):
    """What is inside a value, without asking it: no property runs."""
    if isinstance(value, dict):
        return [("[%r]" % key, item) for key, item in list(value.items())[:1000] if isinstance(key, (str, int))]
    if isinstance(value, (list, tuple)):
        return [("[%d]" % index, item) for index, item in enumerate(value[:1000])]
    inside = getattr(type(value), "__dict__", {}).get("__dict__") is not None or hasattr(type(value), "__dict__")
    try:
        own = object.__getattribute__(value, "__dict__") if inside else {}
    except Exception:
        return []
    return [(".%s" % name, item) for name, item in list(own.items())[:1000] if isinstance(name, str)]


@_answer
def scan(names):
    """Every model with a BatchNorm layer that can be reached from these names."""
    torch = _torch()
    if torch is None:
        return {"models": [], "problem": "PyTorch is not loaded in this process"}
    found, seen, wave, looked = [], set(), list(names.items()), 0
    for _ in range(DEEPEST):
        inner = []
        for path, value in wave:
            looked += 1
            if looked > MOST_OBJECTS or len(found) >= MOST_MODELS:
                break
            if id(value) in seen or path.startswith("__"):
                continue
            seen.add(id(value))
            if isinstance(value, torch.nn.Module):
                layers = _layers(value)
                if layers:
                    found.append({"expression": path, "type": type(value).__name__, "layers": len(layers)})
                continue
            if isinstance(value, (str, bytes, int, float, type, type(sys))) or value is None:
                continue
            if type(value).__module__ in ("torch", "numpy") or callable(value):
                continue
            inner += [(path + name, item) for name, item in _attributes(value)]
        wave = inner
    return {"models": found}


# -- tensors


def _array(value, most_bytes):
    """A NumPy array of a tensor or array, wherever and however it is kept."""
    import numpy as np

    torch = _torch()
    if torch is not None and isinstance(value, torch.Tensor):
        with torch.no_grad():
            value = value.detach()
            if value.device.type == "meta":
                raise ValueError("a tensor on the meta device holds no data")
            if type(value).__name__.startswith("Uninitialized"):
                raise ValueError("a lazy tensor holds no data yet")
            _check_size(value.numel() * value.element_size(), most_bytes)
            if value.layout != torch.strided:
                value = value.to_dense()
            if value.is_quantized:
                value = value.dequantize()
            for resolve in ("resolve_conj", "resolve_neg"):
                if hasattr(value, resolve):
                    value = getattr(value, resolve)()
            value = value.cpu()
            if value.dtype == torch.bfloat16:
                value = value.float()
            return value.contiguous().numpy()
    if isinstance(value, np.ndarray):
        _check_size(value.nbytes, most_bytes)
        if value.dtype.hasobject:
            raise ValueError("an array of Python objects holds no numbers")
        return np.asarray(value)
    if hasattr(type(value), "__array__"):
        array = np.asarray(value)
        _check_size(array.nbytes, most_bytes)
        return array
    raise TypeError("expected a tensor or an array, found %s" % type(value).__name__)


def _check_size(found, most):
    if found > most:
        raise ValueError("it has %d bytes, more than the %d that are taken" % (found, most))


def _npy(array):
    import io

    import numpy as np

    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getbuffer()


def _npz(members):
    import io

    import numpy as np

    out = io.BytesIO()
    np.savez(out, **members)
    return out.getbuffer()


_held = {}
#: Of what is held for somebody who does not come for it, such as a user who has cancelled.
MOST_HELD = 512 << 20


def _hand_out(content, path):
    """Into a file that both sides see, or held for chunks."""
    if path:
        with open(path + ".part", "wb") as file:
            file.write(content)
        os.replace(path + ".part", path)
        return {"bytes": len(content), "path": path}
    while _held and len(content) + sum(map(len, _held.values())) > MOST_HELD:
        del _held[next(iter(_held))]
    token = "%x" % id(content)
    _held[token] = content
    return {"bytes": len(content), "token": token}


@_answer
def sees(path, nonce):
    """Whether this process sees the extension's folder: it is on the same machine."""
    with open(path, encoding="utf-8") as file:
        if file.read() != nonce:
            return {"sees": False}
    folder = os.path.dirname(path)
    if hasattr(os, "getuid"):
        os.chmod(folder, 0o700)  # What is captured is nobody else's affair.
    return {"sees": os.access(folder, os.W_OK)}


@_answer
def tensor(value, path, most_bytes):
    array = _array(value, most_bytes)
    return dict(_hand_out(_npy(array), path), shape=list(array.shape), dtype=str(array.dtype))


@_answer
def state(model, path, most_bytes):
    """All BatchNorm layers of a model as they are now, by the names of its state dict."""
    members = {}
    total = 0
    for name, module in _layers(model):
        for part in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
            value = getattr(module, part, None)
            if value is None or type(value).__name__.startswith("Uninitialized"):
                continue
            array = _array(value, most_bytes)
            total += array.nbytes
            _check_size(total, most_bytes)
            members["%s.%s" % (name, part)] = array
    if not members:
        raise ValueError("this model has no BatchNorm layer with a state")
    return dict(_hand_out(_npz(members), path), layers=len(_layers(model)))


@_answer
def chunk(token, start, size):
    import base64

    return {"data": base64.b64encode(_held[token][start : start + size]).decode("ascii")}


@_answer
def release(token):
    _held.pop(token, None)
    return {}


# -- the next passes

_recording = {}


def _tell(kind, body):
    """To VS Code, while the program runs; without a debugger that has such messages nothing is told."""
    try:
        sys.modules["pydevd"].send_json_message({"type": "event", "event": kind, "seq": 0, "body": body})
    except Exception:
        pass


#: Bytes of a file in one message; the debugger's adapter takes 16 MiB of JSON.
SENT_BYTES = 2 << 20


def _send(folder, identity):
    """A recording's files, by the debugger's messages."""
    import base64

    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path, start = os.path.join(where, name), 0
            inside = os.path.relpath(path, folder).replace(os.sep, "/")
            with open(path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
                while start == 0 or start < size:
                    part = file.read(SENT_BYTES)
                    body = {"identity": identity, "kind": "file", "path": inside, "start": start, "bytes": size}
                    _tell("batchnorm", dict(body, data=base64.b64encode(part).decode("ascii")))
                    start += len(part) or 1


@_answer
def record(model, recorder_source, folder, passes, identity, most_bytes=4 << 30):
    """Records the next passes of every layer: so many calls of the model from its next one on.

    Without a folder that both sides see, the recording's files are sent when it has ended.
    """
    import shutil
    import tempfile
    import types

    own = None
    if folder is None:
        if not hasattr(sys.modules.get("pydevd"), "send_json_message"):
            raise RuntimeError("this debugger cannot send a recording to another machine: add the recorder to the program")
        own = tempfile.mkdtemp(prefix="batchnorm-")
        folder = os.path.join(own, "run")

    recorder = sys.modules.get("_batchnorm_recorder")
    if recorder is None:
        recorder = types.ModuleType("_batchnorm_recorder")
        exec(compile(recorder_source, "<batchnorm_recorder>", "exec"), recorder.__dict__)
        sys.modules["_batchnorm_recorder"] = recorder
    from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

    count = {"begun": 0, "ended": 0}
    handles = []

    def stop(is_wanted=True):
        for handle in handles:
            handle.remove()
        del handles[:]
        if _recording.pop(identity, None) is None:
            return
        recording.stop()
        if own is None:
            with open(os.path.join(recording.folder, "done.json"), "w", encoding="utf-8") as file:
                json.dump({"passes": count["ended"]}, file)
        else:
            if is_wanted:
                _send(recording.folder, identity)
            shutil.rmtree(own, ignore_errors=True)
        _tell("batchnorm", {"identity": identity, "kind": "recorded", "passes": count["ended"], "folder": recording.folder})

    def before(module, _inputs):
        # Paused inside a forward, later layers would have one pass more than earlier ones: it begins with a whole call.
        if module is model and count["begun"] == 0:
            count["begun"] = 1
            recording.go_on()

    def after(module, _inputs, _output):
        if module is not model or not count["begun"]:
            return
        count["ended"] += 1
        _tell("batchnorm", {"identity": identity, "kind": "pass", "passes": count["ended"], "folder": recording.folder})
        if count["ended"] >= passes:
            stop()

    # Hooks run in the order in which they came: this one, those of the recorder, and the one that ends it.
    handles.append(register_module_forward_pre_hook(before))
    recording = recorder.record(model, folder, tensors=passes, max_bytes=most_bytes)
    recording.pause()
    handles.append(register_module_forward_hook(after))
    _recording[identity] = stop
    return {"layers": len(_layers(model)), "type": type(model).__name__, "folder": recording.folder}


@_answer
def stop_recording(identity):
    if identity in _recording:
        _recording[identity](False)
    return {}
