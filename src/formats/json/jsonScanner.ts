import { quoted } from '../printable.js';
import { JsonText, type JsonError, type Place } from './jsonText.js';
import { NestedNumbers, type ArrayProblem } from './nestedNumbers.js';

/** A JSON tensor as it is written; its parts are not yet checked against each other. */
export interface JsonTensor {
  readonly data: NestedNumbers;
  /** Present where the text is an object. */
  readonly object?: {
    readonly shape: { readonly value: readonly number[]; readonly place: Place };
    readonly dtype?: { readonly value: string; readonly place: Place };
    readonly dataPlace: Place;
  };
  /** Where the watched number stands. */
  readonly watched?: Place;
}

const keys = ['shape', 'data', 'dtype'] as const;
type Key = (typeof keys)[number];
/** What the next token may be. After an opening bracket (`first …`) the closing one may follow at once. */
type Expecting = 'value' | 'first value' | 'after value' | 'key' | 'first key' | 'colon' | 'after member' | 'end';

const [quote, comma, colon, open, close, openObject, closeObject] = Array.from('",:[]{}', (c) => c.charCodeAt(0));
const object = 'an object with "shape", "data" and, if wanted, "dtype"';
const flat = 'For arrays of different lengths, pad them, or save each in a file of its own.';

/**
 * Reads a tensor from JSON that comes in chunks, straight into numbers: nested arrays, or an object with `shape`,
 * `data` and `dtype`. Strict, but for the NaN, Infinity and -Infinity that Python's json writes.
 *
 * JSON.parse would hold the text and a tree several times its size, and does not name line and column.
 */
export class JsonScanner {
  private readonly text = new JsonText();
  private readonly data = new NestedNumbers();
  private readonly shape = new NestedNumbers();
  private dtype = '';
  private expecting: Expecting = 'value';
  private isObject = false;
  /** The key whose value is read; without an object, everything is data. */
  private key: Key = 'data';
  private readonly places = new Map<Key, Place>();
  private watched: Place | undefined;

  /** `watch`: index of the number of `data` whose place is wanted. */
  constructor(private readonly watch = -1) {}

  /** The chunk is not kept. @throws JsonError at the first token that is wrong. */
  push(chunk: Uint8Array): void {
    this.text.push(chunk, false);
    this.scan();
    this.text.release();
  }

  /** @throws JsonError where the text is cut off, or lacks something. */
  end(): JsonTensor {
    this.text.push(new Uint8Array(0), true);
    this.scan();
    if (this.expecting !== 'end') throw this.text.cutOff(this.wanted());
    const watched = this.watched && { watched: this.watched };
    if (!this.isObject) return { data: this.data, ...watched };
    const [shapePlace, dataPlace, dtypePlace] = keys.map((key) => this.places.get(key));
    if (!shapePlace || !dataPlace) {
      throw this.text.error(`the object has no "${shapePlace ? 'data' : 'shape'}"`, { expected: object });
    }
    if (this.shape.shape().length !== 1) {
      const detail = { expected: 'an array of sizes, such as [64, 48, 14, 14]' };
      throw this.text.error('shape is not an array of sizes', detail, shapePlace);
    }
    const shape = { value: Array.from(this.shape.values()), place: shapePlace };
    const dtype = dtypePlace && { dtype: { value: this.dtype, place: dtypePlace } };
    return { data: this.data, object: { shape, dataPlace, ...dtype }, ...watched };
  }

  /** Reads tokens until the bytes end, or a token goes on in the next chunk. */
  private scan(): void {
    for (let byte = this.text.peek(); byte >= 0; byte = this.text.peek()) {
      switch (this.expecting) {
        case 'value':
        case 'first value':
          if (!this.readValue(byte)) return;
          break;
        case 'after value':
          if (byte === comma) this.takeFor('value');
          else if (byte === close) this.closeArray();
          else throw this.unexpected();
          break;
        case 'key':
        case 'first key':
          if (byte === closeObject && this.expecting === 'first key') this.takeFor('end');
          else if (byte !== quote) throw this.unexpected();
          else if (!this.readKey()) return;
          break;
        case 'colon':
          if (byte !== colon) throw this.unexpected();
          this.takeFor('value');
          break;
        case 'after member':
          if (byte !== comma && byte !== closeObject) throw this.unexpected();
          this.takeFor(byte === comma ? 'key' : 'end');
          break;
        case 'end':
          throw this.unexpected();
      }
    }
  }

  /** @returns false where the value goes on in the next chunk. */
  private readValue(byte: number): boolean {
    const numbers = this.numbers();
    if (this.isObject && !this.places.has(this.key)) this.places.set(this.key, this.text.place());
    if (this.key === 'dtype') {
      if (byte !== quote) throw this.text.unexpected('dtype is not a string', '"float32" or another dtype');
      const dtype = this.text.string();
      if (dtype === undefined) return false;
      this.dtype = dtype;
      this.expecting = 'after member';
    } else if (byte === close && this.expecting === 'first value') {
      this.closeArray();
    } else if (byte === open) {
      this.check(numbers.open());
      this.takeFor('first value');
    } else if (byte === openObject && !this.isObject && !numbers.isOpen) {
      this.isObject = true;
      this.takeFor('first key');
    } else {
      const value = this.text.number();
      if (value === undefined) return false;
      this.addNumber(numbers, value);
    }
    return true;
  }

  private addNumber(numbers: NestedNumbers, value: number): void {
    if (numbers === this.data && numbers.length === this.watch) this.watched = this.text.lastToken().place;
    const problem = numbers.add(value);
    if (problem) this.check(problem, this.text.lastToken().place);
    if (value === Infinity || value === -Infinity) this.checkInfinity();
    this.expecting = numbers.isOpen ? 'after value' : this.afterWhole();
  }

  private checkInfinity(): void {
    const { place, text } = this.text.lastToken();
    if (text.endsWith('Infinity')) return;
    throw this.text.error(
      'the number does not fit in float64',
      {
        expected: 'at most 1.7976931348623157e308',
        found: text.slice(0, 40),
        advice: 'Write Infinity if it is meant.',
      },
      place,
    );
  }

  private closeArray(): void {
    const numbers = this.numbers();
    this.check(numbers.close());
    this.takeFor(numbers.isOpen ? 'after value' : this.afterWhole());
  }

  private readKey(): boolean {
    const place = this.text.place();
    const name = this.text.string();
    if (name === undefined) return false;
    const key = keys.find((known) => known === name);
    if (!key) {
      throw this.text.error(
        'the object has a key that no tensor has',
        { expected: object, found: quoted(name) },
        place,
      );
    }
    if (this.places.has(key)) throw this.text.error(`the object has "${key}" twice`, {}, place);
    this.key = key;
    this.expecting = 'colon';
    return true;
  }

  private numbers(): NestedNumbers {
    return this.key === 'shape' ? this.shape : this.data;
  }

  private afterWhole(): Expecting {
    return this.isObject ? 'after member' : 'end';
  }

  private takeFor(next: Expecting): void {
    this.text.take();
    this.expecting = next;
  }

  private check(wrong: ArrayProblem | undefined, place?: Place): void {
    if (!wrong) return;
    const { problem, expected, found } = wrong;
    throw this.text.error(problem, { expected, found, advice: flat }, place);
  }

  private unexpected(): JsonError {
    const problem = this.expecting === 'end' ? 'there is more after the tensor' : 'this does not belong here';
    return this.text.unexpected(problem, this.wanted());
  }

  private wanted(): string {
    switch (this.expecting) {
      case 'value':
        return this.key === 'dtype' ? 'a string' : 'a number or [';
      case 'first value':
        return 'a number, [ or ]';
      case 'after value':
        return ', or ]';
      case 'key':
        return object;
      case 'first key':
        return object;
      case 'colon':
        return ':';
      case 'after member':
        return ', or }';
      case 'end':
        return 'the end of the file';
    }
  }
}
