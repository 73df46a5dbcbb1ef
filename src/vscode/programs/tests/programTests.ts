import type { Uri } from 'vscode';
import {
  commands,
  Location,
  RelativePattern,
  TestMessage,
  workspace,
  type CancellationToken,
  type TestController,
  type TestItem,
  type TestRun,
  type TestRunRequest,
  type TextDocument,
} from 'vscode';
import type { ProgramExpectation } from '../../../session/index.js';
import { isProgram } from '../../../session/program/paths/index.js';
import { asText } from '../../asText.js';
import { Lifetime, type Disposable } from '../../lifetime.js';
import { log } from '../../log.js';
import { messageOf } from '../../messageOf.js';
import type { ProgramCalls } from '../programCalls.js';
import { rangeIn } from '../programDocument.js';
import type { ProgramProblems } from '../programProblems.js';

const everywhere = '**/*.bn.json';
/** Files that are looked at when tests are first asked for. */
const mostFiles = 2000;

/**
 * Programs as tests: every step that compares something with a file, and every program that says what its findings are to
 * be. Found when the Test Explorer first asks, followed by a file watcher from then on.
 */
export class ProgramTests implements Disposable {
  readonly #life = new Lifetime();
  #isWatching = false;

  constructor(
    private readonly controller: TestController,
    private readonly calls: ProgramCalls,
    private readonly problems: ProgramProblems,
  ) {
    // What is open can be run at once, from its own lines.
    this.#life.own(workspace.onDidOpenTextDocument((document) => this.#readOpen(document)));
    this.#life.own(workspace.onDidSaveTextDocument((document) => this.#readOpen(document)));
    // The text of a file that has changed comes after the watcher's word.
    this.#life.own(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.isDirty) this.#readOpen(document);
      }),
    );
    for (const document of workspace.textDocuments) this.#readOpen(document);
  }

  dispose(): void {
    this.#life.dispose();
  }

  /** For tests of our own. */
  get items(): TestController['items'] {
    return this.controller.items;
  }

  #readOpen({ uri, isUntitled }: TextDocument): void {
    if (!isUntitled && uri.scheme === 'file' && isProgram(uri.toString())) void this.#read(uri);
  }

  /** The tests of a file; without one, of all files. */
  async resolve(item: TestItem | undefined): Promise<void> {
    if (item?.uri) await this.#read(item.uri);
    else await this.discover();
  }

  async discover(): Promise<void> {
    if (!this.#isWatching) {
      this.#isWatching = true;
      for (const folder of workspace.workspaceFolders ?? []) {
        const watcher = this.#life.own(workspace.createFileSystemWatcher(new RelativePattern(folder, everywhere)));
        this.#life.own(watcher.onDidCreate((uri) => void this.#read(uri)));
        this.#life.own(watcher.onDidChange((uri) => void this.#read(uri)));
        this.#life.own(watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())));
      }
    }
    const files = await workspace.findFiles(everywhere, '**/node_modules/**', mostFiles);
    const found = new Set(files.map((uri) => uri.toString()));
    this.controller.items.forEach(({ id }) => {
      if (!found.has(id)) this.controller.items.delete(id);
    });
    await Promise.all(files.map((uri) => this.#read(uri)));
  }

  /** The items of a file as it stands; none where it expects nothing. */
  async #read(uri: Uri): Promise<TestItem | undefined> {
    const key = uri.toString();
    try {
      const document = await workspace.openTextDocument(uri);
      const { steps, ranges } = await this.calls.outline(document.getText());
      const children = steps.flatMap(({ label, expects, range }, index) =>
        expects.map((name) => {
          const child = this.controller.createTestItem(idOf(index, name), asText(`${label}: ${name}`), uri);
          child.range = rangeIn(document, range);
          child.sortText = String(index).padStart(6, '0');
          return child;
        }),
      );
      if (ranges.findings) {
        const child = this.controller.createTestItem(idOf(null, 'findings'), 'findings', uri);
        child.range = rangeIn(document, ranges.findings);
        child.sortText = 'z';
        children.push(child);
      }
      if (children.length === 0) {
        this.controller.items.delete(key);
        return undefined;
      }
      const item =
        this.controller.items.get(key) ??
        this.controller.createTestItem(key, asText(workspace.asRelativePath(uri)), uri);
      item.children.replace(children);
      this.controller.items.add(item);
      return item;
    } catch (error) {
      log().debug(`${uri.toString(true)}: ${messageOf(error)}`);
      this.controller.items.delete(key);
      return undefined;
    }
  }

  async run(request: TestRunRequest, token: CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      const wanted = [...(request.include ?? allOf(this.controller))];
      const excluded = new Set(request.exclude);
      const byFile = new Map<TestItem, TestItem[]>();
      for (const item of wanted.flatMap((one) => leavesOf(one)).filter((one) => !excluded.has(one))) {
        if (!item.parent || excluded.has(item.parent)) continue;
        byFile.set(item.parent, [...(byFile.get(item.parent) ?? []), item]);
        run.enqueued(item);
      }
      for (const [file, items] of byFile) {
        if (token.isCancellationRequested) break;
        await this.#runFile(run, file, items, token);
      }
    } finally {
      run.end();
    }
  }

  /** A program is run once for all that it expects. */
  async #runFile(run: TestRun, file: TestItem, items: readonly TestItem[], token: CancellationToken): Promise<void> {
    const { uri } = file;
    if (!uri) return;
    for (const item of items) run.started(item);
    const id = `test ${uri.toString()}`;
    const stop = token.onCancellationRequested(() => this.calls.cancel(id));
    const started = Date.now();
    try {
      const document = await workspace.openTextDocument(uri);
      const check = await this.calls.check(id, uri, document.getText(), true);
      const took = Date.now() - started;
      this.problems.show(document, check);
      for (const item of items) {
        const expectation = check.expectations.find(({ step, name }) => idOf(step, name) === item.id);
        if (!expectation) run.errored(item, new TestMessage('The program does not expect this any more.'), took);
        else if (expectation.passed) run.passed(item, took);
        else run.failed(item, failureOf(document, expectation), took);
      }
    } catch (error) {
      for (const item of items) {
        if (token.isCancellationRequested) run.skipped(item);
        else run.errored(item, new TestMessage(asText(messageOf(error))));
      }
    } finally {
      stop.dispose();
    }
  }

  async debug({ include }: TestRunRequest): Promise<void> {
    const item = (include ?? allOf(this.controller)).at(0);
    const uri = item?.uri;
    if (!item || !uri) return;
    const step = /^step (\d+) /.exec(item.id)?.[1];
    await commands.executeCommand('batchnorm.debugProgram', uri, step === undefined ? undefined : Number(step));
  }
}

function idOf(step: number | null, name: string): string {
  return step === null ? name : `step ${step} ${name}`;
}

function allOf({ items }: TestController): readonly TestItem[] {
  return [...items].map(([, item]) => item);
}

function leavesOf(item: TestItem): readonly TestItem[] {
  return item.children.size === 0 ? [item] : [...item.children].flatMap(([, child]) => leavesOf(child));
}

function failureOf(document: TextDocument, { message, range, expected, found }: ProgramExpectation): TestMessage {
  const text = asText(message);
  const failure =
    expected === undefined || found === undefined
      ? new TestMessage(text)
      : TestMessage.diff(text, asText(expected), asText(found));
  failure.location = new Location(document.uri, rangeIn(document, range));
  return failure;
}
