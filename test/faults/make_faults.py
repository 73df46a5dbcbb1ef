"""Real PyTorch runs with one fault each: programs and recordings, and what is true of them.

    python3 make_faults.py FOLDER [SEED ...]

writes FOLDER/RULE/SEED/ (the fault) and FOLDER/RULE/SEED-near/ (a run that almost has it), each with a program
(`case.bn.json`, or a recording's `model.bn.json`), `truth.json` and what the baselines say of the same run. The seed draws
the channel, the pass and the sizes.
"""

import json
import os
import sys

import numpy as np
import torch
from torch import nn

from baselines import baselines_of
from fault_models import MODEL_FAULTS

HERE = os.path.dirname(os.path.abspath(__file__))


class Data:
    """Normal values whose channels have means and spreads of their own."""

    def __init__(self, generator, channels, spread=1.0):
        self.generator = generator
        self.mean = generator.uniform(-1, 1, channels) * spread
        self.sigma = generator.uniform(0.7, 1.5, channels)

    def batch(self, count, *inner):
        shape = (count, len(self.mean)) + inner
        x = self.generator.standard_normal(shape)
        axes = (1, -1) + (1,) * len(inner)
        return torch.tensor(x * self.sigma.reshape(axes) + self.mean.reshape(axes), dtype=torch.float32)


class Case:
    """One run of one BatchNorm layer, and the program that tells it."""

    def __init__(self, folder, bn):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.bn, self.steps, self.seen, self.state = folder, bn, [], [], {}
        self.convention = {"base": "pytorch", "eps": bn.eps, "momentum": bn.momentum}

    def given(self, **changes):
        """The state as it is now is what the program begins with; changes say it otherwise than it is."""
        bn = self.bn
        arrays = {"gamma": bn.weight, "beta": bn.bias, "runningMean": bn.running_mean, "runningVar": bn.running_var}
        self.state = {name: self.save(name, changes.get(name, values)) for name, values in arrays.items()}
        self.state["numBatchesTracked"] = changes.get("numBatchesTracked", int(bn.num_batches_tracked))
        return self

    def save(self, name, values):
        values = values.detach().numpy() if isinstance(values, torch.Tensor) else np.asarray(values)
        np.save(os.path.join(self.folder, name + ".npy"), values)
        return name + ".npy"

    def run(self, mode, x, of=None, **step):
        """Runs the layer itself; `of` keeps x under another dtype than the layer computes in."""
        bn = self.bn.train(mode == "train")
        path = self.save("batch_%03d" % len(self.steps), x if of is None else of)
        before = (bn.running_mean.clone(), bn.running_var.clone(), int(bn.num_batches_tracked))
        try:
            with torch.no_grad():
                y = bn(x)
        except ValueError as refusal:
            assert "more than 1 value per channel" in str(refusal)
            y = None
        if y is not None:
            self.seen.append(self.look(mode, x, y))
        self.steps.append({mode: path, **step})
        return y, before

    def look(self, mode, x, y):
        bn = self.bn
        other = None
        if mode == "eval":
            other = nn.functional.batch_norm(x, None, None, bn.weight, bn.bias, True, 0.0, bn.eps) if len(x) > 1 else None
        values = [x, y, bn.running_mean, bn.running_var, bn.weight, bn.bias, other]
        x, y, mean, var, gamma, beta, other = [None if v is None else v.detach().numpy().copy() for v in values]
        tensors = {"input": x, "output": y, "running_mean": mean, "running_var": var, "gamma": gamma, "beta": beta}
        return {"mode": mode, "tensors": tensors, "other_mode": other}

    def end(self, channel=None, at=None, to=None):
        program = {"convention": self.convention, "channelAxis": 1, "steps": self.steps}
        if self.state:
            program["state"] = self.state
        write(self.folder, "case.bn.json", program)
        return {"channel": channel, "pass": [at, at if to is None else to], "baselines": baselines_of(self.seen)}


def write(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)


class Draw:
    """What a seed draws, and the folder of one case."""

    def __init__(self, generator, folder, near):
        self.generator, self.folder, self.near = generator, folder, near
        self.channels = int(generator.integers(4, 13))
        self.channel = int(generator.integers(self.channels))
        self.count = int(generator.choice([32, 64, 128]))

    def int(self, low, high):
        return int(self.generator.integers(low, high))

    def of(self, fault, near):
        return near if self.near else fault

    def layer(self, dims=1, **options):
        kind = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d}[dims]
        return kind(self.channels, **options)

    def trained(self, data, passes=120, count=None, **options):
        """A layer that has seen so many batches, with γ and β as training leaves them."""
        bn = self.layer(**options).train()
        with torch.no_grad():
            bn.weight.copy_(torch.tensor(self.generator.uniform(0.6, 1.4, self.channels)))
            bn.bias.copy_(torch.tensor(self.generator.uniform(-0.5, 0.5, self.channels)))
            for _ in range(passes):
                bn(data.batch(count or self.count))
        return bn

    def data(self, **options):
        return Data(self.generator, self.channels, **options)

    def settled(self, **options):
        """A trained layer as the start of a program, and its data."""
        data = self.data()
        return Case(self.folder, self.trained(data, **options)).given(), data


def non_finite_input(draw):
    case, data = draw.settled()
    at = draw.int(2, 9)
    for index in range(10):
        x = data.batch(draw.count)
        if index == at:
            bad = float(draw.generator.choice([np.nan, np.inf, -np.inf]))
            x[draw.int(0, draw.count), draw.channel] = draw.of(bad, 50.0)
        case.run("train", x)
    case.run("eval", data.batch(draw.count))
    return case.end(draw.channel, at)


def non_finite_state(draw):
    data = draw.data()
    bn = draw.trained(data)
    name = draw.generator.choice(["running_mean", "running_var"])
    bad = float(draw.generator.choice([np.nan, np.inf]))
    if not draw.near:
        getattr(bn, name)[draw.channel] = bad
    case = Case(draw.folder, bn).given()
    for _ in range(3):
        case.run("eval", data.batch(draw.count))
    return case.end(draw.channel, -1)


def one_value_per_channel(draw):
    case, data = draw.settled()
    at = draw.int(3, 9)
    for _ in range(at):
        case.run("train", data.batch(draw.count))
    case.run("train", data.batch(1, draw.of(1, 64)) if draw.near else data.batch(1))
    return case.end(None, at)


def never_updated(draw):
    kind = draw.generator.choice(["eval only", "momentum 0", "no buffers"])
    data = draw.data(spread=3)
    if draw.near:
        case, data = draw.settled()
        for _ in range(6):
            case.run("eval", data.batch(draw.count))
        return case.end()
    bn = draw.trained(data, momentum=0.0 if kind == "momentum 0" else 0.1)
    bn.reset_running_stats()
    case = Case(draw.folder, bn).given()
    for _ in range(draw.int(5, 12)):
        case.run("train" if kind == "momentum 0" else "eval", data.batch(draw.count))
    case.run("eval", data.batch(draw.count))
    return case.end(None, -1, len(case.steps) - 1)


def swapped_statistics(draw):
    draw.channels = draw.int(8, 17)
    data = draw.data(spread=2)
    bn = draw.trained(data)
    case = Case(draw.folder, bn)
    if draw.near:
        case.given()
    else:
        case.given(runningMean=bn.running_var, runningVar=bn.running_mean)
        mean = bn.running_mean.clone()
        bn.running_mean.copy_(bn.running_var)
        bn.running_var.copy_(mean)
    for _ in range(3):
        case.run("eval", data.batch(draw.count))
    return case.end(None, -1, 0)


def misread_state(draw):
    draw.channels, draw.count = draw.int(8, 17), 128
    data = draw.data(spread=2)
    data.sigma = draw.generator.uniform(0.3, 4, draw.channels)
    bn = draw.trained(data)
    kind = draw.generator.choice(["sigma", "inverse", "order", "shifted"])
    mean, var = bn.running_mean.clone(), bn.running_var.clone()
    gamma, beta = bn.weight.detach().clone(), bn.bias.detach().clone()
    if not draw.near:
        if kind == "sigma":
            bn.running_var.copy_(var.sqrt())
        elif kind == "inverse":
            bn.running_var.copy_(1 / (var + bn.eps).sqrt())
        elif kind == "order":
            with torch.no_grad():
                bn.weight.copy_(mean), bn.bias.copy_(var)
            bn.running_mean.copy_(gamma), bn.running_var.copy_(beta.abs() + 0.01)
            with torch.no_grad():
                bn.running_var.copy_(beta)
        else:
            bn.running_mean.copy_(mean.roll(1)), bn.running_var.copy_(var.roll(1))
    case = Case(draw.folder, bn).given()
    for _ in range(4):
        case.run("eval", data.batch(draw.count))
    return case.end(None, -1, 0)


def negative_variance(draw):
    data = draw.data()
    bn = draw.trained(data)
    bn.running_var[draw.channel] = draw.of(-float(draw.generator.uniform(1e-3, 0.5)), 0.9)
    case = Case(draw.folder, bn).given()
    for _ in range(3):
        case.run("eval", data.batch(draw.count))
    return case.end(draw.channel, -1)


def wrong_mode(draw):
    case, data = draw.settled()
    at = draw.int(1, 6)
    for index in range(7):
        x = data.batch(draw.count) + 0.3
        y, _ = case.run("eval", x)
        if index == at:
            bn = case.bn
            other = nn.functional.batch_norm(x, None, None, bn.weight, bn.bias, True, 0.0, bn.eps)
            case.steps[-1]["expect"] = case.save("expected", draw.of(other, y))
    return case.end(None, at)


def small_batch(draw):
    draw.count = draw.of(draw.int(3, 6), 128)
    case = Case(draw.folder, draw.layer())
    data = draw.data(spread=0.2)
    for _ in range(40):
        case.run("train", data.batch(draw.count))
    return case.end(None, 0, 39)


def zero_variance(draw):
    case, data = draw.settled()
    at = draw.int(2, 9)
    value = float(draw.generator.uniform(-2, 2))
    for index in range(10):
        x = data.batch(draw.count)
        if index >= at:
            x[:, draw.channel] = value if not draw.near else x[:, draw.channel] * 0.3 + data.mean[draw.channel] * 0.7
        case.run("train", x)
    return case.end(draw.channel, at)


def eps_dominates(draw):
    data = draw.data()
    data.sigma *= 0.1
    data.sigma[draw.channel] = draw.of(float(draw.generator.uniform(1e-3, 2.5e-3)), 3e-2)
    case = Case(draw.folder, draw.trained(data)).given()
    for _ in range(6):
        case.run("train", data.batch(draw.count))
    return case.end(draw.channel, -1, 0)


def cancellation(draw):
    data = draw.data()
    data.mean[draw.channel] = data.sigma[draw.channel] * draw.of(float(draw.generator.uniform(80, 3000)), 8)
    case = Case(draw.folder, draw.trained(data)).given()
    for _ in range(6):
        case.run("train", data.batch(draw.count))
    return case.end(draw.channel, -1, 0)


def half_overflow(draw):
    data = draw.data()
    data.sigma[draw.channel] = draw.of(float(draw.generator.uniform(300, 3000)), 20)
    case = Case(draw.folder, draw.trained(data)).given()
    for _ in range(5):
        x = data.batch(draw.count).half()
        case.run("train", x.float(), of=x)
    return case.end(draw.channel, -1, 0)


def not_converged(draw):
    passes = draw.of(draw.int(2, 9), 90)
    data = draw.data()
    data.mean[draw.channel] = 5 * data.sigma[draw.channel]
    case = Case(draw.folder, draw.layer())
    for _ in range(passes):
        case.run("train", data.batch(draw.count))
    case.run("eval", data.batch(draw.count))
    return case.end(draw.channel, 0, passes)


def momentum_inverted(draw):
    data = draw.data()
    bn = draw.trained(data, momentum=draw.of(float(draw.generator.choice([0.9, 0.99])), 0.1))
    case = Case(draw.folder, bn).given()
    for _ in range(30):
        x = data.batch(draw.count)
        case.run("train", x + torch.tensor(draw.generator.normal(0, 0.5, draw.channels) * data.sigma).float())
    return case.end(None, 0, 29)


def mode_shift(draw):
    data = draw.data(spread=2)
    data.mean += 2
    dropout = nn.Dropout(draw.of(float(draw.generator.choice([0.4, 0.5])), 0.01))
    case = Case(draw.folder, draw.layer())
    first = draw.int(60, 80)
    for _ in range(first):
        case.run("train", dropout(data.batch(draw.count)))
    for _ in range(6):
        case.run("eval", data.batch(draw.count))
    return case.end(None, first)


def two_populations(draw):
    case, data = draw.settled()
    apart = torch.tensor(data.sigma).float() * draw.of(float(draw.generator.uniform(1.5, 3)), 0.02)
    for index in range(30):
        case.run("train", data.batch(draw.count) + (apart / 2 if index % 2 else -apart / 2))
    return case.end(None, 0, 29)


def distribution_shift(draw):
    case, data = draw.settled()
    passes = draw.int(50, 80)
    for index in range(passes):
        x = data.batch(draw.count)
        x[:, draw.channel] += draw.of(4.0, 0.02) * data.sigma[draw.channel] * index / passes
        case.run("train", x)
    return case.end(draw.channel, 0, passes - 1)


def between_batch_variance(draw):
    case, data = draw.settled()
    for _ in range(60):
        x = data.batch(draw.count)
        x[:, draw.channel] += draw.of(1.0, 0.02) * data.sigma[draw.channel] * draw.generator.standard_normal()
        case.run("train", x)
    return case.end(draw.channel, 0, 59)


def outlier_batch(draw):
    case, data = draw.settled()
    passes = 30
    at = draw.of(draw.int(18, 28), 5)
    passes = draw.of(passes, 110)
    for index in range(passes):
        x = data.batch(draw.count)
        if index == at:
            x[:, draw.channel] += 20 * data.sigma[draw.channel]
        case.run("train", x)
    return case.end(draw.channel, at)


def small_last_batch(draw):
    case, data = draw.settled(momentum=0.1)
    passes = draw.int(20, 30)
    for _ in range(passes):
        case.run("train", data.batch(draw.count))
    # The data were not shuffled: the last few are of one kind.
    x = data.batch(draw.of(draw.int(4, 9), draw.count - 1))
    x += torch.tensor(data.sigma).float() * draw.of(5.0, 0.0)
    case.run("train", x)
    case.run("eval", data.batch(draw.count))
    return case.end(None, passes)


def repeated_batch(draw):
    case, data = draw.settled()
    at = draw.int(4, 15)
    batches = [data.batch(draw.count) for _ in range(20)]
    order = list(range(at)) + ([at - 1] if not draw.near else []) + list(range(at, 20)) + ([] if not draw.near else [at])
    for index in order:
        case.run("train", batches[index])
    return case.end(None, at - 1, at)


def update_count(draw):
    """A logging pass that nobody recorded: one update more than the passes say."""
    case, data = draw.settled()
    at = draw.int(4, 15)
    twice = draw.generator.random() < 0.5
    for index in range(20):
        x = data.batch(draw.count) + 0.2
        _, before = case.run("train", x)
        if index == at and not draw.near:
            bn = case.bn
            if twice:
                with torch.no_grad():
                    bn(x)
            else:
                bn.running_mean.copy_(before[0]), bn.running_var.copy_(before[1])
        after = {"runningMean": case.bn.running_mean, "runningVar": case.bn.running_var}
        names = {name: case.save("%s_after_%03d" % (name, index), values) for name, values in after.items()}
        case.steps[-1].update(stateAfter=names, rtol=1e-4, atol=1e-5)
    return case.end(None, at)


def stale_statistics(draw):
    data, before = draw.data(), draw.data()
    bn = draw.trained(before if not draw.near else data, passes=200)
    if not draw.near:
        data.mean = before.mean + draw.generator.choice([-1, 1], draw.channels) * 2 * data.sigma
    case = Case(draw.folder, bn).given()
    for _ in range(6):
        case.run("eval", data.batch(draw.count))
    return case.end(None, -1, 0)


def train_eval_gap(draw):
    case, data = draw.settled()
    first = draw.int(30, 50)
    for _ in range(first):
        case.run("train", data.batch(draw.count))
    for _ in range(4):
        x = data.batch(draw.count)
        x[:, draw.channel] += draw.of(2.0, 0.05) * data.sigma[draw.channel]
        case.run("eval", x)
    return case.end(draw.channel, first)


def dead_channel(draw):
    data = draw.data()
    bn = draw.trained(data)
    of_gamma = draw.near or draw.generator.random() < 0.5
    at = -1 if of_gamma else draw.int(2, 6)
    if of_gamma:
        with torch.no_grad():
            bn.weight[draw.channel] = draw.of(float(10 ** draw.generator.uniform(-8, -4)), 0.05)
    draw.count = 512 if not of_gamma else draw.count
    case = Case(draw.folder, bn).given()
    for index in range(7):
        x = data.batch(draw.count)
        if not of_gamma and index >= at:
            x[:, draw.channel] = torch.relu(x[:, draw.channel] * 0 - 1)
            x[: draw.int(1, 3), draw.channel] = 2.0
        case.run("train", x)
    return case.end(draw.channel, at)


def amplifying_channel(draw):
    data = draw.data()
    data.sigma[draw.channel] = draw.of(1e-7, 0.1)
    data.mean[draw.channel] = 0
    bn = draw.trained(data)
    case = Case(draw.folder, bn).given()
    for _ in range(4):
        case.run("eval", data.batch(draw.count))
    return case.end(draw.channel, -1, 0)


def channel_axis(draw):
    """[N, time, features] into a layer that takes axis 1 for the channels."""
    features = draw.int(6, 20)
    means = draw.generator.normal(0, draw.of(4, 0.02), features)
    case = Case(draw.folder, draw.layer(momentum=None))
    for _ in range(12):
        x = draw.generator.standard_normal((draw.count, draw.channels, features)) + means
        case.run("train", torch.tensor(x, dtype=torch.float32))
    return case.end(None, 0)


def padding(draw):
    data = draw.data()
    data.mean = draw.generator.uniform(2, 4, draw.channels)
    length = draw.int(40, 80)
    padded = draw.of(draw.int(length // 4, length // 2), 1)
    case = Case(draw.folder, draw.layer(momentum=None))
    for _ in range(12):
        x = data.batch(draw.count, length)
        x[:, :, length - padded :] = 0
        case.run("train", x)
    return case.end(None, 0)


def expected_differs(draw):
    """What a port with another eps, or with a bias or a factor on one side only, writes."""
    kind = draw.generator.choice(["eps", "bias", "factor"])
    data = draw.data()
    data.sigma *= 0.2 if kind == "eps" else 1
    case = Case(draw.folder, draw.trained(data)).given()
    at = draw.int(1, 6)
    for index in range(7):
        x = data.batch(draw.count)
        y, _ = case.run("eval", x)
        if index != at:
            continue
        bn = case.bn
        if draw.near:
            y = y + 5e-6
        elif kind == "eps":
            y = nn.functional.batch_norm(x, bn.running_mean, bn.running_var, bn.weight, bn.bias, False, 0.0, 1e-3)
        else:
            y[:, draw.channel] = y[:, draw.channel] * (1.07 if kind == "factor" else 1) + (0.1 if kind == "bias" else 0)
        case.steps[-1].update(expect=case.save("expected", y), atol=1e-5)
    return case.end(None, at)


FAULTS = {
    name.replace("_", "-"): make
    for name, make in list(globals().items())
    if getattr(make, "__code__", None) and make.__code__.co_varnames[:1] == ("draw",)
}


def seeded(rule, seed, near):
    torch.manual_seed(seed)
    name = sum((index + 1) * ord(letter) for index, letter in enumerate(rule))
    return np.random.default_rng([seed, name, int(near)])


def main(folder, seeds, rules=()):
    for rule, make in {**FAULTS, **MODEL_FAULTS}.items():
        if rules and rule not in rules:
            continue
        for seed in seeds:
            for near in (False, True):
                place = os.path.join(folder, rule, "%d%s" % (seed, "-near" if near else ""))
                os.makedirs(place, exist_ok=True)
                told = make(Draw(seeded(rule, seed, near), place, near))
                write(place, "truth.json", {"rule": rule.split("/")[-1], "near": near, "seed": seed, **told})


if __name__ == "__main__":
    main(sys.argv[1], [int(seed) for seed in sys.argv[2:]] or [1, 2, 3])
