// onvif/specs Media.xml and Media2.xml: GetVideoSourcesResponse, GetProfilesResponse, GetVideoSourceConfigurationsResponse; carried raw
// below edge/<school>/<name>/<TopicPrefix's last level>/message, or pasted by a person
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import type { RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, readText } from './payload.ts'
import { child, many, readXml, textOf, type XmlNode } from './xml.ts'

/** A recorder of 128 channels describes each with three profiles. Bytes. */
const MOST_BYTES = 1024 * 1024
const MOST_SOURCES = 512

/** Configuration token → source token: events of the analytics name the first, those of the picture the second. */
export type SourceTokens = Readonly<Record<string, string>>

interface VideoSource {
  readonly token: string
  readonly name?: string
  readonly size?: string
  readonly configuration?: string
}

/** What a recorder answers when it is asked for its video sources: one camera each, known by the recorder's TopicPrefix and its source token. */
export function readCatalogue(message: RawMessage, deviceId: string): { decoded: Decoded; tokens: SourceTokens } {
  const none = (decoded: Decoded) => ({ decoded, tokens: {} })
  const text = readText(message.payload, MOST_BYTES)
  if (!text.ok) return none(deadLetter(text.reason, { deviceId }))
  const xml = readXml(text.value, { attributes: true })
  if (!xml.ok) return none(deadLetter(xml.reason, { deviceId }))
  const { root, node } = xml.value
  const body = root === 'envelope' ? child(node, 'body') : { [root]: node }
  if (child(body, 'fault')) return none(ignore('answer: fault'))
  const answer = Object.keys(ANSWERS).find((name) => child(body, name) !== undefined)
  if (answer === undefined) return none(deadLetter(`unknown-answer: ${clip(Object.keys(body ?? {})[0] ?? root, 60)}`, { deviceId }))
  const told = (ANSWERS[answer] as (response: XmlNode) => VideoSource[])(child(body, answer) as XmlNode)
  const sources = new Map<string, VideoSource>()
  for (const source of told.slice(0, MOST_SOURCES)) sources.set(source.token, { ...source, ...sources.get(source.token) })
  const list = [...sources.values()].map(
    ({ token, name, size }): DecodedEvent => ({
      kind: 'discovery',
      deviceId,
      bridgeId: deviceId,
      channel: token,
      listed: true,
      component: 'camera',
      ...(name === undefined ? {} : { channelName: name }),
      ...(size === undefined ? {} : { detail: size }),
      deviceTime: null,
      timeBasis: 'none',
      key: null,
      ...(message.retain ? { retained: true } : {}),
    }),
  )
  const tokens = told.flatMap(({ token, configuration }): [string, string][] => (configuration ? [[configuration, token]] : []))
  return { decoded: list.length > 0 ? events(...list) : ignore('empty-catalogue'), tokens: Object.fromEntries(tokens) }
}

const nodes = (node: XmlNode | undefined, tag: string): XmlNode[] =>
  many(node, tag).filter((value): value is XmlNode => typeof value === 'object')
const tokenOf = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= 64 && text !== '' ? text : undefined

/** Names that the firmware gives every channel alike tell nobody which it is. */
const MEANINGLESS = /^(video[ _-]?source([ _-]?config(uration)?)?|main[ _-]?stream|sub[ _-]?stream|profile)[ _-]?$/i
const nameOf = (...texts: (string | undefined)[]): Pick<VideoSource, 'name'> => {
  const name = texts.find((text) => text !== undefined && !MEANINGLESS.test(text))
  return name === undefined ? {} : { name: clip(name, 100) }
}

const sizeOf = (width: string | undefined, height: string | undefined): Pick<VideoSource, 'size'> =>
  /^\d{2,5}$/.test(width ?? '') && /^\d{2,5}$/.test(height ?? '') ? { size: `${width}x${height}` } : {}

/** A video source configuration, wherever it stands. */
function configured(configuration: XmlNode | undefined, otherName?: string): VideoSource[] {
  const token = tokenOf(textOf(configuration, 'sourcetoken'))
  if (token === undefined) return []
  const bounds = child(configuration, 'bounds')
  const own = tokenOf(textOf(configuration, '@token'))
  return [
    {
      token,
      ...nameOf(textOf(configuration, 'name'), otherName),
      ...sizeOf(textOf(bounds, '@width'), textOf(bounds, '@height')),
      ...(own === undefined ? {} : { configuration: own }),
    },
  ]
}

const ANSWERS: Readonly<Record<string, (response: XmlNode) => VideoSource[]>> = {
  getvideosourcesresponse: (response) =>
    nodes(response, 'videosources').flatMap((source): VideoSource[] => {
      const token = tokenOf(textOf(source, '@token'))
      const resolution = child(source, 'resolution')
      return token === undefined ? [] : [{ token, ...sizeOf(textOf(resolution, 'width'), textOf(resolution, 'height')) }]
    }),
  getprofilesresponse: (response) =>
    nodes(response, 'profiles').flatMap((profile) =>
      configured(
        child(profile, 'videosourceconfiguration') ?? child(child(profile, 'configurations'), 'videosource'),
        textOf(profile, 'name'),
      ),
    ),
  getvideosourceconfigurationsresponse: (response) =>
    nodes(response, 'configurations').flatMap((configuration) => configured(configuration)),
}
