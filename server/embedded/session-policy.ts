import { type SqlStatement, splitStatements } from './sql-statements.ts'
import type { Refusal } from './wire.ts'

/** A LISTEN or UNLISTEN in the order of the text; channel null stands for UNLISTEN *. */
export interface ListenAction {
  readonly listen: boolean
  readonly channel: string | null
}

/** What may become of a text in the one session that all connections share. */
export interface Judgement {
  readonly refusal?: Refusal
  /** The text to run instead: UNLISTEN must not reach the session, others may listen there. */
  readonly sql: string
  readonly listens: readonly ListenAction[]
  /** The text is one COPY … FROM STDIN. */
  readonly copyIn: boolean
}

/** Most texts hold none of these words, and then nothing needs to be read. */
const WATCHED = /\b(?:set|reset|discard|listen|unlisten|copy|prepare|deallocate|declare|temp|temporary)\b/i

/** Settings that may be SET and have no effect beyond the transaction: drivers send them out of habit. */
const WITHOUT_EFFECT = new Set([
  'application_name',
  'client_encoding',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
])
const UTC = new Set(["'utc'", "'gmt'", 'utc', 'gmt', "'etc/utc'"])
/** Who one is, and how text is read (the judgement itself depends on it), is not the client's to choose. */
const NEVER = new Set(['role', 'session', 'session_authorization', 'standard_conforming_strings', 'backslash_quote'])

const identity: Refusal = {
  code: '42501',
  message: 'the role of a connection to the embedded database is fixed when it is opened',
  hint: 'Connect with the startup option "-c role=…".',
}
const shared = (what: string, hint: string): Refusal => ({
  code: '0A000',
  message: `${what} is refused: all connections to the embedded database share one session`,
  hint,
})

type Verdict = { refusal: Refusal } | { sql: string } | undefined

/** Judges by the first word of a statement. */
const RULES: Readonly<Record<string, (words: readonly string[], text: string) => Verdict>> = {
  set: judgeSet,
  reset: judgeReset,
  discard: () => ({ refusal: shared('DISCARD', 'Close the connection instead.') }),
  prepare: () => ({ refusal: shared('PREPARE', 'Use a named statement of the protocol.') }),
  deallocate: () => ({ refusal: shared('DEALLOCATE', 'Use the protocol to close a statement.') }),
  declare: (words) =>
    words.includes('hold') ? { refusal: shared('DECLARE … WITH HOLD', 'Read the cursor inside its transaction.') } : undefined,
  create: judgeCreate,
}

function judgeSet(words: readonly string[], text: string): Verdict {
  const local = words[1] === 'local'
  const rest = words.slice(local || (words[1] === 'session' && words[2] !== 'authorization' && words[2] !== 'characteristics') ? 2 : 1)
  const name = (rest[0] ?? '').toLowerCase() // settings are found whatever their case, even quoted
  if (name === 'session' && rest[1] === 'characteristics') return { refusal: shared('SET SESSION CHARACTERISTICS', 'Use SET TRANSACTION.') }
  if (NEVER.has(name) || name.startsWith('u&')) return { refusal: identity }
  if (local || name === 'transaction' || name === 'constraints') return
  const zone = name === 'timezone' ? rest[2] : name === 'time' ? rest[2] : undefined
  const harmless = WITHOUT_EFFECT.has(name) || (zone !== undefined && UTC.has(zone.toLowerCase()))
  if (harmless) return { sql: text.replace(/^set(\s+session)?/i, 'set local') }
  return { refusal: shared(`SET ${name}`, 'Use SET LOCAL inside a transaction.') }
}

/** Settings that a client cannot change for the session are at their default anyway. */
function judgeReset([, name = '']: readonly string[]): Verdict {
  if (NEVER.has(name.toLowerCase())) return { refusal: identity }
  if (!WITHOUT_EFFECT.has(name)) return { refusal: shared('RESET', 'Use SET LOCAL inside a transaction.') }
}

function judgeCreate(words: readonly string[], text: string): Verdict {
  const temporary =
    ['temp', 'temporary'].includes(words[1] ?? '') || (['local', 'global'].includes(words[1] ?? '') && words[2]?.startsWith('temp'))
  if (temporary && !/\bon\s+commit\s+drop\b/i.test(text))
    return { refusal: shared('CREATE TEMP', 'Say "on commit drop" inside a transaction.') }
}

/** Judges one text of a simple query or a Parse. Pure. @returns what to run instead, whom it makes listen, or a refusal for the whole text. */
export function judge(sql: string, protocol: 'simple' | 'extended'): Judgement {
  if (!WATCHED.test(sql)) return { sql, listens: [], copyIn: false }
  const statements = splitStatements(sql)
  const listens: ListenAction[] = []
  let rewritten = ''
  let kept = 0
  let copyIn = false
  for (const statement of statements) {
    const text = sql.slice(statement.start, statement.end)
    const verdict = judgeListen(statement, listens) ?? RULES[statement.words[0] ?? '']?.(statement.words, text)
    if (verdict && 'refusal' in verdict) return { refusal: verdict.refusal, sql, listens: [], copyIn: false }
    if (verdict) {
      rewritten += sql.slice(kept, statement.start) + verdict.sql
      kept = statement.end
    }
    copyIn ||= isFromStdin(statement)
  }
  if (copyIn && (protocol === 'extended' || statements.length > 1)) {
    return {
      refusal: { code: '0A000', message: 'COPY … FROM STDIN must be a simple query of its own in the embedded database' },
      sql,
      listens: [],
      copyIn: false,
    }
  }
  return { sql: rewritten + sql.slice(kept), listens, copyIn }
}

/** UNLISTEN becomes LISTEN on the same channel: the session listens for everybody, the gateway sends to whom it concerns. */
function judgeListen({ words }: SqlStatement, listens: ListenAction[]): Verdict {
  const [verb, channel] = words
  if ((verb !== 'listen' && verb !== 'unlisten') || channel === undefined) return
  if (/^u&/i.test(channel))
    return { refusal: { code: '0A000', message: 'a channel with a Unicode escape is not taken by the embedded database' } }
  listens.push({ listen: verb === 'listen', channel: channel === '*' ? null : channel })
  if (verb === 'unlisten') return { sql: `listen ${channel === '*' ? 'xiaowei_nobody' : quoteIdentifier(channel)}` }
}

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** "copy t (a, b) from stdin …"; a query in parentheses can only be copied out. */
const isFromStdin = ({ words }: SqlStatement): boolean =>
  words[0] === 'copy' && words[1] !== '(' && words.some((word, i) => word === 'from' && words[i + 1] === 'stdin')
