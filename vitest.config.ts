import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Against servers that others wrote: scripts of their own start them.
    exclude: ['**/node_modules/**', 'test/aws/**', 'test/trino/**'],
    // Two cores are the smallest machine that the suite is meant for; some tests wait for a process that waits.
    maxWorkers: 3,
    // Tests leave nothing behind in their process: modules are loaded once for many files.
    isolate: false,
    testTimeout: 180_000,
    // What a suite begins with scans a trail, as many tests do.
    hookTimeout: 180_000,
  },
});
