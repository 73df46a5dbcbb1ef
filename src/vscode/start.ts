import { commands, type ExtensionContext } from 'vscode';
import type { Run } from './commands/run.js';
import { registerDebug } from './debug/registerDebug.js';
import { Listings } from './debug/listings.js';
import { registerEditors } from './editor/registerEditors.js';
import { Lifetime } from './lifetime.js';
import { disposeLog } from './log.js';
import { once } from './once.js';
import { registerProgramFiles } from './programFiles.js';
import { wakeJsonFeatures } from './programLanguage.js';
import { registerPrograms } from './programs/registerPrograms.js';
import { registerTests } from './programs/tests/registerTests.js';
import type { Registered, Running } from './running.js';
import type { StartWorker } from './host/workerLink.js';

/** What `activate()` returns. */
export interface Extension {
  readonly run: Run;
  /** Our own tests look inside here; its shape changes without notice. */
  readonly internalForTests: {
    readonly running: () => Promise<Running>;
    /** What activation took, in milliseconds. */
    readonly activationTime: number;
  };
}

/**
 * Registers everything; reads no file and starts no worker. VS Code waits for it whenever a workspace has a program: what
 * the registrations lead to is loaded when one of them is first used.
 */
export function start(context: ExtensionContext, startWorker: StartWorker): Extension {
  const started = performance.now();
  const life = new Lifetime();
  context.subscriptions.push(life);
  life.own({ dispose: disposeLog });

  const registered: Registered = {
    listings: life.own(new Listings()),
    tests: life.own(registerTests(async () => (await running()).programs.tests)),
  };
  const running = once(async (): Promise<Running> => {
    const { Running } = await import('./running.js');
    return life.own(new Running(context, startWorker, registered));
  });
  life.own(registerEditors(async () => (await running()).editorProvider()));
  life.own(registerProgramFiles(async (uri) => (await running()).textOf(uri)));
  for (const id of commandsOf(context)) {
    const command = async (...given: unknown[]): Promise<unknown> => {
      const own = (await running()).commands.get(id);
      if (!own) throw new Error(`There is no command ${id}.`);
      return own(...given);
    };
    life.own(commands.registerCommand(id, command));
  }
  life.own(registerDebug(registered.listings, async () => (await running()).debugging()));
  life.own(
    registerPrograms({
      programs: async () => (await running()).programs,
      completion: async () => (await running()).completion(),
      tool: async () => (await running()).tool(),
    }),
  );
  life.own(wakeJsonFeatures());

  const run: Run = async (...given) => (await running()).run(...given);
  const activationTime = performance.now() - started;
  return { run, internalForTests: { running, activationTime } };
}

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Those that VS Code knows by the manifest, and the one without a title. */
function commandsOf({ extension }: ExtensionContext): readonly string[] {
  const { contributes } = extension.packageJSON as Manifest;
  return ['batchnorm.run', ...contributes.commands.map(({ command }) => command)];
}
