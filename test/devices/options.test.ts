import { describe, expect, it } from 'vitest'
import { readOptions } from '../../devices/options.ts'

const read = (args: string[], environment: Record<string, string> = {}) => readOptions(args, environment, ['district', 'flood'])

describe('the options of the simulator', () => {
  it('lets the district live on the embedded broker when nothing is said', () => {
    expect(read([])).toMatchObject({
      scenario: 'district',
      broker: { url: 'mqtt://127.0.0.1:1883' },
      seed: 1,
      speed: 1,
      pressesPerHour: 2,
      json: false,
    })
  })

  it('takes broker and account from the environment, and prefers what was typed', () => {
    const environment = { MQTT_URL: 'mqtt://10.0.0.1:1884', MQTT_USERNAME: 'simulator', MQTT_PASSWORD: 'a', DEMO_PASSWORD: 'b' }
    expect(read([], environment).broker).toEqual({ url: 'mqtt://10.0.0.1:1884', username: 'simulator', password: 'a' })
    expect(read(['--url', 'mqtts://h:1', '--password', 'c'], environment).broker).toEqual({
      url: 'mqtts://h:1',
      username: 'simulator',
      password: 'c',
    })
    expect(read([], { DEMO_PASSWORD: 'b' }).broker).toMatchObject({ username: 'demo', password: 'b' })
  })

  it.each([
    [['--scenario', 'party'], '--scenario: expected one of district, flood; found party'],
    [['--seed', '1.5'], '--seed: expected a whole number of at least 0; found 1.5'],
    [['--speed', '0'], '--speed: expected a number of at least 0.01; found 0'],
    [['--count', 'many'], '--count: expected a whole number of at least 1; found many'],
    [['--duration', ''], '--duration: expected a number of at least 0.1; found '],
    [['--url', 'http://x'], '--url: expected mqtt://host:port or mqtts://host:port; found http://x'],
    [['--dialect', 'morse'], '--dialect: expected one of native, zigbee2mqtt, chirpstack, gb28181; found morse'],
    [['--sed', '1'], "Unknown option '--sed'"],
  ])('refuses %j and says what it expected', (args, message) => {
    expect(() => read(args)).toThrow(message)
  })
})
