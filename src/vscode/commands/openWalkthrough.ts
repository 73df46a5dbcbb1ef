import { commands } from 'vscode';

/** As package.json names it: publisher.extension#walkthrough. */
const walkthrough = 'batchnorm-debugger.batchnorm-debugger#start';

/** Opens the first steps, beside whose page the panel stays open. */
export async function openWalkthrough(): Promise<void> {
  await commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
}
