import type { PanelState } from '../../protocol/index.js';

/** A state as it can cross into a webview, where a plain Infinity would arrive as null and lose its rank. */
export function wireState(state: PanelState): PanelState {
  if (state.kind !== 'ready') return state;
  const findings = state.snapshot.findings.map((finding) => ({
    ...finding,
    weight: Math.min(finding.weight, Number.MAX_VALUE),
  }));
  return { ...state, snapshot: { ...state.snapshot, findings } };
}
