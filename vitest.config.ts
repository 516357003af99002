import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples import the package by its name, as its users do.
  resolve: { alias: { 'kafka-cohort': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    // No test measures time: this is only for a machine that does much else meanwhile.
    testTimeout: 180_000,
  },
});
