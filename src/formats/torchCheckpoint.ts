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

const pickleName = 'data.pkl';

/** The folder, with its slash, that a zip archive has all of a checkpoint in; undefined where it is none. */
export function torchRoot(names: readonly string[]): string | undefined {
  return names.find((name) => name === pickleName || name.endsWith(`/${pickleName}`))?.slice(0, -pickleName.length);
}
