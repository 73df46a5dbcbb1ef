import { outputFor, pythonString } from './pythonCode.js';

/** How the first of the five pickles of the old form begins: with the number 0x1950a86a20f9469cfc6c. */
const binary = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
const decimal = Array.from('L119547037146038801333356L\n', (character) => character.charCodeAt(0));
/** Behind the protocol, or behind protocol and frame. */
const starts = [2, 11];

/** Whether a file is what torch.save wrote before PyTorch 1.6. */
export function isTorchMagic(head: Uint8Array): boolean {
  const begins = (magic: readonly number[], at: number): boolean => magic.every((byte, i) => head[at + i] === byte);
  return begins(decimal, 0) || (head[0] === 0x80 && starts.some((at) => begins(binary, at)));
}

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
