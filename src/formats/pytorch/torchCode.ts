import { outputFor, pythonString } from '../readerKit.js';

/** Python that saves every tensor of a checkpoint, or of a pickled model, by its name. */
export function torchCode(file: string): string {
  return [
    'import numpy as np',
    'import torch',
    `x = torch.load(${pythonString(file)}, map_location='cpu')`,
    "x = x.state_dict() if hasattr(x, 'state_dict') else x",
    "x = x.get('state_dict', x) if isinstance(x, dict) else {'x': x}",
    'x = {name: item.detach().resolve_conj().resolve_neg() for name, item in x.items() if torch.is_tensor(item)}',
    'x = {name: item.float() if item.dtype == torch.bfloat16 else item for name, item in x.items()}',
    `np.savez(${outputFor(file, '.npz')}, **{name: item.numpy() for name, item in x.items()})`,
  ].join('\n');
}
