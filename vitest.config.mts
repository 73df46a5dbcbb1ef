import { defineConfig } from 'vitest/config';
import { viteKernels } from './kernels.mjs';
import { limits } from './test/patience.mjs';

export default defineConfig({
  plugins: [viteKernels],
  test: {
    testTimeout: limits.unitTest,
    hookTimeout: limits.unitTest,
    expect: { poll: { timeout: limits.event } },
    // Both cores: by itself vitest leaves one to what it runs beside, which sleeps.
    maxWorkers: '100%',
    setupFiles: ['test/unit/propertySeed.ts'],
    projects: [
      {
        extends: true,
        // Modules are loaded once for all files, which is most of what a small file takes.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false },
      },
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
