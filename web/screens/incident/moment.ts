import { toLocalInput } from '../../ui/time.ts'

/** Day and time in Shanghai to the minute, with its year: files are read years later. */
export const dateText = (at: string): string => toLocalInput(Date.parse(at)).slice(0, 16).replace('T', ' ')
