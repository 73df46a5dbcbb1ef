import type { Uri } from 'vscode';
import type { Disposable } from '../lifetime.js';
import type { LiveSession } from './liveSession.js';

/** Somebody's hold on a session; the session ends with its last lease. */
export interface Lease extends Disposable {
  readonly session: LiveSession;
}

/** One session for a document, however many faces show it. */
export class SessionHub implements Disposable {
  readonly #sessions = new Map<string, { readonly session: LiveSession; leases: number }>();

  constructor(private readonly start: (uri: Uri) => LiveSession) {}

  get size(): number {
    return this.#sessions.size;
  }

  find(uri: Uri): LiveSession | undefined {
    return this.#sessions.get(uri.toString())?.session;
  }

  lease(uri: Uri): Lease {
    const key = uri.toString();
    const shared = this.#sessions.get(key) ?? { session: this.start(uri), leases: 0 };
    this.#sessions.set(key, shared);
    shared.leases += 1;
    let isHeld = true;
    return {
      session: shared.session,
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        shared.leases -= 1;
        if (shared.leases > 0) return;
        this.#sessions.delete(key);
        shared.session.dispose();
      },
    };
  }

  dispose(): void {
    for (const { session } of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }
}
