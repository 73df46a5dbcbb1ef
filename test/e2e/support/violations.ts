import axe from 'axe-core';
import type { Panel } from './panel.js';

/** What axe finds wrong with the panel as it stands, a line each. */
export async function violations(panel: Panel): Promise<string[]> {
  const frame = await panel.contentFrame();
  // The page's policy forbids scripts from elsewhere; the browser's own debugger may run one.
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const run = await (window as unknown as { axe: typeof axe }).axe.run(document);
    return run.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 160)}: ${failureSummary ?? ''}`),
    );
  });
}
