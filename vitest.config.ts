import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // No test measures time: this is only for a machine that does much else meanwhile.
    testTimeout: 180_000,
  },
});
