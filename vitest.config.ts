import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Two cores are the smallest machine that the suite is meant for: more forks than cores only add start-up time.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
