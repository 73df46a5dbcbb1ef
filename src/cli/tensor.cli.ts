// `npm run tensor -- FILE`: shape, dtype and hash of a tensor file as one line of JSON; or its error, with exit code 1.
import { describeTensor } from './describeTensor.js';

const [path, ...rest] = process.argv.slice(2);
try {
  if (!path || rest.length > 0) throw new Error('Usage: npm run tensor -- FILE');
  console.log(JSON.stringify(await describeTensor(path)));
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  process.exitCode = 1;
}
