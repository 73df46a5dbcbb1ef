import { BatchStore, type SessionFiles } from '../batches/index.js';
import { asExpected } from '../findings/index.js';
import {
  folderOf,
  isRefusal,
  nameOf,
  ownFolderOnly,
  type Program,
  type ProgramPath,
  parseProgram,
  type ReadProgram,
  readProgram,
  resolvePath,
  type SourceMap,
  type TextRange,
  type UriPolicy,
} from '../program/index.js';
import { countText, exactText, numberText, plural, settingText } from '../numberText.js';
import type { Comparison, PassRecord } from '../records/index.js';
import { type FindingThresholds, programFaults, type RunOptions, type Session, SessionOwner } from '../run/index.js';
import type { Severity } from '../severity.js';
import type { ReportedFinding, SessionReport } from './report.js';
import { reportOf } from './reportOf.js';

/** The steps of a program's text, and what is wrong with the text itself. */
export interface ProgramOutline {
  readonly steps: readonly StepOutline[];
  /** Of `steps`, and of `findings` where a test expects some. */
  readonly ranges: { readonly steps: TextRange; readonly findings?: TextRange };
  /** Names of other programs: the layers of a model. */
  readonly isModel: boolean;
  readonly problems: readonly Marked[];
}

export interface StepOutline {
  readonly range: TextRange;
  /** `train batch_*.npy` */
  readonly label: string;
  /** What is compared with files: `expect`, `stateAfter`, `expectGrad`. */
  readonly expects: readonly string[];
  readonly isSet: boolean;
}

/** A sentence about a place in the text. */
export interface Marked {
  readonly range: TextRange;
  readonly message: string;
}

/** What became of a program: for its lines in the editor, and as a test. Passes and steps are counted from 0. */
export interface ProgramCheck {
  /** What its files say against it; outside: a file that somebody has to allow. */
  readonly faults: readonly (Marked & { readonly isOutside?: true })[];
  /** What it expects, and whether it holds. */
  readonly expectations: readonly ProgramExpectation[];
  readonly findings: readonly PlacedFinding[];
}

export interface ProgramExpectation extends Marked {
  /** Null: the program's `findings`. */
  readonly step: number | null;
  readonly name: string;
  readonly passed: boolean;
  readonly expected?: string;
  readonly found?: string;
}

/** A finding at the step whose pass it begins in; of the state, at the state. */
export interface PlacedFinding extends Marked, Pick<ReportedFinding, 'rule' | 'pass' | 'channel'> {
  readonly severity: Severity;
  readonly remedy: string;
}

export interface ProgramCheckRequest {
  /** URI of the program file. */
  readonly uri: string;
  /** Its text, as it stands in the editor. */
  readonly text: string;
  readonly policy?: UriPolicy;
  readonly thresholds?: FindingThresholds;
  /** Also runs it to its end. */
  readonly run?: boolean;
}

/** What passes compare with files. */
const compared = ['expect', 'stateAfter', 'expectGrad'] as const;
type Compared = (typeof compared)[number];

export function programOutline(text: string): ProgramOutline {
  const read = readProgram(text);
  if (!('program' in read)) {
    const problems = read.problems.map(({ range, problem, expected, found }) => ({
      range,
      message: [problem, ...(expected ? [`expected ${expected}`] : []), ...(found ? [`found ${found}`] : [])].join(
        ', ',
      ),
    }));
    return { steps: [], ranges: { steps: { from: 0, to: 0 } }, isModel: 'model' in read, problems };
  }
  const { program, source } = read;
  const steps = program.steps.map((step, index) => ({
    range: source.rangeOfStep(index),
    label: labelOf(step),
    expects: compared.filter((name) => name in step),
    isSet: 'set' in step,
  }));
  const findings = program.findings && { findings: source.nameRangeOf(['findings']) };
  return {
    steps,
    ranges: { steps: source.nameRangeOf(['steps']), ...findings },
    isModel: false,
    problems: [],
  };
}

/**
 * Looks at the files of a program, or runs it.
 * @throws FormatError, EngineError where it cannot run at all and no fault says why; the signal's reason
 */
export async function checkProgramText(
  { uri, text, policy = ownFolderOnly, thresholds, run = false }: ProgramCheckRequest,
  files: SessionFiles,
  options: RunOptions,
): Promise<ProgramCheck> {
  const read = readProgram(text);
  if ('model' in read) return { faults: await layerFaults(read, uri, files), expectations: [], findings: [] };
  if (!('program' in read)) {
    return { faults: programOutline(text).problems, expectations: [], findings: [] };
  }
  const { program, source } = read;
  const base = folderOf(uri);
  const sources = { base, files, policy, ...(thresholds && { thresholds }) };
  const faults = await programFaults(program, { ...sources, store: new BatchStore(files) }, options);
  const marked = faults.map(({ path, ...fault }) => ({ ...fault, range: source.rangeOf(path) }));
  if (!run) return { faults: marked, expectations: [], findings: [] };
  try {
    const owner = await SessionOwner.open(program, sources, options);
    await owner.runAll(options);
    const { session, store } = owner;
    const report = await reportOf(session, store.accessFor(session.layer));
    const checked = checkOf({ program, source, session, report });
    return { ...checked, faults: [...marked, ...checked.faults.filter(({ message }) => !isSaid(message, marked))] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!isSaid(error.message, marked)) marked.push({ message: error.message, range: source.rangeOf([]) });
    const expectations = expectedOf(program).map(({ step, name }) => ({
      step,
      name,
      passed: false,
      message: `${nameOf(uri)} cannot run: ${error.message}`,
      range: rangeOf(source, step, name),
    }));
    return { faults: marked, expectations, findings: [] };
  }
}

/** Programs of layers that are missing, or none. */
async function layerFaults(
  { model, source }: Extract<ReadProgram, { readonly model: unknown }>,
  uri: string,
  files: SessionFiles,
): Promise<readonly Marked[]> {
  const faults: Marked[] = [];
  for (const [index, { program }] of model.layers.entries()) {
    if (typeof program !== 'string') continue;
    try {
      parseProgram(await files.text(resolvePath(folderOf(uri), program)), nameOf(program));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      faults.push({ message: error.message, range: source.rangeOf(['layers', index, 'program']) });
    }
  }
  return faults;
}

interface Ran {
  readonly program: Program;
  readonly source: SourceMap;
  readonly session: Session;
  readonly report: SessionReport;
}

function checkOf({ program, source, session: { stepOfPass, passes }, report }: Ran): ProgramCheck {
  const expectations = expectedOf(program).map((one): ProgramExpectation => {
    const range = rangeOf(source, one.step, one.name);
    if (one.step !== null) {
      const step = one.step;
      const own = passes.filter((_, pass) => stepOfPass[pass] === step);
      return { ...one, range, ...verdictOf(one.name as Compared, own) };
    }
    const { passed, expected, found } = asExpected(program.findings ?? [], report.findings);
    return {
      ...one,
      range,
      passed,
      message: passed ? 'as expected' : `expected ${expected}; found ${found}`,
      expected,
      found,
    };
  });
  const placeOfPass = (pass: number): ProgramPath => (pass < 0 ? ['state'] : ['steps', stepOfPass[pass]]);
  const findings = report.findings.map(({ rule, severity, message, remedy, pass, channel }) => ({
    rule,
    severity,
    message,
    remedy,
    pass,
    range: source.rangeOf(placeOfPass(pass)),
    ...(channel !== undefined && { channel }),
  }));
  const faults = report.passes.flatMap(({ error }, pass) =>
    error === undefined ? [] : [{ message: error, range: source.rangeOf(placeOfPass(pass)) }],
  );
  return { faults, expectations, findings };
}

function expectedOf({ steps, findings }: Program): readonly { readonly step: number | null; readonly name: string }[] {
  const ofSteps = steps.flatMap((step, index) =>
    compared.filter((name) => name in step).map((name) => ({ step: index, name })),
  );
  return findings ? [...ofSteps, { step: null, name: 'findings' }] : ofSteps;
}

function rangeOf(source: SourceMap, step: number | null, name: string): TextRange {
  return source.rangeOf(step === null ? [name] : ['steps', step, name]);
}

function verdictOf(
  name: Compared,
  own: readonly PassRecord[],
): Pick<ProgramExpectation, 'passed' | 'message' | 'expected' | 'found'> {
  if (own.length === 0) return { passed: false, message: 'no pass ran' };
  const first = own.find((pass) => pass.kind === 'refused' || comparedIn(pass, name)?.passed !== true);
  if (!first) return { passed: true, message: 'it holds' };
  const { batch } = first.plan;
  const compared = comparedIn(first, name);
  const problem = first.kind === 'refused' ? first.error : compared ? compared.problem : 'it was not compared';
  if (!compared || problem !== undefined) return { passed: false, message: `${batch.label}: ${problem ?? ''}` };
  const message = `${batch.label}: ${name} does not hold, largest |error| ${numberText(compared.maxAbsError)}`;
  const { off, notNumber } = compared;
  const pair = notNumber ?? off?.worst;
  if (!pair) return { passed: false, message };
  const { rtol, atol } = first.plan[name] ?? { rtol: 0, atol: 0 };
  const [expected, found] = [exactText(pair.expected), exactText(pair.found)];
  const share = off
    ? `${countText(off.values)} of ${plural(off.count, 'value')} ${off.values === 1 ? 'is' : 'are'} off`
    : null;
  return {
    passed: false,
    message: `${message}: expected ${expected}, found ${found}${share ? `; ${share}` : ''}`,
    expected: `${expected} (rtol ${settingText(rtol)}, atol ${settingText(atol)})`,
    found: share ? `${found} (furthest off; ${share})` : found,
  };
}

function comparedIn(pass: PassRecord, name: Compared): Comparison | undefined {
  if (name === 'stateAfter') return pass.stateAfter;
  return pass.kind === 'computed' ? pass[name] : undefined;
}

function isSaid(message: string, faults: readonly Marked[]): boolean {
  return faults.some((fault) => fault.message === message);
}

function labelOf(step: Program['steps'][number]): string {
  const [[name, value]] = Object.entries(step as unknown as Record<string, unknown>);
  const text =
    typeof value === 'string' ? value : Array.isArray(value) ? value.map(pathText).join(', ') : pathText(value);
  return `${name} ${text}`;
}

function pathText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (!('file' in value)) return Object.keys(value).join(', ');
  return 'member' in value ? `${String(value.file)} ${String(value.member)}` : String(value.file);
}
