// Dahua HTTP API, eventManager: values of Code (rroller/dahua config_flow ALL_EVENTS, elad-bar/DahuaVTO2MQTT MQTTEvents.MD, NetSDK alarm types)
import type { DecodedEvent } from '#contracts/event.ts'
import { urgentKindOf } from './thing-words.ts'

export interface DahuaMeaning extends Pick<DecodedEvent, 'kind' | 'detail' | 'promotes' | 'press' | 'silent'> {
  /** What `index` counts, from 0; a condition of the whole device has none. */
  readonly index: 'channel' | 'input' | 'disk' | 'partition' | 'none'
}

type Row = readonly [codes: string, index: DahuaMeaning['index'], kind: DecodedEvent['kind'], detail?: string]

const ROWS: readonly Row[] = [
  ['VideoMotion SmartMotionHuman SmartMotionVehicle FaceDetection HumanDetection AlarmPIR PirAlarm MotionDetect', 'channel', 'motion'],
  [
    'CrossLineDetection CrossRegionDetection CrossFenceDetection ClimbDetection PasserbyDetection IntrusionDetection',
    'channel',
    'intrusion',
  ],
  ['BreakIn BreakInAlarm', 'none', 'intrusion', 'forced-access'],
  ['VideoLoss', 'channel', 'video-loss'],
  ['VideoBlind', 'channel', 'video-blind'],
  ['VideoFreeze VideoFrozen', 'channel', 'video-frozen'],
  [
    'VideoAbnormalDetection VideoUnFocus VideoUnfocus VideoDefocus SceneChange SceneChangeDetection VideoTitleAbnormal',
    'channel',
    'video-abnormal',
  ],
  ['HotplugOut', 'disk', 'storage-fault', 'missing'],
  ['CameraOffline IPCOffline RemoteCameraOffline', 'channel', 'video-loss', 'disconnected'],
  ['StorageNotExist NoDisk HDDNotExist', 'disk', 'storage-fault', 'missing'],
  ['StorageFailure DiskError HDDError StorageAbnormal RAIDError RaidFault DiskHealth', 'disk', 'storage-fault', 'error'],
  ['StorageLowSpace StorageQuotaLow', 'disk', 'storage-fault', 'low-space'],
  ['StorageFull DiskFull RecordVolumnFull RecordVolumeFull', 'disk', 'storage-fault', 'full'],
  ['RecordLoss RecordFailure RecordException RecordAbnormal NoRecord', 'channel', 'record-fault'],
  ['NetAbort NetworkAbort EthernetAbort NetMonitorAbort', 'none', 'network-fault', 'nic-broken'],
  ['IPConflict IpConflict', 'none', 'network-fault', 'ip-conflict'],
  ['MACConflict MacConflict', 'none', 'network-fault', 'mac-conflict'],
  ['APConnect SIPRegisterResult WirelessDisconnect ATSFault', 'none', 'comms-fault'],
  ['LoginFailure LoginLock UserLockEvent SafetyAbnormal MaliciousAccess Malicious', 'none', 'tamper', 'illegal-access'],
  ['ChassisIntruded Tamper TamperAlarm PreventRemove', 'none', 'tamper'],
  ['BatteryLowPower LowBattery BatteryLow WirelessDevLowPower SCADADevAlarm_LowBattery', 'none', 'low-battery'],
  ['ACPowerLoss PowerLoss MainPowerLoss', 'none', 'ac-loss'],
  [
    'PowerFault FanSpeed FanAlarm FanAbnormal OverTemperature TemperatureHigh UnderTemperature CPUOverload DeviceAbnormal EncoderAbnormal',
    'none',
    'device-fault',
  ],
  ['UPSAlarm UPSFault UnderVoltage OverVoltage HDDTemperatureAlarm FanSpeedAlarm SCADADevAlarm', 'none', 'device-fault'],
  // The panel refused to be armed: a door stands open.
  ['ArmingFailure GlobalArmingFailure', 'none', 'device-fault', 'not-armed-as-planned'],
  ['FireWarning FireWarningInfo FireDetection SmokeDetection FireAlarm SmokingSensor SmokeSensor FireSmokeDetection', 'channel', 'fire'],
  // the input, not what is heard
  ['AudioAnomaly AudioAbnormal', 'channel', 'device-fault', 'audio-input'],
  [
    'HeatImagingTemper Temperature TemperatureAlarm HotColdSpotWarning HotSpotWarning ColdSpotWarning BetweenRuleTempDiffAlarm AnatomyTempDetect CoaxialHighTemperatureAlarm CoaxialLowTemperatureAlarm',
    'channel',
    'alarm-other',
    'temperature',
  ],
  ['AudioMutation AudioDetection ScreamDetection', 'channel', 'alarm-other', 'sound'],
  ['LeftDetection TakenAwayDetection ObjectPlacementDetection ObjectRemovalDetection ObjectDetection', 'channel', 'alarm-other', 'object'],
  [
    'WanderDetection RioterDetection CrowdDetection ParkingDetection MoveDetection FightDetection TumbleDetection',
    'channel',
    'alarm-other',
  ],
  [
    'LeaveDetection StayDetection RetrogradeDetection RapidMoveDetection AbnormalRunDetection TailDetection QueueStayDetection',
    'channel',
    'alarm-other',
  ],
  ['Heartbeat KeepAlive', 'none', 'heartbeat'],
  // Somebody took the alarm back at the panel: over there, and open here.
  ['AlarmClear', 'partition', 'alarm-other', 'cancelled'],
  ['FallDetection SmokingDetect DistanceDetection ManNumDetection StrangerDetection', 'channel', 'alarm-other'],
  ['DoorNotClosed NotClose DoorNotClose', 'none', 'alarm-other', 'door-held-open'],
  [
    'UrgencyAlarm Urgency UrgencyEx2 UrgencyButton EmergencyAlarm EmergencyButton PanicButton PanicAlarm SOS SOSAlarm CallHelp',
    'input',
    'panic',
  ],
  ['Duress DuressAlarm AccessDuress', 'none', 'duress'],
  ['MedicalAlarm Medical', 'input', 'medical'],
]

const BY_CODE = new Map<string, DahuaMeaning>([
  ...ROWS.flatMap(([codes, index, kind, detail]) =>
    codes
      .split(' ')
      .map((code): [string, DahuaMeaning] => [
        code.toLowerCase(),
        { index, kind, ...(detail === undefined ? {} : { detail }), ...(kind === 'duress' ? { silent: true } : {}) },
      ]),
  ),
  // A wired contact: how a panic button reaches a camera, a recorder or a door station.
  ...[
    'AlarmLocal',
    'AlarmExtended',
    'AlarmEx2',
    'ExAlarm',
    'AlarmNet',
    'AlarmNetRemote',
    'AlarmInputSourceSignal',
    'SensorAlarm',
    'CoaxialAlarmLocal',
    'LocalExtAlarm',
    'AreaAlarm',
  ].map((code): [string, DahuaMeaning] => [code.toLowerCase(), { kind: 'alarm-input', promotes: 'panic', index: 'input' }]),
  // The contact of a camera, told by its recorder.
  ['alarmipc', { kind: 'alarm-input', promotes: 'panic', index: 'channel' }],
  // Somebody rang at the door: calls, and the lamp of the key (state 1).
  ...['Invite', 'DoTalkAction', 'CallNoAnswered', 'PhoneCallDetect', 'BackKeyLight', 'DoorBell', 'CallButton'].map(
    (code): [string, DahuaMeaning] => [code.toLowerCase(), { kind: 'button', press: 'short', promotes: 'panic', index: 'none' }],
  ),
])

/** Arming of one area, and of the whole panel (`Index` -1); the mode stands in the data: D, p1 (at home), T (away), or words. */
export const isArmMode = (code: string): boolean => /^(global)?(area)?armmodechange$/i.test(code)
export const armMeaning = (mode: string): DahuaMeaning => ({ kind: /^d(is|$)/i.test(mode) ? 'disarm' : 'arm', index: 'partition' })

/** Told often, and of no consequence for safety. */
const SILENT: ReadonlySet<string> = new Set(
  'autoregister cgirecord lensmaskopen lensmaskclose sleepmode videotalk configchange snapshot videomotioninfo mdresult newfile updatefile intelliframe ntpadjusttime timechange rtspsessiondisconnect intervideoaccess alarmoutput numberstat snapmanual keeplighton backlighton backlightoff accesscontrol accesssnap callsnap requestcallstate ignoreinvite passivehungup hangup fingerprintcheck doorstatus doorcontrol trafficjunction trafficcar lefunctionstatussync infotrigger devicestate cfgchange reboot record recorddelete timer manual heatmap facerecognition dgsensordata login logout storagechange upgrade upgradestate wireless networkchange hotspotconnect vehicletypedetection queuenumdetection mansnap sceneswitch ptzlocation ptzdiagnoses hotplugin sipregis callnoanswer hungup hungupphone'.split(
    ' ',
  ),
)
export const isSilentCode = (code: string): boolean => SILENT.has(codeName(code))
/** Calls of door stations stand in underlines: `_DoTalkAction_`. */
export const codeName = (code: string): string => code.toLowerCase().replace(/^_+|_+$/g, '')

/** What a code says; one that no list has is raised, and may be bound to a button. */
export function dahuaMeaning(code: string): DahuaMeaning {
  const name = codeName(code)
  const known = BY_CODE.get(name)
  if (known) return known
  const urgent = /panic|sos|emergen|urgen|callhelp/.test(name) ? 'panic' : urgentKindOf(code)
  if (urgent) return { kind: urgent, index: urgent === 'fire' ? 'channel' : 'input' }
  if (/disk|storage|raid|hdd/.test(name)) return { kind: 'storage-fault', detail: /full/.test(name) ? 'full' : 'error', index: 'disk' }
  if (/^record\w*(loss|fail|err|abnormal)/.test(name)) return { kind: 'record-fault', index: 'channel' }
  if (/^net\w*(abort|lost|loss|break|broken|disconnect)/.test(name)) return { kind: 'network-fault', index: 'none' }
  if (/battery\w*low|low\w*battery/.test(name)) return { kind: 'low-battery', index: 'none' }
  // Of the device itself alone: a crowd, a door or gas that is abnormal is an alarm.
  if (/^(sensor|fan|cpu|memory|board|mainboard|device|power|ups|camera|encoder|decoder)\w*(abnormal|fault|failure|malfunction)$/.test(name))
    return { kind: 'device-fault', detail: code.slice(0, 80), index: 'none' }
  const isVideo = /^(video|audio|smartmotion|face|human)|detection$/.test(name)
  return { kind: 'alarm-other', detail: `unknown-code-${code}`.slice(0, 80), promotes: 'panic', index: isVideo ? 'channel' : 'none' }
}

/** ProfileAlarmTransmit names the sensor that set it off. */
export function sensorMeaning(sense: string): DahuaMeaning {
  const name = sense.toLowerCase()
  if (/urgen|panic|emergen|sos|callbutton/.test(name)) return { kind: 'panic', index: 'input' }
  if (/smok|fire/.test(name)) return { kind: 'fire', index: 'input' }
  if (/infrared|door|magnet|steal|perimeter|glass|curtain/.test(name)) return { kind: 'intrusion', index: 'input', detail: name }
  if (/remove|tamper/.test(name)) return { kind: 'tamper', index: 'input' }
  if (/gas|water/.test(name)) return { kind: 'alarm-other', index: 'input', detail: name }
  return { kind: 'alarm-input', promotes: 'panic', index: 'input' }
}
