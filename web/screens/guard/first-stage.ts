// The first stage of the guard's page: the first alarm with its two answers and SOS, drawn without React while that is still on its way.
// What is said here goes through the same outbox as everything that is said later; the page that takes over finds it there.
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { openAlarms } from '#domain/alarm-board.ts'
import { comma, text } from '../../i18n/text.ts'
import { useBoard } from '../../live/board.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useSession } from '../../live/session.ts'
import { symbolElement } from '../../ui/shape-element.ts'
import { formKey, formOf, inStep } from '../../ui/symbol.ts'
import { ageText } from '../../ui/time.ts'
import card from './AlarmCard.module.css'
import { alarmBefore, NOTHING_CHOSEN } from './before-guard.ts'
import { answersOf, headingOf, type Outcome, outcomeOf, saidBy } from './card.ts'
import dock from './Dock.module.css'
import { watchDock } from './dock-height.ts'
import { markSwap, watchHands } from './hands.ts'
import { hereOf } from './here.ts'
import type { Hold } from './hold.ts'
import { watchHold } from './hold-input.ts'
import page from './Page.module.css'
import { overdueOf, resumeSendings, saidSinceCall, say, sayForHelp, useSendings } from './sendings.ts'
import { readSite, useSite } from './site.ts'
import phones from './Telephones.module.css'
import { EMERGENCY, hrefOf, telephonesOf } from './telephones.ts'
import { useGuardText } from './text.ts'
import { holdWords, wordsOf } from './words.ts'

export interface FirstStage {
  /** Gives place to the whole page, drawn already in `root`, once no finger is on the glass and no key is down. */
  handOver(root: HTMLElement): void
}

/** The alarm that the first stage has put before the guard: none other takes its place under the thumb. */
export const before: { alarmId: string | null } = { alarmId: null }

const TICK_MS = 250
const MOST_TELEPHONES = 3
/** The rest taking longer than this is said. */
const SLOW_MS = 5000

/** Who holds `alarm:answer` and `site:read`. The policy's own table would be a twentieth of what has to load before the first alarm. */
const isGuard = ({ role, kind }: Session): boolean => role === 'guard' && kind !== 'enrolling'

/** Puts the alarm before the guard that the whole page would: the worst that rings. @returns null when there is none to answer here, or nobody to answer it */
export function openFirstStage(host: HTMLElement): FirstStage | null {
  const { session } = useSession.getState()
  if (!session || !isGuard(session)) return null
  const open = openAlarms(useBoard.getState().alarms)
  const { username } = session.user
  if (open.length === 0 || open.some(({ raisedBy }) => raisedBy === username)) return null
  resumeSendings(username)
  const alarm = alarmBefore(NOTHING_CHOSEN, open, username, saidBy(username, useSendings.getState().sendings))
  if (!alarm || answersOf(alarm, []) === null) return null
  void readSite().catch(() => {}) // the whole page reads it again, and says what it lacks
  before.alarmId = alarm.id
  return draw(host, session, alarm)
}

/** An element with a class and what is in it; words become text, never markup. */
function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className) element.className = className
  element.append(...children)
  return element
}

const setText = (element: HTMLElement, words: string): void => {
  if (element.textContent !== words) element.textContent = words
}

function draw(host: HTMLElement, session: Session, first: Alarm): FirstStage {
  const drawnAtMs = performance.now()
  const alarmNow = () => useBoard.getState().alarms.get(first.id) ?? first
  const late = make('p')
  const whole = drawCard(session, first, alarmNow)
  whole.element.append(late)
  const hands = watchHands()
  const parts = [whole, drawDock(session, first, hands.letGo)]
  host.append(...parts.map(({ element }) => element))
  const update = () => {
    const [t, g] = [text(), useGuardText.now()]
    for (const part of parts) part.update()
    const waitedMs = performance.now() - drawnAtMs
    setText(late, waitedMs > SLOW_MS ? g.loadingPage(ageText(waitedMs, t.time)) : '')
  }
  update()
  const timer = setInterval(update, TICK_MS)
  const forget = [useBoard.subscribe(update), useSendings.subscribe(update), useSite.subscribe(update)]
  const leave = () => {
    clearInterval(timer)
    for (const stop of [...forget, hands.stop, ...parts.map((part) => part.stop)]) stop()
    host.textContent = ''
  }
  return {
    handOver: (root) =>
      hands.whenOff(() => {
        const focused = document.activeElement?.getAttribute('data-answer')
        leave()
        const row = root.querySelector('[data-row]')
        if (row?.getAttribute('data-row') !== first.id) markSwap(row)
        root.hidden = false
        if (focused) root.querySelector<HTMLElement>(`[data-answer="${focused}"]`)?.focus()
      }),
  }
}

interface Part {
  element: HTMLElement
  update: () => void
  stop: () => void
}

function drawCard(session: Session, first: Alarm, alarmNow: () => Alarm): Part {
  const { username: by } = session.user
  const [t, g] = [text(), useGuardText.now()]
  const words = wordsOf(t, g)
  const saidNow = () => saidSinceCall(useSendings.getState().sendings, alarmNow())
  const heading = make('h1')
  const age = make('time')
  const outcome = make('p')
  const go = answer(card.go, 'first', () => say({ word: answersOf(alarmNow(), saidNow())?.first ?? 'going', alarm: alarmNow(), by }))
  const cannot = answer(card.cannot, 'cannot', () => say({ word: 'cannot', alarm: alarmNow(), by }))
  setText(cannot, g.cannot)
  const answers = make('div', card.answers, go, cannot)
  const kind = make('p', card.kind)
  const times = make('small')
  const schoolName = session.schools.find(({ id }) => id === first.schoolId)?.name ?? first.schoolId ?? ''
  let symbol = symbolElement(formOf(first), 56)
  let drawn = ''
  const school = make('p', card.school, schoolName)
  school.dir = 'auto'
  const what = make('div', '', kind, heading, school)
  const header = make('header', '', symbol, what, make('p', card.when, age, times))
  // A drill may turn out to be real, and a press come again, before the whole page has come.
  const drawKind = (alarm: Alarm) => {
    const form = formOf(alarm)
    const look = [alarm.kind, alarm.exercise, alarm.late, alarm.count, formKey(form)].join()
    if (look === drawn) return
    drawn = look
    kind.textContent = t.kind[alarm.kind]
    if (alarm.exercise) kind.append(make('span', card.exercise, t.exercise[alarm.exercise]))
    if (alarm.late) kind.append(` · ${t.alarm.late}`)
    setText(times, alarm.count > 1 ? t.alarm.times(alarm.count) : '')
    const next = symbolElement(form, 56)
    header.replaceChild(next, symbol)
    symbol = next
  }
  const list = make('ul', page.list, make('li', '', make('section', card.card, header, answers, outcome)))
  list.setAttribute('aria-label', t.queue.title)
  return {
    element: make('main', page.page, list),
    update: () => {
      const alarm = alarmNow()
      drawKind(alarm)
      inStep(symbol)
      const { site } = useSite.getState()
      const isKnown = site !== null || alarm.point !== '' || alarm.raisedBy !== null
      const known = site?.schools.find(({ id }) => id === alarm.schoolId)
      setText(heading, isKnown ? headingOf(alarm, by, known, t, g) : g.fetchingPlace)
      const now = serverNow({ nowMs: performance.now(), serverOffsetMs: useLink.getState().serverOffsetMs })
      setText(age, ageText(now - Date.parse(alarm.receivedAt), t.time))
      const asked = answersOf(alarm, saidNow())
      answers.style.display = asked ? '' : 'none'
      if (asked) {
        setText(go, g[asked.first])
        cannot.setAttribute('aria-pressed', String(asked.saidCannot))
      }
      showOutcome(outcome, outcomeOf(saidNow(), words, g))
    },
    stop: () => {},
  }
}

function answer(look: string | undefined, which: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', look)
  button.type = 'button'
  button.dataset.answer = which
  button.addEventListener('click', onClick)
  return button
}

function showOutcome(element: HTMLElement, outcome: Outcome | null): void {
  element.hidden = outcome === null
  if (!outcome) return
  element.setAttribute('role', outcome.state === 'refused' ? 'alert' : 'status')
  element.className = { refused: page.refused, delivered: card.sent, waiting: card.underway }[outcome.state] ?? ''
  setText(element, outcome.words)
}

function drawDock(session: Session, first: Alarm, onSaid: () => void): Part {
  const [t, g] = [text(), useGuardText.now()]
  const words = wordsOf(t, g)
  const [held, says] = [make('span', dock.held), make('span', '', holdWords('idle', g))]
  const sos = make('button', dock.sos, held, make('b', '', g.sos), says)
  sos.type = 'button'
  sos.setAttribute('aria-label', g.sosLabel)
  held.setAttribute('aria-hidden', 'true')
  const showHold = (state: Hold['is'], share: number) => {
    sos.dataset.hold = state
    held.style.transform = `scaleX(${share})`
    setText(says, holdWords(state, g))
  }
  showHold('idle', 0)
  const stopHold = watchHold(sos, {
    onStart: () => {},
    onHold: () => {
      navigator.vibrate?.(500)
      const schoolId = hereOf(session) ?? first.schoolId
      if (schoolId) sayForHelp({ schoolId, position: null, by: session.user.username })
      onSaid()
    },
    onView: showHold,
  })
  const bar = make('div', dock.bar, sos, ...EMERGENCY.map((number) => link(`tel:${number}`, number)))
  const unsent = make('div', dock.unsent)
  unsent.setAttribute('role', 'alert')
  const what = make('p')
  const numbers = make('ul', phones.phones)
  unsent.append(make('strong', '', g.notSent), what, numbers)
  const element = make('section', dock.dock, bar)
  element.setAttribute('aria-label', g.dock)
  const stopDock = watchDock(element)
  let told = 0
  return {
    element,
    update: () => {
      const overdue = overdueOf(useSendings.getState(), performance.now())
      const [oldest] = overdue
      if (overdue.length > told) navigator.vibrate?.([300, 150, 300])
      told = overdue.length
      if (!oldest) return unsent.remove()
      setText(what, g.notSentWhat(overdue.map(({ sending }) => words.said(sending.word)).join(comma()), ageText(oldest.waitedMs, t.time)))
      const telephones = telephonesOf(useSite.getState().site, oldest.sending.schoolId, t, g).slice(0, MOST_TELEPHONES)
      if (numbers.childElementCount !== telephones.length + 1)
        numbers.replaceChildren(
          ...telephones.map(({ name, phone }) => make('li', '', link(hrefOf(phone), make('span', '', g.call(name)), make('b', '', phone)))),
          make('li', '', link('tel:110', make('b', '', '110'))),
        )
      if (!unsent.parentNode) element.insertBefore(unsent, bar)
    },
    stop: () => {
      stopHold()
      stopDock()
    },
  }
}

function link(href: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const element = make('a', '', ...children)
  element.href = href
  return element
}
