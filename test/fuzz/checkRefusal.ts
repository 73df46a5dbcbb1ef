import type { FormatError } from '../../src/formats/index.js';
import { demand } from './watchedSource.js';

/** Controls, marks that turn text around or are not seen, and half characters. */
// eslint-disable-next-line no-control-regex
const unfit = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/u;
const longest = 2000;

/** Text that is shown to people as it is. */
export function checkShown(text: string, what: string): void {
  const found = unfit.exec(text);
  demand(!found, () => `${what} shows U+${found?.[0].charCodeAt(0).toString(16)}: ${JSON.stringify(text)}`);
  demand(text.length <= longest, () => `${what} of ${text.length} characters`);
}

/** A refusal can be shown: short, in characters that are seen, with a place, and with bytes that are in it. */
export function checkRefusal({ message, refusal }: FormatError): void {
  const { place, problem, expected = '', found = '', advice = '', code = '', bytes } = refusal;
  for (const [what, text] of Object.entries({ message, place, problem, expected, found, advice })) {
    checkShown(text, what);
  }
  for (const line of code.split('\n')) checkShown(line, 'code');
  demand(place !== '' && problem !== '', () => `no place or problem in ${message}`);
  if (!bytes) return;
  const { from, data, markFrom, markTo } = bytes;
  demand(data.length <= 64, () => `${data.length} bytes shown`);
  demand(markFrom >= from && markTo >= markFrom, () => `bytes ${markFrom} to ${markTo} marked from ${from} on`);
}
