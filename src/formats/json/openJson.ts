import { elementCount, type Values } from '../../engine/index.js';
import type { ByteSource } from '../byteSource.js';
import { elementTypes } from '../elementType.js';
import { FormatError } from '../formatError.js';
import { quoted } from '../printable.js';
import { outputFor, pythonString } from '../pythonCode.js';
import { startReading } from '../reading.js';
import { isCountable, maxRank } from '../shapeLimits.js';
import { valuesTensor } from '../valuesTensor.js';
import { interruptionOf } from '../interruption.js';
import type { ReadOptions, TensorFile } from '../tensorFile.js';
import { encodeBits, roundings, type JsonDType } from './jsonDType.js';
import { JsonScanner, type JsonTensor } from './jsonScanner.js';
import { JsonError, type Place } from './jsonText.js';

const scanBytes = 2 ** 20;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** @throws FormatError where the text is no tensor; the signal's reason */
export async function openJson(source: ByteSource, options?: ReadOptions): Promise<TensorFile> {
  const written = await scan(source, -1, options);
  const { data, object } = written;
  // −0 is a size as well, but not one to show.
  const shape = object?.shape.value.map((size) => size || 0) ?? data.shape();
  try {
    checkShape(shape, written);
    const dtype = readDType(object?.dtype);
    const values = await roundedValues(data.values(), dtype, (index) => placeOf(source, index, options));
    const { size } = elementTypes[dtype];
    const encode = () => encodeBits(values, dtype, size);
    return valuesTensor(source.name, source.size, { shape, dtype, values }, encode);
  } catch (error) {
    throw asFormatError(source, error);
  }
}

/** Reads the text to its end. */
async function scan(source: ByteSource, watch: number, options?: ReadOptions): Promise<JsonTensor> {
  const scanner = new JsonScanner(watch);
  const reading = startReading(source, options);
  const buffer = new Uint8Array(Math.min(scanBytes, source.size));
  try {
    if (source.size === 0) throw new JsonError({ line: 1, column: 1 }, 'the file is empty', { found: '0 bytes' });
    for (let at = 0; at < source.size; at += scanBytes) {
      const chunk = buffer.subarray(0, Math.min(scanBytes, source.size - at));
      await reading.fill(at, chunk);
      const hasMark = at === 0 && byteOrderMark.every((byte, i) => chunk[i] === byte);
      scanner.push(hasMark ? chunk.subarray(byteOrderMark.length) : chunk);
    }
    return scanner.end();
  } catch (error) {
    throw asFormatError(source, error);
  }
}

async function placeOf(source: ByteSource, index: number, options?: ReadOptions): Promise<Place> {
  const { watched } = await scan(source, index, interruptionOf(options));
  return watched ?? { line: 1, column: 1 };
}

function checkShape(shape: readonly number[], { data, object }: JsonTensor): void {
  if (!object) return;
  const { place } = object.shape;
  const wrong = shape.find((size) => !Number.isInteger(size) || size < 0);
  if (wrong !== undefined) {
    throw new JsonError(place, 'shape holds what is not a size', { expected: 'integers from 0', found: `${wrong}` });
  }
  if (shape.length > maxRank) {
    const detail = { expected: `at most ${maxRank}, as in NumPy`, found: `${shape.length} axes` };
    throw new JsonError(place, 'shape has too many axes', detail);
  }
  const count = elementCount(shape);
  if (!isCountable(shape)) {
    throw new JsonError(place, 'shape has more elements than can be counted', { expected: 'at most 2**53 - 1' });
  }
  const nested = data.shape();
  const isFlat = nested.length <= 1;
  const isSame = nested.length === shape.length && nested.every((size, axis) => size === shape[axis]);
  if (isSame || (isFlat && data.length === count)) return;
  throw new JsonError(object.dataPlace, 'data does not match shape', {
    expected: `${numbers(count)} for shape [${shape.join(', ')}]`,
    found: isFlat ? numbers(data.length) : `arrays of shape [${nested.join(', ')}]`,
  });
}

function numbers(count: number): string {
  return count === 1 ? '1 number' : `${count} numbers`;
}

function readDType(written: { readonly value: string; readonly place: Place } | undefined): JsonDType {
  if (!written) return 'float64';
  const known = dtypes.find((dtype) => dtype === written.value);
  if (known) return known;
  throw new JsonError(written.place, `dtype ${quoted(written.value)} is not known`, { expected: dtypes.join(', ') });
}

const dtypes = Object.keys(roundings) as JsonDType[];

async function roundedValues(
  written: Float64Array<ArrayBuffer>,
  dtype: JsonDType,
  placeOfNumber: (index: number) => Promise<Place>,
): Promise<Values> {
  const { round, fitting } = roundings[dtype];
  const values = elementTypes[dtype].widened === 'float32' ? new Float32Array(written.length) : written;
  for (let i = 0; i < written.length; i++) {
    const value = round(written[i]);
    if (value === undefined) {
      const advice = 'Its numbers fit in float64:';
      const detail = { expected: fitting, found: `${written[i]}`, advice, isReadable: true } as const;
      throw new JsonError(await placeOfNumber(i), `the number does not fit in ${dtype}`, detail);
    }
    values[i] = value;
  }
  return values;
}

/** Python that writes the data of a file whose dtype they do not fit. */
function asFloat64(file: string): string {
  return [
    'import json',
    'import numpy as np',
    `x = json.load(open(${pythonString(file)}, encoding='utf-8'))`,
    "data = np.array(x['data'], dtype=np.float64)",
    `np.save(${outputFor(file.replace(/\.tensor\.json$/, '.json'))}, data.reshape(x.get('shape', data.shape)))`,
  ].join('\n');
}

function asFormatError(source: ByteSource, error: unknown): unknown {
  if (!(error instanceof JsonError)) return error;
  const { place, problem, detail } = error;
  const { isReadable, ...said } = detail;
  return new FormatError({
    file: source.name,
    place: `line ${place.line}, column ${place.column}`,
    problem,
    ...said,
    advice: detail.advice ?? 'json.dump(x.tolist(), f) of Python writes what can be read, np.save what is read faster.',
    ...(isReadable === true && { code: asFloat64(source.name) }),
  });
}
