// `npm run screenshots`: pictures of the panel in a real VS Code, into test-results/screenshots; media has two of them.
// `npm run screenshots -- Dark 1280` takes only those whose name holds every one of these words.
import { load } from './bundle.mjs';

const { takeScreenshots } = await load('test/host/screenshots.ts');
await takeScreenshots(process.argv.slice(2));
