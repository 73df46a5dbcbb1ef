import { outputFor, pythonString } from './pythonCode.js';

/** The first of the five pickles of `torch.save` before 1.6: protocol 2, and the number 0x1950a86a20f9469cfc6c. */
const magic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

export function isTorchMagic(head: Uint8Array): boolean {
  return magic.every((byte, at) => head[at] === byte);
}

export const torchAdvice =
  'Loading it may run code from the file, so it is not read here. If you trust it, save its tensors as an archive, which opens as a list of its layers:';

/** Python that saves every tensor of a checkpoint, or of a pickled model, by its name. */
export function torchCode(file: string): string {
  return [
    'import numpy as np',
    'import torch',
    `x = torch.load(${pythonString(file)}, map_location='cpu')`,
    "x = x.state_dict() if hasattr(x, 'state_dict') else x",
    "x = x.get('state_dict', x) if isinstance(x, dict) else {'x': x}",
    'x = {name: item.detach() for name, item in x.items() if torch.is_tensor(item)}',
    'x = {name: item.float() if item.dtype == torch.bfloat16 else item for name, item in x.items()}',
    `np.savez(${outputFor(file, '.npz')}, **{name: item.numpy() for name, item in x.items()})`,
  ].join('\n');
}
