// `npm run tensor -- FILE [NAME]`: shape, dtype and hash of a tensor file as one line of JSON; or its error, exit code 1.
import { createHash } from 'node:crypto';
import { openTensor } from '../formats/index.js';
import { openFileSource } from '../worker/fileSource.js';

async function describe(path: string): Promise<object> {
  const source = await openFileSource(path);
  try {
    const tensor = await openTensor(source);
    const sha256 = createHash('sha256')
      .update(await tensor.readBits())
      .digest('hex');
    return { shape: tensor.shape, dtype: tensor.dtype, sha256 };
  } finally {
    await source.close();
  }
}

const [path, ...rest] = process.argv.slice(2);
try {
  if (!path || rest.length > 0) throw new Error('Usage: npm run tensor -- FILE');
  console.log(JSON.stringify(await describe(path)));
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  process.exitCode = 1;
}
