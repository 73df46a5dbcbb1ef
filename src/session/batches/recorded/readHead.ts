import type { ReadOptions, TensorArchive } from '../../../formats/index.js';
import type { RecordedHead } from '../../program/index.js';
import { headMembers, openMember, readMember, refused, type Member } from './members.js';

/**
 * What a statistics file says of its passes. Its statistics are not read.
 * @throws FormatError naming file, member, expected and found
 */
export async function readHead(archive: TensorArchive, options?: ReadOptions): Promise<RecordedHead> {
  const mean = await archive.open('mean', options);
  const [passes, channels] = mean.shape;
  if (mean.shape.length !== 2) {
    throw refused(archive.name, 'mean', 'it is no table of passes and channels', {
      expected: 'shape [passes, channels]',
      found: `shape [${mean.shape.join(', ')}]`,
    });
  }
  const sizes = { passes, channels };
  await openMember(archive, { name: 'var', of: 'channel' }, sizes, options);
  const has = new Set(archive.members.map(({ name }) => name));
  const read = async (member: Member) =>
    readMember(
      await openMember(archive, member, sizes, options),
      archive.name,
      member,
      { start: 0, count: passes },
      options,
    );
  const modes = Uint8Array.from(await read(headMembers.mode));
  const counts = await read(headMembers.count);
  const steps = has.has('step') ? await read(headMembers.step) : null;
  const shapes = has.has('shape') ? await read(headMembers.shape) : null;
  if (shapes) checkShapes(archive.name, shapes, counts, channels);
  return { ...sizes, modes, counts, steps, shapes, members: [...has] };
}

function checkShapes(archive: string, shapes: Float64Array, counts: Float64Array, channels: number): void {
  const rank = shapes.length / counts.length;
  for (let pass = 0; pass < counts.length; pass++) {
    let product = 1;
    for (let axis = 0; axis < rank; axis++) product *= shapes[pass * rank + axis];
    if (product === counts[pass] * channels) continue;
    throw refused(archive, 'shape', `the shape of its pass ${pass} has other elements than count and channels say`, {
      expected: `${counts[pass]} × ${channels} elements`,
      found: `[${Array.from(shapes.subarray(pass * rank, (pass + 1) * rank)).join(', ')}]`,
    });
  }
}
