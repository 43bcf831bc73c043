import { defineConfig } from 'vitest/config'

const database = ['test/support/global-setup.ts']

export default defineConfig({
  test: {
    maxWorkers: 2,
    // A condition is waited for as long as a busy machine needs; what holds is seen at once.
    expect: { poll: { timeout: 30_000, interval: 50 } },
    projects: [
      {
        extends: true,
        // Pure functions keep nothing between files, which saves each of them its imports.
        test: { name: 'unit', isolate: false, include: ['test/{domain,dialects,contracts,excel,word,web}/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{domain,dialects,contracts,excel,word,web,embedded,browser}/**'],
          globalSetup: database,
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: { name: 'embedded', include: ['test/embedded/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: database,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
