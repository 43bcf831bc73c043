import type { CameraCount, DeviceDelta, View } from '#contracts/push.ts'
import type { LngLat } from '#contracts/time.ts'

/** A change with what decides who is told of it. */
export interface PlacedDelta extends DeviceDelta {
  readonly schoolId: string
  /** whether only its mark on the map shows it; a button's state says whether a school can call at all, and is told always */
  readonly isCamera: boolean
  readonly position: LngLat | null
}

/**
 * What one screen draws, and which changes were kept from it meanwhile. Until it has said a view it is told everything: that is the
 * contract for whoever knows no views.
 */
export class DeviceView {
  #view: View | null = null
  readonly #withheld = new Map<string, PlacedDelta>()
  #told: CameraCount | null = null

  /** Those of the changes that this screen draws; the others wait until it looks there. */
  take(deltas: readonly PlacedDelta[]): PlacedDelta[] {
    return deltas.filter((delta) => {
      const isDrawn = this.#draws(delta)
      if (isDrawn) this.#withheld.delete(delta.id)
      else this.#withheld.set(delta.id, delta)
      return isDrawn
    })
  }

  /** Looks elsewhere. @returns what changed there meanwhile, as it stands now */
  look(view: View): PlacedDelta[] {
    this.#view = view
    return this.take([...this.#withheld.values()])
  }

  /** The count, where the screen asked for a view and it differs from the last one told; else null. */
  count(count: CameraCount): CameraCount | null {
    if (!this.#view || (this.#told?.online === count.online && this.#told.total === count.total)) return null
    this.#told = count
    return count
  }

  #draws({ isCamera, position }: PlacedDelta): boolean {
    if (!this.#view || !isCamera) return true
    const { box } = this.#view
    if (!box || !position) return false
    const [[west, south], [east, north]] = box
    return position[0] >= west && position[0] <= east && position[1] >= south && position[1] <= north
  }
}
