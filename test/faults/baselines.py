"""What three published checks say of the same tensors of the same run, by their published formulas and defaults.

SageMaker Debugger's built-in rules (docs.aws.amazon.com/sagemaker/latest/dg/debugger-built-in-rules.html): those that look
at tensors of one layer. TensorFlow Debugger V2's alert (`InfNanAlert` in tensorflow/python/debug/lib/debug_events_monitors.py).
TheDeepChecker's rules of a switch to eval mode (Ben Braiek and Khomh 2022; `PostActivationHook` and `PostLossHook` in
github.com/thedeepchecker/thedeepchecker, deep_checker/hooks.py); its loss is here the mean square of the layer's output,
which is all that a layer alone has. Its thresholds stand in a configuration that is not among the published sources: here
.75 of similarity and .15 of the loss, our choice.
"""

import warnings

import numpy as np

STATE = ("running_mean", "running_var", "gamma", "beta")


def baselines_of(seen):
    """By baseline: each pass at which it raises an alarm, counted from 0."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return {
            "sagemaker": sorted({at for rule in SAGEMAKER for at in rule(seen)}),
            "tfdbg": [at for at, one in enumerate(seen) if any(not np.isfinite(x).all() for x in one["tensors"].values())],
            "deepchecker": [at for at, one in enumerate(seen) if one["other_mode"] is not None and _switches(one)],
        }


def exploding_tensor(seen):
    """ExplodingTensor: NaN or infinite (only_nan False)."""
    return [at for at, one in enumerate(seen) if any(not np.isfinite(x).all() for x in one["tensors"].values())]


def tensor_variance(seen):
    """TensorVariance: variance of a tensor above 10 (max_threshold) or below 1e-5 (min_threshold); of inputs and outputs."""
    return [
        at
        for at, one in enumerate(seen)
        if any(not 1e-5 <= np.var(one["tensors"][name]) <= 10 for name in ("input", "output"))
    ]


def all_zero(seen):
    """AllZero: all values of a tensor are 0 (threshold 100 %); of inputs and outputs."""
    return [at for at, one in enumerate(seen) if any(not one["tensors"][name].any() for name in ("input", "output"))]


def dead_relu(seen):
    """DeadRelu: more than 50 % (threshold_layer) of the units active in less than 1 % (threshold_inactivity) of their values."""
    found = []
    for at, one in enumerate(seen):
        x = np.maximum(one["tensors"]["output"], 0)
        active = (np.moveaxis(x, 1, 0).reshape(x.shape[1], -1) > 0).mean(axis=1)
        if (active < 0.01).mean() > 0.5:
            found.append(at)
    return found


def unchanged_tensor(seen):
    """UnchangedTensor: np.allclose over 3 steps (num_steps) of training; of the running values."""
    return [
        at
        for at in range(2, len(seen))
        if all(one["mode"] == "train" for one in seen[at - 2 : at + 1])
        and any(
            all(np.allclose(seen[at]["tensors"][name], seen[at - back]["tensors"][name]) for back in (1, 2))
            for name in STATE[:2]
        )
    ]


def weight_update_ratio(seen):
    """WeightUpdateRatio: mean |update| over mean |weight| above 10 or below 1e-8 (epsilon 1e-9), in TRAIN mode; of the running values."""
    found = []
    for at in range(1, len(seen)):
        if seen[at]["mode"] != "train" or seen[at - 1]["mode"] != "train":
            continue
        for name in STATE[:2]:
            before, after = seen[at - 1]["tensors"][name], seen[at]["tensors"][name]
            ratio = np.mean(np.abs(after - before)) / (np.mean(np.abs(before)) + 1e-9)
            if ratio > 10 or ratio < 1e-8:
                found.append(at)
    return found


SAGEMAKER = [exploding_tensor, tensor_variance, all_zero, dead_relu, unchanged_tensor, weight_update_ratio]


def _switches(one):
    """|loss − loss in the other mode| / max > .15, or debiased linear CKA of the activations ≤ .75."""
    x, y = one["tensors"]["output"], one["other_mode"]
    losses = [float(np.mean(np.square(values, dtype=np.float64))) for values in (x, y)]
    if abs(losses[0] - losses[1]) / max(losses) > 0.15:
        return True
    return _cka(x.reshape(len(x), -1), y.reshape(len(y), -1)) <= 0.75


def _cka(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    n = len(x)

    def similarity(a, b):
        total = np.linalg.norm(a.T @ b) ** 2
        rows_a, rows_b = (a**2).sum(axis=1), (b**2).sum(axis=1)
        return total - n / (n - 2) * (rows_a * rows_b).sum() + rows_a.sum() * rows_b.sum() / ((n - 1) * (n - 2))

    if n < 4:
        return 1.0
    return similarity(x, y) / np.sqrt(similarity(x, x) * similarity(y, y))
