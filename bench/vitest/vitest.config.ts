import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const testing = fileURLToPath(new URL('../../dist/testing.js', import.meta.url));

/* As in a project that has kafka-cohort among its packages: the built library, loaded as it is. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { 'kafka-cohort/testing': testing } },
  test: {
    include: ['*.test.ts'],
    server: { deps: { external: [/dist\/testing\.js$/] } },
  },
});
