import { commands, Uri, window, workspace, type TestController, type TextDocument } from 'vscode';
import type { Commands } from '../commands/command.js';
import { guarded } from '../commands/guarded.js';
import { showInformation, withProgress } from '../dialogs.js';
import type { LiveSession } from '../host/liveSession.js';
import type { SessionHub } from '../host/sessionHub.js';
import type { WorkerLink } from '../host/workerLink.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { newProgramFromFolder } from './newProgram.js';
import { ProgramCalls } from './programCalls.js';
import { isProgramDocument } from './programDocument.js';
import { ProgramLenses } from './programLenses.js';
import { ProgramProblems } from './programProblems.js';
import { ProgramTests } from './tests/programTests.js';

/** What is known of program files while any is open: their problems, lenses, tests. */
export class Programs implements Disposable {
  readonly #life = new Lifetime();
  readonly #calls: ProgramCalls;
  readonly problems: ProgramProblems;
  readonly tests: ProgramTests;
  readonly lenses: ProgramLenses;
  /** Commands on the text of a program. One that fails says so in a message. */
  readonly commands: Commands;

  /** @param controller of VS Code's tests, whose items these are */
  constructor(
    link: WorkerLink,
    private readonly hub: SessionHub,
    controller: TestController,
  ) {
    this.#calls = new ProgramCalls(link);
    this.problems = this.#life.own(new ProgramProblems(this.#calls));
    this.tests = this.#life.own(new ProgramTests(controller, this.#calls, this.problems));
    this.lenses = new ProgramLenses(this.#calls);
    this.commands = new Map([
      ['batchnorm.newProgram', guarded(newProgramFromFolder)],
      ['batchnorm.checkProgram', guarded((uri) => this.#checkProgram(uri))],
      ['batchnorm.runToStep', guarded((uri, step) => this.#runToStep(uri, step))],
    ]);
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
    const session = this.hub.find(uri);
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
