import { join } from 'node:path';
import type { Action, HostApi, Outcome, SessionSnapshot } from '../../../src/protocol/index.js';
import type { DebugName, DebugRequest, DebugResult, LineBreakpoint, SourceKey } from '../../../src/session/index.js';
import { startWorker, type WorkerConnection } from '../../../src/worker/client.js';
import { repository } from '../../host/repository.js';
import type { LongProgram } from './longProgram.js';

const id = 'debugged';
const nobody: HostApi = {
  readFile: () => Promise.reject(new Error('local files the worker reads itself')),
  readDirectory: () => Promise.reject(new Error('local folders the worker reads itself')),
  onProgress: () => undefined,
  onSay: () => undefined,
  onWarning: () => undefined,
};

/** A program in the worker's thread, asked what the debug adapter asks, over the wire that the extension has. */
export class DebugSession {
  private constructor(private readonly worker: WorkerConnection) {}

  static async start({ uri, text }: LongProgram): Promise<DebugSession> {
    const path = join(repository, 'dist', 'cli', 'worker.js');
    const session = new DebugSession(await startWorker({ node: path, web: '' }, nobody));
    valueOf(await session.worker.api.open(id, { target: { kind: 'program', uri } }));
    await session.ask('attach', { text, begins: true });
    return session;
  }

  async ask<K extends DebugName>(name: K, request: DebugRequest<K>): Promise<DebugResult<K>> {
    return valueOf<DebugResult<K>>(await this.worker.api.debug(id, name, request));
  }

  /** Exactly these, wherever others were. */
  async breakAt(source: SourceKey, breakpoint: Omit<LineBreakpoint, 'id'>): Promise<void> {
    for (const one of ['program', 'train'] as const) {
      const breakpoints = one === source ? [{ id: 1, ...breakpoint }] : [];
      const states = await this.ask('breakpoints', { source: one, breakpoints });
      const problem = states.find((state) => state.problem !== undefined)?.problem;
      if (problem !== undefined) throw new Error(problem);
    }
  }

  async act(action: Action): Promise<SessionSnapshot> {
    return valueOf(await this.worker.api.act(id, action));
  }

  pause(): void {
    void this.worker.api.pause(id);
  }

  /** What VS Code asks for when it has been told of a stop: the stack, its texts, the scopes, and each array's elements. */
  async showStop(): Promise<void> {
    const { frames } = await this.ask('stack', null);
    for (const { source } of frames) await this.ask('source', source);
    const scopes = await this.ask('scopes', frames[0].kind);
    for (const { path, name, count = 0 } of scopes.flatMap(({ variables }) => variables)) {
      // Tensors stay closed.
      if (path && !['x', 'xhat', 'y'].includes(name)) await this.ask('children', { path, start: 0, count });
    }
  }

  end(): void {
    this.worker.terminate();
  }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.title}: ${outcome.failure.message}`);
  return outcome.value;
}
