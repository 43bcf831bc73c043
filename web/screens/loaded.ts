import type { ComponentType } from 'react'
import type { Session } from '#contracts/session.ts'

/**
 * Screens whose code came with the page: they are drawn at once. What React waits for, even where it is there already, it shows no sooner
 * than 300 ms after the empty place that it has shown for it.
 */
export const loadedScreens: { ControlRoom?: ComponentType<{ session: Session }> } = {}
