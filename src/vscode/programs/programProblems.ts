import type { Uri } from 'vscode';
import { Diagnostic, DiagnosticSeverity, languages, Range, window, workspace, type TextDocument } from 'vscode';
import type { Finding, Marked, PlacedFinding, ProgramCheck, ProgramOutline, Severity } from '../../session/index.js';
import type { SessionSnapshot } from '../../protocol/index.js';
import { asText } from '../asText.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { log } from '../log.js';
import { messageOf } from '../messageOf.js';
import type { LiveSession } from '../host/liveSession.js';
import type { ProgramCalls } from './programCalls.js';
import { isProgramDocument, rangeIn } from './programDocument.js';

/** People write; the files are looked at when they pause. */
const pauseMilliseconds = 400;
const source = 'BatchNorm';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** What is known of one document. */
interface Known {
  version: number;
  readonly files: readonly Diagnostic[];
  readonly findings: readonly Diagnostic[];
}

/**
 * The Problems panel's lines of program files: what is wrong with the text and its files, whenever it is shown or changed;
 * and the findings of the last run, at the step whose pass they begin in, until the text changes.
 */
export class ProgramProblems implements Disposable {
  readonly #life = new Lifetime();
  readonly #collection = this.#life.own(languages.createDiagnosticCollection('batchnorm'));
  readonly #known = new Map<string, Known>();
  readonly #outlines = new WeakMap<
    TextDocument,
    { readonly version: number; readonly outline: Promise<ProgramOutline> }
  >();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly calls: ProgramCalls) {
    this.#life.own(workspace.onDidOpenTextDocument((document) => this.#look(document)));
    this.#life.own(workspace.onDidChangeTextDocument(({ document }) => this.#look(document)));
    this.#life.own(workspace.onDidSaveTextDocument((document) => this.#look(document)));
    this.#life.own(workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
    this.#life.own(window.onDidChangeWindowState(({ focused }) => focused && this.#lookAtAll()));
    this.#lookAtAll();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#life.dispose();
  }

  /** What a run of this text came to. */
  show(document: TextDocument, { faults, findings, expectations }: ProgramCheck): void {
    const failed = expectations.filter(({ passed }) => !passed);
    this.#tell(document, {
      version: document.version,
      files: faults.map((fault) => marked(document, fault, DiagnosticSeverity.Error)),
      findings: [
        ...failed.map((one) => marked(document, one, DiagnosticSeverity.Error)),
        ...findings.map((finding) => found(document, finding)),
      ],
    });
  }

  /** From now on the findings of this session, which somebody looks at, stand at the steps of its program's text. */
  follow(uri: Uri, session: LiveSession): void {
    let shown: readonly Finding[] | undefined;
    session.onDidChange((state) => {
      if (state.kind !== 'ready' || state.snapshot.findings === shown) return;
      const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
      if (!document || !isProgramDocument(document)) return;
      shown = state.snapshot.findings;
      this.#showFindings(document, state.snapshot).catch((error: unknown) => log().debug(messageOf(error)));
    });
  }

  async #showFindings(document: TextDocument, { findings, program, stepOfPass }: SessionSnapshot): Promise<void> {
    const { version } = document;
    const { steps } = await this.#outlineOf(document);
    // What was changed in the panel is not in the text.
    if (steps.length !== program.steps.length || document.isClosed || document.version !== version) return;
    const start = { from: 0, to: 0 };
    const placed = findings.map((finding) => ({ ...finding, range: steps[stepOfPass[finding.pass]]?.range ?? start }));
    const before = this.#known.get(document.uri.toString());
    this.#tell(document, {
      version,
      files: before?.files ?? [],
      findings: placed.map((finding) => found(document, finding)),
    });
  }

  /** Findings change with every step of a session; its text does not, and may be long. */
  #outlineOf(document: TextDocument): Promise<ProgramOutline> {
    const known = this.#outlines.get(document);
    if (known?.version === document.version) return known.outline;
    const outline = this.calls.outline(document.getText());
    this.#outlines.set(document, { version: document.version, outline });
    outline.catch(() => this.#outlines.delete(document));
    return outline;
  }

  #lookAtAll(): void {
    for (const document of workspace.textDocuments) this.#look(document);
  }

  #look(document: TextDocument): void {
    if (!isProgramDocument(document) || document.isUntitled) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      if (!document.isClosed) void this.#check(document);
    }, pauseMilliseconds);
    this.#timers.set(key, timer);
  }

  async #check(document: TextDocument): Promise<void> {
    const { uri, version } = document;
    try {
      const { faults } = await this.calls.check(`problems ${uri.toString()}`, uri, document.getText(), false);
      if (document.isClosed || document.version !== version) return;
      const before = this.#known.get(uri.toString());
      const files = faults.map((fault) =>
        marked(document, fault, fault.isOutside ? DiagnosticSeverity.Information : DiagnosticSeverity.Error),
      );
      this.#tell(document, { version, files, findings: before?.version === version ? before.findings : [] });
    } catch (error) {
      log().debug(`${uri.toString(true)}: ${messageOf(error)}`);
    }
  }

  #tell(document: TextDocument, known: Known): void {
    this.#known.set(document.uri.toString(), known);
    this.#collection.set(document.uri, [...known.files, ...known.findings]);
  }

  #forget(uri: Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#known.delete(key);
    this.#collection.delete(uri);
  }
}

function marked(document: TextDocument, { range, message }: Marked, severity: DiagnosticSeverity): Diagnostic {
  const diagnostic = new Diagnostic(firstLine(rangeIn(document, range)), asText(message), severity);
  diagnostic.source = source;
  return diagnostic;
}

function found(document: TextDocument, finding: PlacedFinding): Diagnostic {
  const { range, rule, severity, message, remedy } = finding;
  const diagnostic = marked(document, { range, message: `${message} ${remedy}` }, severities[severity]);
  diagnostic.code = rule;
  return diagnostic;
}

/** A step of many lines is not underlined from end to end. */
function firstLine(range: Range): Range {
  return range.isSingleLine
    ? range
    : new Range(range.start, range.start.with({ character: range.start.character + 1 }));
}
