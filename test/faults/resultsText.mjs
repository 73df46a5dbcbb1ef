import untouched from './untouched.json' with { type: 'json' };

const BASELINES = ['sagemaker', 'tfdbg', 'deepchecker'];

/** The table of all cases, as Markdown. */
export function resultsText(ran, alarms) {
  const kinds = [...new Set(ran.map(({ name }) => kindOf(name)))];
  const faults = ran.filter(({ truth }) => !truth.near);
  const near = ran.filter(({ truth }) => truth.near);
  const good = (cases) => cases.filter(({ problem }) => problem === null).length;
  const alarmed = (cases, baseline) => cases.filter(({ truth }) => alarms(truth, baseline)).length;
  const of = (count, all) => `${count}/${all.length}`;
  const rows = kinds.map((kind) => {
    const [own, almost] = [faults, near].map((cases) => cases.filter(({ name }) => kindOf(name) === kind));
    const theirs = BASELINES.map((one) => `${of(alarmed(own, one), own)}, ${of(alarmed(almost, one), almost)}`);
    return [kind, of(good(own), own), of(good(almost), almost), ...theirs];
  });
  const sums = BASELINES.map((one) => `${of(alarmed(faults, one), faults)}, ${of(alarmed(near, one), near)}`);
  const head = ['fault', 'named first', 'near miss: silent', 'SageMaker Debugger', 'TFDBG V2', 'TheDeepChecker'];
  const table = [
    head,
    head.map(() => '---'),
    ...rows,
    ['**all**', of(good(faults), faults), of(good(near), near), ...sums],
  ];
  return `# Faults in real PyTorch runs

Written by \`node test/faults/table.mjs\`. Every fault is injected into a real PyTorch run (\`make_faults.py\`,
\`fault_models.py\`; seeds 1 to 3 draw channel, pass and size).

**Named first**: the first finding is of the fault's rule, in the right channel, at the right pass, of a model in the right
layer. **Near miss: silent**: a run that almost has the fault, of which the rule must say nothing.

The baselines (\`baselines.py\`: published formulas, on the same tensors of the same runs) have no names for faults and tell
no channels. For them: alarms at the fault's passes (whatever the alarm says), then alarms anywhere in the near misses.

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

On seeds 1 to 3 the rules were tuned: what follows was never looked at before (\`untouched.json\`; \`other_faults.py\` makes
cases of other ranks, sizes, magnitudes, conventions and starts). Misses were looked at afterwards, and the rules mended:
*now* is what they make of the same cases since, which are no longer untouched.

| cases | named first | near miss: silent | now: named first | now: silent |
| --- | --- | --- | --- | --- |
${untouched.map(rowOf).join('\n')}

Still missed: ${untouched.flatMap(({ misses = [] }) => misses).join('; ') || 'none'}.

${
  ran.some(({ problem }) => problem)
    ? `Not as it must be:\n\n${ran
        .filter(({ problem }) => problem)
        .map(({ name, problem }) => `- \`${name}\`: ${problem}`)
        .join('\n')}\n`
    : ''
}`;
}

function rowOf({ cases, named, faults, silent, near, now }) {
  const silence = (count) => (near ? `${count}/${near}` : '–');
  return `| ${cases} | ${named}/${faults} | ${silence(silent)} | ${now.named}/${faults} | ${silence(now.silent)} |`;
}

function kindOf(name) {
  return name.slice(0, name.lastIndexOf('/'));
}
