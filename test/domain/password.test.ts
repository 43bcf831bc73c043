import { expect, it } from 'vitest'
import { passwordRefusal } from '../../server/domain/password.ts'

it.each([
  '12345678',
  '88888888',
  'password1',
  'Admin123!',
  'qwertyui',
  'abcabcabc',
  'zhangsan2024',
  '1q2w3e4r5t',
  'Sunshine',
  'trustno1',
  'jordan23',
  'superman1',
])('refuses %s, which is tried first', (password) => {
  expect(passwordRefusal(password, 'zhangsan')).toEqual(expect.any(String))
})

it.each(['correct horse battery', '银川的秋天很短，很好', 'kT7-vlaas9'])('takes %s', (password) => {
  expect(passwordRefusal(password, 'zhangsan')).toBeNull()
})
