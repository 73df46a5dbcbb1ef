import { Uri } from 'vscode';
import type { Target } from '../../protocol/index.js';
import type { ModelReport, Program, ReportOptions, SessionReport } from '../../session/index.js';
import { isProgram } from '../../session/program/paths/index.js';
import { unwrap } from '../host/outcome.js';
import { policyWith, rulesFor, thresholdsFor } from '../host/sessionDocument.js';
import type { WorkerLink } from '../host/workerLink.js';

/** A program in the caller's hand; its paths are relative to `base`, a folder. */
export type InlineProgram = Program & { readonly base: Uri | string };

/** Which tensor of an archive is meant, and which part of items that are no real numbers. */
export interface TensorInFile {
  readonly file: Uri | string;
  readonly member?: string;
  readonly part?: string;
}

export interface RunCommandOptions extends Omit<ReportOptions, 'against'> {
  /** Another recording or checkpoint, the earlier one: how far each layer of a model moved since. */
  readonly against?: Uri | string;
  /** Files, or folders with all below them, that the program may name though they are neither in its folder nor the workspace. */
  readonly allow?: readonly (Uri | string)[];
}

/**
 * Runs a program to its end and reports every pass; of a model or a checkpoint every layer. Shows nothing.
 * @param program the Uri (or its string) of a `*.bn.json`, of a tensor file or of a checkpoint, `{ file, member, part }` of a tensor in an
 * archive, or an inline program with `base`.
 * @throws where the program cannot be read; a pass that is refused is reported, and the passes after it still run.
 */
export type Run = (
  program: Uri | string | TensorInFile | InlineProgram,
  options?: RunCommandOptions,
) => Promise<SessionReport | ModelReport>;

export function runWith(link: WorkerLink): Run {
  return async (program, options = {}) => {
    const target = targetOfArgument(program);
    const { allow = [], against, ...rest } = options;
    const policy = policyWith(allow.map(allowedUri));
    const request = { target, policy, thresholds: thresholdsFor(), rules: rulesFor() };
    const all = { ...rest, ...(against !== undefined && { against: namedUri('against', against) }) };
    return unwrap(await link.call((api) => api.report(request, all)));
  };
}

/** The argument may come from another extension host, where a Uri is a plain object. */
function targetOfArgument(program: unknown): Target {
  const uri = uriOf(program);
  if (uri) {
    const text = uri.toString();
    return isProgram(text) ? { kind: 'program', uri: text } : { kind: 'files', uris: [text] };
  }
  if (typeof program !== 'object' || program === null) {
    throw new Error(`batchnorm.run: expected a Uri, its string, or a program object, found ${describe(program)}`);
  }
  if ('file' in program) return targetInFile(program);
  const { base, ...inline } = program as Partial<InlineProgram>;
  const folder = uriOf(base);
  if (!folder) {
    throw new Error(`batchnorm.run: base: expected the Uri (or its string) of a folder, found ${describe(base)}`);
  }
  // The rest is checked by the worker, as the text of a program file would be.
  return { kind: 'inline', program: inline as Program, base: folder.toString() };
}

function targetInFile({ file, member, part }: Partial<Record<keyof TensorInFile, unknown>>): Target {
  const uri = uriOf(file);
  if (!uri) throw new Error(`batchnorm.run: file: expected a Uri, or its string, found ${describe(file)}`);
  const name = (key: string, value: unknown): Record<string, string> => {
    if (value === undefined) return {};
    if (typeof value === 'string') return { [key]: value };
    throw new Error(`batchnorm.run: ${key}: expected a name, found ${describe(value)}`);
  };
  return { kind: 'files', uris: [{ file: uri.toString(), ...name('member', member), ...name('part', part) }] };
}

function allowedUri(value: unknown): string {
  return namedUri('allow', value);
}

function namedUri(option: string, value: unknown): string {
  const uri = uriOf(value);
  if (!uri) throw new Error(`batchnorm.run: ${option}: expected Uris, or their strings, found ${describe(value)}`);
  return uri.toString();
}

function uriOf(value: unknown): Uri | undefined {
  if (value instanceof Uri) return value;
  if (typeof value === 'string') {
    return /^([/\\]|[a-z]:[/\\])/i.test(value) ? Uri.file(value) : Uri.parse(value, true);
  }
  if (typeof value !== 'object' || value === null || !('scheme' in value) || !('path' in value)) return undefined;
  const { scheme, path } = value;
  if (typeof scheme !== 'string' || typeof path !== 'string') return undefined;
  const part = (name: string): string => {
    const found: unknown = Reflect.get(value, name);
    return typeof found === 'string' ? found : '';
  };
  return Uri.from({ scheme, authority: part('authority'), path, query: part('query'), fragment: part('fragment') });
}

function describe(value: unknown): string {
  return value === undefined || value === null ? String(value) : typeof value;
}
