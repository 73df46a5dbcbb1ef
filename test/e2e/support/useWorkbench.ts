import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { resultsFolder } from '../../host/repository.js';
import type { Workbench } from '../../host/workbench.js';
import { Panel } from './panel.js';

/**
 * One VS Code for all tests of a suite. A test that fails leaves a screenshot and everything that was logged in
 * test-results, under the test's name.
 */
export function useWorkbench(launch: () => Promise<Workbench>): {
  readonly workbench: Workbench;
  readonly panel: Panel;
} {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await launch();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      if (workbench) await leaveEvidence(workbench, `${task.suite?.name ?? task.file.name} ${task.name}`);
    });
  });
  afterAll(() => workbench?.dispose());
  const running = (): Workbench => {
    if (!workbench) throw new Error('VS Code is there only while a test runs');
    return workbench;
  };
  return {
    get workbench() {
      return running();
    },
    get panel() {
      return new Panel(running());
    },
  };
}

async function leaveEvidence(workbench: Workbench, name: string): Promise<void> {
  const path = join(resultsFolder, name.replace(/\W+/g, '-'));
  await writeFile(`${path}.log`, workbench.log());
  await workbench.screenshot(`${path}.png`);
  // For who sees only what was printed.
  console.log(`${name}: VS Code says ${JSON.stringify(await workbench.said())}`);
}
