import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Against servers that others wrote: scripts of their own start them.
    exclude: ['**/node_modules/**', 'test/aws/**', 'test/trino/**'],
    // Two cores are the smallest machine that the suite is meant for: more forks than cores only add start-up time.
    maxWorkers: 2,
    testTimeout: 180_000,
    // What a suite begins with scans a trail, as many tests do.
    hookTimeout: 180_000,
  },
});
