import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../host/npm.js';
import { repository } from '../host/repository.js';
import { startPeer, type Peer } from './peer.js';

/** A package of its own: what we are compared with is no part of what we install. */
const folder = join(repository, 'test', 'bench', 'peers');
const programs = { onnxruntime: 'onnxruntimePeer.mjs', tfjs: 'tfjsPeer.mjs' } as const;

/** onnxruntime and TensorFlow.js on WebAssembly, installed where they are not yet; none where that fails. */
export async function startJsPeers(threads: number, say: (what: string) => void): Promise<readonly Peer[]> {
  if (!(await areInstalled(say))) return [];
  return Promise.all(
    Object.entries(programs).map(([name, file]) =>
      startPeer({ name, command: process.execPath, words: [join(folder, file), String(threads)] }),
    ),
  );
}

async function areInstalled(say: (what: string) => void): Promise<boolean> {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return true;
  say('installing onnxruntime and TensorFlow.js, once');
  try {
    await npm(folder, 'ci');
    return true;
  } catch (error) {
    say(`onnxruntime and TensorFlow.js are absent: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
