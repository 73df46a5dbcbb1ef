"""What the recorder promises of unusual training, tried; prints one JSON object. python3 check_promises.py FOLDER"""

import glob
import json
import os
import shutil
import sys
import threading
import warnings

import numpy as np
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "media", "python"))
from batchnorm_recorder import record  # noqa: E402

torch.set_num_threads(1)
torch.manual_seed(3)
results = {}
folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


def read(run, layer):
    files = sorted(glob.glob(os.path.join(folder, run, layer, "stats_*.npz")))
    parts = [dict(np.load(file)) for file in files]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def told(action):
    """What the recorder warns of meanwhile."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        action()
    return [str(one.message).replace(folder, "") for one in heard if "batchnorm_recorder" in str(one.message)]


def state_error(has, momentum=0.1):
    """Largest distance of the running values from those that follow from the moments alone, in running σ."""
    worst = 0.0
    for i in range(len(has["mode"])):
        n = has["count"][i]
        mean = 0.9 * has["running_mean_before"][i] + momentum * has["mean"][i]
        var = 0.9 * has["running_var_before"][i] + momentum * has["var"][i] * n / (n - 1)
        worst = max(worst, np.max(np.abs(mean - has["running_mean"][i]) / np.sqrt(has["running_var"][i])))
        worst = max(worst, np.max(np.abs(var / has["running_var"][i] - 1)))
    return float(worst)


# A model that is cast and moved midway; its tensors are as the layer had them.
model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
x = torch.randn(8, 3, 10, 10) + 2
with record(model, path("cast"), tensors=3):
    model(x)
    model.double().to("cpu")
    model(x.double())
    model.float()
    for parameter in model.parameters():
        parameter.data = parameter.data.clone()
    model(x)
has = read("cast", "1")
results["cast"] = [has["step"].tolist(), state_error(has)]
results["castTensors"] = [str(np.load(file).dtype) for file in sorted(glob.glob(path("cast/1/x_*.npy")))]

# Replicas in threads of their own, as DataParallel runs them on GPUs.
layer = nn.BatchNorm1d(5)
replicas = []
for _ in range(4):
    replica = layer._replicate_for_data_parallel()
    replica.weight, replica.bias = layer.weight.detach(), layer.bias.detach()
    replica.running_mean, replica.running_var = layer.running_mean.clone(), layer.running_var.clone()
    replica.num_batches_tracked = layer.num_batches_tracked.clone()
    replicas.append(replica)
batches = [torch.randn(64, 5) + i for i in range(4)]
with record(layer, path("replicas")):
    threads = [threading.Thread(target=one, args=(batch,)) for one, batch in zip(replicas, batches)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
has = read("replicas", "batchnorm")
results["replicas"] = sorted(round(float(mean)) for mean in has["mean"].mean(1))
results["replicasError"] = state_error(has)

# Checkpoints of both kinds: the forward of the backward is a pass, too.
for reentrant in (True, False):
    layer = nn.BatchNorm1d(4)
    x = torch.randn(16, 4, requires_grad=True)
    with record(layer, path("checkpoint%d" % reentrant)):
        checkpoint(layer, x, use_reentrant=reentrant).sum().backward()
    results["checkpoint%d" % reentrant] = len(read("checkpoint%d" % reentrant, "batchnorm")["mode"])

# What it cannot see.
scripted = nn.Sequential(torch.jit.script(nn.BatchNorm1d(2)), nn.BatchNorm1d(2))
traced = nn.Sequential(torch.jit.trace(nn.BatchNorm1d(2), torch.randn(4, 2)), nn.BatchNorm1d(2))
results["unseen"] = []
for name, model in (("scripted", scripted), ("traced", traced)):
    def run():
        with record(model, path(name)):
            model(torch.randn(4, 2))

    results["unseen"] += told(run)
    results["unseen"].append(len(read(name, "1")["mode"]))
whole = nn.Sequential(nn.BatchNorm1d(2))
whole_scripted = torch.jit.script(whole)


def run_whole():
    with record(whole_scripted, path("whole")):
        whole_scripted(torch.randn(4, 2))


results["unseen"] += told(run_whole)
fused = torch.nn.intrinsic.qat.ConvBn2d(3, 4, 3, qconfig=torch.ao.quantization.get_default_qat_qconfig("fbgemm")).train()


def run_fused():
    with record(nn.Sequential(fused), path("fused")):
        fused(torch.randn(4, 3, 8, 8))


class FrozenBatchNorm(nn.Module):
    """As detectron2 has it: running values, and no layer of PyTorch's inside."""

    def __init__(self):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(3))


results["fused"] = [told(run_fused), len(read("fused", "0.bn")["mode"])]
results["other"] = told(lambda: record(nn.Sequential(FrozenBatchNorm(), nn.InstanceNorm1d(3)), path("other")).stop())


class OptimizedModule(nn.Module):
    """As torch.compile names what it returns, in PyTorch that has it."""

    def __init__(self, inner):
        super().__init__()
        self._orig_mod = inner

    def forward(self, x):
        return self._orig_mod(x)


compiled = OptimizedModule(nn.BatchNorm1d(2))
results["compiled"] = told(lambda: record(compiled, path("compiled")).stop())

# Bounds: a recording that is full ends, and can be read; inputs are left out first.
layer = nn.Sequential(nn.BatchNorm1d(64))


def fill(**bounds):
    with record(layer, path("full"), **bounds) as recorder:
        for _ in range(600):
            layer(torch.randn(8, 64))
            recorder._pause = 0.0  # As if a second had gone by.


results["full"] = told(lambda: fill(max_bytes=400_000))
size = sum(os.path.getsize(file) for file in glob.glob(path("full/**"), recursive=True) if os.path.isfile(file))
has = read("full", "0")
results["fullSize"] = [size, len(has["mode"])]
results["fullTensors"] = len(glob.glob(path("full/0/x_*.npy")))
two = nn.Sequential(nn.BatchNorm1d(64), nn.BatchNorm1d(64))
with record(two, path("memory"), tensors=4, max_memory=3 * 8 * 64 * 4) as recorder:
    held = []
    for _ in range(6):
        two(torch.randn(8, 64))
        held.append(recorder._held_bytes)
results["memory"] = [max(held), len(glob.glob(path("memory/*/x_*.npy")))]

# A folder that goes away: the training goes on, and hears of it once.
layer = nn.BatchNorm1d(3)
outputs = []


def lose():
    with record(layer, path("lost")) as recorder:
        for step in range(5):
            recorder._pause = 0.0
            outputs.append(layer(torch.randn(8, 3)))
            if step == 1:
                shutil.rmtree(path("lost"))


results["lost"] = [one[:60] for one in told(lose)]
results["lostOutputs"] = len(outputs)

# Every n-th step: where the state went meanwhile is said.
layer = nn.BatchNorm1d(3)
with record(layer, path("every"), every=3):
    for _ in range(10):
        layer(torch.randn(32, 3) + 1)
has = read("every", "batchnorm")
results["every"] = [has["step"].tolist(), has["num_batches_tracked"].tolist()]
results["everyMoved"] = bool(np.all(has["running_mean_before"][1:] > has["running_mean"][:-1]))

# Ranks of one training, each in its folder, one model of all.
if torch.distributed.is_available():
    import torch.multiprocessing as processes

    def rank(number, where):
        torch.distributed.init_process_group("gloo", init_method="file://" + where + "-store", rank=number, world_size=2)
        net = nn.Sequential(nn.BatchNorm1d(3))
        with record(net, where):
            for _ in range(3):
                net(torch.randn(8, 3))
            torch.distributed.barrier()
        torch.distributed.barrier()
        torch.distributed.destroy_process_group()

    # By fork: nothing of this file is run again.
    processes.start_processes(rank, (path("ranks"),), nprocs=2, start_method="fork")
    model = json.load(open(path("ranks/model.bn.json")))
    results["ranks"] = [[one["name"], one["program"]] for one in model["layers"]]
    results["ranksPasses"] = [len(read("ranks/rank%d" % number, "0")["mode"]) for number in range(2)]
print(json.dumps(results))
