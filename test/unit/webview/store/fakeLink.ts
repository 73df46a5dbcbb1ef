import type { Looks, SessionSnapshot, ViewAnswer } from '../../../../src/protocol/index.js';
import type { Link, LinkListener } from '../../../../webview/store/link.js';

/** A link whose other end is the test: records what is sent, and answers views when told to. */
export class FakeLink implements Link {
  listener!: LinkListener; // Set by the store that listens.
  readonly sent: unknown[] = [];
  readonly looked: Looks[] = [];
  readonly asked: { name: string; request: unknown; answer: (answer: ViewAnswer) => Promise<void> }[] = [];
  savedState: unknown = null;

  listen(listener: LinkListener): void {
    this.listener = listener;
  }
  ready(restored: boolean): void {
    this.sent.push({ ready: restored });
  }
  act(action: unknown): void {
    this.sent.push({ act: action });
  }
  stop(): void {
    this.sent.push('stop');
  }
  cancel(): void {
    this.sent.push('cancel');
  }
  inputFocus(focused: boolean): void {
    this.sent.push({ inputFocus: focused });
  }
  looks(looks: Looks): void {
    this.looked.push(looks);
  }
  host(message: unknown): void {
    this.sent.push({ host: message });
  }
  saveState(state: unknown): void {
    this.savedState = state;
  }
  view<K extends never>(name: string, request: unknown): Promise<ViewAnswer<K>> {
    return new Promise((resolve) => {
      const answer = async (value: ViewAnswer): Promise<void> => {
        resolve(value as ViewAnswer<K>);
        // The cache takes the answer in a microtask later.
        await Promise.resolve().then(() => undefined);
        await Promise.resolve();
      };
      this.asked.push({ name, request, answer });
    });
  }
}

/** A session of 48 channels over 13 passes; what matters to a test is given. */
export function snapshotOf(change: Partial<SessionSnapshot> = {}): SessionSnapshot {
  return {
    revision: 1,
    // Another revision, other numbers, unless a test says otherwise.
    numbers: change.revision ?? 1,
    title: 'acts.npy',
    program: { steps: [] },
    stepOfPass: [],
    settings: {
      conventionKey: 'pytorch',
      conventionName: 'PyTorch',
      conventions: [],
      channelAxis: 1,
      batchAxis: 0,
      eps: 1e-5,
      momentum: 0.1,
      set: { eps: null, momentum: null },
      momentumWeighs: 'batch',
      affine: true,
      trackRunningStats: true,
      linear: null,
      emulation: { arithmetic: 'exact', state: 'float64' },
      varianceAsWritten: 'two-pass',
      nativeCode: 'pytorch-cpu',
      offersArithmetic: true,
    },
    input: {
      shape: [64, 48, 14, 14],
      axes: [],
      dtype: 'float32',
      count: 12_544,
      channels: 48,
      warnings: [],
      hint: { candidates: [1, 3], isAmbiguous: false, suggestion: null },
    },
    passes: Array.from({ length: 13 }, (_, pass) => ({
      mode: pass === 12 ? 'eval' : 'train',
      batch: `batch_${pass}.npy`,
      uri: `file:///batch_${pass}.npy`,
      status: 'computed',
      worst: null,
    })),
    typicalGap: new Float64Array(13),
    computed: 13,
    cursor: { pass: 11, stage: null },
    shown: 10,
    next: { mode: 'train', batch: 'batch_11.npy' },
    trainBatch: 'batch_11.npy',
    evalBatch: 'batch_11.npy',
    stages: [
      'batch mean',
      'batch variance',
      'normalize',
      'scale and shift',
      'update running mean',
      'update running variance',
    ],
    findings: [],
    canUndo: false,
    canRedo: false,
    branches: { current: 'original', others: [], programs: [] },
    offers: { sameShape: [] },
    notice: null,
    ...change,
  };
}
