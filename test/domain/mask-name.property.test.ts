import fc from 'fast-check'
import { expect, it } from 'vitest'
import { maskName, maskNames } from '../../server/domain/mask-name.ts'

it.each([
  ['示例甲', '示*'],
  ['张三', '张*'],
  ['张', '*'],
  [' 欧阳示例 ', '欧*'],
  ['𠮷田', '𠮷*'],
  ['', '*'],
])('makes of %j %j', (name, masked) => expect(maskName(name)).toBe(masked))

it.each([
  ['示例甲推倒示例甲乙', ['示例甲', '示例甲乙'], '示*推倒示*'],
  ['示 例\u200b甲说', ['示例甲'], '示*说'],
  ['ZHANG san came', ['Zhang San'], 'Z* came'],
  ['a.b and axb', ['a.b'], 'a* and axb'],
  ['<script>示例甲</script>', ['示例甲'], '<script>示*</script>'],
  ['$& 示例甲', ['示例甲'], '$& 示*'],
])('masks in %j', (text, names, masked) => expect(maskNames(text, names)).toBe(masked))

it('never leaves a known name in any text', () => {
  const name = fc.string({ unit: fc.constantFrom('张', '王', '甲', '乙', '丙', 'A', '.', '$'), minLength: 2, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.array(fc.constantFrom('与', '在校门口', '，'), { maxLength: 4 }),
      (names, between) => {
        const text = names.flatMap((one, n) => [one, between[n] ?? '。']).join('')
        const masked = maskNames(text, names)
        for (const one of names) expect(masked.includes(one)).toBe(false)
      },
    ),
  )
})
