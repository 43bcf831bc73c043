// The box of one school: one MQTT connection that speaks for all its devices.
import type { SyntheticDevice } from '#domain/synthetic-district.ts'
import { GbAlarmInput } from './gb-alarm-input.ts'
import type { Link } from './link.ts'
import { LoraButton, LoraGateway } from './lora-button.ts'
import { NativeButton } from './native-button.ts'
import { NativeCamera } from './native-camera.ts'
import { Recorder } from './recorder.ts'
import type { Receipt } from './repeater.ts'
import type { Tally } from './tally.ts'
import { ZigbeeBridge, ZigbeeButton } from './zigbee-button.ts'

export interface PanicButton {
  readonly deviceId: string
  press(): Promise<Receipt>
  report(): void
  close(): void
}

/** What beats each minute. */
export interface Beating {
  readonly deviceId: string
  beat(): void
}

/** Begins a picture fault; returns how it ends. */
type BeginFault = () => () => void

export const commandFilters = (schoolId: string): string[] => [`xiaowei/v1/${schoolId}/+/command`, `edge/${schoolId}/+/+/command`]

export class SchoolGateway {
  readonly schoolId: string
  readonly buttons: PanicButton[] = []
  readonly nativeButtons: NativeButton[] = []
  readonly beating: Beating[] = []
  readonly faults: BeginFault[] = []

  /** `devices` are all of one school. */
  constructor(schoolId: string, devices: readonly SyntheticDevice[], link: Link, tally: Tally) {
    this.schoolId = schoolId
    const first = (kind: SyntheticDevice['kind']) => devices.find((device) => device.kind === kind)?.externalId
    for (const device of devices)
      this.#add(device, { link, tally, gatewayId: first('gateway') ?? '', sipDevice: first('recorder') ?? device.externalId })
  }

  close(): void {
    for (const button of this.buttons) button.close()
  }

  #add(device: SyntheticDevice, parts: Parts): void {
    BUILD[`${device.dialect}/${device.kind}`]?.(this, device, parts)
  }
}

interface Parts {
  link: Link
  tally: Tally
  gatewayId: string
  sipDevice: string
}
type Build = (gateway: SchoolGateway, device: SyntheticDevice, parts: Parts) => void

const nativeCamera: Build = (gateway, { schoolId, id, kind }, { link, tally }) => {
  const camera = new NativeCamera({ schoolId, deviceId: id }, link, tally)
  gateway.beating.push(camera)
  const fault = kind === 'recorder' ? 'storage-fault' : 'video-blind'
  gateway.faults.push(() => {
    camera.fault(fault, 'active')
    return () => camera.fault(fault, 'cleared')
  })
}

const gbCamera: Build = (gateway, { source, externalId }, { link, tally, sipDevice }) => {
  gateway.beating.push(new Recorder(source, externalId, link, tally))
  const recorder = new Recorder(source, sipDevice, link, tally)
  gateway.faults.push(() => {
    recorder.videoLoss(externalId, 'active')
    return () => recorder.videoLoss(externalId, 'cleared')
  })
}

const BUILD: Readonly<Partial<Record<`${SyntheticDevice['dialect']}/${SyntheticDevice['kind']}`, Build>>> = {
  'native/panicButton': (gateway, { schoolId, id }, { link, tally }) => {
    const button = new NativeButton({ schoolId, deviceId: id }, link, tally)
    gateway.buttons.push(button)
    gateway.nativeButtons.push(button)
  },
  'native/camera': nativeCamera,
  'native/recorder': nativeCamera,
  'zigbee2mqtt/panicButton': (gateway, { source, externalId }, { link, tally }) => {
    gateway.buttons.push(new ZigbeeButton(source, externalId, link, tally))
  },
  'zigbee2mqtt/gateway': (gateway, { source, externalId }, { link, tally }) => {
    const bridge = new ZigbeeBridge(source, externalId, link, tally)
    gateway.beating.push(bridge)
    bridge.birth()
    link.onConnect(() => bridge.birth())
  },
  'chirpstack/panicButton': (gateway, { source, externalId, id }, { link, tally, gatewayId }) => {
    gateway.buttons.push(new LoraButton({ base: source, devEui: externalId, gatewayId, label: id }, link, tally))
  },
  'chirpstack/gateway': (gateway, { source, externalId }, { link, tally }) => {
    gateway.beating.push(new LoraGateway(source, externalId, link, tally))
  },
  'gb28181/panicButton': (gateway, { source, externalId }, { link, tally, sipDevice }) => {
    gateway.buttons.push(new GbAlarmInput({ base: source, deviceId: externalId, sipDevice }, link, tally))
  },
  'gb28181/camera': gbCamera,
  'gb28181/recorder': (gateway, { source, externalId }, { link, tally }) => {
    gateway.beating.push(new Recorder(source, externalId, link, tally))
  },
}
