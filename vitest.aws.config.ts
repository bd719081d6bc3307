import { defineConfig } from 'vitest/config';

/** `npm run test:aws` starts the server that these tests ask, and names it in STEMMA_TEST_AWS. */
export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    // The tests share one server, and reset it.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
