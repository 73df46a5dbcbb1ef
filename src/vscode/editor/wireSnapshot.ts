import type { SessionSnapshot } from '../../protocol/index.js';

/** A snapshot as it can cross into a webview, where a plain Infinity would arrive as null and lose its rank. */
export function wireSnapshot(snapshot: SessionSnapshot): SessionSnapshot {
  const findings = snapshot.findings.map((finding) => ({
    ...finding,
    weight: Math.min(finding.weight, Number.MAX_VALUE),
  }));
  return { ...snapshot, findings };
}
