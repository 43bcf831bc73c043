import { expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { prepareFolder } from '../../server/embedded/database-files.ts'
import { checkPorts } from '../../server/system/ports.ts'

it.each([
  ['HOST', { HOST: '203.0.113.1' }],
  ['HOST', { HOST: '300.1.1.1' }],
])('names %s when it is no address of this machine: %j', async (variable, environment) => {
  const config = readConfig({ ...environment, PORT: '18080', ROLES: 'api' })
  await expect(checkPorts(config, '127.0.0.1')).rejects.toThrow(`${variable}: expected an address of this machine`)
})

it('refuses a data folder where nothing can be made, and does not try for ever', () => {
  expect(() => prepareFolder('/proc/xiaowei/data')).toThrow('data folder /proc/xiaowei/data cannot be written')
})
