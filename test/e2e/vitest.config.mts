import { defineConfig } from 'vitest/config';
import { limits } from '../patience.mjs';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['globalSetup.ts'],
    // One VS Code at a time: two on two cores are no faster, and time what they measure wrongly.
    fileParallelism: false,
    expect: { poll: { timeout: limits.screen, interval: 50 } },
    testTimeout: limits.screenTest,
    hookTimeout: limits.screenTest,
  },
});
