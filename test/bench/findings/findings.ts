import { FindingsFold } from '../../../src/session/findings/index.js';
import { modelReportOf } from '../../../src/session/index.js';
import { calls, passesTold } from '../../unit/session/recordings/recordedLayer.js';
import {
  layerFiles,
  recordedProgram,
  RecordingFiles,
  RUN,
  runRecorded,
} from '../../unit/session/recordings/recordingFiles.js';
import { Figures } from '../figures.js';
import type { Group } from '../group.js';
import { median } from '../median.js';
import { result } from '../result.js';

const rounds = 5;
const channels = 64;
const layers = 53;
const look = `a look of all rules at a pass, ${channels} channels`;
const telling = 'all rules telling what they found, after 1,000 passes';
const model = `a model of ${layers} layers, 1,000 recorded passes each, ranked`;

/** What it costs to look for what is wrong. CPU time, which another process on the machine does not lengthen. */
export const findings: Group = {
  name: 'findings',
  title: 'Findings',
  about: `Passes of ${channels} channels, recorded by a healthy training; CPU time, median of ${rounds} rounds.`,
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
    if (isWanted(model)) {
      say('model');
      await figures.take(model, async () => {
        const files = modelFiles();
        const times: number[] = [];
        for (let round = 0; round < 3; round++) times.push(await cpuOf(() => reportOf(files)));
        return milliseconds(model, median(times), 2000);
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
  for (let round = 0; round < rounds; round++) {
    const fold = new FindingsFold(session);
    looking.push((await cpuOf(() => session.passes.forEach((record) => fold.see(record)))) / session.passes.length);
    asking.push(await cpuOf(() => fold.tell()));
  }
  return { looking: median(looking), asking: median(asking) };
}

/** All layers read the same recording, each by a name of its own. */
function modelFiles(): RecordingFiles {
  const told = passesTold(calls(1000), { channels });
  const files = new RecordingFiles(layerFiles('bn', told, { perFile: 100 }));
  const names = Array.from({ length: layers }, (_, index) => `layer${index}`);
  for (const name of names) files.write(`${name}.bn.json`, JSON.stringify(recordedProgram('bn')));
  const listed = names.map((name) => ({ name, program: `${name}.bn.json` }));
  files.write('model.bn.json', JSON.stringify({ layers: listed }));
  return files;
}

function reportOf(files: RecordingFiles): Promise<unknown> {
  const target = { kind: 'program', uri: `${RUN}/model.bn.json` } as const;
  return modelReportOf(target, { files, policy: { folders: [], allowed: [] } });
}

/** In milliseconds. */
async function cpuOf(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
