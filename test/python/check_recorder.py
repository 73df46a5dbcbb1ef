"""Records a real training run and compares what was recorded with what the process had; prints one JSON object.

    python3 check_recorder.py FOLDER

The run: a CNN like a ResNet of 17 BatchNorm layers, one of them shared by two places, two blocks under
torch.utils.checkpoint, AMP on the CPU with bfloat16 in some steps, evaluation in between, an exception in a forward.
"""

import copy
import glob
import io
import json
import os
import pickle
import sys
import warnings

import numpy as np
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "media", "python"))
from batchnorm_recorder import record  # noqa: E402

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride=1, is_checkpointed=False):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs, momentum=None if stride == 2 else 0.1)
        self.short = nn.Conv2d(inputs, outputs, 1, stride) if stride > 1 or inputs != outputs else nn.Identity()
        self.is_checkpointed = is_checkpointed

    def inside(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.short(x))

    def forward(self, x):
        return checkpoint(self.inside, x, use_reentrant=True) if self.is_checkpointed and self.training else self.inside(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 1, 1)
        self.bn = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(
            Block(16, 16), Block(16, 16, is_checkpointed=True), Block(16, 16),
            Block(16, 32, 2), Block(32, 32, is_checkpointed=True), Block(32, 32), Block(32, 32),
        )
        self.shared = nn.BatchNorm1d(32)
        self.untracked = nn.BatchNorm1d(32, affine=False, track_running_stats=False)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        x = self.blocks(torch.relu(self.bn(self.stem(x)))).float().mean((2, 3))
        return self.head(self.untracked(self.shared(torch.relu(self.shared(x)))))


def train(model, states, steps=12):
    generator = torch.Generator().manual_seed(7)
    optimizer = torch.optim.SGD(model.parameters(), 0.05, 0.9)
    for step in range(steps):
        x = torch.randn(16, 3, 16, 16, generator=generator) + 0.5
        y = torch.randint(0, 10, (16,), generator=generator)
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=step >= 8):
            loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 4 == 3:
            model.eval()
            with torch.no_grad():
                model(x)
        if step == 5:
            try:
                model.train()
                model(torch.randn(1, 2, 3))
            except RuntimeError:
                pass
        if states is not None:
            states.append({name: value.clone() for name, value in model.state_dict().items()})


def read(folder, layer):
    program = json.load(open(os.path.join(folder, layer["program"])))
    files = sorted(glob.glob(os.path.join(folder, program["steps"][0]["recorded"])))
    parts = [dict(np.load(file)) for file in files]
    return program, {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def worst_state_error(folder):
    """Largest |computed − recorded| of running means, in running σ, and of variances, relative, from the moments alone."""
    worst = 0.0
    for layer in json.load(open(os.path.join(folder, "model.bn.json")))["layers"]:
        program, has = read(folder, layer)
        if not program["trackRunningStats"]:
            continue
        momentum = program["convention"]["momentum"]
        for i in range(len(has["mode"])):
            mean, var = has["running_mean_before"][i], has["running_var_before"][i]
            if has["mode"][i]:
                n = has["count"][i]
                m = 1 / has["num_batches_tracked"][i] if momentum is None else momentum
                mean = (1 - m) * mean + m * has["mean"][i]
                var = (1 - m) * var + m * has["var"][i] * n / (n - 1)
            sigma = np.sqrt(has["running_var"][i])
            worst = max(worst, np.max(np.abs(mean - has["running_mean"][i]) / sigma))
            worst = max(worst, np.max(np.abs(var - has["running_var"][i]) / has["running_var"][i]))
    return float(worst)


def main(folder):
    warnings.simplefilter("error", RuntimeWarning)
    results = {}
    torch.manual_seed(1)
    first = Net()
    second = copy.deepcopy(first)
    plain, recorded = [], []
    torch.manual_seed(2)
    train(first, plain)
    random_state = torch.get_rng_state()
    torch.manual_seed(2)
    run = os.path.join(folder, "run")
    with record(second, run) as recorder:
        train(second, recorded)
        is_same_random = torch.equal(random_state, torch.get_rng_state())
        copied = copy.deepcopy(second)
        copied(torch.randn(4, 3, 16, 16, generator=torch.Generator().manual_seed(3)))
        pickle.dumps(second)
        torch.save(second, io.BytesIO())
    results["isSameToTheBit"] = is_same_random and all(
        torch.equal(a[name], b[name]) for a, b in zip(plain, recorded) for name in a
    )
    model = json.load(open(os.path.join(run, "model.bn.json")))
    results["layers"] = [layer["name"] for layer in model["layers"]]
    results["stateError"] = worst_state_error(run)
    results["passes"] = {layer["name"]: len(read(run, layer)[1]["mode"]) for layer in model["layers"]}
    _, shared = read(run, model["layers"][-2])
    results["sharedSteps"] = shared["step"].tolist()[:6]
    results["tensors"] = sorted(os.listdir(os.path.join(run, "shared")))
    program, stem = read(run, model["layers"][0])
    results["modes"] = stem["mode"].tolist()
    x = np.load(os.path.join(run, "bn", "x_000012.npy"))
    last = [i for i, step in enumerate(stem["step"]) if step == 12][0]
    wide = x.astype(np.float64)
    results["meanError"] = float(np.max(np.abs(wide.mean((0, 2, 3)) - stem["mean"][last]) / wide.std((0, 2, 3))))
    results["varError"] = float(np.max(np.abs(wide.var((0, 2, 3)) / stem["var"][last] - 1)))
    results["minMax"] = bool(np.all(wide.min((0, 2, 3)) == stem["min"][last]) and np.all(wide.max((0, 2, 3)) == stem["max"][last]))
    results["program"] = program

    # A value that is not finite: the input of that pass is kept for good.
    layer = nn.Sequential(nn.BatchNorm1d(3))
    folder2 = os.path.join(folder, "bad")
    with record(layer, folder2, tensors=1):
        for step in range(6):
            x = torch.randn(8, 3)
            if step == 2:
                x[3, 1] = float("nan")
                x[4, 1] = float("inf")
            layer(x)
    results["bad"] = sorted(os.listdir(os.path.join(folder2, "0")))
    has = read(folder2, {"program": "0.bn.json"})[1]
    results["nonFinite"] = has["non_finite"].sum(1).tolist()
    results["badMax"] = [float(value) for value in has["max"][2]]
    results["isBadMin"] = bool(np.isfinite(has["min"]).all())

    # every, step, a lazy layer, a second folder, limits.
    lazy = nn.Sequential(nn.Linear(4, 5), nn.LazyBatchNorm1d())
    folder3 = os.path.join(folder, "lazy")
    with record(lazy, folder3, every=2) as recorder:
        for step in range(100, 110):
            recorder.step(step)
            lazy(torch.randn(8, 4))
    results["lazy"] = read(folder3, {"program": "1.bn.json"})[1]["step"].tolist()
    results["lazyBefore"] = float(read(folder3, {"program": "1.bn.json"})[1]["running_var_before"][0].min())
    warnings.simplefilter("ignore")
    with record(lazy, folder3, tensors=0) as recorder:
        lazy(torch.randn(8, 4))
    results["again"] = os.path.basename(recorder.folder)
    offset = nn.BatchNorm1d(2)
    with record(offset, os.path.join(folder, "offset")):
        x = torch.randn(64, 2) * torch.tensor([1.0, 1e-3]) + torch.tensor([1e4, 1.0])
        offset(x)
    has = read(os.path.join(folder, "offset"), {"program": "batchnorm.bn.json"})[1]
    wide = x.double().numpy()
    results["offsetError"] = float(max(np.max(np.abs(wide.mean(0) - has["mean"][0]) / wide.std(0)), np.max(np.abs(wide.var(0) / has["var"][0] - 1))))
    replica = nn.Sequential(nn.BatchNorm1d(2))
    with record(replica, os.path.join(folder, "replica")):
        one = replica[0]._replicate_for_data_parallel()
        one.weight, one.bias = replica[0].weight.detach(), replica[0].bias.detach()
        one(torch.randn(4, 2))
    results["replica"] = len(read(os.path.join(folder, "replica"), {"program": "0.bn.json"})[1]["mode"])
    scripted = nn.Sequential(torch.jit.script(nn.BatchNorm1d(2)), nn.BatchNorm1d(2))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with record(scripted, os.path.join(folder, "scripted")):
            scripted(torch.randn(4, 2))
    results["told"] = [str(one.message) for one in told if "batchnorm_recorder" in str(one.message)]
    crashed = nn.BatchNorm1d(2)
    try:
        with record(crashed, os.path.join(folder, "crashed")):
            crashed(torch.randn(4, 2))
            crashed(torch.randn(1, 2))
    except ValueError as error:
        results["error"] = str(error)
    results["crashed"] = len(read(os.path.join(folder, "crashed"), {"program": "batchnorm.bn.json"})[1]["mode"])
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
