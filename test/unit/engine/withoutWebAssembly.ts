import { vi } from 'vitest';

vi.stubGlobal('WebAssembly', undefined);
