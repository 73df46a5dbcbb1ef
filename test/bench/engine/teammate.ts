import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { fastestKernels } from '../../../src/engine/index.js';
import { carryOut, type Share, type Task } from './tasks.js';
import { tensorsAt, type Places } from './tensors.js';

/** What the second thread is given when it starts. */
export interface TeammateData {
  /** [0]: how many tasks were given; [1]: how many are done. */
  readonly counters: Int32Array;
  readonly port: MessagePort;
  /** What all tensors lie in. */
  readonly memory: WebAssembly.Memory;
}

export interface TeammateTask {
  readonly places: Places;
  readonly task: Task;
  readonly share: Share;
}

/** The second thread: takes a task as soon as there is one. It never returns; it is terminated. */
if (parentPort) {
  // What `team.ts` starts it with.
  const { counters, port, memory } = workerData as TeammateData;
  fastestKernels().adopt(memory, 1);
  for (let done = 0; ;) {
    Atomics.wait(counters, 0, done);
    const received = receiveMessageOnPort(port) as { readonly message: TeammateTask } | undefined;
    if (!received) continue;
    const { places, task, share } = received.message;
    port.postMessage(carryOut(task, tensorsAt(memory.buffer, places), share));
    done += 1;
    Atomics.store(counters, 1, done);
    Atomics.notify(counters, 1);
  }
}
