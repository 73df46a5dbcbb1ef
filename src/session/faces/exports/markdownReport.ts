import { channelOfGroup, layoutOf, meanOf, varianceOf } from '../../../engine/index.js';
import { findingsOf, type Finding } from '../../findings/index.js';
import { countText, numberText, percentText, plural, settingText, signedText } from '../../numberText.js';
import { meanGaps, typicalGap, type PassRecord } from '../../records/index.js';
import type { Session } from '../../run/index.js';

/** More passes than this are named by their first and last ones. */
const mostPasses = 100;
/** Channels that the table shows, those with the largest gap. */
const mostChannels = 24;

export interface ReportPicture {
  /** `Running averages, channel 37` */
  readonly title: string;
  /** Of its file, beside the report. */
  readonly file: string;
}

/**
 * What the panel shows, in Markdown as GitHub and VS Code read it: settings, findings, passes, the channels of the shown pass.
 * What files contain is text in it: names are code, sentences are escaped.
 */
export function markdownReport(
  session: Session,
  title: string,
  pass: number | null,
  pictures: readonly ReportPicture[] = [],
): string {
  const { passes, plan, layer } = session;
  const shown = pass === null ? undefined : passes.at(pass);
  return [
    `# BatchNorm report: ${code(title)}`,
    settingsOf(session, shown),
    '## Findings',
    findingsText(findingsOf(session), plan.length),
    ...pictures.map(
      ({ title: name, file }) =>
        `![${escaped(name)}](${encodeURI(file).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'))})`,
    ),
    '## Passes',
    passesText(session),
    ...(shown?.moments && shown.shape && pass !== null
      ? [`## Channels at pass ${pass + 1}`, channelsText(shown, layoutOf(shown.shape, layer).groups)]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}

function settingsOf({ shape, passes, plan, layer: first }: Session, shown: PassRecord | undefined): string {
  const layer = shown?.layer ?? first;
  const { name, eps, momentum } = layer.convention;
  const { channels, count } = layoutOf(shape, layer);
  const run =
    passes.length === plan.length
      ? `all ${plural(plan.length, 'pass', 'passes')}`
      : `${countText(passes.length)} of ${plural(plan.length, 'pass', 'passes')}`;
  return table(
    ['convention', 'eps', 'momentum', 'shape', 'channels', 'values per channel', 'computed'],
    [
      [
        escaped(name),
        settingText(eps),
        momentum === null ? 'cumulative' : settingText(momentum),
        code(`[${shape.join(', ')}]`),
        `${countText(channels)} on axis ${layer.channelAxis}`,
        countText(count),
        run,
      ],
    ],
  );
}

function findingsText(findings: readonly Finding[], passes: number): string {
  if (findings.length === 0) return 'None.';
  return findings
    .map((finding) => {
      const { severity, message, remedy, rule, follows = [] } = finding;
      const also =
        follows.length === 0
          ? ''
          : ` ${plural(follows.length, 'more finding')} ${follows.length === 1 ? 'follows' : 'follow'} from it.`;
      return `- **${severity}**, ${placeOf(finding, passes)} (${code(rule)}): ${escaped(message)}${also}\n  → ${escaped(remedy)}`;
    })
    .join('\n');
}

function placeOf({ channel, channels, pass, lastPass }: Finding, passes: number): string {
  const where =
    channel !== undefined ? `channel ${channel}` : channels ? plural(channels.length, 'channel') : 'all channels';
  if (pass < 0) return where;
  const end = Math.min(lastPass, passes - 1);
  return `${where}, ${end > pass ? `passes ${pass + 1}–${end + 1}` : `pass ${pass + 1}`}`;
}

function passesText({ passes, plan }: Session): string {
  const numbers = plan.map((_, index) => index);
  const isLong = plan.length > mostPasses;
  const listed = isLong ? [...numbers.slice(0, mostPasses / 2), ...numbers.slice(-mostPasses / 2)] : numbers;
  const rows = listed.map((index) => {
    const { mode, batch } = plan[index];
    const record = passes.at(index);
    return [
      String(index + 1),
      mode,
      code(batch.label),
      record?.shape ? code(`[${record.shape.join(', ')}]`) : '',
      resultOf(record),
    ];
  });
  const note = isLong ? `\n\nThe first and last ${mostPasses / 2} of ${countText(plan.length)} passes.` : '';
  return table(['pass', 'mode', 'batch', 'shape', 'result'], rows) + note;
}

function resultOf(record: PassRecord | undefined): string {
  if (!record) return 'not run';
  if (record.kind === 'refused') return `refused: ${escaped(record.error)}`;
  const nonFinite = record.moments.nonFinite.reduce((sum, count) => sum + count, 0);
  const finite = nonFinite === 0 ? '' : `, ${plural(nonFinite, 'value')} not finite`;
  const { expect } = record;
  const expected = !expect
    ? ''
    : expect.problem !== undefined
      ? ', expected output not compared'
      : expect.passed
        ? ', output as expected'
        : `, output differs by up to ${numberText(expect.maxAbsError)}`;
  return `typical gap ${numberText(typicalGap(record))} σ${finite}${expected}`;
}

function channelsText(record: PassRecord, groups: number): string {
  const { moments, after, layer, shape } = record;
  if (!moments || !shape) return '';
  const layout = layoutOf(shape, layer);
  const isTracked = after.runningMean?.length === groups;
  const gaps = isTracked ? meanGaps(moments, after, layer) : new Float64Array(groups);
  const size = (group: number): number => (Number.isNaN(gaps[group]) ? Infinity : Math.abs(gaps[group]));
  const order = Array.from({ length: groups }, (_, group) => group).sort((a, b) => {
    const [x, y] = [size(a), size(b)];
    return x === y ? a - b : y - x;
  });
  const [mean, variance] = [meanOf(moments), varianceOf(moments, 'biased')];
  const rows = order.slice(0, mostChannels).map((group) => {
    const channel = channelOfGroup(layout, group);
    const number = (values: Float64Array | null, at: number): string => {
      const value = values?.[at];
      return value === undefined ? '' : numberText(value);
    };
    return [
      String(group),
      numberText(mean[group]),
      numberText(variance[group]),
      number(after.runningMean, group),
      number(after.runningVar, group),
      number(after.gamma, channel),
      number(after.beta, channel),
      isTracked ? signedText(gaps[group]) : '',
    ];
  });
  const matter = gaps.reduce((sum, gap) => sum + (Math.abs(gap) <= 0.25 ? 0 : 1), 0);
  const share = isTracked
    ? `\n\n|gap| is beyond 0.25 σ in ${plural(matter, 'channel')}, ${percentText(matter / groups)}.`
    : '';
  const note = groups > mostChannels ? ` The ${mostChannels} of ${countText(groups)} channels with the largest.` : '';
  const heads = ['channel', 'batch mean', 'batch var', 'running mean', 'running var', 'γ', 'β', 'gap, σ'];
  return table(heads, rows, true) + share + note;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], isRight = false): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => (isRight ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/** Text as text: nothing in it is Markdown or HTML. */
export function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#|~&!]/g, '\\$&');
}

/** A name as code, whatever is in it, also in a table. */
export function code(text: string): string {
  const plain = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(plain) || plain === '' ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}
