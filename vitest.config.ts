import { defineConfig } from 'vitest/config';

/** Rooms whose tests leave nothing behind in their process: one loads for many of them, which saves a third of their time. */
const shared = '{containment,detections,evidence,hardening,lib,lineage,model,posture,reports,synth}';

export default defineConfig({
  test: {
    // Two cores are the smallest machine that the suite is meant for: more forks than cores only add start-up time.
    maxWorkers: 2,
    testTimeout: 180_000,
    // What a suite begins with scans a trail, as many tests do.
    hookTimeout: 180_000,
    projects: [
      { extends: true, test: { name: 'rooms', include: [`src/${shared}/**/*.test.ts`], isolate: false } },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          // Against servers that others wrote: scripts of their own start them.
          exclude: [`src/${shared}/**`, '**/node_modules/**', 'test/aws/**', 'test/trino/**'],
        },
      },
    ],
  },
});
