import type { NewExercise, OpenExercise } from '#contracts/exercise.ts'
import { type Listed, request } from './http.ts'

export const readExercises = () => request<Listed<OpenExercise>>('/exercises?limit=1000')
export const openExercise = (body: NewExercise) => request<OpenExercise>('/exercises', { method: 'POST', body })
export const endExercise = (id: string) => request<OpenExercise>(`/exercises/${encodeURIComponent(id)}/end`, { method: 'POST' })
