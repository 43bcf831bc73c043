// The HTTP side of the server: every part is built in this one visible list.
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { DialectOfSource } from '../commands/register-device.ts'
import type { DecodeDocument } from '../commands/take-catalogue.ts'
import type { ReadKey } from '../store/installation-key.ts'
import type { Pool } from '../store/pool.ts'
import { absenceRoutes } from './absence.ts'
import { access, checkPolicies, watchRoutes } from './access.ts'
import { accountRoutes } from './account.ts'
import { type AlarmCommands, alarmRoutes } from './alarm.ts'
import { alarmGapRoutes } from './alarm-gap.ts'
import { apiKeyRoutes } from './api-key.ts'
import { auditRoutes } from './audit.ts'
import { availabilityRoutes } from './availability.ts'
import { brokerRoutes } from './broker.ts'
import { campaignRoutes } from './campaign.ts'
import { campusRoutes } from './campus.ts'
import { credentialRoutes, type WriteBrokerFiles } from './credential.ts'
import { dayRoutes } from './day.ts'
import { type DeadLetterCommands, deadLetterRoutes } from './dead-letter.ts'
import { type DecodeDry, decodeRoutes } from './decode.ts'
import { departmentRoutes } from './department.ts'
import { departmentStandingRoutes } from './department-standing.ts'
import { deviceRoutes } from './device.ts'
import { evidenceBundleRoutes } from './evidence-bundle.ts'
import { evidenceRecordRoutes } from './evidence-record.ts'
import { exerciseRoutes } from './exercise.ts'
import { exportRoutes, type UnitOptions } from './export.ts'
import { faultRoutes } from './fault.ts'
import { type FileOptions, fileRoutes } from './file.ts'
import { gapRoutes } from './gap.ts'
import { handoverRoutes } from './handover.ts'
import { hazardRoutes } from './hazard.ts'
import { hazardLinkRoutes } from './hazard-link.ts'
import { setHeaders } from './headers.ts'
import { type HealthOptions, healthRoutes } from './health.ts'
import { importRoutes } from './import.ts'
import { incidentRoutes } from './incident.ts'
import { incidentRuleRoutes } from './incident-rule.ts'
import { maintenanceRoutes } from './maintenance.ts'
import { type MapOptions, mapRoutes } from './map.ts'
import { measureRoutes } from './measure.ts'
import { measureMatrixRoutes } from './measure-matrix.ts'
import { measureRuleRoutes } from './measure-rule.ts'
import { minorsAuditRoutes } from './minors-audit.ts'
import { noticeRoutes } from './notice.ts'
import { describeApi, serveDocumentation } from './openapi.ts'
import { BUILT_PAGES, servePages } from './pages.ts'
import { type PhoneOptions, phoneRoutes } from './phone.ts'
import { onError, problemOf, sendProblem } from './problem.ts'
import { type PrintOptions, reportRoutes } from './report.ts'
import { reportScheduleRoutes } from './report-schedule.ts'
import { reportTemplateRoutes } from './report-template.ts'
import { responderRoutes } from './responder.ts'
import { roadNetworkRoutes } from './road-network.ts'
import { schoolRoutes } from './school.ts'
import { schoolHealthRoutes } from './school-health.ts'
import { schoolRequestRoutes } from './school-request.ts'
import { type FactorOptions, sessionRoutes } from './session.ts'
import { setupRoutes } from './setup.ts'
import { type SiteOptions, siteRoutes } from './site.ts'
import { sourceRoutes } from './source.ts'
import { type StorageOptions, storageRoutes } from './storage.ts'
import { supervisionOrderRoutes } from './supervision-order.ts'
import { taskRoutes } from './task.ts'
import { unregisteredRoutes } from './unregistered.ts'
import { urgeRoutes } from './urge.ts'
import { venueRoutes } from './venue.ts'
import { workOrderRoutes } from './work-order.ts'

export interface AppConfig
  extends MapOptions,
    SiteOptions,
    PhoneOptions,
    StorageOptions,
    FileOptions,
    UnitOptions,
    FactorOptions,
    PrintOptions {
  /** of the program, for the OpenAPI document */
  version: string
  /** Origins that tiles come from; none for a map of our own. */
  tileHosts?: readonly string[]
  /** Folder of the built web app; default: dist/web. */
  webRoot?: string
  /** Addresses of proxies whose X-Forwarded-For is believed; none by default, as anybody may write that header. */
  trustProxy?: readonly string[] | false
}

export interface AppDeps {
  pool: Pool
  /** the key of the installation, under which second factors are sealed */
  readKey: ReadKey
  logger?: FastifyBaseLogger
  config: AppConfig
  commands: AlarmCommands & DeadLetterCommands
  decodeDry: DecodeDry
  decodeDocument: DecodeDocument
  dialectOfSource: DialectOfSource
  /** Puts a change of the sources in force in this process at once; others follow within seconds. */
  refreshSources: () => Promise<void>
  writeBrokerFiles: WriteBrokerFiles
  /** By which a broker elsewhere shows that it is ours; without one none may ask. */
  brokerToken?: string | undefined
  health: HealthOptions
}

/** Resources below /api/v1; those of a later part are added here. */
export const addResources: FastifyPluginAsync<AppDeps> = async (api, deps) => {
  const { pool, readKey, config, commands, decodeDry, decodeDocument, dialectOfSource, refreshSources } = deps
  await api.register(sessionRoutes, { pool, readKey, ...config })
  await api.register(setupRoutes, { pool })
  await api.register(accountRoutes, { pool })
  await api.register(phoneRoutes, { pool, ...config })
  await api.register(alarmRoutes, { pool, commands })
  await api.register(schoolRoutes, { pool })
  await api.register(campusRoutes, { pool })
  await api.register(siteRoutes, { pool, ...config })
  await api.register(deviceRoutes, { pool, dialectOfSource })
  await api.register(faultRoutes, { pool })
  await api.register(maintenanceRoutes, { pool })
  await api.register(availabilityRoutes, { pool })
  await api.register(schoolHealthRoutes, { pool })
  await api.register(alarmGapRoutes, { pool })
  await api.register(workOrderRoutes, { pool })
  await api.register(incidentRoutes, { pool })
  await api.register(incidentRuleRoutes, { pool })
  await api.register(absenceRoutes, { pool })
  await api.register(storageRoutes, { pool, ...config })
  await api.register(deadLetterRoutes, { pool, commands })
  await api.register(decodeRoutes, { decodeDry })
  await api.register(unregisteredRoutes, { pool, dialectOfSource, replay: commands.replayDeadLetter, decodeDocument })
  await api.register(importRoutes, { pool, dialectOfSource })
  await api.register(credentialRoutes, { pool, writeBrokerFiles: deps.writeBrokerFiles })
  await api.register(brokerRoutes, { pool, brokerToken: deps.brokerToken })
  await api.register(sourceRoutes, { pool, refreshSources })
  await api.register(exerciseRoutes, { pool })
  await api.register(handoverRoutes, { pool })
  await api.register(mapRoutes, config)
  await api.register(responderRoutes, { pool })
  await api.register(dayRoutes, { pool })
  await api.register(taskRoutes, { pool })
  await api.register(supervisionOrderRoutes, { pool, ...config })
  await api.register(schoolRequestRoutes, { pool, ...config })
  await api.register(campaignRoutes, { pool })
  await api.register(urgeRoutes, { pool })
  await api.register(gapRoutes, { pool })
  await api.register(measureMatrixRoutes, { pool })
  await api.register(auditRoutes, { pool })
  await api.register(exportRoutes, { pool, ...config })
  await api.register(minorsAuditRoutes, { pool, ...config })
  await api.register(reportRoutes, { pool, ...config })
  await api.register(reportScheduleRoutes, { pool })
  await api.register(reportTemplateRoutes, { pool, ...config })
  await api.register(apiKeyRoutes, { pool })
  await api.register(evidenceBundleRoutes, { pool, ...config })
  await api.register(evidenceRecordRoutes, { pool })
  await api.register(fileRoutes, { pool, ...config })
  await api.register(measureRoutes, { pool })
  await api.register(measureRuleRoutes, { pool })
  await api.register(departmentRoutes, { pool })
  await api.register(departmentStandingRoutes, { pool })
  await api.register(hazardRoutes, { pool })
  await api.register(hazardLinkRoutes, { pool, ...config })
  await api.register(venueRoutes, { pool })
  await api.register(noticeRoutes, { pool })
  await api.register(roadNetworkRoutes, { pool })
}

const BODY_LIMIT = 1_048_576

/**
 * The whole HTTP application, ready to be listened on or injected into.
 * @param resources what is below /api/v1
 * @throws when a route does not say who may call it
 */
export async function buildApp(deps: AppDeps, resources: FastifyPluginAsync<AppDeps> = addResources): Promise<FastifyInstance> {
  const { pool, config } = deps
  const app: FastifyInstance = Fastify({
    ...(deps.logger ? { loggerInstance: deps.logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    trustProxy: config.trustProxy ? [...config.trustProxy] : false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(onError)
  speakJsonOnly(app)
  const routes = watchRoutes(app)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  await setHeaders(app, config.tileHosts ?? [])
  await describeApi(app, config.version)
  await app.register(access, { pool })
  await app.register(resources, { ...deps, prefix: '/api/v1' })
  await app.register(healthRoutes, deps.health)
  await serveDocumentation(app)
  await servePages(app, config.webRoot ?? BUILT_PAGES, config.map.basemap.kind === 'streets' ? ['/api/v1/basemap/streets'] : [])
  await app.ready()
  checkPolicies(routes)
  return app
}

/** An empty body is no body: some clients name the type of what they do not send. */
function speakJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    void parse(request, body as string, done)
  })
}
