// The first stage of the guard's page: the first alarm with its two answers and SOS, drawn without React while that is still on its way.
// What is said here goes through the same outbox as everything that is said later; the page that takes over finds it there.
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { openAlarms } from '#domain/alarm-board.ts'
import { comma, text } from '../../i18n/text.ts'
import { useBoard } from '../../live/board.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { holds, useSession } from '../../live/session.ts'
import { symbolElement } from '../../ui/shape-element.ts'
import { formOf, inStep } from '../../ui/symbol.ts'
import { ageText } from '../../ui/time.ts'
import card from './AlarmCard.module.css'
import { answersOf, headingOf, type Outcome, outcomeOf } from './card.ts'
import dock from './Dock.module.css'
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
/** A click comes after the finger has left; on old phones a moment later. */
const CLICK_MS = 350

/** Puts the worst open alarm before the guard. @returns null when there is none to answer here, or nobody to answer it */
export function openFirstStage(host: HTMLElement): FirstStage | null {
  const { session } = useSession.getState()
  if (!session || !holds(session, 'alarm:answer') || !holds(session, 'site:read')) return null
  const open = openAlarms(useBoard.getState().alarms)
  const [alarm] = open
  const { username } = session.user
  if (!alarm || open.some(({ raisedBy }) => raisedBy === username) || answersOf(alarm, []) === null) return null
  resumeSendings(username)
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
  const kind = make('p', card.kind, t.kind[first.kind])
  if (first.exercise) kind.append(make('span', card.exercise, t.exercise[first.exercise]))
  if (first.late) kind.append(` · ${t.alarm.late}`)
  const when = make('p', card.when, age)
  if (first.count > 1) when.append(make('small', '', t.alarm.times(first.count)))
  const schoolName = session.schools.find(({ id }) => id === first.schoolId)?.name ?? first.schoolId ?? ''
  const symbol = symbolElement(formOf(first), 56)
  const header = make('header', '', symbol, make('div', '', kind, heading, make('p', card.school, schoolName)), when)
  const list = make('ul', page.list, make('li', '', make('section', card.card, header, answers, outcome)))
  list.setAttribute('aria-label', t.queue.title)
  return {
    element: make('main', page.page, list),
    update: () => {
      inStep(symbol)
      const alarm = alarmNow()
      const { site } = useSite.getState()
      const isKnown = site !== null || alarm.point !== '' || alarm.raisedBy !== null
      const school = site?.schools.find(({ id }) => id === alarm.schoolId)
      setText(heading, isKnown ? headingOf(alarm, by, school, t, g) : g.fetchingPlace)
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
  const stop = watchHold(sos, {
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
    stop,
  }
}

function link(href: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const element = make('a', '', ...children)
  element.href = href
  return element
}

/** Knows whether a finger or a key is on the page, so that nothing is taken from under it. */
function watchHands() {
  const down = new Set<number | string>()
  let waiting: (() => void) | null = null
  const settle = () => {
    if (down.size > 0) return
    const then = waiting
    waiting = null
    then?.()
  }
  const onDown = (event: PointerEvent | KeyboardEvent) => down.add('pointerId' in event ? event.pointerId : event.code)
  const onUp = (event: PointerEvent | KeyboardEvent) => {
    down.delete('pointerId' in event ? event.pointerId : event.code)
    setTimeout(settle, CLICK_MS)
  }
  const marks = [
    ['pointerdown', onDown],
    ['keydown', onDown],
    ['pointerup', onUp],
    ['pointercancel', onUp],
    ['keyup', onUp],
  ] as const
  for (const [name, listener] of marks) addEventListener(name, listener as EventListener, true)
  return {
    whenOff: (then: () => void): void => {
      waiting = then
      settle()
    },
    /** What they pressed is said: they may stay where they are. */
    letGo: (): void => {
      down.clear()
      settle()
    },
    stop: (): void => {
      for (const [name, listener] of marks) removeEventListener(name, listener as EventListener, true)
    },
  }
}
