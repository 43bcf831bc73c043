import { defineConfig } from 'vitest/config'

const given = process.env.MQTT_URL ?? ''
const database = ['test/support/global-setup.ts']

export default defineConfig({
  test: {
    // As many as the smallest machine has cores. One at a time where all have the one broker that was given: they would hear each other.
    maxWorkers: given === '' ? 2 : 1,
    // A file imports the program in 2 s, which is a sixth of all time: files of a worker share their modules, and nothing in them keeps state.
    isolate: false,
    // What the tests are given is not what the programs are given that they start.
    env: {
      DATABASE_URL: '',
      MQTT_URL: '',
      MQTT_USERNAME: '',
      MQTT_PASSWORD: '',
      TEST_MQTT_URL: given,
      TEST_MQTT_USERNAME: process.env.MQTT_USERNAME ?? '',
      TEST_MQTT_PASSWORD: process.env.MQTT_PASSWORD ?? '',
    },
    // A condition is waited for as long as a busy machine needs; what holds is seen at once.
    expect: { poll: { timeout: 30_000, interval: 50 } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/{domain,dialects,contracts,excel,word,web}/**/*.test.{ts,tsx}'] },
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
