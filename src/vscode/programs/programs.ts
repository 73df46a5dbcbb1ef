import { commands, languages, lm, Uri, window, workspace, type TextDocument } from 'vscode';
import type { Browse } from '../commands/chooseTensors.js';
import type { Run } from '../commands/run.js';
import { showError, showInformation, withProgress } from '../dialogs.js';
import type { LiveSession } from '../host/liveSession.js';
import type { SessionHub } from '../host/sessionHub.js';
import type { WorkerLink } from '../host/workerLink.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { newProgramFromFolder } from './newProgram.js';
import { ProgramCalls } from './programCalls.js';
import { ProgramCompletion } from './programCompletion.js';
import { isProgramDocument, programSelector } from './programDocument.js';
import { ProgramLenses } from './programLenses.js';
import { ProgramProblems } from './programProblems.js';
import { ProgramTests } from './tests/programTests.js';
import { RunTool, runToolName } from './tools/runTool.js';

/** Program files as VS Code knows files: problems, completion, CodeLens, tests, and a tool for language models. */
export class Programs implements Disposable {
  readonly #life = new Lifetime();
  readonly #calls: ProgramCalls;
  readonly problems: ProgramProblems;
  readonly tests: ProgramTests;

  constructor(
    link: WorkerLink,
    private readonly hub: () => SessionHub,
    { run, browse }: { readonly run: Run; readonly browse: Browse },
  ) {
    this.#calls = new ProgramCalls(link);
    this.problems = this.#life.own(new ProgramProblems(this.#calls));
    this.tests = this.#life.own(new ProgramTests(this.#calls, this.problems));
    const own = (thing: Disposable): void => void this.#life.own(thing);
    own(languages.registerCodeLensProvider(programSelector, new ProgramLenses(this.#calls)));
    const completion = new ProgramCompletion(browse);
    own(languages.registerCompletionItemProvider(programSelector, completion, ...ProgramCompletion.triggers));
    own(lm.registerTool(runToolName, new RunTool(run)));
    const register = (id: string, command: (...given: unknown[]) => Promise<unknown>): void => {
      own(
        commands.registerCommand(id, async (...given: unknown[]) => {
          try {
            return await command(...given);
          } catch (error) {
            showError(error);
            return undefined;
          }
        }),
      );
    };
    register('batchnorm.newProgram', newProgramFromFolder);
    register('batchnorm.checkProgram', (uri) => this.#checkProgram(uri));
    register('batchnorm.runToStep', (uri, step) => this.#runToStep(uri, step));
  }

  dispose(): void {
    this.#life.dispose();
  }

  /** A session on this document has begun. */
  follow(uri: Uri, session: LiveSession): void {
    this.problems.follow(uri, session);
  }

  /** Runs the program, and tells on its lines what was found. */
  async #checkProgram(given: unknown): Promise<void> {
    const document = await documentOf(given);
    const id = `check ${document.uri.toString()}`;
    const check = await withProgress('Checking the program', (_, signal) => {
      signal.addEventListener('abort', () => this.#calls.cancel(id));
      return this.#calls.check(id, document.uri, document.getText(), true);
    });
    this.problems.show(document, check);
    const failed = check.expectations.filter(({ passed }) => !passed).length;
    const count = check.faults.length + check.findings.length + failed;
    const open = 'Show Problems';
    const message =
      count === 0 ? 'Nothing was found.' : `${count} ${count === 1 ? 'problem' : 'problems'}, on their lines.`;
    const choice = await showInformation(message, ...(count === 0 ? [] : [open]));
    if (choice === open) await commands.executeCommand('workbench.actions.view.problems');
  }

  /** Opens the panel beside the text, and runs on, or back, to the end of the step's first pass. */
  async #runToStep(given: unknown, step: unknown): Promise<void> {
    const { uri } = await documentOf(given);
    await commands.executeCommand('batchnorm.openInPanel', uri, true);
    const session = this.hub().find(uri);
    if (!session || typeof step !== 'number') return;
    await session.act({ kind: 'reset' });
    await session.act({ kind: 'run', direction: 'forward', step });
  }
}

/** The program of a lens, or of the active editor. */
async function documentOf(given: unknown): Promise<TextDocument> {
  const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
  const document = uri && (await workspace.openTextDocument(uri));
  if (!document || !isProgramDocument(document)) throw new Error('Open a program (*.bn.json) first.');
  return document;
}
