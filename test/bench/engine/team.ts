import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Layout } from '../../../src/engine/index.js';
import { carryOut, type Share, type Task, type TaskResults } from './tasks.js';
import type { TeammateData, TeammateTask } from './teammate.js';
import { placesOf, type Tensors } from './tensors.js';

/** One thread, or two that share the rows of a tensor. */
export interface Team {
  /** Carries out a task and waits for it. @returns the result of each thread */
  readonly do: <T extends Task>(task: T, tensors: Tensors, layout: Layout) => readonly TaskResults[T['kind']][];
  readonly close: () => Promise<void>;
}

/** @param memory what the tensors lie in; shared where there are two threads */
export function startTeam(threads: number, memory: WebAssembly.Memory | null): Team {
  if (threads === 1 || !memory) {
    return {
      do: (task, tensors, layout) => [resultOf(task, tensors, { layout, from: 0, to: layout.outer, thread: 0 })],
      close: () => Promise.resolve(),
    };
  }
  const counters = new Int32Array(new SharedArrayBuffer(8));
  const { port1, port2 } = new MessageChannel();
  const workerData: TeammateData = { counters, port: port2, memory };
  const worker = new Worker(new URL('./teammate.mjs', import.meta.url), { workerData, transferList: [port2] });
  let given = 0;
  return {
    do: (task, tensors, layout) => {
      const middle = Math.ceil(layout.outer / 2);
      const share = { layout, from: middle, to: layout.outer, thread: 1 };
      port1.postMessage({ places: placesOf(tensors), task, share } satisfies TeammateTask);
      given += 1;
      Atomics.store(counters, 0, given);
      Atomics.notify(counters, 0);
      const own = resultOf(task, tensors, { layout, from: 0, to: middle, thread: 0 });
      Atomics.wait(counters, 1, given - 1);
      // A teammate answers before it counts.
      const answer = receiveMessageOnPort(port1) as { readonly message: typeof own };
      return [own, answer.message];
    },
    close: async () => {
      await worker.terminate();
      port1.close();
    },
  };
}

function resultOf<T extends Task>(task: T, tensors: Tensors, share: Share): TaskResults[T['kind']] {
  // `carryOut` answers each kind of task with its own kind of result.
  return carryOut(task, tensors, share) as TaskResults[T['kind']];
}
