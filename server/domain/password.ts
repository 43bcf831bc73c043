import { dictionary } from '@zxcvbn-ts/language-common'

// R53: no composition rules, no hints; what everybody tries first is refused.

/** Stems of the commonest passwords, Chinese ones included; digits and marks around them make no difference. */
const COMMON =
  /^(admin|administrator|password|passw0rd|p@ssw0rd|p@ssword|qwerty(uiop)?|asdfgh(jkl)?|zxcvbn(m)?|abc|abcd|abcdef|woaini|iloveyou|letmein|welcome|monkey|dragon|root|test|user|guest|demo|school|xiaowei|hikvision|hik|dahua|a|aa|aaa|q|qq|w|qaz|wsx|qazwsx|q1w2e3r4(t5)?|1q2w3e4r(5t)?|1qaz2wsx)?$/
const RUNS = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'zyxwvutsrqponmlkjihgfedcba',
]

/** OWASP ASVS 5.0, 6.2.4: the top 3,000 of those that are long enough to be allowed at all. The list is by how often each was found. */
const MIN_LENGTH = 8
const TOP = new Set(dictionary.passwords.filter((password) => password.length >= MIN_LENGTH).slice(0, 3_000))

/** Why a password is too easy to guess, or null. Its length is checked by the schema. */
export function passwordRefusal(password: string, username: string): string | null {
  const lower = password.toLowerCase()
  const name = username.toLowerCase()
  if (name.length >= 4 && lower.includes(name)) return 'contains the user name'
  if (new Set(lower).size < 4) return 'has fewer than four different characters'
  if (RUNS.some((run) => run.includes(lower))) return 'is a run of neighbouring characters'
  if (/^(.{1,4})\1+$/.test(lower)) return 'repeats one short piece'
  if (TOP.has(lower) || COMMON.test(lower) || COMMON.test(lower.replace(/^[\d!@#$%^&*._-]+|[\d!@#$%^&*._-]+$/g, '')))
    return 'is one of the commonest passwords'
  return null
}
