import type { Uri } from 'vscode';
import { nameOf } from '../../session/program/paths/index.js';

/** `a.npy`, `a.npy and b.npy`, `a.npy and 3 more files` */
export function namesOf(files: readonly Uri[]): string {
  const names = files.map((file) => nameOf(file.toString()));
  if (names.length <= 2) return names.join(' and ');
  return `${names[0]} and ${names.length - 1} more files`;
}
