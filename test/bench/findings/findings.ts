import { FindingsFold } from '../../../src/session/findings/index.js';
import { calls, passesTold } from '../../unit/session/recordings/recordedLayer.js';
import {
  layerFiles,
  recordedProgram,
  RecordingFiles,
  runRecorded,
} from '../../unit/session/recordings/recordingFiles.js';
import { Figures } from '../figures.js';
import type { Group } from '../group.js';
import { median } from '../median.js';
import { result } from '../result.js';

/** Not counted: code that is compiled. */
const warmUpRounds = 3;
const rounds = 9;
const channels = 64;
const look = `a look of all rules at a pass, ${channels} channels`;
const telling = 'all rules telling what they found, after 1,000 passes';

/** What it costs to look for what is wrong. CPU time, which another process on the machine does not lengthen. */
export const findings: Group = {
  name: 'findings',
  title: 'Findings',
  about: `Passes of ${channels} channels, recorded by a healthy training; CPU time, median of ${rounds} rounds after ${warmUpRounds} that warm up.`,
  async measure(say, isWanted) {
    const figures = new Figures(say);
    if (isWanted(look) || isWanted(telling)) {
      await figures.takeAll([look, telling].filter(isWanted), async () => {
        say('looks');
        const { looking, asking } = await looksAndTells();
        if (isWanted(look)) figures.results.push(milliseconds(look, looking, 0.05));
        if (isWanted(telling)) figures.results.push(milliseconds(telling, asking, 2));
      });
    }
    return { results: figures.results, absent: figures.absent };
  },
};

function milliseconds(name: string, us: number, atMost: number) {
  return result({ name, unit: 'ms', us, isHigherBetter: false, budget: { atMost } });
}

async function looksAndTells(): Promise<{ readonly looking: number; readonly asking: number }> {
  const told = passesTold(calls(1000, 100), { channels });
  const { session } = await runRecorded(recordedProgram('bn'), new RecordingFiles(layerFiles('bn', told)));
  const [looking, asking]: [number[], number[]] = [[], []];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const fold = new FindingsFold(session);
    const look = (await cpuOf(() => session.passes.forEach((record) => fold.see(record)))) / session.passes.length;
    const tell = await cpuOf(() => fold.tell());
    if (round < 0) continue;
    looking.push(look);
    asking.push(tell);
  }
  return { looking: median(looking), asking: median(asking) };
}

/** In milliseconds. */
async function cpuOf(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
