import { defineConfig } from 'vitest/config';
import { viteKernels } from './kernels.mjs';

export default defineConfig({
  plugins: [viteKernels],
  test: {
    testTimeout: 60_000,
    setupFiles: ['test/unit/propertySeed.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        // The engine once more on plain loops, as where there is no WebAssembly.
        extends: true,
        test: {
          name: 'plain',
          include: ['test/unit/engine/*.test.ts'],
          setupFiles: ['test/unit/propertySeed.ts', 'test/unit/engine/withoutWebAssembly.ts'],
        },
      },
    ],
  },
});
