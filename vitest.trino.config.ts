import { defineConfig } from 'vitest/config';

// Driven by scripts/test-trino.mjs, which starts the server.
export default defineConfig({
  test: { include: ['test/trino/*.trino.ts'], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false },
});
