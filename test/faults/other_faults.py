"""Other cases of the same faults: of any rank, size, magnitude, convention and start, as somebody who has only the list of
rules would make them.

    python3 other_faults.py FOLDER [SEED ...]

writes what make_faults.py writes, of every variation below; a near miss is a case whose name ends in `-near`.
"""

import sys

import numpy as np
import torch
from torch import nn

from make_faults import Case, Draw, seeded, write
import os


class Wild(Draw):
    """What a seed draws of a layer and its data, beside the fault."""

    def __init__(self, generator, folder, near=False):
        super().__init__(generator, folder, near)
        g = generator
        self.channels = int(g.choice([3, 4, 8, 12, 16, 32, 64]))
        self.channel = int(g.integers(self.channels))
        self.inner = [(), (), (int(g.integers(4, 20)),), (int(g.integers(3, 8)), int(g.integers(3, 8))), (2, 3, 4)][int(g.integers(5))]
        self.count = int(g.choice([16, 24, 32, 64, 128]))
        while self.count * int(np.prod(self.inner)) < 64:
            self.count *= 2
        self.momentum = float(g.choice([0.1, 0.1, 0.1, 0.05, 0.2]))
        self.eps = 1e-5
        size = float(np.exp(g.uniform(-2, 2)))
        self.mean = g.normal(0, 1, self.channels) * size
        self.sigma = np.exp(g.uniform(-0.7, 0.7, self.channels)) * size
        self.kind = str(g.choice(["normal", "normal", "uniform", "relu", "gelu"]))
        self.resemble = float(g.choice([0, 0, 0.1, 0.4])) if self.inner else 0.0

    def per(self, values):
        return np.asarray(values, dtype=float).reshape((1, -1) + (1,) * len(self.inner))

    def unit(self, count=None, inner=None):
        """Values of mean 0 and variance 1, of the kind."""
        g, inner = self.generator, self.inner if inner is None else inner
        shape = (count or self.count, self.channels) + tuple(inner)
        z = g.standard_normal(shape) * np.sqrt(1 - self.resemble)
        z = z + g.standard_normal(shape[:2] + (1,) * len(inner)) * np.sqrt(self.resemble)
        if self.kind == "uniform":
            return (1 / (1 + np.exp(-1.702 * z)) - 0.5) * np.sqrt(12)
        if self.kind == "relu":
            return (np.maximum(z, 0) - 0.39894) / 0.58381
        if self.kind == "gelu":
            y = z / (1 + np.exp(-1.702 * z))
            return (y - 0.283) / 0.583
        return z

    def batch(self, count=None, shift=None, scale=None):
        x = self.unit(count)
        if scale is not None:
            x = x * self.per(scale)
        if shift is not None:
            x = x + self.per(shift)
        return tensor(x * self.per(self.sigma) + self.per(self.mean))

    def one(self, value, rest=0.0, channel=None):
        """One number a channel: `value` in the fault's."""
        values = np.full(self.channels, float(rest))
        values[self.channel if channel is None else channel] = value
        return values

    def bn(self, **options):
        kind = {0: nn.BatchNorm1d, 1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}[len(self.inner)]
        options = {"momentum": self.momentum, "eps": self.eps, **options}
        return kind(self.channels, **options)

    def affine(self, bn):
        with torch.no_grad():
            bn.weight.copy_(tensor(self.generator.uniform(0.6, 1.4, self.channels)))
            bn.bias.copy_(tensor(self.generator.uniform(-0.5, 0.5, self.channels)))
        return bn

    def loaded(self, passes=80, **options):
        bn = self.affine(self.bn(**options)).train()
        # As after very many batches; then as many as leave their own scatter.
        bn.running_mean.copy_(tensor(self.mean)), bn.running_var.copy_(tensor(self.sigma**2))
        bn.num_batches_tracked += 500
        with torch.no_grad():
            for _ in range(passes):
                bn(self.batch())
        return bn

    def case(self, bn=None, given=True):
        case = Case(self.folder, self.loaded() if bn is None else bn)
        return case.given() if given else case

    def start(self, warm=None):
        """A case whose running values fit: loaded, or fresh and trained until they do. With how many passes it has begun."""
        if self.generator.random() < 0.6:
            return self.case(), 0
        case = self.case(self.bn(), given=False)
        begun = warm or int(np.ceil(7 / self.momentum))
        for _ in range(begun):
            case.run("train", self.batch())
        return case, begun

    def dressed(self, case):
        """The same program in the words of another framework."""
        base = str(self.generator.choice(["pytorch", "pytorch", "keras", "flax", "tf-fused"]))
        if base != "pytorch" and case.bn.momentum is not None:
            case.convention = {"base": base, "eps": case.bn.eps, "momentum": round(1 - case.bn.momentum, 12)}
        return case


def tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def place(draw, x, value, how_many=1):
    """Puts a value at random elements of the fault's channel."""
    flat = x.transpose(0, 1).reshape(draw.channels, -1).clone()
    at = draw.generator.choice(flat.shape[1], how_many, replace=False)
    flat[draw.channel, torch.tensor(at)] = value
    return flat.reshape((draw.channels, x.shape[0]) + tuple(x.shape[2:])).transpose(0, 1).contiguous()


def bad_value(draw):
    return float(draw.generator.choice([np.nan, np.inf, -np.inf]))


# non-finite-input


def nan_in_train(draw):
    case, begun = draw.start()
    at = begun + draw.int(0, 8)
    while len(case.steps) < begun + 9:
        x = draw.batch()
        if len(case.steps) == at:
            x = place(draw, x, bad_value(draw), draw.int(1, 5))
        case.run("train", x)
    draw.dressed(case)
    return case.end(draw.channel, at)


def nan_in_eval(draw):
    case, begun = draw.start()
    at = begun + draw.int(0, 5)
    while len(case.steps) < begun + 6:
        x = draw.batch()
        case.run("eval", place(draw, x, bad_value(draw)) if len(case.steps) == at else x)
    return case.end(draw.channel, at)


def nan_again(draw):
    """From one pass on in every batch."""
    case, begun = draw.start()
    at = begun + draw.int(0, 4)
    while len(case.steps) < begun + 7:
        x = draw.batch()
        case.run("train", place(draw, x, bad_value(draw)) if len(case.steps) >= at else x)
    case.run("eval", draw.batch())
    return case.end(draw.channel, at)


# non-finite-state


def nan_given(draw):
    bn = draw.loaded()
    getattr(bn, str(draw.generator.choice(["running_mean", "running_var"])))[draw.channel] = float(
        draw.generator.choice([np.nan, np.inf])
    )
    case = draw.case(bn)
    for _ in range(4):
        case.run(str(draw.generator.choice(["train", "eval"])), draw.batch())
    return case.end(draw.channel, -1)


def nan_set(draw):
    case, begun = draw.start()
    for _ in range(4):
        case.run("train", draw.batch())
    at = len(case.steps)
    values = case.bn.running_var.clone()
    values[draw.channel] = float("inf")
    case.bn.running_var.copy_(values)
    case.steps.append({"set": {"runningVar": case.save("set_var", values)}})
    for _ in range(3):
        case.run("eval", draw.batch())
    return case.end(draw.channel, at - 1, at)


# one-value-per-channel


def single(draw, base):
    draw.inner = ()
    draw.count = max(draw.count, 64)
    case = draw.case()
    at = draw.int(0, 7)
    for index in range(8):
        case.run("train", draw.batch(1) if index == at else draw.batch())
    if base != "pytorch":
        case.convention = {"base": base}
    return case.end(None, at)


def single_pytorch(draw):
    return single(draw, "pytorch")


def single_makemore(draw):
    return single(draw, "makemore")


def single_keras(draw):
    return single(draw, "keras")


# never-updated


def far_from_start(draw):
    draw.mean = draw.mean * 3 + 2 * draw.sigma
    return draw


def only_eval(draw):
    bn = far_from_start(draw).bn()
    if draw.generator.random() < 0.7:
        draw.affine(bn)
    case = draw.case(bn, given=draw.generator.random() < 0.6)
    for _ in range(draw.int(1, 6)):
        case.run("eval", draw.batch())
    draw.dressed(case)
    return case.end(None, -1, len(case.steps) - 1)


def stuck(draw):
    bn = far_from_start(draw).bn(momentum=0.0)
    case = draw.case(draw.affine(bn), given=draw.generator.random() < 0.6)
    for _ in range(draw.int(3, 30)):
        case.run("train", draw.batch())
    for _ in range(draw.int(0, 3)):
        case.run("eval", draw.batch())
    draw.dressed(case)
    return case.end(None, -1, len(case.steps) - 1)


# swapped-statistics, misread-state


def exchanged(draw):
    draw.channels = max(8, draw.channels)
    draw.__dict__.update(mean=draw.generator.normal(0, 2, draw.channels), sigma=np.exp(draw.generator.uniform(-1, 1, draw.channels)))
    if draw.generator.random() < 0.4:
        draw.mean = np.abs(draw.mean) + 0.1
    bn = draw.loaded()
    mean = bn.running_mean.clone()
    bn.running_mean.copy_(bn.running_var), bn.running_var.copy_(mean)
    case = draw.case(bn)
    for _ in range(draw.int(1, 5)):
        case.run(str(draw.generator.choice(["train", "eval"])), draw.batch())
    draw.dressed(case)
    return case.end(None, -1, 0)


def read_as(draw, how):
    draw.channels = max(8, draw.channels)
    g = draw.generator
    draw.__dict__.update(mean=g.normal(0, 1.5, draw.channels), sigma=np.exp(g.uniform(-1.2, 1.2, draw.channels)))
    bn = draw.loaded()
    mean, var = bn.running_mean.clone(), bn.running_var.clone()
    gamma, beta = bn.weight.detach().clone(), bn.bias.detach().clone()
    with torch.no_grad():
        how(bn, gamma, beta, mean, var)
    case = draw.case(bn)
    for _ in range(draw.int(1, 6)):
        case.run(str(draw.generator.choice(["train", "eval"])), draw.batch())
    return case.end(None, -1, 0)


def read_sigma(draw):
    return read_as(draw, lambda bn, g, b, m, v: bn.running_var.copy_(v.sqrt()))


def read_inverse(draw):
    return read_as(draw, lambda bn, g, b, m, v: bn.running_var.copy_((v + bn.eps).rsqrt()))


def read_shifted(draw):
    by = int(draw.generator.choice([-1, 1]))

    def how(bn, g, b, m, v):
        bn.weight.copy_(g.roll(by)), bn.bias.copy_(b.roll(by))
        bn.running_mean.copy_(m.roll(by)), bn.running_var.copy_(v.roll(by))

    return read_as(draw, how)


def read_order(draw):
    """γ, β, mean, variance dealt out in another order in which variance is not negative throughout."""
    orders = [(2, 3, 0, 1), (0, 2, 1, 3), (2, 0, 1, 3), (1, 2, 3, 0), (3, 2, 1, 0), (0, 2, 3, 1), (3, 1, 2, 0)]
    order = orders[int(draw.generator.integers(len(orders)))]

    def how(bn, *arrays):
        for one, index in zip((bn.weight, bn.bias, bn.running_mean, bn.running_var), order):
            one.copy_(arrays[index])

    return read_as(draw, how)


# negative-variance


def negative(draw):
    bn = draw.loaded()
    bn.running_var[draw.channel] = -float(10 ** draw.generator.uniform(-7, 0))
    case = draw.case(bn)
    for index in range(draw.int(1, 5)):
        case.run("eval" if index == 0 else str(draw.generator.choice(["train", "eval"])), draw.batch())
    draw.dressed(case)
    return case.end(draw.channel, -1)


# wrong-mode


def other_mode(draw, mode, other_is):
    case, begun = draw.start()
    bn = case.bn
    at = begun + draw.int(0, 4)
    while len(case.steps) < begun + 5:
        x = draw.batch(shift=draw.generator.normal(0, 0.2, draw.channels))
        is_it = len(case.steps) == at
        if mode == "eval":
            other = nn.functional.batch_norm(x, None, None, bn.weight, bn.bias, True, 0.0, bn.eps)
        else:
            other = nn.functional.batch_norm(x, bn.running_mean, bn.running_var, bn.weight, bn.bias, False, 0.0, bn.eps)
        case.run(mode, x)
        if is_it:
            case.steps[-1].update(expect=case.save("expected", other.detach()), rtol=1e-4, atol=1e-5)
    return case.end(None, at)


def eval_is_train(draw):
    return other_mode(draw, "eval", "train")


def train_is_eval(draw):
    return other_mode(draw, "train", "eval")


# small-batch


def few_samples(draw):
    draw.inner = () if draw.generator.random() < 0.7 else (2,)
    draw.resemble, draw.kind = 0.9, "normal"
    draw.count = draw.int(2, 7)
    case = draw.case(given=True) if draw.generator.random() < 0.5 else draw.case(draw.bn(), given=False)
    for _ in range(draw.int(30, 80)):
        case.run("train", draw.batch())
    return case.end(None, 0, len(case.steps) - 1)


# zero-variance


def constant_from(draw):
    case, begun = draw.start()
    at = begun + draw.int(0, 6)
    value = float(draw.generator.choice([0.0, draw.mean[draw.channel], draw.generator.normal()]))
    while len(case.steps) < begun + 8:
        x = draw.batch()
        if len(case.steps) >= at:
            x[:, draw.channel] = value
        case.run("train", x)
    if draw.generator.random() < 0.5:
        x = draw.batch()
        x[:, draw.channel] = value
        case.run("eval", x)
    draw.dressed(case)
    return case.end(draw.channel, at)


def constant_in_eval(draw):
    case, begun = draw.start()
    x = draw.batch()
    x[:, draw.channel] = float(draw.mean[draw.channel] + draw.sigma[draw.channel] * draw.generator.uniform(1, 4))
    case.run("eval", draw.batch())
    case.run("eval", x)
    return case.end(draw.channel, len(case.steps) - 1)


def constant_always(draw):
    draw.sigma = draw.sigma * (1 - draw.one(1))
    draw.sigma = draw.sigma / draw.sigma.max()
    case = draw.case(draw.bn(), given=False)
    for _ in range(60):
        case.run("train", draw.batch())
    return case.end(draw.channel, 0)


# eps-dominates


def narrow(draw):
    draw.mean, draw.sigma = (0.2 * one / draw.sigma.mean() for one in (draw.mean, draw.sigma))
    draw.sigma[draw.channel] = float(10 ** draw.generator.uniform(-3.6, -2.7))
    draw.mean[draw.channel] = draw.sigma[draw.channel] * draw.generator.normal()
    case = draw.case()
    for _ in range(draw.int(1, 8)):
        case.run(str(draw.generator.choice(["train", "eval"])), draw.batch())
    return case.end(draw.channel, -1, 0)


def ported_eps(draw):
    """Trained with 1e-5, run with Keras' 1e-3."""
    draw.sigma[draw.channel] = float(draw.generator.uniform(0.008, 0.025))
    draw.mean[draw.channel] = draw.sigma[draw.channel] * draw.generator.normal()
    draw.eps = 1e-3
    case = draw.case()
    for _ in range(draw.int(1, 8)):
        case.run("eval", draw.batch())
    return case.end(draw.channel, -1, 0)


# cancellation


def far_mean(draw):
    draw.mean[draw.channel] = draw.sigma[draw.channel] * float(10 ** draw.generator.uniform(1.6, 4))
    case, begun = draw.start(warm=int(np.ceil(18 / draw.momentum)))
    for _ in range(4):
        case.run("train", draw.batch())
    case.convention = {"base": "labml", "eps": 1e-5, "momentum": draw.momentum}
    return case.end(draw.channel, -1, 3 if begun == 0 else 0)


# half-overflow


def half_values(draw):
    draw.sigma[draw.channel] = float(10 ** draw.generator.uniform(2.6, 3.8))
    draw.mean[draw.channel] = 0
    case = draw.case()
    for index in range(5):
        x = draw.batch().half()
        case.run("train" if index < 3 else "eval", x.float(), of=x)
    return case.end(draw.channel, -1, 0)


# not-converged


def too_few(draw):
    draw.mean = draw.mean * 0.1
    draw.sigma = draw.sigma / draw.sigma.mean()
    draw.mean[draw.channel] = draw.sigma[draw.channel] * float(draw.generator.uniform(4, 8))
    case = draw.case(draw.bn(), given=False)
    passes = draw.int(2, max(3, int(1.2 / draw.momentum)))
    for _ in range(passes):
        case.run("train", draw.batch())
    for _ in range(draw.int(0, 3)):
        case.run("eval", draw.batch())
    draw.dressed(case)
    return case.end(draw.channel, 0, len(case.steps) - 1)


def slow_keras(draw):
    """Keras' default momentum, and one epoch of 60 batches."""
    draw.momentum = 0.01
    draw.mean = 3 * draw.sigma * np.sign(draw.mean)
    case = draw.case(draw.bn(), given=False)
    for _ in range(60):
        case.run("train", draw.batch())
    case.run("eval", draw.batch())
    case.convention = {"base": "keras", "eps": 1e-3, "momentum": 0.99}
    return case.end(None, 0, 60)


# momentum-inverted


def inverted(draw):
    draw.count = min(draw.count, 32)
    draw.momentum = float(draw.generator.choice([0.9, 0.95, 0.99]))
    case = draw.case(draw.loaded() if draw.generator.random() < 0.5 else draw.bn(), given=draw.generator.random() < 0.5)
    for _ in range(draw.int(10, 40)):
        case.run("train", draw.batch(shift=draw.generator.normal(0, 0.3, draw.channels)))
    if draw.generator.random() < 0.5:
        case.run("eval", draw.batch())
    draw.dressed(case)
    return case.end(None, 0, len(case.steps) - 1)


# mode-shift


def dropped_out(draw):
    draw.mean = np.abs(draw.mean) + draw.sigma
    dropout = nn.Dropout(float(draw.generator.uniform(0.4, 0.6)))
    case = draw.case(draw.bn(), given=False)
    for _ in range(int(7 / draw.momentum)):
        case.run("train", dropout(draw.batch()))
    at = len(case.steps)
    for _ in range(draw.int(3, 10)):
        case.run("eval", draw.batch())
    return case.end(None, at)


def augmented(draw):
    """Training sees noise that evaluation does not."""
    bn = draw.affine(draw.bn()).train()
    noise = lambda: draw.batch() + tensor(draw.per(draw.sigma)) * torch.randn((draw.count, draw.channels) + draw.inner)
    with torch.no_grad():
        for _ in range(100):
            bn(noise())
    case = draw.case(bn)
    at = draw.int(20, 40)
    for _ in range(at):
        case.run("train", noise())
    for _ in range(draw.int(2, 8)):
        case.run("eval", draw.batch())
    return case.end(None, at)


def brighter(draw):
    """Evaluation prepares its data otherwise: an offset in every channel, to the same side."""
    case, begun = draw.start()
    for _ in range(30):
        case.run("train", draw.batch())
    at = len(case.steps)
    side = float(draw.generator.choice([-1, 1])) * draw.generator.uniform(0.8, 3)
    for _ in range(draw.int(2, 8)):
        case.run("eval", draw.batch(shift=np.full(draw.channels, side)))
    return case.end(None, at)


# two-populations


def in_turn(draw):
    case, begun = draw.start()
    apart = draw.generator.choice([-1, 1], draw.channels) * draw.generator.uniform(1.5, 3)
    kind = str(draw.generator.choice(["turn", "random", "third"]))
    first = len(case.steps)
    for index in range(40):
        which = {"turn": index % 2, "random": int(draw.generator.integers(2)), "third": int(index % 3 == 0)}[kind]
        case.run("train", draw.batch(shift=apart * which))
    draw.dressed(case)
    return case.end(None, 0 if begun == 0 else max(0, first - 1), first + 3)


def in_turn_one(draw):
    case, begun = draw.start()
    first = len(case.steps)
    apart = float(draw.generator.uniform(2, 4))
    for index in range(40):
        case.run("train", draw.batch(shift=draw.one(apart * (index % 2))))
    return case.end(draw.channel, first, first + 3)


# distribution-shift


def drifts(draw):
    case = draw.case()
    passes = draw.int(40, 90)
    slope = float(draw.generator.choice([-1, 1])) * draw.generator.uniform(2, 6)
    for index in range(passes):
        case.run("train", draw.batch(shift=draw.one(slope * index / passes)))
    return case.end(draw.channel, 0, passes - 1)


def steps_away(draw):
    case = draw.case()
    passes, at = 60, draw.int(15, 45)
    size = float(draw.generator.choice([-1, 1])) * draw.generator.uniform(1.5, 5)
    all_of_them = draw.generator.random() < 0.4
    for index in range(passes):
        shift = (np.full(draw.channels, size) if all_of_them else draw.one(size)) * (index >= at)
        case.run("train", draw.batch(shift=shift))
    draw.dressed(case)
    return case.end(None if all_of_them else draw.channel, at)


def widens(draw):
    case = draw.case()
    passes, at = 60, draw.int(15, 45)
    size = float(np.exp(draw.generator.choice([-1, 1]) * draw.generator.uniform(0.8, 1.5)))
    for index in range(passes):
        case.run("train", draw.batch(scale=draw.one(size if index >= at else 1, 1)))
    return case.end(draw.channel, at)


# between-batch-variance


def batches_differ(draw):
    case = draw.case() if draw.generator.random() < 0.5 else draw.case(draw.bn(), given=False)
    all_of_them = draw.generator.random() < 0.5
    first = len(case.steps)
    for _ in range(draw.int(40, 80)):
        levels = draw.generator.normal(0, 1, draw.channels) * draw.generator.uniform(0.8, 1.2)
        case.run("train", draw.batch(shift=levels if all_of_them else draw.one(levels[0])))
    return case.end(None if all_of_them else draw.channel, 0, len(case.steps) - 1)


# outlier-batch


def odd_batch(draw):
    case, begun = draw.start()
    first = len(case.steps)
    passes = draw.int(20, 40)
    at = first + draw.int(max(1, passes - int(1 / draw.momentum)), passes - 1)
    size = float(draw.generator.choice([-1, 1])) * draw.generator.uniform(15, 60)
    while len(case.steps) < first + passes:
        case.run("train", draw.batch(shift=draw.one(size if len(case.steps) == at else 0)))
    if draw.generator.random() < 0.5:
        case.run("eval", draw.batch())
    draw.dressed(case)
    return case.end(draw.channel, at)


def odd_sample(draw):
    case, begun = draw.start()
    first = len(case.steps)
    passes = draw.int(20, 40)
    at = first + draw.int(passes - int(0.8 / draw.momentum), passes - 1)
    while len(case.steps) < first + passes:
        x = draw.batch()
        if len(case.steps) == at:
            x[draw.int(0, draw.count), draw.channel] += float(draw.sigma[draw.channel] * 10 ** draw.generator.uniform(2.6, 4))
        case.run("train", x)
    return case.end(draw.channel, at)


def odd_and_early(draw):
    """Among the first batches, and evaluated while it weighs."""
    case = draw.case()
    at, passes = draw.int(3, 12), 16
    for index in range(passes):
        case.run("train", draw.batch(shift=draw.one(40 if index == at else 0)))
    case.run("eval", draw.batch())
    return case.end(draw.channel, at)


# small-last-batch


def last_is_small(draw):
    draw.count = max(32, draw.count)
    case, begun = draw.start()
    for _ in range(draw.int(12, 30)):
        case.run("train", draw.batch())
    at = len(case.steps)
    few = draw.int(2, max(3, draw.count // 5))
    case.run("train", draw.batch(few, shift=draw.generator.normal(0, 1, draw.channels) + draw.one(float(draw.generator.uniform(6, 10)))))
    for _ in range(draw.int(0, 2)):
        case.run("eval", draw.batch())
    return case.end(draw.channel, at)


# repeated-batch


def twice(draw):
    case, begun = draw.start()
    at = draw.int(1, 15)
    first = len(case.steps)
    before = None
    for index in range(18):
        x = before if index == at else draw.batch()
        case.run("train", x)
        before = x
    draw.dressed(case)
    return case.end(None, first + at - 1, first + at)


# update-count


def counted(draw, kind):
    case = draw.case()
    at = draw.int(1, 14)
    bn = case.bn
    for index in range(16):
        x = draw.batch(shift=draw.generator.normal(0, 0.05, draw.channels))
        _, before = case.run("train", x)
        if index == at:
            with torch.no_grad():
                if kind == "twice":
                    bn(x)
                elif kind == "three":
                    bn(x), bn(x)
                elif kind == "skipped":
                    bn.running_mean.copy_(before[0]), bn.running_var.copy_(before[1])
                else:
                    bn.running_mean.add_(0.5 * bn.running_var.sqrt())
        after = {"runningMean": bn.running_mean, "runningVar": bn.running_var}
        names = {name: case.save("%s_after_%03d" % (name, index), values) for name, values in after.items()}
        case.steps[-1].update(stateAfter=names, rtol=1e-4, atol=1e-5)
    return case.end(None, at)


def updated_twice(draw):
    return counted(draw, "twice")


def updated_three(draw):
    return counted(draw, "three")


def updated_not(draw):
    return counted(draw, "skipped")


def updated_otherwise(draw):
    return counted(draw, "other")


# stale-statistics


def of_other_data(draw):
    draw.channels = max(8, draw.channels)
    g = draw.generator
    draw.__dict__.update(mean=g.normal(0, 1, draw.channels), sigma=np.exp(g.uniform(-0.7, 0.7, draw.channels)))
    bn = draw.loaded()
    draw.mean = draw.mean + draw.sigma * g.normal(0, 1, draw.channels) + draw.sigma * g.choice([-1, 1], draw.channels) * 0.8
    if g.random() < 0.5:
        draw.sigma = draw.sigma * np.exp(g.uniform(-0.6, 0.6, draw.channels))
    case = draw.case(bn)
    mode = str(g.choice(["eval", "train"]))
    for _ in range(draw.int(3, 12)):
        case.run(mode, draw.batch())
    return case.end(None, -1, 0)


def of_other_widths(draw):
    """The weights were scaled, as by folding or averaging: all channels are wider, or narrower."""
    draw.channels = max(8, draw.channels)
    g = draw.generator
    draw.__dict__.update(mean=g.normal(0, 1, draw.channels), sigma=np.exp(g.uniform(-0.7, 0.7, draw.channels)))
    bn = draw.loaded()
    factor = float(g.choice([0.4, 2.5]))
    draw.mean, draw.sigma = draw.mean * factor, draw.sigma * factor
    case = draw.case(bn)
    for _ in range(draw.int(3, 12)):
        case.run("eval", draw.batch())
    return case.end(None, -1, 0)


# train-eval-gap


def one_channel_off(draw):
    case, begun = draw.start()
    for _ in range(30):
        case.run("train", draw.batch())
    at = len(case.steps)
    size = float(draw.generator.choice([-1, 1])) * draw.generator.uniform(1.5, 5)
    for _ in range(draw.int(1, 6)):
        case.run("eval", draw.batch(shift=draw.one(size)))
    draw.dressed(case)
    return case.end(draw.channel, at)


def one_channel_given(draw):
    """A running mean of one channel was written wrong."""
    bn = draw.loaded()
    bn.running_mean[draw.channel] += float(draw.sigma[draw.channel] * draw.generator.choice([-1, 1]) * draw.generator.uniform(2, 5))
    case = draw.case(bn)
    for _ in range(draw.int(3, 8)):
        case.run("eval", draw.batch())
    return case.end(draw.channel, 0)


# dead-channel


def no_gamma(draw):
    bn = draw.loaded()
    with torch.no_grad():
        bn.weight[draw.channel] = float(draw.generator.choice([0.0, 1e-6, -1e-5, 1e-4]))
    case = draw.case(bn)
    for _ in range(draw.int(0, 5)):
        case.run(str(draw.generator.choice(["train", "eval"])), draw.batch())
    return case.end(draw.channel, -1)


def rarely_fires(draw):
    draw.count = max(draw.count, int(np.ceil(1200 / np.prod(draw.inner, initial=1))))
    draw.kind = "normal"
    bn = draw.loaded(30)
    case = draw.case(bn)
    at = draw.int(0, 5)
    few = draw.int(1, 6)
    for index in range(7):
        x = draw.batch()
        if index >= at:
            x[:, draw.channel] = 0
            x = place(draw, x, float(draw.sigma[draw.channel]), few)
        case.run("train", x)
    return case.end(draw.channel, at)


# amplifying-channel


def blows_up(draw):
    draw.sigma[draw.channel], draw.mean[draw.channel] = 10 ** float(draw.generator.uniform(-8, -5)), 0.0
    draw.sigma = np.where(np.arange(draw.channels) == draw.channel, draw.sigma, np.maximum(draw.sigma, 1.5))
    case = draw.case()
    for _ in range(draw.int(1, 5)):
        case.run("eval", draw.batch())
    return case.end(draw.channel, -1, 0)


# channel-axis


def time_first(draw):
    """(N, T, C) fed as (N, C, T)."""
    draw.inner = (draw.int(6, 40),)
    features = draw.inner[0]
    levels = draw.generator.normal(0, draw.generator.uniform(1.5, 4), features)
    case = draw.case(draw.bn(), given=False)
    for _ in range(draw.int(4, 60)):
        x = draw.generator.standard_normal((draw.count, draw.channels, features)) + levels
        case.run("train", tensor(x))
    return case.end(None, 0)


def channels_last(draw):
    """(N, H, W, C) fed as (N, C, H, W)."""
    draw.channels = draw.int(6, 12)
    draw.inner = (draw.channels, draw.int(6, 20))
    draw.count = 16
    draw.channel = 0
    features = draw.inner[1]
    levels = draw.generator.normal(0, draw.generator.uniform(1.5, 4), features)
    sizes = np.exp(draw.generator.uniform(-0.5, 0.5, features))
    case = draw.case(draw.bn(), given=False)
    for _ in range(draw.int(4, 60)):
        x = draw.generator.standard_normal((draw.count, draw.channels) + draw.inner) * sizes + levels
        case.run("train", tensor(x))
    return case.end(None, 0)


# padding


def padded_end(draw):
    draw.inner = (draw.int(20, 80),)
    draw.channels = max(4, draw.channels)
    g = draw.generator
    draw.__dict__.update(mean=g.uniform(1.5, 4, draw.channels) * g.choice([-1, 1], draw.channels), sigma=np.exp(g.uniform(-0.5, 0.5, draw.channels)))
    length = draw.inner[0]
    at_end, value = g.random() < 0.6, float(g.choice([0.0, 0.0, -1.0]))
    ragged = g.random() < 0.5
    case = draw.case(draw.bn(momentum=0.1), given=False)
    for _ in range(60):
        x = draw.batch()
        for sample in range(draw.count):
            n = int(g.integers(length // 5, length * 3 // 4)) if ragged else length // 3
            if at_end:
                x[sample, :, length - n :] = value
            else:
                x[sample, :, :n] = value
        case.run("train", x)
    case.run("eval", x)
    return case.end(None, 0)


def padded_images(draw):
    """Images of other sizes in one frame: rows below and columns to the right are 0."""
    draw.inner = (16, 16)
    draw.channels, draw.count = 4, 16
    draw.channel = 0
    g = draw.generator
    draw.__dict__.update(mean=g.uniform(1.5, 4, 4), sigma=np.exp(g.uniform(-0.5, 0.5, 4)))
    rows, columns = draw.int(5, 9), draw.int(0, 8)
    case = draw.case(draw.bn(), given=False)
    for _ in range(50):
        x = draw.batch()
        x[:, :, 16 - rows :, :] = 0
        if columns:
            x[:, :, :, 16 - columns :] = 0
        case.run("train", x)
    return case.end(None, 0)


# expected-differs


def expected(draw, how):
    case, begun = draw.start()
    at = begun + draw.int(0, 5)
    while len(case.steps) < begun + 6:
        x = draw.batch()
        y, _ = case.run("eval", x)
        if len(case.steps) - 1 == at:
            case.steps[-1].update(expect=case.save("expected", how(case.bn, x, y.detach().clone())), rtol=1e-4, atol=1e-5)
    return case.end(None, at)


def expected_eps(draw):
    draw.sigma = draw.sigma * 0.1 / draw.sigma.mean()
    draw.mean = draw.mean * 0.1
    f = nn.functional.batch_norm
    return expected(draw, lambda bn, x, y: f(x, bn.running_mean, bn.running_var, bn.weight, bn.bias, False, 0.0, 1e-3).detach())


def expected_bias(draw):
    def how(bn, x, y):
        y[:, draw.channel] += 0.2
        return y

    return expected(draw, how)


def expected_factor(draw):
    def how(bn, x, y):
        return y * tensor(draw.per(draw.generator.uniform(0.8, 1.2, draw.channels)))

    return expected(draw, how)


VARIATIONS = {
    "non-finite-input": [nan_in_train, nan_in_eval, nan_again],
    "non-finite-state": [nan_given, nan_set],
    "one-value-per-channel": [single_pytorch, single_makemore, single_keras],
    "never-updated": [only_eval, stuck],
    "swapped-statistics": [exchanged],
    "misread-state": [read_sigma, read_inverse, read_shifted, read_order],
    "negative-variance": [negative],
    "wrong-mode": [eval_is_train, train_is_eval],
    "small-batch": [few_samples],
    "zero-variance": [constant_from, constant_in_eval, constant_always],
    "eps-dominates": [narrow, ported_eps],
    "cancellation": [far_mean],
    "half-overflow": [half_values],
    "not-converged": [too_few, slow_keras],
    "momentum-inverted": [inverted],
    "mode-shift": [dropped_out, augmented, brighter],
    "two-populations": [in_turn, in_turn_one],
    "distribution-shift": [drifts, steps_away, widens],
    "between-batch-variance": [batches_differ],
    "outlier-batch": [odd_batch, odd_sample, odd_and_early],
    "small-last-batch": [last_is_small],
    "repeated-batch": [twice],
    "update-count": [updated_twice, updated_three, updated_not, updated_otherwise],
    "stale-statistics": [of_other_data, of_other_widths],
    "train-eval-gap": [one_channel_off, one_channel_given],
    "dead-channel": [no_gamma, rarely_fires],
    "amplifying-channel": [blows_up],
    "channel-axis": [time_first, channels_last],
    "padding": [padded_end, padded_images],
    "expected-differs": [expected_eps, expected_bias, expected_factor],
}


def main(folder, seeds, rules=()):
    for rule, makers in VARIATIONS.items():
        if rules and rule not in rules:
            continue
        for make in makers:
            for seed in seeds:
                name = make.__name__.replace("_", "-")
                path = os.path.join(folder, rule, name, str(seed))
                os.makedirs(path, exist_ok=True)
                told = make(Wild(seeded(rule + name, seed, False), path))
                write(path, "truth.json", {"rule": rule, "near": False, "seed": seed, **told})


if __name__ == "__main__":
    main(sys.argv[1], [int(seed) for seed in sys.argv[2:]] or [1, 2, 3])
