import { FormatError, memorySource, openTensor, type Refusal } from '../../../src/formats/index.js';
import { ascii } from './npyFile.js';

/** The refusal of a file with this content, and its message. @throws where the file is read after all. */
export async function refusalOf(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<Refusal & { readonly message: string }> {
  const bytes = typeof content === 'string' ? ascii(content) : content;
  try {
    await (await openTensor(memorySource(name, bytes))).read();
  } catch (error) {
    if (error instanceof FormatError) return { ...error.refusal, message: error.message };
    throw error;
  }
  throw new Error(`${name} was not refused`);
}
