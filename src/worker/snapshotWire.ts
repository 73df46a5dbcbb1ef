import type { Outcome, SessionSnapshot, ThreadApi, WorkerApi } from '../protocol/index.js';
import { SnapshotReceiver, SnapshotSender, type SnapshotUpdate } from '../protocol/index.js';

/** The API as it is called from another thread: of a session's snapshots only what changed crosses over. */
export function sendingChanges(api: WorkerApi): ThreadApi {
  const senders = new Map<string, SnapshotSender>();
  const sent = (id: string, outcome: Outcome<SessionSnapshot>): Outcome<SnapshotUpdate> => {
    const sender = senders.get(id) ?? new SnapshotSender();
    senders.set(id, sender);
    return outcome.ok ? { ok: true, value: sender.update(outcome.value) } : outcome;
  };
  return {
    ...api,
    open: async (id, request) => {
      const outcome = await api.open(id, request);
      if (outcome.ok) senders.delete(id);
      return sent(id, outcome);
    },
    act: async (...given) => sent(given[0], await api.act(...given)),
    judge: async (...given) => sent(given[0], await api.judge(...given)),
    close: (id) => {
      senders.delete(id);
      return api.close(id);
    },
  };
}

/** The other side: whole snapshots again, whose unchanged parts are the objects that they were. */
export function receivingChanges(remote: ThreadApi): WorkerApi {
  const receivers = new Map<string, SnapshotReceiver>();
  const received = (id: string, outcome: Outcome<SnapshotUpdate>): Outcome<SessionSnapshot> => {
    const receiver = receivers.get(id) ?? new SnapshotReceiver();
    receivers.set(id, receiver);
    return outcome.ok ? { ok: true, value: receiver.receive(outcome.value) } : outcome;
  };
  return {
    ...remote,
    open: async (...given) => received(given[0], await remote.open(...given)),
    act: async (...given) => received(given[0], await remote.act(...given)),
    judge: async (...given) => received(given[0], await remote.judge(...given)),
    close: (id) => {
      receivers.delete(id);
      return remote.close(id);
    },
  };
}
