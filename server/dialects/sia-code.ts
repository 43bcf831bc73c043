// ANSI/SIA DC-03 / DC-04 event codes (two letters), with those that Ajax adds (eavanvalkenburg/pysiaalarm docs/codes.csv)
import type { CodeMeaning } from './contact-id.ts'

/** A code's meaning, the qualifier that Contact ID would give it (1 new or opening, 3 restore or closing), and of what its number speaks. */
export interface SiaMeaning {
  readonly meaning: CodeMeaning
  readonly qualifier: 1 | 3
  readonly number: 'zone' | 'user' | 'area' | 'none'
}

/** What a two-letter code means; one that no table has is raised, and may be bound to a button. */
export function siaMeaning(code: string): SiaMeaning {
  const exact = EXACT.get(code) ?? byClass(code)
  const number = USERS.has(code) ? 'user' : AREAS.has(code) ? 'area' : NO_NUMBER.has(code) ? 'none' : 'zone'
  if (exact) return { ...exact, number }
  return { meaning: { kind: 'alarm-other', detail: `unknown-code-${code}`, promotes: 'panic' }, qualifier: 1, number }
}

type Row = readonly [codes: string, qualifier: 1 | 3, kind: CodeMeaning['kind'], detail?: string]

const ROWS: readonly Row[] = [
  // opening and closing
  ['OP OA OB OG OH OJ OK OL OQ OR OS OZ NO NP', 1, 'arming'],
  ['CL CA CB CF CG CJ CK CP CQ CR CS CW CZ', 3, 'arming'],
  ['NF NL NM', 3, 'arming', 'perimeter'],
  ['CC CD CI NE OI OT', 1, 'device-fault', 'not-armed-as-planned'],
  // the user took night mode off under threat (Ajax)
  ['ND', 1, 'duress'],
  // cancelled by a user: the alarm that people answer stays
  ['BC', 3, 'intrusion', 'cancelled'],
  ['FC', 3, 'fire', 'cancelled'],
  ['OC', 3, 'alarm-other', 'cancelled'],
  // alarms beside the classes
  ['AA', 1, 'tamper', 'panel-substitution'],
  ['BG BM BV CM EA EZ XM', 1, 'intrusion'],
  ['FG FM', 1, 'fire'],
  ['UG UX', 1, 'alarm-other', 'untyped'],
  ['DF', 1, 'intrusion', 'forced-access'],
  ['DJ DL', 1, 'alarm-other', 'door-held-open'],
  ['DH DR', 3, 'alarm-other', 'door-held-open'],
  ['NA', 1, 'alarm-other', 'no-activity'],
  ['NS', 3, 'alarm-other', 'no-activity'],
  ['JK', 1, 'alarm-other', 'latchkey'],
  // tamper
  ['ES JA TT XS', 1, 'tamper'],
  ['EJ JC TH TJ XJ', 3, 'tamper'],
  // power
  ['AT', 1, 'ac-loss'],
  ['AR', 3, 'ac-loss'],
  ['XT YM YT', 1, 'low-battery'],
  ['XR YR', 3, 'low-battery'],
  ['YI YP', 1, 'device-fault', 'power-supply'],
  ['YJ YQ', 3, 'device-fault', 'power-supply'],
  // ways to the receiver
  ['LT NC NT RT XL XX YC YS', 1, 'comms-fault'],
  ['LR NR XC YK', 3, 'comms-fault'],
  ['XQ', 1, 'comms-fault', 'radio-jammed'],
  ['XH', 3, 'comms-fault', 'radio-jammed'],
  // devices
  ['AS BD BZ DM DT EM ET FW FY FZ IA OU PF SM UY UZ VO VT VZ YA YD YF YU YW YX ZZ', 1, 'device-fault'],
  ['AN BE EN ER FQ FV IR OV PO VI VR VY YE YH YZ ZY', 3, 'device-fault'],
  // tests
  ['RP RY', 1, 'test', 'periodic'],
  ['RX TX', 1, 'test', 'manual'],
  ['FI FK TC TE TP TS VX', 1, 'test', 'walk'],
  // told, and of no consequence for safety
  ['AB CE CO CT CX DA DB DC DD DE DG DI DK DN DO DP DQ DS DU DV DW DX DY DZ EE EX FL', 1, 'telemetry'],
  ['AF JD JH JL JO JP JR JS JT JV JX JY JZ LB LD LE LF LS LU LX MI NB PC PD PE PG', 1, 'telemetry'],
  ['RA RB RC RD RN RO RR RS RU SC TW TZ XA XE XF XI XW YB YG YN YO YY', 1, 'telemetry'],
]

const EXACT = new Map(
  ROWS.flatMap(([codes, qualifier, kind, detail]) =>
    codes
      .split(' ')
      .map((code): [string, Omit<SiaMeaning, 'number'>] => [
        code,
        { qualifier, meaning: { kind, ...(detail === undefined ? {} : { detail }) } },
      ]),
  ),
)

/** First letter: what the zone watches for. */
const CLASSES = new Map<string, CodeMeaning>([
  ['B', { kind: 'intrusion' }],
  ['F', { kind: 'fire' }],
  ['G', { kind: 'alarm-other', detail: 'gas' }],
  // "silent alarm, user under duress"
  ['H', { kind: 'duress', silent: true }],
  ['K', { kind: 'fire', detail: 'heat' }],
  ['M', { kind: 'medical' }],
  ['P', { kind: 'panic' }],
  ['Q', { kind: 'panic', detail: 'emergency' }],
  ['S', { kind: 'fire', detail: 'sprinkler' }],
  ['T', { kind: 'tamper' }],
  ['U', { kind: 'alarm-other', detail: 'untyped' }],
  ['W', { kind: 'alarm-other', detail: 'water' }],
  ['Z', { kind: 'alarm-other', detail: 'freeze' }],
])
const FAULT: CodeMeaning = { kind: 'device-fault', detail: 'zone' }

/** Second letter: alarm, bypass, alarm's or trouble's restore, supervisory, trouble, unbypass, test. */
function byClass(code: string): Omit<SiaMeaning, 'number'> | undefined {
  const watched = CLASSES.get(code[0] ?? '')
  if (!watched) return undefined
  const bySecond: Readonly<Record<string, Omit<SiaMeaning, 'number'>>> = {
    A: { meaning: watched, qualifier: 1 },
    H: { meaning: watched, qualifier: 3 },
    R: { meaning: watched, qualifier: 3 },
    S: { meaning: FAULT, qualifier: 1 },
    T: { meaning: FAULT, qualifier: 1 },
    J: { meaning: FAULT, qualifier: 3 },
    B: { meaning: { kind: 'telemetry', detail: 'bypassed' }, qualifier: 1 },
    U: { meaning: { kind: 'telemetry', detail: 'unbypassed' }, qualifier: 1 },
    X: { meaning: { kind: 'test', detail: 'zone' }, qualifier: 1 },
  }
  const second = code[1] ?? ''
  return Object.hasOwn(bySecond, second) ? bySecond[second] : undefined
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const USERS = words('BC CE CF CJ CK CL CP CQ CR DA DB EE JD JH JK JP JS JT JV JX JY JZ OC OH OJ OK OL OP OQ OR OT PC PD RX')
const AREAS = words('CA CB CC CD CG CI CT CW FI FK JA JC JR NB ND NE NF NL NM NO OA OB OG OI')
const NO_NUMBER = words('AR AT LB LX RP RR TE TS TX YC YK YM YP YQ YR YS YT YX ZY ZZ')
