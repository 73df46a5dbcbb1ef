# SPDX-License-Identifier: MIT
# Copyright (c) 2026 BatchNorm Debugger
"""Records every pass of every BatchNorm layer of a PyTorch model, for BatchNorm Debugger.

    from batchnorm_recorder import record

    with record(model, "run"):
        train(...)

writes the folder ``run``. Open ``run/model.bn.json`` in VS Code: while it is being written, too.

What is watched is not disturbed: no gradient, no random number, no change of mode, buffer or hook of the model; it can be
copied, pickled and trained as without a recorder, with the same numbers to the bit. The recorder never raises into the
training: what it cannot record it says once, as a warning.

Python 3.8 on, PyTorch 1.8 on; torch and NumPy are all that is needed.
"""

import atexit
import json
import os
import re
import threading
import time
import warnings
from collections import OrderedDict, deque

import numpy as np
import torch
from torch.nn.modules.batchnorm import _BatchNorm, _NormBase
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

__all__ = ["record", "Recorder"]

#: Passes in one statistics file.
PASSES_PER_FILE = 256
#: What is known is written at most this often, in seconds, and takes at most this share of the time.
WRITE_EVERY, WRITE_SHARE = 1.0, 0.03
#: Bytes of a statistics file that are no statistics.
_FILE_HEADERS = 5000


def record(model, folder, **options):
    """Starts to record; use it in a ``with`` statement, or call ``stop()`` on what it returns.

    Args:
        model: an ``nn.Module``; every BatchNorm layer in it is recorded, SyncBatchNorm and lazy ones included.
        folder: where to; where a recording is already, the next free name of ``folder-2``, ``folder-3``, … is taken.
        every: statistics of every n-th step only.
        tensors: inputs of so many last passes of each layer are kept in memory and written at the end (0: none); that of
            the first pass with a value or state that is not finite is written at once.
        max_bytes: of all files together; inputs are left out first, then the recording ends.
        max_memory: of all inputs that are kept; the oldest are dropped first.
    """
    return Recorder(model, folder, **options).start()


class Recorder:
    """One recording; see :func:`record`."""

    def __init__(self, model, folder, every=1, tensors=2, max_bytes=4 << 30, max_memory=1 << 30):
        if not isinstance(model, torch.nn.Module):
            raise TypeError("record(model, ...): expected a torch.nn.Module, found %s" % type(model).__name__)
        if every < 1 or tensors < 0:
            raise ValueError("record(...): every must be at least 1, tensors at least 0")
        self.every, self.tensors, self.max_bytes, self.max_memory = int(every), int(tensors), max_bytes, max_memory
        self._rank, self._ranks = _rank()
        self.folder = _free_folder(os.fspath(folder), self._rank, self._ranks)
        self._root = _key(model)
        self._layers = OrderedDict()
        self._files = set()
        self._unseen = []
        for name, module in model.named_modules():
            if isinstance(module, _BatchNorm):
                self._layers[_key(module)] = _Layer(name or "batchnorm", module, self._file_name(name or "batchnorm"))
            elif _is_unseen(module):
                self._unseen.append(name or type(module).__name__)
        self._called = []
        self._held = deque()
        self._held_bytes = 0
        self._bytes = 0
        self._step, self._own_steps = -1, False
        self._lock = threading.RLock()
        self._hooks = []
        self._is_full, self._is_paused, self._warned = False, False, False
        self._written, self._pause = time.monotonic(), WRITE_EVERY
        self._keep = model  # Its layers are told by their identity.

    # -- what users call

    def start(self):
        """Begins to record; what :func:`record` has done already."""
        if self._hooks:
            return self
        os.makedirs(self.folder, exist_ok=True)
        if self._unseen:
            self._warn("cannot see inside scripted or fused layers: %s" % ", ".join(self._unseen[:5]))
        if any(type(module).__name__ == "OptimizedModule" for module in self._keep.modules()):
            self._warn("compiled models may skip what records them; record the model before torch.compile")
        if not self._layers:
            self._warn("this model has no BatchNorm layer")
        self._write_model()
        # Hooks of the module itself would be copied and pickled with it, and change what torch.save writes.
        self._hooks = [register_module_forward_pre_hook(self._before), register_module_forward_hook(self._after)]
        atexit.register(self.stop)
        return self

    def step(self, number):
        """Says the number of the step that begins now; without it, calls of the model in training are counted, from 0."""
        self._step, self._own_steps = int(number), True

    def pause(self):
        """Passes from here on are not recorded, until :meth:`go_on`."""
        self._is_paused = True

    def go_on(self):
        """Records again after :meth:`pause`."""
        self._is_paused = False

    def stop(self):
        """Ends the recording and writes what is left. Called by the end of ``with`` and of the process."""
        hooks, self._hooks = self._hooks, []
        if not hooks:
            return
        for hook in hooks:
            hook.remove()
        atexit.unregister(self.stop)
        self._safely(self._finish)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # -- hooks

    def _before(self, module, _inputs):
        # Called for every module of the process: the two that matter are told apart at once.
        key = id(module.__dict__.get("_forward_hooks"))
        if key == self._root and module.training and not self._own_steps:
            self._step += 1
        layer = self._layers.get(key)
        if layer is None or self._is_full or self._is_paused:
            return
        if self._step_now() % self.every == 0:
            self._safely(self._note_before, layer, module)

    def _after(self, module, inputs, _output):
        layer = self._layers.get(id(module.__dict__.get("_forward_hooks")))
        if layer is None or self._is_full:
            return
        before = layer.before.pop(threading.get_ident(), None)
        if before is not None and before[0] is module:
            self._safely(self._note, layer, module, inputs, before[1])

    def _safely(self, action, *given):
        try:
            with torch.no_grad(), self._lock:
                action(*given)
        except Exception as error:  # Whatever it is, the training goes on.
            if not self._warned:
                self._warned = True
                self._warn("something was left out: %s: %s" % (type(error).__name__, error))

    def _step_now(self):
        return max(self._step, 0)

    @staticmethod
    def _note_before(layer, module):
        if torch.jit.is_tracing():
            return
        mean, var = module.running_mean, module.running_var
        if mean is None or var is None:
            state = None
        else:
            # A lazy layer gets its values, 0 and 1, between here and its first pass.
            state = (None, None) if _is_lazy(mean) else (_vector(mean), _vector(var))
        layer.before[threading.get_ident()] = (module, state)

    def _note(self, layer, module, inputs, before):
        x = inputs[0] if inputs else None
        if not isinstance(x, torch.Tensor) or x.device.type == "meta" or x.dim() < 2:
            return
        if before is not None and before[0] is None:
            now = _vector(module.running_mean)
            before = (torch.zeros_like(now), torch.ones_like(now))
        if not layer.is_called:
            self._begin(layer, module, x, before)
        x = x.detach()
        statistics, is_finite = _statistics(x)
        has_state = before is not None and module.running_mean is not None
        affine = module.weight is not None
        rows = list(statistics)
        if has_state:
            rows += [_vector(module.running_mean), _vector(module.running_var), before[0], before[1]]
        if affine:
            rows += [_vector(module.weight.detach()), _vector(module.bias.detach())]
        rows = torch.stack(rows)
        step = self._step_now()
        index = layer.count_in(step)
        tracked = module.num_batches_tracked
        is_training = module.training or module.running_mean is None
        layer.passes.append(
            _Pass(
                1 if is_training else 0,
                step,
                x.numel() // x.shape[1],
                tuple(x.shape),
                rows,
                (has_state, affine),
                None if tracked is None or not has_state else tracked.detach().clone(),
            )
        )
        if self.tensors:
            self._hold(layer, x, step, index)
            if not layer.has_bad and not (is_finite and bool(torch.isfinite(rows).all())):
                layer.has_bad = True
                self._write_tensor(*layer.held[-1][:4])
        if time.monotonic() - self._written > self._pause or len(layer.passes) >= PASSES_PER_FILE:
            self._write()

    # -- inputs of the last passes

    def _hold(self, layer, x, step, index):
        old = layer.held[0][1] if len(layer.held) == self.tensors else None
        if old is not None and old.shape == x.shape and old.dtype == x.dtype:
            self._drop(layer.held[0])
            kept = old.copy_(x)  # Fresh memory would cost as much as the copy.
        else:
            kept = x.to(device="cpu", copy=True)
        size = kept.numel() * kept.element_size()
        entry = (layer, kept, step, index, size)
        layer.held.append(entry)
        self._held.append(entry)
        self._held_bytes += size
        if len(layer.held) > self.tensors:
            self._drop(layer.held[0])
        while self._held_bytes > self.max_memory and len(self._held) > 1:
            self._drop(self._held[0])

    def _drop(self, entry):
        entry[0].held.popleft()
        # By identity: comparing entries would compare tensors.
        at = next(i for i, other in enumerate(self._held) if other is entry)
        del self._held[at]
        self._held_bytes -= entry[4]

    def _write_tensor(self, layer, x, step, index):
        path = os.path.join(layer.file, "x_%06d%s.npy" % (step, "" if index == 1 else ".%d" % index))
        if path in layer.tensors:
            return
        if self._bytes + x.numel() * 4 > self.max_bytes:
            return
        values = x.float() if x.dtype == torch.bfloat16 else x
        layer.tensors.add(path)
        self._save(path, lambda file: np.save(file, values.contiguous().numpy()))

    # -- files

    def _begin(self, layer, module, x, before):
        layer.is_called = True
        self._called.append(layer)
        os.makedirs(os.path.join(self.folder, layer.file), exist_ok=True)
        state = {}
        if module.weight is not None:
            state["gamma"] = self._save_vector(layer, "gamma", module.weight)
            state["beta"] = self._save_vector(layer, "beta", module.bias)
        if before is not None:
            state["runningMean"] = self._save_vector(layer, "running_mean", before[0])
            state["runningVar"] = self._save_vector(layer, "running_var", before[1])
            tracked = module.num_batches_tracked
            if tracked is not None:
                # By now it has counted this pass.
                state["numBatchesTracked"] = int(tracked) - (1 if module.training else 0)
        steps = {"recorded": layer.file + "/stats_*.npz"}
        if self.tensors:
            steps["tensors"] = layer.file + "/x_*.npy"
        dtype = str(x.dtype).replace("torch.", "")
        if dtype != "float32":
            steps["dtype"] = dtype
        program = {
            "convention": {"base": "pytorch", "eps": float(module.eps), "momentum": _momentum(module)},
            "channelAxis": 1,
            "affine": module.weight is not None,
            "trackRunningStats": before is not None,
            "state": state,
            "steps": [steps],
        }
        self._save_json(layer.file + ".bn.json", program)
        self._write_model()

    def _save_vector(self, layer, name, values):
        path = "%s/%s.npy" % (layer.file, name)
        array = _host(values.detach()).numpy()
        self._save(path, lambda file: np.save(file, array))
        return path

    def _write_model(self):
        name = "rank%d/" % self._rank if self._ranks > 1 else ""
        layers = [{"name": name + layer.name, "program": layer.file + ".bn.json"} for layer in self._called]
        self._save_json("model.bn.json", {"layers": layers})
        if self._ranks > 1 and self._rank == 0:
            self._write_ranks()

    def _write_ranks(self):
        """All ranks that have begun, as one model beside their folders."""
        above = os.path.dirname(self.folder)
        layers = []
        for rank in range(self._ranks):
            try:
                with open(os.path.join(above, "rank%d" % rank, "model.bn.json"), encoding="utf-8") as file:
                    own = json.load(file)["layers"]
            except (OSError, ValueError):
                continue
            layers += [{"name": one["name"], "program": "rank%d/%s" % (rank, one["program"])} for one in own]
        _save(os.path.join(above, "model.bn.json"), lambda file: file.write(_json({"layers": layers})))

    def _write(self):
        began = time.monotonic()
        for layer in self._called:
            if layer.passes and not self._is_full:
                self._write_layer(layer)
        if self._ranks > 1 and self._rank == 0:
            self._write_ranks()
        self._written = time.monotonic()
        self._pause = max(WRITE_EVERY, (self._written - began) / WRITE_SHARE)

    def _write_layer(self, layer):
        for one in layer.passes:
            one.settle()
        if self._bytes + sum(one.rows.nbytes for one in layer.passes) + _FILE_HEADERS > self.max_bytes:
            self._is_full = True
            self._warn("%d bytes are written: the recording ends at step %d" % (self._bytes, self._step_now()))
            return
        while layer.passes:
            first = (layer.saved[-1] if layer.saved else layer.passes[0]).kind
            same = 0
            while same < len(layer.passes) and layer.passes[same].kind == first:
                same += 1
            take = min(same, PASSES_PER_FILE - len(layer.saved))
            if take == 0:  # The file is full, or a layer has other members from here on.
                layer.saved, layer.number = [], layer.number + 1
                continue
            layer.saved += layer.passes[:take]
            del layer.passes[:take]
            members = _members(layer.saved)
            self._save("%s/stats_%06d.npz" % (layer.file, layer.number), lambda file: np.savez(file, **members))

    def _finish(self):
        for layer in self._called:
            for entry in list(layer.held):
                self._write_tensor(*entry[:4])
        self._write()
        self._held.clear()
        for layer in self._called:
            layer.held.clear()
        self._write_model()
        silent = [layer.name for layer in self._layers.values() if not layer.is_called]
        if silent:
            self._warn("never called (or compiled, scripted, fused): %s" % ", ".join(silent[:5]))
        self._keep = None

    def _save_json(self, path, value):
        self._save(path, lambda file: file.write(_json(value)))

    def _save(self, path, write):
        full = os.path.join(self.folder, path)
        before = os.path.getsize(full) if os.path.exists(full) else 0
        self._bytes += _save(full, write) - before

    def _file_name(self, name):
        """A name that every file system takes, and that no other layer has where capitals do not count."""
        plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:100].strip(".") or "layer"
        free, number = plain, 1
        while free.lower() in self._files:
            number += 1
            free = "%s_%d" % (plain, number)
        self._files.add(free.lower())
        return free

    def _warn(self, sentence):
        warnings.warn("batchnorm_recorder: %s" % sentence, RuntimeWarning, stacklevel=3)


class _Layer:
    def __init__(self, name, module, file):
        self.name, self.file = name, file
        self.key = module.__dict__["_forward_hooks"]  # Held, so that no other object gets its identity.
        self.is_called = self.has_bad = False
        self.before = {}
        self.passes, self.saved, self.number = [], [], 0
        self.held, self.tensors = deque(), set()
        self._counted, self._count = None, 0

    def count_in(self, step):
        """Which pass of this step it is, from 1."""
        self._count = self._count + 1 if self._counted == step else 1
        self._counted = step
        return self._count


class _Pass:
    __slots__ = ("mode", "step", "count", "shape", "rows", "members", "tracked")

    def __init__(self, mode, step, count, shape, rows, members, tracked):
        self.mode, self.step, self.count, self.shape = mode, step, count, shape
        self.rows, self.members, self.tracked = rows, members, tracked

    @property
    def kind(self):
        return (self.members, self.tracked is None, len(self.shape))

    def settle(self):
        """To the host, where it is not there yet."""
        self.rows = self.rows.cpu().numpy()
        if self.tracked is not None:
            self.tracked = int(self.tracked)


_STATISTICS = ("mean", "var", "min", "max", "non_finite")
_STATE = ("running_mean", "running_var", "running_mean_before", "running_var_before")
_AFFINE = ("weight", "bias")


def _members(passes):
    has_state, affine = passes[0].members
    names = _STATISTICS + (_STATE if has_state else ()) + (_AFFINE if affine else ())
    rows = np.stack([one.rows for one in passes])
    members = {name: rows[:, i] for i, name in enumerate(names)}
    members["non_finite"] = members["non_finite"].astype(np.int64)
    members["mode"] = np.array([one.mode for one in passes], np.uint8)
    for name in ("step", "count", "shape"):
        members[name] = np.array([getattr(one, name) for one in passes], np.int64)
    if passes[0].tracked is not None:
        members["num_batches_tracked"] = np.array([one.tracked for one in passes], np.int64)
    return members


def _statistics(x):
    """Mean, biased variance, min, max and count of values that are not finite, per channel: float64 [5 of [C]], and
    whether all values are finite.

    Vectorized float32 sums of each sample's row, added up in float64; around the batch's own mean where that outweighs σ.
    A few 1e-8 of σ off, at a tenth of what torch.var_mean takes.
    """
    if x.dtype not in (torch.float32, torch.float64):
        x = x.float() if x.is_floating_point() else x.double()
    inner = tuple(range(2, x.dim()))
    count = x.numel() // x.shape[1]
    as_channel = (1, -1) + (1,) * len(inner)

    def total(rows):
        return rows.sum(0, dtype=torch.float64)

    def sums(values):
        return total(values.sum(inner) if inner else values)

    def sums_of_squares(values):
        return total((torch.linalg.norm(values.flatten(2), dim=2) if inner else values).double().square_())

    mean = sums(x) / count
    var = sums_of_squares(x) / count - mean * mean
    if x.device.type != "cpu" or not bool((mean * mean <= 9 * var).all()):
        # Around the batch's own mean sums have digits that those of the values themselves have not.
        center = mean.to(x.dtype)
        around = x - center.reshape(as_channel)
        off = sums(around) / count
        mean = center.double() + off
        var = torch.clamp(sums_of_squares(around) / count - off * off, min=0)
    all_axes = (0,) + inner
    least, most = x.amin(all_axes).double(), x.amax(all_axes).double()
    if x.device.type == "cpu" and bool(torch.isfinite(torch.stack((mean, var, least, most))).all()):
        return (mean, var, least, most, torch.zeros_like(mean)), True
    return _with_non_finite(x, all_axes, as_channel, count)


def _with_non_finite(x, axes, as_channel, count):
    """The same in float64, for values that are not finite or whose squares are not."""
    bad = ~torch.isfinite(x)
    nan = torch.isnan(x)
    infinity = torch.full_like(x, float("inf"))
    none = nan.sum(axes) == count
    least = torch.where(nan, infinity, x).amin(axes).double()
    most = torch.where(nan, -infinity, x).amax(axes).double()
    wide = x.double()
    mean = wide.mean(axes)
    var = (wide - mean.reshape(as_channel)).pow_(2).mean(axes)
    no_value = torch.full_like(mean, float("nan"))
    non_finite = bad.sum(axes).double()
    all_finite = bool((non_finite == 0).all()) if x.device.type == "cpu" else True
    return (mean, var, torch.where(none, no_value, least), torch.where(none, no_value, most), non_finite), all_finite


def _vector(values):
    return values.to(dtype=torch.float64, copy=True)


def _host(values):
    values = values.cpu()
    return values.float() if values.dtype == torch.bfloat16 else values


def _is_unseen(module):
    """Whether it normalizes by batch statistics out of sight: in a script, or with running values of its own."""
    if str(getattr(module, "original_name", "")).startswith("BatchNorm"):
        return True
    own = any(name == "running_mean" for name, _ in module.named_buffers(recurse=False))
    return own and not isinstance(module, _NormBase)


def _is_lazy(values):
    return type(values).__name__.startswith("Uninitialized")


def _momentum(module):
    return None if module.momentum is None else float(module.momentum)


def _key(module):
    """What a module and its DataParallel replicas share, and copies of it do not."""
    return id(module.__dict__["_forward_hooks"])


def _rank():
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1


def _free_folder(folder, rank, ranks):
    if ranks > 1:
        return os.path.abspath(os.path.join(folder, "rank%d" % rank))
    free, number = folder, 1
    while os.path.exists(os.path.join(free, "model.bn.json")):
        number += 1
        free = "%s-%d" % (folder, number)
    if free != folder:
        warnings.warn("batchnorm_recorder: %s holds a recording; this one goes to %s" % (folder, free), RuntimeWarning, 4)
    return os.path.abspath(free)


def _json(value):
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _save(path, write):
    """Writes a file beside its place and moves it there: whoever reads sees all of it or nothing. Returns its size."""
    beside = path + ".part"
    with open(beside, "wb") as file:
        write(file)
        size = file.tell()
    os.replace(beside, path)
    return size
