import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['globalSetup.ts'],
    // One VS Code at a time: two on two cores are no faster, and time what they measure wrongly.
    fileParallelism: false,
    expect: { poll: { timeout: 20_000, interval: 50 } },
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
