/** A value of a JSON object, at any depth of objects, by the keys that lead to it. */
export interface JsonMember {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** An array, or an object that is a tensor; a number or another word; text. */
  readonly kind: 'array' | 'word' | 'text';
}

/** What is wrong with an object, and at which byte. */
export class JsonMembersError extends Error {
  constructor(
    readonly at: number,
    readonly problem: string,
    readonly found?: string,
  ) {
    super(problem);
  }
}

const maxDepth = 20;
const maxKeyBytes = 1000;
const [quote, backslash, comma, colon] = Array.from('"\\,:', (character) => character.charCodeAt(0));
const [open, close, openObject, closeObject] = Array.from('[]{}', (character) => character.charCodeAt(0));
/** An object that begins with one of these is one tensor. */
const tensorKeys = new Set(['shape', 'data', 'dtype']);

type State = 'value' | 'key' | 'first key' | 'colon' | 'after' | 'skip' | 'word' | 'string' | 'key text' | 'end';

/**
 * Finds where the values of a JSON object stand, from chunks of its bytes. What is within an array is not looked at:
 * that is for who reads it.
 */
export class JsonMembers {
  readonly members: JsonMember[] = [];
  private state: State = 'value';
  private readonly path: string[] = [];
  /** Where the value at hand begins, and each object around it. */
  private from = 0;
  private readonly objects: number[] = [];
  private depth = 0;
  private isText = false;
  private isEscaped = false;
  private key: number[] = [];
  private readonly names = new Set<string>();

  /** @param before bytes before the first chunk, and then before each */
  constructor(private before = 0) {}

  /** @throws JsonMembersError */
  push(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) this.take(chunk[i], this.before + i);
    this.before += chunk.length;
  }

  /** @throws JsonMembersError where the object does not end. */
  end(): readonly JsonMember[] {
    if (this.state !== 'end') throw new JsonMembersError(this.before, 'the JSON is cut off', 'the end of the file');
    return this.members;
  }

  private take(byte: number, at: number): void {
    const isBlank = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
    switch (this.state) {
      case 'skip':
        this.skip(byte, at);
        return;
      case 'string':
        if (this.endsText(byte)) this.add(at + 1, 'text');
        return;
      case 'key text':
        if (!this.endsText(byte)) {
          if (this.key.push(byte) > maxKeyBytes) throw new JsonMembersError(at, 'a key is too long');
        } else this.takeKey(at);
        return;
      default:
    }
    if (this.state === 'word') {
      if (!isBlank && byte !== comma && byte !== closeObject) return;
      this.add(at, 'word');
    }
    if (isBlank) return;
    switch (this.state) {
      case 'value':
        this.startValue(byte, at);
        return;
      case 'first key':
      case 'key':
        if (byte === closeObject && this.state === 'first key') this.leave();
        else if (byte !== quote) throw this.unexpected(byte, at);
        else {
          this.key = [];
          this.state = 'key text';
        }
        return;
      case 'colon':
        if (byte !== colon) throw this.unexpected(byte, at);
        this.state = 'value';
        return;
      case 'after':
        this.path.pop();
        if (byte === closeObject) this.leave();
        else if (byte === comma) this.state = 'key';
        else throw this.unexpected(byte, at);
        return;
      default:
        throw this.unexpected(byte, at);
    }
  }

  private startValue(byte: number, at: number): void {
    this.from = at;
    if (byte === openObject && this.objects.length < maxDepth) {
      this.objects.push(at);
      this.state = 'first key';
    } else if (this.objects.length === 0) throw this.unexpected(byte, at);
    else if (byte === open || byte === openObject) {
      this.depth = 1;
      this.state = 'skip';
    } else this.state = byte === quote ? 'string' : 'word';
  }

  /** To the end of an array, or of an object that is a tensor. */
  private skip(byte: number, at: number): void {
    if (this.isText) this.isText = !this.endsText(byte);
    else if (byte === quote) this.isText = true;
    else if (byte === open || byte === openObject) this.depth++;
    else if ((byte === close || byte === closeObject) && --this.depth === 0) this.add(at + 1, 'array');
  }

  private endsText(byte: number): boolean {
    const isEnd = byte === quote && !this.isEscaped;
    this.isEscaped = byte === backslash && !this.isEscaped;
    return isEnd;
  }

  private takeKey(at: number): void {
    const text = new TextDecoder().decode(Uint8Array.from(this.key));
    let key: unknown;
    try {
      key = JSON.parse(`"${text}"`);
    } catch {
      throw new JsonMembersError(at, 'a key is no JSON string');
    }
    if (this.objects.length > 1 && tensorKeys.has(String(key))) {
      this.from = this.objects.pop() ?? 0;
      this.depth = 1;
      this.state = 'skip';
      return;
    }
    this.path.push(String(key));
    this.state = 'colon';
  }

  private leave(): void {
    this.objects.pop();
    this.state = this.objects.length === 0 ? 'end' : 'after';
  }

  private add(to: number, kind: JsonMember['kind']): void {
    const name = this.path.join('.');
    if (this.names.has(name)) throw new JsonMembersError(this.from, 'a name occurs twice', name);
    this.names.add(name);
    this.members.push({ name, from: this.from, to, kind });
    this.state = 'after';
  }

  private unexpected(byte: number, at: number): JsonMembersError {
    return new JsonMembersError(at, 'this does not belong here', String.fromCharCode(byte));
  }
}
