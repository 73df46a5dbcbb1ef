import type { SessionSnapshot } from '../../../../src/protocol/index.js';
import { initialUi, type UiState } from '../../../../webview/store/uiState.js';

export const ui: UiState = { ...initialUi, channels: [37] };

/** Only what the output view reads. */
export const snapshot = (shape: readonly number[], channelAxis = 1, shown: number | null = 0): SessionSnapshot =>
  ({
    input: { shape },
    settings: { channelAxis },
    shown,
    passes: [{ status: 'computed' }],
  }) as unknown as SessionSnapshot;
export const images = snapshot([64, 48, 14, 14]);
