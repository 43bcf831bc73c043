import { readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeZip } from '../../server/excel/zip.ts'
import { aJpeg } from '../support/camera.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const send = (user: string, name: string, payload: Buffer, owner = NORTH) =>
  world.as(user, {
    method: 'POST',
    url: `/api/v1/files?ownerKind=school&ownerId=${owner}&name=${encodeURIComponent(name)}`,
    payload,
    headers: { 'content-type': 'application/octet-stream' },
  })

it('keeps a photo without what it told of its owner, once, and gives it to those who may read its school', async () => {
  const sent = await send('schoolOfficer', '门口.jpg', aJpeg())
  expect(sent.statusCode).toBe(201)
  const file = sent.json()
  expect(file).toMatchObject({
    mediaType: 'image/jpeg',
    name: '门口.jpg',
    position: [106.275, 38.47],
    capturedAt: '2026-03-01T23:30:00.000Z',
    uploadedBy: 'schoolOfficer（示例）',
  })
  expect((await send('schoolOfficer', 'again.jpg', aJpeg())).json().id).toBe(file.id)

  const got = await world.as('bureau', { url: `/api/v1/files/${file.id}` })
  expect(got.statusCode).toBe(200)
  expect(got.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' })
  expect(got.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''%E9/)
  expect(got.rawPayload.toString('latin1')).not.toContain('Secret')
  expect((await world.as('officer2', { url: `/api/v1/files/${file.id}` })).statusCode).toBe(404)
  expect((await world.as('department', { url: `/api/v1/files/${file.id}` })).statusCode).toBe(404)
  expect((await world.as('officer2', { url: `/api/v1/files?ownerKind=school&ownerId=${NORTH}` })).statusCode).toBe(404)
  expect((await send('schoolOfficer', 'x.jpg', aJpeg(), SOUTH)).statusCode).toBe(404)
  expect((await send('schoolHead', 'x.jpg', aJpeg())).statusCode).toBe(404)
  const listed = await world.as('schoolHead', { url: `/api/v1/files?ownerKind=school&ownerId=${NORTH}` })
  expect(listed.json().items).toEqual([file])

  const { rows } = await world.owner.query(`select action, object, data from audit_log where action = 'file.keep'`)
  expect(rows).toMatchObject([{ object: file.id, data: { sha256: file.sha256, ownerKind: 'school', ownerId: NORTH } }])
})

it('says what it does not keep, and keeps nothing of it', async () => {
  const macro = writeZip([
    { name: '[Content_Types].xml', text: '<Types/>' },
    { name: 'xl/workbook.xml', text: '<workbook/>' },
    { name: 'xl/vbaProject.bin', text: 'x' },
  ])
  const bomb = writeZip([
    { name: '[Content_Types].xml', text: ' '.repeat(3 << 20) },
    { name: 'xl/workbook.xml', text: '' },
  ])
  for (const [name, bytes, reason] of [
    ['计划.xlsx', macro, /carries a macro/],
    ['bomb.xlsx', bomb, /damaged/],
    ['photo.jpg', Buffer.from('MZ\x90'), /program/],
    ['photo.jpg', Buffer.from('<html>'), /web page/],
    ['half.jpg', aJpeg().subarray(0, 200), /damaged/],
  ] as const) {
    const answer = await send('schoolOfficer', name, bytes)
    expect([name, answer.statusCode, answer.json().detail]).toEqual([name, 422, expect.stringMatching(reason)])
  }
  expect((await send('schoolOfficer', 'a'.repeat(300), aJpeg())).statusCode).toBe(400)
})

it('refuses 200 MB before it is read', async () => {
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  const address = world.app.server.address() as { port: number }
  const cookie = await world.cookie('schoolOfficer')
  const socket = connect(address.port, '127.0.0.1')
  socket.write(
    `POST /api/v1/files?ownerKind=school&ownerId=${NORTH}&name=film.mp4 HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n` +
      `Content-Type: application/octet-stream\r\nContent-Length: ${200 * 1_048_576}\r\n\r\nfirst bytes`,
  )
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  socket.destroy()
  expect(answer).toMatch(/^HTTP\/1.1 413/)
  expect(answer).toContain('at most 20 MiB')
})

it('says so when the disk has lost a file', async () => {
  const { id } = (await send('schoolOfficer', 'b.jpg', aJpeg({ shade: 9 }))).json()
  const root = world.deps.config.filesRoot
  for (const folder of await readdir(root)) await rm(path.join(root, folder), { recursive: true })
  expect((await world.as('bureau', { url: `/api/v1/files/${id}` })).statusCode).toBe(500)
})
