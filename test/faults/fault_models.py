"""Faults in a small network, recorded by the recorder: of several layers, ranks, and upstream of a layer."""

import json
import os
import sys
import warnings

import torch
from torch import nn

from baselines import baselines_of

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../media/python"))
from batchnorm_recorder import record  # noqa: E402

DEPTH, IMAGE, BATCH = 4, 8, 32


class Net(nn.Module):
    """Blocks of convolution, (dropout), BatchNorm and ReLU, then a mean and a Linear."""

    def __init__(self, channels, dropout_at=None, rate=0.0):
        super().__init__()
        ins = [3] + [channels] * (DEPTH - 1)
        self.conv = nn.ModuleList([nn.Conv2d(one, channels, 3, padding=1, bias=False) for one in ins])
        self.bn = nn.ModuleList([nn.BatchNorm2d(channels) for _ in ins])
        self.drop = nn.ModuleList([nn.Dropout(rate if at == dropout_at else 0.0) for at in range(DEPTH)])
        self.last = nn.Linear(channels, 4)
        self.inject = None

    def forward(self, x):
        for at in range(DEPTH):
            x = self.conv[at](x)
            if self.inject:
                x = self.inject(at, x)
            x = torch.relu(self.bn[at](self.drop[at](x)))
        return self.last(x.mean(dim=(2, 3)))


class Run:
    """A network that learns, or is evaluated, step by step."""

    def __init__(self, draw, net=None, shift=0.0):
        self.net = net or Net(draw.channels)
        self.generator = torch.Generator().manual_seed(int(draw.generator.integers(1 << 31)))
        self.shift, self.seen = shift, []
        self.optimizer = torch.optim.SGD([p for p in self.net.parameters() if p.requires_grad], lr=0.01)

    def batch(self):
        labels = torch.randint(0, 4, (BATCH,), generator=self.generator)
        x = torch.randn(BATCH, 3, IMAGE, IMAGE, generator=self.generator)
        x[:, 0] += labels.reshape(-1, 1, 1).float() / 4
        return x + self.shift, labels

    def train(self, steps):
        self.net.train()
        for _ in range(steps):
            x, labels = self.batch()
            loss = nn.functional.cross_entropy(self.net(x), labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def evaluate(self, steps):
        self.net.eval()
        with torch.no_grad():
            for _ in range(steps):
                self.net(self.batch()[0])

    def watch(self, layer):
        """Keeps the tensors of one layer, for the baselines."""

        def look(bn, inputs, output):
            x, mode = inputs[0].detach(), "train" if bn.training else "eval"
            other = None if bn.training else nn.functional.batch_norm(x, None, None, bn.weight, bn.bias, True, 0.0, bn.eps)
            values = [x, output, bn.running_mean, bn.running_var, bn.weight, bn.bias]
            names = ["input", "output", "running_mean", "running_var", "gamma", "beta"]
            tensors = {name: value.detach().numpy().copy() for name, value in zip(names, values)}
            self.seen.append({"mode": mode, "tensors": tensors, "other_mode": None if other is None else other.detach().numpy()})

        layer.register_forward_hook(look)


def told(run, rule, layer=None, at=None, to=None, channel=None):
    where = None if layer is None else "bn.%d" % layer
    return {"rule": rule, "layer": where, "channel": channel, "pass": [at, at if to is None else to], "baselines": baselines_of(run.seen)}


def recorded(draw, run):
    return record(run.net, os.path.join(draw.folder, "run"))


def nan_upstream(draw):
    run, layer, at = Run(draw), draw.int(0, DEPTH), draw.int(4, 14)
    run.train(30)
    run.watch(run.net.bn[layer])
    step = [0]

    def inject(index, x):
        if index == 0:
            step[0] += 1
        if index == layer and step[0] - 1 == at and not draw.near:
            x = x.clone()
            x[draw.int(0, BATCH), draw.channel, 2, 3] = float("nan")
        return x

    run.net.inject = inject
    with recorded(draw, run):
        run.train(18)
        run.evaluate(2)
    return told(run, "non-finite-input", layer, at, channel=draw.channel)


def dead_upstream(draw):
    run, layer, at = Run(draw), draw.int(0, DEPTH), draw.int(4, 14)
    run.train(30)
    run.watch(run.net.bn[layer])
    with recorded(draw, run):
        run.train(at)
        if not draw.near:
            with torch.no_grad():
                run.net.conv[layer].weight.zero_()
            run.net.conv[layer].weight.requires_grad_(False)
            run.optimizer.param_groups[0]["params"] = [p for p in run.net.parameters() if p.requires_grad]
        run.train(12)
    return told(run, "zero-variance", layer, at)


def frozen_upstream(draw):
    layer = draw.int(0, DEPTH)
    run = Run(draw)
    run.train(60)
    run.net.bn[layer].requires_grad_(False)
    after = Run(draw, run.net, shift=0.0 if draw.near else 1.0)
    after.watch(run.net.bn[layer])
    with recorded(draw, after):
        for _ in range(30):
            after.net.train()
            if draw.near:
                after.net.bn[layer].eval()
                x, labels = after.batch()
                after.optimizer.zero_grad()
                nn.functional.cross_entropy(after.net(x), labels).backward()
                after.optimizer.step()
            else:
                after.train(1)
    return told(after, "frozen-moved", layer, 0)


def dropout_upstream(draw):
    layer = draw.int(0, DEPTH)
    run = Run(draw, Net(draw.channels, layer, draw.of(0.5, 0.01)))
    run.train(60)
    run.watch(run.net.bn[layer])
    first = draw.int(30, 50)
    with recorded(draw, run):
        run.train(first)
        run.evaluate(4)
    return told(run, "mode-shift", layer, first)


def other_weights(draw):
    draw.channels = draw.int(8, 13)
    layer = draw.int(0, DEPTH)
    run = Run(draw)
    run.train(60)
    other = Run(draw, shift=1.0)
    other.train(60)
    if not draw.near:
        run.net.bn[layer].running_mean.copy_(other.net.bn[layer].running_mean * 1.5 + 0.3)
        run.net.bn[layer].running_var.copy_(other.net.bn[layer].running_var)
    run.watch(run.net.bn[layer])
    with recorded(draw, run):
        run.evaluate(6)
    return told(run, "stale-statistics", layer, -1, 0)


def frozen_moved(draw):
    return frozen_upstream(draw)


def ranks_disagree(draw):
    """Two processes without synchronization, whose shards are not alike: their recordings as one model's."""
    layers, runs = [], []
    start = Net(draw.channels).state_dict()
    for rank in range(2):
        net = Net(draw.channels)
        net.load_state_dict(start)
        run = Run(draw, net, shift=draw.of(1.5, 0.0) * rank)
        run.watch(net.bn[0])
        name = "rank%d" % rank
        with record(net, os.path.join(draw.folder, "run", name)):
            run.train(60)
        with open(os.path.join(draw.folder, "run", name, "model.bn.json"), encoding="utf-8") as file:
            own = json.load(file)["layers"]
        layers += [{"name": "%s/%s" % (name, one["name"]), "program": "%s/%s" % (name, one["program"])} for one in own]
        runs.append(run)
    with open(os.path.join(draw.folder, "run", "model.bn.json"), "w", encoding="utf-8") as file:
        json.dump({"layers": layers}, file)
    return told(runs[1], "ranks-disagree", None, 0, 59)


MODEL_FAULTS = {
    "frozen-moved": frozen_moved,
    "ranks-disagree": ranks_disagree,
    "upstream/nan": nan_upstream,
    "upstream/dead-layer": dead_upstream,
    "upstream/frozen": frozen_upstream,
    "upstream/dropout": dropout_upstream,
    "upstream/other-weights": other_weights,
}
warnings.filterwarnings("ignore")
