"""What the recorder costs: steps of a ResNet-like CNN's training on the CPU, without it and with it in turn, in one process.

    python3 recorder_cost.py FOLDER THREADS

prints the version first; then, for each line `kind steps …`, the seconds that so many steps took: "without" a recorder, with
"statistics" only, or with "tensors" of the last passes, too. Recorders are paused in each other's rounds.
"""

import os
import sys
import time
import warnings

import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "media", "python"))
from batchnorm_recorder import record  # noqa: E402

warnings.simplefilter("ignore")
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.short = nn.Sequential()
        if stride > 1:
            self.short = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.short(x))


def resnet20():
    """He et al. 2015, for 32 by 32 images: 19 layers of weights and 2 of shortcuts, each with its BatchNorm."""
    widths = [(16, 16, 1)] * 3 + [(16, 32, 2)] + [(32, 32, 1)] * 2 + [(32, 64, 2)] + [(64, 64, 1)] * 2
    blocks = [Block(*width) for width in widths]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]
    return nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *blocks, *head)


model = resnet20().train()
optimizer = torch.optim.SGD(model.parameters(), 0.1, 0.9)
x, y = torch.randn(64, 3, 32, 32), torch.randint(0, 10, (64,))


def steps(count):
    for _ in range(count):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


recorders = {
    "statistics": record(model, os.path.join(sys.argv[1], "statistics"), tensors=0),
    "tensors": record(model, os.path.join(sys.argv[1], "tensors")),
}
for recorder in recorders.values():
    recorder.pause()
print("PyTorch", torch.__version__, flush=True)
for line in sys.stdin:
    kind, count = line.split()[:2]
    recorder = recorders.get(kind)
    if recorder:
        recorder.go_on()
    began = time.perf_counter()
    steps(int(count))
    seconds = time.perf_counter() - began
    if recorder:
        recorder.pause()
    print(seconds, flush=True)
for recorder in recorders.values():
    recorder.stop()
