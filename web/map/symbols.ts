import L from 'leaflet'
import { symbolElement } from '../ui/shape-element.ts'
import type { Form } from '../ui/symbol.ts'

/** The words under a marker. They are the data of others: text nodes only, never markup. */
export interface Caption {
  title: string
  /** 演练 or 测试, across the symbol */
  band: string | null
  /** what must be known of the place or the time, below the name */
  notes: readonly string[]
  /** a broken ring around it: the campus is known, the place on it is not */
  inexact: boolean
}

/** An alarm's marker: the symbol 40 px wide, its name below. */
export function alarmIcon(form: Form, caption: Caption, selected: boolean): L.DivIcon {
  const box = document.createElement('div')
  box.classList.add('alarm-marker')
  if (selected) box.classList.add('alarm-marker-selected')
  if (caption.inexact) box.classList.add('alarm-marker-inexact')
  box.append(symbolElement(form, 44))
  const line = (className: string, words: string | null) => {
    if (!words) return
    const span = document.createElement('span')
    span.className = className
    span.textContent = words
    box.append(span)
  }
  line('alarm-marker-band', caption.band)
  line('alarm-marker-title', caption.title)
  line('alarm-marker-note', caption.notes.join(' · '))
  return L.divIcon({ html: box, className: 'alarm-icon', iconSize: [44, 44], iconAnchor: [22, 22] })
}
