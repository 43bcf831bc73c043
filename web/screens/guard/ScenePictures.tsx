import type { Alarm } from '#contracts/alarm.ts'
import { useText } from '../../i18n/text.ts'
import styles from './ScenePictures.module.css'
import { SCENE_PATHS } from './scene-icons.ts'
import { type Sending, say } from './sendings.ts'
import { useGuardText } from './text.ts'
import { SCENES } from './words.ts'

interface Props {
  alarm: Alarm
  by: string
  said: readonly Sending[]
  title: string
}

/** What it is, by one of six pictures, and 误按了, which is a note and never more. */
export function ScenePictures({ alarm, by, said, title }: Props) {
  const t = useText()
  const g = useGuardText()
  const wasSaid = (word: string) => said.some((sending) => sending.word === word && sending.state !== 'refused')
  return (
    <section className={styles.scenes} aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {SCENES.map((scene) => (
          <li key={scene}>
            <button type="button" aria-pressed={wasSaid(scene)} onClick={() => say({ word: scene, alarm, by })}>
              <svg viewBox="0 0 48 48" aria-hidden="true">
                {SCENE_PATHS[scene].fill && <path d={SCENE_PATHS[scene].fill} fillRule="evenodd" />}
                {SCENE_PATHS[scene].stroke && <path d={SCENE_PATHS[scene].stroke} className={styles.stroke} />}
              </svg>
              {t.log.scene[scene]}
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.dim}>{alarm.raisedBy === by ? g.misPressMine : g.misPressHint}</p>
      <button
        type="button"
        className={styles.misPress}
        aria-pressed={wasSaid('misPress')}
        onClick={() => say({ word: 'misPress', alarm, by })}
      >
        {g.misPress}
      </button>
    </section>
  )
}
