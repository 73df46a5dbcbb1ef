import { zipFile } from './zipFile.js';

/** An `.npz` of these members, `.npy` files by their names without `.npy`. */
export function npzFile(
  members: Readonly<Record<string, Uint8Array>>,
  { isDeflated = false } = {},
): Uint8Array<ArrayBuffer> {
  return zipFile(Object.entries(members).map(([name, content]) => ({ name: `${name}.npy`, content, isDeflated })));
}
