import {
  LanguageModelTextPart,
  LanguageModelToolResult,
  Uri,
  workspace,
  type CancellationToken,
  type LanguageModelTool,
  type LanguageModelToolInvocationOptions,
  type LanguageModelToolInvocationPrepareOptions,
  type PreparedToolInvocation,
} from 'vscode';
import { asText } from '../../asText.js';
import type { Run } from '../../commands/run.js';
import type { ModelReport, SessionReport } from '../../../session/index.js';

/** What a language model says. Not believed before it is checked. */
export interface RunToolInput {
  readonly file?: unknown;
  readonly member?: unknown;
}

/** Passes and channels whose numbers are told; a model reads sentences, not tables. */
const most = { passes: 40, channels: 8 };

/** Runs a program or a tensor file, and answers with the findings and the numbers behind them. Files are only read. */
export class RunTool implements LanguageModelTool<RunToolInput> {
  constructor(private readonly run: Run) {}

  prepareInvocation({ input }: LanguageModelToolInvocationPrepareOptions<RunToolInput>): PreparedToolInvocation {
    return { invocationMessage: asText(`Running ${typeof input.file === 'string' ? input.file : 'a program'}`) };
  }

  async invoke(
    { input }: LanguageModelToolInvocationOptions<RunToolInput>,
    token: CancellationToken,
  ): Promise<LanguageModelToolResult> {
    const { file, member } = input;
    if (typeof file !== 'string' || file === '') {
      throw new Error('batchnorm_run: "file": expected the path of a *.bn.json, a tensor file or a checkpoint.');
    }
    const uri = await inWorkspace(file);
    const report = await this.run(typeof member === 'string' ? { file: uri, member } : uri);
    token.onCancellationRequested(() => undefined);
    return new LanguageModelToolResult([new LanguageModelTextPart(reportForModel(file, report))]);
  }
}

/** @throws where no folder of the workspace has it: a model names files that the user works with, and no others */
async function inWorkspace(file: string): Promise<Uri> {
  for (const { uri: folder } of workspace.workspaceFolders ?? []) {
    const uri = file.startsWith(folder.fsPath) ? Uri.file(file) : Uri.joinPath(folder, file);
    if (!uri.path.startsWith(`${folder.path.replace(/\/$/, '')}/`)) continue;
    try {
      await workspace.fs.stat(uri);
      return uri;
    } catch {
      // Perhaps another folder has it.
    }
  }
  throw new Error(`batchnorm_run: no folder of the workspace has ${file}.`);
}

/** A report as sentences and a few numbers. */
export function reportForModel(file: string, report: SessionReport | ModelReport): string {
  if (!('passes' in report)) return JSON.stringify(report);
  const { convention, channels, channelAxis, passes, findings } = report;
  const lines = findings.map(({ rule, severity, pass, channel, message, remedy }) => {
    const place = [pass < 0 ? 'state' : `pass ${pass + 1}`, ...(channel === undefined ? [] : [`channel ${channel}`])];
    return `- ${severity} ${rule} (${place.join(', ')}): ${message} ${remedy}`;
  });
  const shown = passes.slice(0, most.passes).map((one, index) => {
    const numbers = [...one.mean.slice(0, most.channels)].map((mean, channel) => {
      const running = one.runningMean
        ? `, running ${text(one.runningMean[channel])} ± ${text(Math.sqrt(one.runningVar?.[channel] ?? NaN))}`
        : '';
      return `${channel}: ${text(mean)} ± ${text(Math.sqrt(one.var[channel]))}${running}`;
    });
    const outcome = one.error ?? (one.expect ? `expect ${one.expect.passed ? 'holds' : 'fails'}` : '');
    return `pass ${index + 1} ${one.mode} ${one.batch} [${one.shape.join(', ')}] ${outcome}\n  channel: batch mean ± σ: ${numbers.join('; ')}`;
  });
  const left = passes.length - shown.length;
  return [
    `${file}: ${passes.length} passes of a BatchNorm layer, ${channels} channels on axis ${channelAxis}, rules of ${convention}.`,
    findings.length === 0 ? 'No findings.' : `Findings, causes first:\n${lines.join('\n')}`,
    `Numbers (first ${Math.min(channels, most.channels)} channels):\n${shown.join('\n')}${left > 0 ? `\n… and ${left} more passes` : ''}`,
  ].join('\n\n');
}

function text(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}
