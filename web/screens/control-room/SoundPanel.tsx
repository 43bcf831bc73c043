import { useCallback, useEffect, useRef, useState } from 'react'
import { audioOutputs, canChooseOutput, chooseOutput, setVolume, soundTest, useSound } from '../../live/sound.ts'
import { hasChineseVoice } from '../../live/speech.ts'
import controls from '../../ui/controls.module.css'
import { clockText } from '../../ui/time.ts'
import styles from './KeyList.module.css'
import { useRoomText } from './text.ts'
import { confirmHearing, useHearingState } from './use-sound.ts'

/** Where the sound comes out, when this browser can be told. Names of outputs need the person's permission. */
function Outputs() {
  const room = useRoomText()
  const [outputs, setOutputs] = useState<MediaDeviceInfo[]>([])
  const [said, setSaid] = useState('')
  const list = useCallback(async () => setOutputs(((await audioOutputs()) ?? []).filter(({ deviceId }) => deviceId !== '')), [])
  useEffect(() => void list(), [list])
  const ask = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      for (const track of stream.getTracks()) track.stop()
      await list()
    } catch {
      setSaid(room.sound.refused)
    }
  }
  if (!canChooseOutput()) return <p>{room.sound.fixed}</p>
  return (
    <>
      <label className={controls.field}>
        {room.sound.output}
        <select onChange={(event) => void chooseOutput(event.target.value).then((ok) => setSaid(ok ? '' : room.sound.failed))}>
          <option value="">{room.sound.system}</option>
          {outputs.map(({ deviceId, label }, index) => (
            <option key={deviceId} value={deviceId}>
              {label || room.sound.unnamed(index + 1)}
            </option>
          ))}
        </select>
      </label>
      {outputs.length === 0 && navigator.mediaDevices && (
        <button type="button" className={controls.quiet} onClick={() => void ask()}>
          {room.sound.ask}
        </button>
      )}
      <p role="status">{said}</p>
    </>
  )
}

/** The check at the start of a shift: play the worst pattern, say whether it is heard; volume and output. */
export function SoundPanel({ username, onClose }: { username: string; onClose: () => void }) {
  const room = useRoomText()
  const volume = useSound((sound) => sound.volume)
  const { at, fault } = useHearingState(username)
  const [deaf, setDeaf] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    soundTest()
  }, [])
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={room.sound.title} onClose={onClose}>
      <h2>{room.sound.title}</h2>
      <p className={styles.lead}>{room.sound.lead}</p>
      <div className={styles.answers}>
        <button
          type="button"
          className={controls.primary}
          onClick={() => {
            confirmHearing(username, Date.now())
            dialog.current?.close()
          }}
        >
          {room.sound.heard}
        </button>
        <button type="button" className={controls.button} onClick={() => setDeaf(true)}>
          {room.sound.notHeard}
        </button>
        <button type="button" className={controls.button} onClick={soundTest}>
          {room.sound.play}
        </button>
      </div>
      {(deaf || fault === 'noDevice' || fault === 'stalled' || fault === 'missing') && (
        <p role="alert" className={styles.lead}>
          {room.sound.help}
        </p>
      )}
      <label className={controls.field}>
        {room.sound.volume} {Math.round(volume * 100)}%
        <input
          type="range"
          min={20}
          max={100}
          step={5}
          value={Math.round(volume * 100)}
          onChange={(event) => setVolume(Number(event.target.value) / 100)}
        />
      </label>
      <Outputs />
      <p className={styles.lead}>{hasChineseVoice() ? room.sound.voice : room.sound.noVoice}</p>
      {at > 0 && <p className={styles.lead}>{room.sound.confirmedAt(clockText(at))}</p>}
    </dialog>
  )
}
