// `npm start`: opens VS Code on the samples with this extension in it. The extension is built already.
import { load } from './bundle.mjs';

const { start } = await load('test/host/start.ts');
await start();
