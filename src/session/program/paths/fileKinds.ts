import { nameOf } from './programPaths.js';

const archive = /\.(npz|safetensors|pt|pth|ckpt|h5|hdf5|keras)$/i;

/** How the names of program files end. */
export const programSuffix = '.bn.json';

/** Whether a URI is a program's by its name. */
export function isProgram(uri: string): boolean {
  return nameOf(uri).endsWith(programSuffix);
}

/** Whether a URI is, by its name, that of a file that may hold a tensor. */
export function isTensorFile(uri: string): boolean {
  return isArchive(uri) || /\.(npy|json)$/i.test(nameOf(uri));
}

/** Whether a URI is, by its name, that of a file of several tensors. */
export function isArchive(uri: string): boolean {
  return archive.test(nameOf(uri));
}

/** The name that a program about this file, or made of this program, is given. */
export function programNameFor(uri: string): string {
  return `${nameOf(uri).replace(/\.(bn\.json|tensor\.json|npy|npz|safetensors|pt|pth|ckpt|weights\.h5|h5|hdf5|keras|json)$/i, '')}${programSuffix}`;
}
