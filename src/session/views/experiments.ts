import { resolveAxis } from '../../engine/index.js';
import {
  builtInInput,
  type Experiment,
  type ExperimentInput,
  type ExperimentResult,
  experiments as all,
  inputOfBatch,
  samplesOf,
  type SliderValues,
} from '../experiments/index.js';
import type { Session } from '../run/index.js';
import { type BatchAccess, indexOf } from '../batches/index.js';
import { assertChannel, shownPass, type ShownPass } from './shownPass.js';
import type { ExperimentCard, ExperimentRequest } from './studyView.js';

/** What can be tried. */
export function experiments(): readonly ExperimentCard[] {
  return all.map(({ id, title, claim, sliders }) => ({ id, title, claim, sliders }));
}

/**
 * One experiment with its sliders where the user has put them; where a value is missing or out of range, at the start
 * or the nearest end.
 * @throws RangeError for an unknown experiment, pass or channel, and for a batch with too few finite values
 */
export async function experiment(
  session: Session,
  request: ExperimentRequest,
  access: BatchAccess,
): Promise<ExperimentResult & { readonly source: string }> {
  const chosen = all.find(({ id }) => id === request.id);
  if (!chosen) {
    throw new RangeError(`experiment "${request.id}": expected one of ${all.map(({ id }) => id).join(', ')}`);
  }
  const input = request.source === 'built-in' ? builtInInput() : await inputOf(session, request, access);
  return { ...chosen.run(input, within(chosen, request.values)), source: input.source };
}

async function inputOf(session: Session, request: ExperimentRequest, access: BatchAccess): Promise<ExperimentInput> {
  const shown = await shownPass(session, request.pass, access);
  assertChannel(request.channel, shown);
  const { batch } = shown.plan;
  const { layout } = shown;
  const samples = samplesOf(layout, request.channel);
  const rows = await rowsOf(shown, samples, access);
  const input = inputOfBatch(rows, samples, request.channel, layout.count, batch.label);
  if (input.samples >= 2) return input;
  throw new RangeError(`${batch.label} has too few samples whose values are all finite: at least 2 are needed`);
}

/** The channels of each sample. */
async function rowsOf(
  { plan, shape, layout, layer }: ShownPass,
  { places, channels }: ReturnType<typeof samplesOf>,
  access: BatchAccess,
): Promise<readonly ArrayLike<number>[]> {
  if (layer.convention.statisticsAxes === 'batch') {
    // Neighbouring groups need not lie in one box: each value by itself.
    const boxes = places.flatMap((place) =>
      Array.from({ length: channels }, (_, c) => ({
        start: indexOf(place + c * layout.inner, shape),
        count: shape.map(() => 1),
      })),
    );
    const values = await access.boxes(plan.batch, boxes);
    return places.map((_, sample) => values.slice(sample * channels, (sample + 1) * channels).map(([value]) => value));
  }
  const axis = resolveAxis(layer.channelAxis, shape);
  const count = shape.map((_, each) => (each === axis ? channels : 1));
  return access.boxes(
    plan.batch,
    places.map((place) => ({ start: indexOf(place, shape), count })),
  );
}

function within({ sliders }: Experiment, values: SliderValues): SliderValues {
  return Object.fromEntries(
    sliders.map(({ name, min, max, initial, scale }) => {
      const given = (values as Readonly<Record<string, number | undefined>>)[name];
      const value = given === undefined || Number.isNaN(given) ? initial : Math.min(max, Math.max(min, given));
      return [name, scale === 'whole' ? Math.round(value) : value];
    }),
  );
}
