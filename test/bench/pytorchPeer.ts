import type { Peer } from './peer.js';
import { startPythonPeer } from './pythonPeer.js';

const program = `
import torch, torch.nn.functional as F
torch.set_num_threads(int(sys.argv[1]))
x, g, layer, saved, made = None, None, None, None, None
def make(shape, dtype):
    global x, g, layer, saved, made
    if made != (shape, dtype):
        x = torch.randn(*(int(size) for size in shape.split(",")), dtype=getattr(torch, dtype))
        layer = [make(x.shape[1]) for make in (torch.zeros, torch.ones, torch.ones, torch.zeros)]
        g = torch.rand_like(x)
        saved = [torch.zeros(x.shape[1]), torch.ones(x.shape[1])]
        made = (shape, dtype)
axes = lambda: [axis for axis in range(x.dim()) if axis != 1]
work = {
    "train": lambda: F.batch_norm(x, *layer, True),
    "eval": lambda: F.batch_norm(x, *layer, False),
    "moments": lambda: torch.var_mean(x, axes()),
    "backward": lambda: torch.ops.aten.native_batch_norm_backward(
        g, x, layer[2], layer[0], layer[1], *saved, True, 1e-5, [True, True, True]),
    "histogram": lambda: torch.histc(x, 40, -1, 1.5),
}
print("PyTorch", torch.__version__, flush=True)
`;

export function startPytorch(threads: number): Promise<Peer> {
  return startPythonPeer('pytorch', program, [String(threads)]);
}
