import type { Session } from '#contracts/session.ts'
import { DrillPanel } from './DrillPanel.tsx'
import { HandoverPanel } from './HandoverPanel.tsx'
import { KeyList } from './KeyList.tsx'
import { PhoneBook } from './PhoneBook.tsx'
import { SoundPanel } from './SoundPanel.tsx'
import { UnableList } from './UnableList.tsx'

export type DialogName = 'keys' | 'unable' | 'sound' | 'phones' | 'drills' | 'handover'

interface Props {
  /** null = none */
  name: DialogName | null
  session: Session
  onClose: () => void
}

/** What lies over the control room until it is closed, one at a time. */
export function RoomDialog({ name, session, onClose }: Props) {
  if (name === 'keys') return <KeyList onClose={onClose} />
  if (name === 'sound') return <SoundPanel username={session.user.username} onClose={onClose} />
  if (name === 'phones') return <PhoneBook onClose={onClose} />
  if (name === 'handover') return <HandoverPanel session={session} onClose={onClose} />
  if (name === 'drills') return <DrillPanel session={session} onClose={onClose} />
  if (name === 'unable') return <UnableList onClose={onClose} />
  return null
}
