// `npm start`: opens VS Code on the samples with this extension in it. The extension is built already.
// `npm start -- --browser` takes the one in the browser where there is a desktop one, too.
import { load } from './bundle.mjs';

const { start } = await load('test/host/start.ts');
await start({ inBrowser: process.argv.includes('--browser') });
