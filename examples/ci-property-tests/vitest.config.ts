import { defineConfig } from 'vitest/config';

// Each test plays many runs: on a busy machine that is more than vitest's five seconds.
export default defineConfig({ test: { testTimeout: 120_000 } });
