// `npm run tensor -- FILE [NAME]`: shape, dtype and hash of a tensor file, or of the tensor NAME of an archive, as one line
// of JSON; or its error, with exit code 1.
import { describeTensor } from './describeTensor.js';

const [path, member, ...rest] = process.argv.slice(2);
try {
  if (!path || rest.length > 0) throw new Error('Usage: npm run tensor -- FILE [NAME]');
  console.log(JSON.stringify(await describeTensor(path, member)));
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  process.exitCode = 1;
}
