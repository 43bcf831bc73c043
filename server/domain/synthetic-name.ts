// Chinese numerals and names of the synthetic district; every name says 示例.
import type { Random } from './synthetic-random.ts'

const DIGITS = [...'零一二三四五六七八九']

/** 1–199 as in a school's name: 七, 十二, 二十, 一百, 一百零三. */
export function chineseNumber(n: number): string {
  if (n >= 100) return n === 100 ? '一百' : `一百${n < 110 ? '零' : ''}${n < 120 && n >= 110 ? '一' : ''}${chineseNumber(n - 100)}`
  const [tens, ones] = [Math.floor(n / 10), n % 10]
  return `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? DIGITS[ones] : ''}`
}

const SURNAMES = [...'张王李赵刘马杨陈丁周吴徐孙胡朱高林何郭罗']
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅文斌海燕志远晓东雪松子涵']

export function personName(random: Random): string {
  return `示例·${random.pick(SURNAMES)}${random.pick(GIVEN)}${random.chance(0.6) ? random.pick(GIVEN) : ''}`
}
