import { defineConfig } from 'vitest/config';
import { limits } from '../patience.mjs';

/** Written, and not yet seen to pass as a whole: run by `UNSEEN=1 npm run e2e`. */
const unseen = ['archiveModel', 'branches', 'capture', 'checkpoints', 'newcomer'].map((name) => `${name}.test.ts`);

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    exclude: process.env.UNSEEN === undefined ? unseen : [],
    globalSetup: ['globalSetup.ts'],
    // One VS Code at a time: two on two cores are no faster, and time what they measure wrongly.
    fileParallelism: false,
    expect: { poll: { timeout: limits.screen, interval: 50 } },
    testTimeout: limits.screenTest,
    hookTimeout: limits.screenTest,
  },
});
