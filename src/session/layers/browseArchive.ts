import { conventions } from '../../engine/index.js';
import { FormatError, printable, type TensorArchive } from '../../formats/index.js';
import type { SessionFiles } from '../batches/index.js';
import { naturalOrder, type ProgramSettings } from '../program/index.js';
import { activationsIn, fewestLayers } from './activations.js';
import type { ArchiveView, LayerView, MemberView } from './archiveView.js';
import { layersIn, type LayerParts } from './layersIn.js';
import { swapEvidence, swapText } from './swapped.js';

/** Headers of so many members are not worth a longer wait; those that are left are read when they are opened. */
const MAX_MILLISECONDS = 2000;
/** Of layers, too, only the first are looked into. */
const MAX_LAYER_MILLISECONDS = 1000;
const MAX_CHANNELS = 2 ** 20;
const MAX_LABEL = 1000;

/**
 * What a picker shows of an archive: every member's shape and dtype, and the BatchNorm layers among them.
 * @param now milliseconds since any fixed time
 * @param defaults the user's settings for what names leave open
 * @throws FormatError where the file is no archive, or refused
 */
export async function browseArchive(
  uri: string,
  files: SessionFiles,
  now: () => number,
  defaults: Pick<ProgramSettings, 'convention' | 'channelAxis'> = {},
): Promise<ArchiveView> {
  return files.withArchive(uri, async (archive) => {
    const started = now();
    const members: MemberView[] = [];
    for (const { name, alias, shape, dtype, bytes } of archive.members) {
      const known = {
        name,
        label: printable(alias === undefined ? name : `${name} (${alias})`, MAX_LABEL),
        ...(alias !== undefined && { alias }),
        bytes,
        ...(shape && { shape }),
        ...(dtype !== undefined && { dtype }),
      };
      const isLate = now() - started > MAX_MILLISECONDS;
      members.push(isLate ? known : { ...known, ...(await looked(archive, name)) });
    }
    const begun = now();
    const layers: LayerView[] = [];
    const found = layersIn(members);
    const usual = defaults.channelAxis ?? axisOf(defaults.convention) ?? 1;
    for (const parts of found) {
      const rules = conventions.find(({ key }) => key === parts.convention)?.name;
      const label = printable(parts.name || archive.name, MAX_LABEL);
      const own = axisOf(parts.convention) ?? usual;
      const where = own === usual ? {} : { channelAxis: own };
      const layer = { ...parts, label, ...where, ...(rules !== undefined && { rules }) };
      layers.push(now() - begun > MAX_LAYER_MILLISECONDS ? layer : { ...layer, ...(await state(archive, parts)) });
    }
    const { kind, warnings } = archive;
    const name = printable(archive.name, MAX_LABEL);
    const metadata = Object.fromEntries(Object.entries(archive.metadata).map(printableEntry));
    members.sort((a, b) => naturalOrder(a.label, b.label));
    const isModel = activationsIn(found, members).length >= fewestLayers;
    const view = { name, kind, members, layers, metadata, warnings };
    return { ...view, ...(usual !== 1 && { channelAxis: usual }), ...(isModel && { isModel }) };
  });
}

function axisOf(convention: string | undefined): number | undefined {
  return conventions.find(({ key }) => key === convention)?.channelAxis;
}

function printableEntry([key, value]: readonly [string, string]): [string, string] {
  return [printable(key, MAX_LABEL), printable(value, MAX_LABEL)];
}

/** What a member's own header says. */
async function looked(archive: TensorArchive, name: string): Promise<Partial<MemberView>> {
  try {
    const { shape, dtype, dataBytes } = await archive.open(name);
    return { shape, dtype, bytes: dataBytes };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { problem, choices: parts, choose } = error.refusal;
    return choose === 'part' && parts ? { parts, ...(await partLooked(archive, name, parts)) } : { problem };
  }
}

async function partLooked(
  archive: TensorArchive,
  name: string,
  parts: readonly string[],
): Promise<Partial<MemberView>> {
  const { shape, dtype, dataBytes, wholeBytes: bytes = dataBytes } = await archive.open(name, { part: parts[0] });
  if (parts.includes('magnitude')) return { shape, dtype: dtype === 'float32' ? 'complex64' : 'complex128', bytes };
  const isRaw = parts.every((part) => /^b?float\d/.test(part));
  return { shape, dtype: isRaw ? 'raw bytes' : `${parts.length} ${parts.length === 1 ? 'field' : 'fields'}`, bytes };
}

/** What a layer's own numbers tell. What cannot be read is said when the layer is used. */
async function state(archive: TensorArchive, layer: LayerParts): Promise<Pick<LayerView, 'batches' | 'swapped'>> {
  const { channels, runningMean, runningVar, numBatchesTracked } = layer;
  if (channels > MAX_CHANNELS || runningVar === undefined) return {};
  const values = async (member: string) => (await (await archive.open(member)).read()).values;
  try {
    const evidence = swapEvidence(await values(runningMean), await values(runningVar));
    const batches = numBatchesTracked === undefined ? undefined : (await values(numBatchesTracked))[0];
    return { ...(evidence && { swapped: swapText(evidence) }), ...(batches !== undefined && { batches }) };
  } catch (error) {
    if (error instanceof FormatError) return {};
    throw error;
  }
}
