import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addResources, buildApp } from '../../server/api/app.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { Role } from '../../server/contracts/session.ts'
import { aWorld, operations, PASSWORD, type World } from './world.ts'

const WATCH: Role[] = ['operator', 'shiftLeader', 'dutyLeader']
const SCHOOL: Role[] = ['schoolOfficer', 'schoolHead']
const CONTROL_ROOM: Role[] = ['operator', 'shiftLeader']
const READERS: Role[] = [...WATCH, 'guard', ...SCHOOL, 'bureau']
const MEASURES: Role[] = ['bureau', 'dutyLeader', 'shiftLeader', ...SCHOOL, 'auditor']
const EVIDENCE: Role[] = ['bureau', 'dutyLeader', 'shiftLeader', ...SCHOOL]
const INCIDENT: Role[] = ['bureau', 'dutyLeader', ...SCHOOL]
const ORDERS: Role[] = [...WATCH, ...SCHOOL, 'technician', 'vendor', 'systemAdmin']
const HAZARDS: Role[] = ['bureau', ...SCHOOL, 'department', 'police']
const MENDERS: Role[] = ['department', 'police', 'schoolOfficer']
const PLACES: Role[] = [...READERS, 'police', 'technician', 'vendor', 'systemAdmin', 'securityAdmin']

/** Written down a second time on purpose: a change of the policy must be meant. */
const EXPECTED: Record<string, Role[] | 'public' | 'signedIn' | 'apiKey'> = {
  isAlive: 'public',
  isReady: 'public',
  signIn: 'public',
  enrolPhone: 'public',
  setUp: 'public',
  getSession: 'signedIn',
  signOut: 'signedIn',
  confirmIdentity: 'signedIn',
  offerSecondFactor: 'signedIn',
  proveSecondFactor: 'signedIn',
  changePassword: 'signedIn',
  getMapConfig: 'signedIn',
  getStreets: 'signedIn',
  getBasemapArchive: 'signedIn',
  listAccounts: ['securityAdmin', 'auditor', 'schoolOfficer'],
  createAccount: ['securityAdmin'],
  changeRole: ['securityAdmin'],
  endSessions: ['securityAdmin'],
  resetPassword: ['securityAdmin'],
  disableAccount: ['securityAdmin'],
  removeSecondFactor: ['securityAdmin'],
  makeEnrolment: ['schoolOfficer'],
  listPhones: ['schoolOfficer'],
  revokePhone: ['schoolOfficer'],
  listAlarms: READERS,
  getAlarm: READERS,
  acknowledgeAlarm: CONTROL_ROOM,
  dispatchAlarm: CONTROL_ROOM,
  arriveAlarm: [...CONTROL_ROOM, 'guard'],
  resolveAlarm: CONTROL_ROOM,
  closeAlarm: CONTROL_ROOM,
  reopenAlarm: ['shiftLeader'],
  answerAlarm: [...CONTROL_ROOM, 'guard'],
  noteCall: CONTROL_ROOM,
  listResponders: READERS,
  getDay: WATCH,
  listContacts: [...WATCH, 'guard', ...SCHOOL],
  setContacts: ['schoolOfficer'],
  describeAlarm: [...CONTROL_ROOM, 'guard'],
  photographAlarm: [...CONTROL_ROOM, 'guard'],
  releaseAlarm: CONTROL_ROOM,
  takeAlarmAsReal: CONTROL_ROOM,
  shelveAlarm: CONTROL_ROOM,
  unshelveAlarm: CONTROL_ROOM,
  raiseSos: ['guard'],
  listSchools: PLACES,
  listCampuses: PLACES,
  createCampus: ['systemAdmin'],
  editCampus: ['systemAdmin'],
  listCampusDrafts: ['technician', 'systemAdmin'],
  draftCampus: ['technician', 'systemAdmin'],
  removeCampusDraft: ['technician', 'systemAdmin'],
  getSite: ['guard'],
  listIncidents: INCIDENT,
  getIncident: INCIDENT,
  countIncidents: INCIDENT,
  listIncidentCandidates: INCIDENT,
  openIncident: ['bureau', ...SCHOOL],
  beginIncident: INCIDENT,
  recordIncidentStep: ['bureau', ...SCHOOL],
  setIncidentPeople: ['bureau', ...SCHOOL],
  listIncidentRequests: INCIDENT,
  askIncidentRequest: INCIDENT,
  decideIncidentRequest: INCIDENT,
  lookAtNames: INCIDENT,
  draftIncidentReport: ['bureau', ...SCHOOL],
  saveIncidentReport: ['bureau', ...SCHOOL],
  listIncidentRules: INCIDENT,
  proposeIncidentRule: ['bureau'],
  approveIncidentRule: ['bureau', 'dutyLeader'],
  setHolidays: ['bureau'],
  listAbsences: ['bureau', ...SCHOOL],
  importAbsences: ['bureau'],
  listAbsenceNotices: ['bureau', ...SCHOOL],
  answerAbsenceNotice: SCHOOL,
  listPreventions: INCIDENT,
  addPrevention: ['bureau', ...SCHOOL],
  finishPrevention: ['bureau', ...SCHOOL],
  makePreventionTask: ['bureau'],
  listDevices: [...READERS, 'technician', 'vendor', 'systemAdmin'],
  listDevicePlaces: [...READERS, 'technician', 'vendor', 'systemAdmin'],
  getDevice: [...READERS, 'technician', 'vendor', 'systemAdmin'],
  registerDevice: ['systemAdmin'],
  listFaults: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  listAvailability: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  listSchoolHealth: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  getDeviceHistory: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  listMaintenance: [...WATCH, ...SCHOOL, 'technician', 'vendor', 'systemAdmin'],
  openMaintenance: ['technician', 'systemAdmin'],
  endMaintenance: ['technician', 'systemAdmin'],
  listWorkOrders: ORDERS,
  getWorkOrder: ORDERS,
  listAssignees: ['technician', 'vendor'],
  openWorkOrder: ['technician', 'vendor'],
  startWorkOrder: ['technician', 'vendor'],
  mendWorkOrder: ['technician', 'vendor'],
  verifyWorkOrder: ['technician', 'vendor'],
  cancelWorkOrder: ['technician', 'vendor'],
  pauseWorkOrder: ['technician', 'vendor'],
  resumeWorkOrder: ['technician', 'vendor'],
  noteWorkOrder: ['technician', 'vendor'],
  getServiceRecords: ORDERS,
  getStorage: ['technician', 'systemAdmin'],
  setDeviceService: ['technician', 'vendor'],
  setSchoolVisit: ['technician', 'schoolOfficer'],
  listAlarmGaps: [...WATCH, ...SCHOOL, 'guard', 'bureau', 'technician', 'systemAdmin'],
  confirmAlarmGap: [...CONTROL_ROOM, ...SCHOOL, 'technician'],
  listFaultBoard: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  listDeadLetters: ['technician', 'systemAdmin'],
  replayDeadLetter: ['technician', 'systemAdmin'],
  decode: ['technician', 'systemAdmin'],
  listUnregistered: ['technician', 'systemAdmin'],
  listUnregisteredBridges: ['technician', 'systemAdmin'],
  takeCatalogue: ['technician', 'systemAdmin'],
  adoptDevice: ['systemAdmin'],
  draftAdoption: ['technician', 'systemAdmin'],
  dismissUnregistered: ['systemAdmin'],
  recallUnregistered: ['systemAdmin'],
  exportTable: ['technician', 'systemAdmin', 'bureau', 'schoolOfficer'],
  listImports: ['technician', 'systemAdmin', 'bureau', 'schoolOfficer'],
  getImport: ['technician', 'systemAdmin', 'bureau', 'schoolOfficer'],
  checkImport: ['technician', 'systemAdmin', 'bureau', 'schoolOfficer'],
  applyImport: ['systemAdmin', 'bureau', 'schoolOfficer'],
  undoImport: ['systemAdmin', 'bureau', 'schoolOfficer'],
  listCredentials: ['technician', 'systemAdmin'],
  makeCredential: ['systemAdmin'],
  revokeCredential: ['systemAdmin'],
  getBrokerFiles: ['systemAdmin'],
  listSources: ['technician', 'systemAdmin'],
  saveSource: ['systemAdmin'],
  removeSource: ['systemAdmin'],
  draftSource: ['technician', 'systemAdmin'],
  removeSourceDraft: ['technician', 'systemAdmin'],
  listExercises: [...WATCH, ...SCHOOL, 'technician'],
  openExercise: ['shiftLeader', 'technician'],
  endExercise: ['shiftLeader', 'technician'],
  listDepartmentFigures: ['bureau', 'department', 'police'],
  listAppraisalProposals: ['bureau'],
  appraisePeriod: ['bureau'],
  exportCampaigns: ['bureau', 'department', 'police'],
  exportMeetings: ['bureau', 'department', 'police'],
  exportTeacherLoans: ['bureau', ...SCHOOL],
  exportAppraisals: ['bureau', 'department', 'police'],
  exportAccountabilities: ['bureau', 'department', 'police'],
  exportDepartmentFigures: ['bureau', 'department', 'police'],
  exportRequestList: ['bureau', 'department', 'police', ...SCHOOL],
  exportSchoolRequests: ['bureau', 'department', 'police', ...SCHOOL],
  exportRequestAnswers: ['bureau', 'department', 'police', ...SCHOOL],
  exportRequestBurden: ['bureau', 'department', 'police', ...SCHOOL],
  exportRequestDepartments: ['bureau', 'department', 'police', ...SCHOOL],
  exportRefusedRequests: ['bureau', 'department', 'police', ...SCHOOL],
  exportSchoolStanding: MEASURES,
  exportTownshipFigures: MEASURES,
  exportMeasureRules: MEASURES,
  exportMeasureExemptions: MEASURES,
  exportPeriods: MEASURES,
  exportDepartmentStanding: ['bureau'],
  exportDepartmentDuties: ['bureau'],
  exportBeltSurveys: ['bureau', ...SCHOOL],
  exportDistanceRules: ['bureau', ...SCHOOL],
  exportIncidentCounts: INCIDENT,
  exportAbsences: ['bureau', ...SCHOOL],
  exportAbsenceNotices: ['bureau', ...SCHOOL],
  exportPreventions: ['bureau', 'dutyLeader', ...SCHOOL],
  exportIncidentRequests: ['bureau', 'dutyLeader', ...SCHOOL],
  exportTasks: ['bureau', 'department', 'police'],
  exportSupervisionOrders: ['bureau', 'department', 'police'],
  listTasks: ['bureau', 'department', 'police'],
  getTask: ['bureau', 'department', 'police'],
  createTask: ['bureau'],
  editTask: ['bureau'],
  remindTask: ['bureau'],
  receiveTask: ['department', 'police'],
  reportTask: ['department', 'police'],
  explainTask: ['department', 'police'],
  askExtensionTask: ['department', 'police'],
  finishTask: ['department', 'police'],
  noteTask: ['bureau', 'department', 'police'],
  decideExtensionTask: ['bureau'],
  verifyTask: ['bureau'],
  returnTask: ['bureau'],
  cancelTask: ['bureau'],
  reopenTask: ['bureau'],
  listSupervisionOrders: ['bureau', 'department', 'police'],
  getSupervisionOrder: ['bureau', 'department', 'police'],
  issueSupervisionOrder: ['bureau'],
  receiveSupervisionOrder: ['department', 'police'],
  answerSupervisionOrder: ['department', 'police'],
  closeSupervisionOrder: ['bureau'],
  returnSupervisionOrder: ['bureau'],
  withdrawSupervisionOrder: ['bureau'],
  listCampaigns: ['bureau', 'department', 'police'],
  listMeetings: ['bureau', 'department', 'police'],
  listTeacherLoans: ['bureau', ...SCHOOL],
  listAppraisals: ['bureau', 'department', 'police'],
  listAccountabilities: ['bureau', 'department', 'police'],
  openCampaign: ['bureau'],
  noteFinding: ['bureau', 'department', 'police'],
  closeCampaign: ['bureau'],
  recordMeeting: ['bureau'],
  lendTeacher: ['bureau'],
  returnTeacher: ['bureau'],
  appraise: ['bureau'],
  holdToAccount: ['bureau'],
  listRequestEntries: ['bureau', 'department', 'police', ...SCHOOL],
  proposeRequestEntry: ['bureau', 'department', 'police'],
  decideRequestEntry: ['bureau'],
  listSchoolRequests: ['bureau', 'department', 'police', ...SCHOOL],
  getSchoolRequest: ['bureau', 'department', 'police', ...SCHOOL],
  askSchools: ['bureau', 'department', 'police'],
  answerSchoolRequest: ['schoolOfficer'],
  getRequestBurden: ['bureau', 'department', 'police', ...SCHOOL],
  getMeasureMatrix: ['bureau', 'dutyLeader', 'shiftLeader', ...SCHOOL, 'auditor'],
  listUrges: ['bureau', ...SCHOOL],
  urgeSchools: ['bureau'],
  answerUrge: SCHOOL,
  listGapActions: ['bureau', ...SCHOOL],
  setGapAction: ['bureau'],
  listReportedFigures: ['bureau'],
  setReportedFigure: ['bureau'],
  listAudit: ['auditor'],
  listReports: ['bureau', 'dutyLeader'],
  getReport: ['bureau', 'dutyLeader'],
  getReportVersion: ['bureau', 'dutyLeader'],
  exportReport: ['bureau', 'dutyLeader'],
  exportEvidence: ['bureau'],
  listApiKeys: ['securityAdmin', 'auditor'],
  makeApiKey: ['securityAdmin'],
  revokeApiKey: ['securityAdmin'],
  authorizeAtBroker: 'apiKey',
  readDataMeasures: 'apiKey',
  readDataMeasureSchools: 'apiKey',
  readDataDevices: 'apiKey',
  readDataFaults: 'apiKey',
  readDataAlarms: 'apiKey',
  exportMeasures: MEASURES,
  exportMeasureSchools: MEASURES,
  printReport: ['bureau', 'dutyLeader'],
  exportReports: ['bureau', 'dutyLeader'],
  draftReport: ['bureau'],
  listReportTemplates: ['bureau', 'dutyLeader'],
  fillReportTemplate: ['bureau', 'dutyLeader'],
  listReportSchedules: ['bureau'],
  scheduleReport: ['bureau'],
  endReportSchedule: ['bureau'],
  listReportDeliveries: ['bureau', 'schoolHead', 'department', 'police'],
  receiveReport: ['bureau', 'schoolHead', 'department', 'police'],
  editReport: ['bureau'],
  issueReport: ['bureau'],
  exportAlarms: READERS,
  exportDevices: [...READERS, 'technician', 'vendor', 'systemAdmin'],
  exportFaults: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  exportWorkOrders: ORDERS,
  exportHazards: HAZARDS,
  exportVenues: ['bureau', ...SCHOOL],
  exportIncidents: INCIDENT,
  exportAvailability: [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  exportMaintenanceWindows: [...WATCH, ...SCHOOL, 'technician', 'vendor', 'systemAdmin'],
  exportAudit: ['auditor'],
  exportNotices: HAZARDS,
  exportUrges: ['bureau', ...SCHOOL],
  exportReportSchedules: ['bureau'],
  exportReportTemplates: ['bureau', 'dutyLeader'],
  exportAppraisalProposals: ['bureau'],
  exportSchoolMeasures: ['bureau', 'dutyLeader', 'shiftLeader', ...SCHOOL, 'auditor'],
  exportReportDeliveries: ['bureau', 'schoolHead', 'department', 'police'],
  exportIncidentLimits: INCIDENT,
  exportHolidays: INCIDENT,
  exportAccounts: ['securityAdmin', 'auditor', 'schoolOfficer'],
  exportPhones: ['schoolOfficer'],
  exportApiKeys: ['securityAdmin', 'auditor'],
  exportSources: ['technician', 'systemAdmin'],
  exportCredentials: ['technician', 'systemAdmin'],
  exportUnregistered: ['technician', 'systemAdmin'],
  exportImports: ['technician', 'systemAdmin', 'bureau', 'schoolOfficer'],
  exportEvidenceRows: EVIDENCE,
  exportSupervisionOrder: ['bureau', 'department', 'police'],
  exportDeadLetters: ['technician', 'systemAdmin'],
  listFiles: 'signedIn',
  listDepartments: ['bureau', ...SCHOOL, 'department', 'police', 'securityAdmin'],
  saveDepartment: ['bureau'],
  listHazards: HAZARDS,
  getHazard: HAZARDS,
  listVenues: ['bureau', ...SCHOOL],
  createVenue: ['bureau'],
  editVenue: ['bureau'],
  listDistanceRules: ['bureau', ...SCHOOL],
  proposeDistanceRule: ['bureau'],
  approveDistanceRule: ['bureau'],
  rejectDistanceRule: ['bureau'],
  listNotices: HAZARDS,
  receiveNotice: HAZARDS,
  getVenue: ['bureau', ...SCHOOL],
  listBeltSurveys: ['bureau', ...SCHOOL],
  listRoadNetworks: ['bureau', ...SCHOOL],
  loadRoadNetwork: ['bureau'],
  surveyBelt: ['bureau', 'schoolOfficer'],
  getBelt: ['bureau', ...SCHOOL],
  listHazardLinks: ['bureau', 'department', 'police'],
  makeHazardLink: ['bureau', 'department', 'police'],
  revokeHazardLink: ['bureau', 'department', 'police'],
  openSealedHazard: 'public',
  confirmSealedHazard: 'public',
  sendSealedPhoto: 'public',
  finishSealedHazard: 'public',
  reportHazard: ['bureau', 'schoolOfficer'],
  assignHazard: ['bureau'],
  acceptHazard: MENDERS,
  returnHazard: MENDERS,
  askExtensionHazard: MENDERS,
  grantExtensionHazard: ['bureau'],
  refuseExtensionHazard: ['bureau'],
  startHazard: MENDERS,
  fixHazard: MENDERS,
  verifyHazard: ['bureau', 'schoolOfficer'],
  sendBackHazard: ['bureau', 'schoolOfficer'],
  strikeOffHazard: ['bureau'],
  reopenHazard: ['bureau', 'schoolOfficer'],
  noteHazard: ['bureau', 'schoolOfficer', 'department', 'police'],
  keepFile: 'signedIn',
  getFile: 'signedIn',
  listPeriods: MEASURES,
  listExemptions: MEASURES,
  getPeriodSetting: MEASURES,
  proposeMeasureVersion: ['bureau'],
  approveMeasureVersion: ['bureau'],
  rejectMeasureVersion: ['bureau'],
  proposeExemption: ['bureau'],
  approveExemption: ['bureau'],
  rejectExemption: ['bureau'],
  endExemption: ['bureau'],
  makePeriod: ['bureau'],
  freezePeriod: ['bureau'],
  setPeriodSetting: ['bureau'],
  listMeasures: MEASURES,
  getMeasure: MEASURES,
  listMeasureSchools: MEASURES,
  getSchoolEvidence: MEASURES,
  listSchoolMeasures: MEASURES,
  getEvidenceRecord: EVIDENCE,
  listDepartmentStanding: ['bureau'],
  listDepartmentDuties: ['bureau'],
  addGapNote: ['bureau'],
  listEvidenceRecords: EVIDENCE,
}

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

/** Of the bureau's routes those that only a clerk of the whole district may call. */
const OF_THE_DISTRICT = [
  'appraise',
  'appraisePeriod',
  'approveDistanceRule',
  'approveIncidentRule',
  'approveMeasureVersion',
  'cancelTask',
  'createTask',
  'decideExtensionTask',
  'decideRequestEntry',
  'editTask',
  'endReportSchedule',
  'exportAppraisalProposals',
  'exportReportSchedules',
  'freezePeriod',
  'holdToAccount',
  'listAppraisalProposals',
  'listReportSchedules',
  'listReportedFigures',
  'loadRoadNetwork',
  'makePeriod',
  'makePreventionTask',
  'proposeDistanceRule',
  'proposeIncidentRule',
  'proposeMeasureVersion',
  'rejectDistanceRule',
  'rejectMeasureVersion',
  'remindTask',
  'reopenTask',
  'returnTask',
  'saveDepartment',
  'scheduleReport',
  'setHolidays',
  'setPeriodSetting',
  'setReportedFigure',
  'verifyTask',
]

const NOWHERE: Record<string, string> = {
  id: '00000000-0000-4000-8000-000000000000',
  schoolId: 'nowhere',
  version: '1',
  username: 'nobody',
  kind: 'school',
  name: 'nobody',
}

/** A request that the policy must judge before anything else is looked at: its body is empty, what it names does not exist. */
const request = ({ method, path }: { method: string; path: string }): InjectOptions => ({
  method: method.toUpperCase() as 'GET',
  url: path.replace(/\{(\w+)\}/g, (_, name: string) => NOWHERE[name] ?? ''),
})

describe('role × route', () => {
  it('knows every route', () => {
    expect(
      operations(world.app)
        .map(({ operation }) => operation.operationId)
        .sort(),
    ).toEqual(Object.keys(EXPECTED).sort())
  })

  it('lets in exactly the roles that hold the right', async () => {
    for (const route of operations(world.app)) {
      const expected = EXPECTED[route.operation.operationId]
      if (route.operation.operationId === 'signOut') continue // would sign the roles out; see session.test.ts
      for (const role of Role.options) {
        const { statusCode } = await world.as(role, request(route))
        expect([route.operation.operationId, role, statusCode < 500]).toEqual([route.operation.operationId, role, true])
        const allowed = expected === 'public' || expected === 'signedIn' || expected === 'apiKey' || expected?.includes(role)
        expect([route.operation.operationId, role, statusCode === 403]).toEqual([route.operation.operationId, role, !allowed])
      }
    }
  }, 240_000)

  it('lets a clerk of one township decide nothing that holds for the district', async () => {
    const clerk = { username: 'northClerk', name: '北镇（示例）', password: PASSWORD, role: 'bureau', synthetic: true } as const
    await ensureAccount(world.pool, { ...clerk, scope: { kind: 'township', ids: ['north'] } })
    const refused: string[] = []
    for (const route of operations(world.app)) {
      const id = route.operation.operationId
      if (id === 'signOut' || !Array.isArray(EXPECTED[id]) || !EXPECTED[id].includes('bureau')) continue
      if ((await world.as('northClerk', request(route))).statusCode === 403) refused.push(id)
    }
    expect(refused.sort()).toEqual(OF_THE_DISTRICT)
  }, 120_000)

  it('answers 401 to nobody, everywhere but on public routes', async () => {
    for (const route of operations(world.app)) {
      const { statusCode } = await world.call(request(route))
      const open = EXPECTED[route.operation.operationId] === 'public'
      expect([route.operation.operationId, statusCode === 401]).toEqual([route.operation.operationId, !open])
    }
  })

  it('writes a refusal into the audit log', async () => {
    await world.as('vendor', { url: '/api/v1/audit' })
    const { rows } = await world.owner.query(
      `select action, object, result from audit_log where account = 'vendor' order by id desc limit 1`,
    )
    expect(rows[0]).toEqual({ action: 'refused', object: 'GET /api/v1/audit', result: 'not-allowed' })
  })

  it('does not start with a route that says nothing of who may call it', async () => {
    const careless: typeof addResources = async (api, deps) => {
      await addResources(api, deps)
      api.get('/everything', async () => 'all of it')
    }
    await expect(buildApp(world.deps, careless)).rejects.toThrow(
      'route GET /api/v1/everything does not say who may call it: give it config.right',
    )
  })
})
