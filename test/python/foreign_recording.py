"""Recordings by a program that is not our recorder: plain NumPy, each layer's process computed here as PyTorch's documents say.

    python3 foreign_recording.py FOLDER

FOLDER/plain: only what must be there (mode, count, mean, var), stored; one layer's eval batches lie elsewhere, and all behind it.
FOLDER/every: every 7th step, deflated, big-endian and in Fortran order, float32 and small integers, a tensor for no pass; one layer
is updated twice a pass, and one has a NaN from step 84 on, and all behind it one step later.
FOLDER/ranks: two ranks in one model, one of which sees other data.
"""

import json
import os
import sys

import numpy as np

CHANNELS = 6
generator = np.random.default_rng(11)


def values(shift=0.0):
    return generator.normal(size=(32, CHANNELS, 2, 2)) + shift


def process(steps, eval_every=10, shift=lambda mode: 0.0, updates=1, bad_from=None, momentum=0.1):
    """The passes of one layer, member by member."""
    rows = {}
    mean, var, tracked = np.zeros(CHANNELS, np.float32), np.ones(CHANNELS, np.float32), 0

    def note(mode, step):
        nonlocal mean, var, tracked
        x = values(shift(mode))
        if bad_from is not None and step >= bad_from:
            x[3, 2, 0, 1] = np.nan
        axes, count = (0, 2, 3), x.size // CHANNELS
        row = {"mode": mode, "step": step, "count": count, "shape": x.shape, "mean": x.mean(axes), "var": x.var(axes)}
        with np.errstate(invalid="ignore"):
            row.update(min=np.nanmin(x, axes), max=np.nanmax(x, axes), non_finite=(~np.isfinite(x)).sum(axes))
        row.update(running_mean_before=mean, running_var_before=var)
        for _ in range(updates if mode else 0):
            mean = ((1 - momentum) * mean + momentum * row["mean"]).astype(np.float32)
            var = ((1 - momentum) * var + momentum * row["var"] * count / (count - 1)).astype(np.float32)
            tracked += 1
        row.update(running_mean=mean, running_var=var, num_batches_tracked=tracked)
        for name, value in row.items():
            rows.setdefault(name, []).append(value)

    for index, step in enumerate(steps):
        note(1, step)
        if index % eval_every == eval_every - 1:
            note(0, step)
    return {name: np.array(value) for name, value in rows.items()}


def write(folder, layers, save, only=None, per_file=25):
    """`layers`: (name, members). Files lie where a layer's name says, with its dots and slashes."""
    told = []
    for name, members in layers:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        passes = len(members["mode"])
        for number, start in enumerate(range(0, passes, per_file)):
            part = {key: value[start : start + per_file] for key, value in members.items() if only is None or key in only}
            save(os.path.join(folder, name, "stats_%d.npz" % number), part)
        path = "%s/layer.bn.json" % name
        steps = [{"recorded": "stats_*.npz", "tensors": "x_*.npy"}]
        convention = {"base": "pytorch", "eps": 1e-5, "momentum": 0.1}
        with open(os.path.join(folder, path), "w") as file:
            json.dump({"convention": convention, "channelAxis": 1, "steps": steps}, file)
        told.append({"name": name, "program": path})
    with open(os.path.join(folder, "model.bn.json"), "w") as file:
        json.dump({"layers": told}, file)


def stored(path, members):
    np.savez(path, **members)


def unusual(path, members):
    """The same numbers in other orders and sizes, deflated."""
    kinds = {"mode": "u1", "step": ">i4", "count": "<u2", "shape": ">i8", "non_finite": "u1", "num_batches_tracked": "<i4"}
    narrow = ("running_mean", "running_var", "running_mean_before", "running_var_before")
    changed = {}
    for name, value in members.items():
        dtype = kinds.get(name, ">f4" if name in narrow else ">f8" if name in ("mean", "min") else "<f8")
        changed[name] = np.asfortranarray(value.astype(dtype))
    np.savez_compressed(path, **changed)


def main(folder):
    steps = range(60)
    away = lambda by: lambda mode: 0.0 if mode else by  # noqa: E731
    write(
        os.path.join(folder, "plain"),
        [
            ("stem", process(steps)),
            ("block.1/bn", process(steps, shift=away(3.0))),
            ("head", process(steps, shift=away(2.5))),
        ],
        stored,
        only=("mode", "count", "mean", "var"),
    )
    gaps = range(0, 420, 7)
    write(
        os.path.join(folder, "every"),
        [
            ("first", process(gaps, updates=2)),
            ("second", process(gaps, bad_from=84)),
            ("third", process(gaps, bad_from=84)),
        ],
        unusual,
    )
    write(
        os.path.join(folder, "ranks"),
        [("rank0/stem.1", process(steps)), ("rank1/stem.1", process(steps, shift=lambda mode: 1.0))],
        stored,
    )


main(sys.argv[1])
