import { TestRunProfileKind, tests, type TestController } from 'vscode';
import type { ProgramTests } from './programTests.js';

/** Programs as tests in VS Code's Test Explorer, which find and run them when it asks. */
export function registerTests(programTests: () => Promise<ProgramTests>): TestController {
  const controller = tests.createTestController('batchnorm', 'BatchNorm Programs');
  controller.resolveHandler = async (item) => (await programTests()).resolve(item);
  controller.refreshHandler = async () => (await programTests()).discover();
  const { Run, Debug } = TestRunProfileKind;
  controller.createRunProfile('Run', Run, async (...given) => (await programTests()).run(...given), true);
  controller.createRunProfile('Debug', Debug, async (request) => (await programTests()).debug(request), true);
  return controller;
}
