// What the administrators keep, as tables: accounts, phones, keys, sources, credentials, strangers, imports. No secret is in any of them.
import * as z from 'zod'
import { type Account, AccountQuery } from '#contracts/account.ts'
import type { ApiKey } from '#contracts/api-key.ts'
import { type Credential, CredentialQuery } from '#contracts/credential.ts'
import type { ImportList } from '#contracts/import.ts'
import type { Phone } from '#contracts/phone.ts'
import type { Scope } from '#contracts/session.ts'
import type { SourceView } from '#contracts/source.ts'
import { type Unregistered, UnregisteredQuery } from '#contracts/unregistered.ts'
import { REGISTERS } from '#domain/register.ts'
import { CREDENTIAL_KIND_WORDS, DEVICE_KIND_WORDS, IMPORT_STATE_WORDS, ROLE_WORDS, SCOPE_WORDS } from '#domain/words.ts'
import { listAccounts } from '../store/account.ts'
import { listApiKeys } from '../store/api-key.ts'
import { listCredentials } from '../store/credential.ts'
import { importsSeenBy, listImports } from '../store/import.ts'
import { listPhones } from '../store/phone.ts'
import { listUnregistered } from '../store/unregistered.ts'
import { type ListTable, listTable } from './list-table.ts'
import { said, schoolColumns, schoolOf } from './school-columns.ts'
import { readSourceViews } from './source-views.ts'

const Nothing = z.strictObject({})
const whole = <T>(items: T[]) => ({ items, nextCursor: null })
const scopeWords = (scope: Scope): string =>
  scope.kind === 'district' ? SCOPE_WORDS.district : `${SCOPE_WORDS[scope.kind]}：${scope.ids.join('、')}`

const accounts = listTable<typeof AccountQuery, Account>({
  list: 'accounts',
  title: '账号与角色一览表',
  right: 'account:read',
  query: AccountQuery,
  columns: [
    { key: 'username', title: '账号', width: 18, is: 'text', personal: true, value: ({ username }) => username },
    { key: 'name', title: '姓名', width: 22, is: 'text', personal: true, value: ({ name }) => name },
    { key: 'role', title: '角色', width: 14, is: 'text', value: ({ role }) => role && ROLE_WORDS[role] },
    { key: 'scope', title: '数据权限', width: 30, is: 'text', value: ({ scope }) => scope && scopeWords(scope) },
    { key: 'secondFactor', title: '双因素', width: 8, is: 'text', value: ({ secondFactor }) => (secondFactor ? '已启用' : '未启用') },
    { key: 'sessions', title: '在用会话', width: 9, is: 'number', value: ({ sessions }) => sessions },
    { key: 'disabled', title: '状态', width: 8, is: 'text', value: ({ disabled }) => (disabled ? '停用' : '启用') },
    { key: 'synthetic', title: '合成数据', width: 9, is: 'text', value: ({ synthetic }) => (synthetic ? '是' : '否') },
  ],
  words: ({ role, find }) => [...(role ? [`角色：${ROLE_WORDS[role]}`] : []), ...(find ? [`查找：${find}`] : [])],
  read: listAccounts,
})

const phones = listTable<typeof Nothing, Phone>({
  list: 'phones',
  title: '已登记手机一览表',
  right: 'enrolment:write',
  query: Nothing,
  columns: [
    { key: 'username', title: '账号', width: 18, is: 'text', personal: true, value: ({ username }) => username },
    { key: 'name', title: '姓名', width: 18, is: 'text', personal: true, value: ({ name }) => name },
    { key: 'device', title: '手机（登记时自报）', width: 50, is: 'text', value: ({ device }) => device },
    { key: 'enrolledAt', title: '登记', width: 20, is: 'instant', value: ({ enrolledAt }) => enrolledAt },
    { key: 'lastSeenAt', title: '最近使用', width: 20, is: 'instant', value: ({ lastSeenAt }) => lastSeenAt },
    { key: 'expiresAt', title: '有效期至', width: 20, is: 'instant', value: ({ expiresAt }) => expiresAt },
  ],
  words: () => ['按账号排列的前 1000 部'],
  read: async (pool, reader) => whole(await listPhones(pool, reader)),
})

const keyState = ({ revokedAt, expiresAt }: ApiKey): string =>
  revokedAt ? '已吊销' : Date.parse(expiresAt) <= Date.now() ? '已过期' : '有效'

const apiKeys = listTable<typeof Nothing, ApiKey>({
  list: 'api-keys',
  title: '数据密钥一览表',
  right: 'apiKey:read',
  query: Nothing,
  columns: [
    { key: 'name', title: '用途', width: 30, is: 'text', value: ({ name }) => name },
    { key: 'lists', title: '可读的列表', width: 40, is: 'text', value: ({ lists }) => lists.join('、') },
    { key: 'scope', title: '数据权限', width: 20, is: 'text', value: ({ scope }) => scopeWords(scope) },
    { key: 'madeBy', title: '生成人', width: 14, is: 'text', personal: true, value: ({ madeBy }) => madeBy },
    { key: 'madeAt', title: '生成时间', width: 20, is: 'instant', value: ({ madeAt }) => madeAt },
    { key: 'expiresAt', title: '有效期至', width: 20, is: 'instant', value: ({ expiresAt }) => expiresAt },
    { key: 'lastUsedAt', title: '最近使用', width: 20, is: 'instant', value: ({ lastUsedAt }) => lastUsedAt },
    { key: 'revokedAt', title: '吊销时间', width: 20, is: 'instant', value: ({ revokedAt }) => revokedAt },
    { key: 'state', title: '状态', width: 8, is: 'text', value: keyState },
  ],
  words: () => [],
  read: async (pool) => whole(await listApiKeys(pool)),
})

const sources = listTable<typeof Nothing, SourceView>({
  list: 'sources',
  title: '来源一览表',
  right: 'source:read',
  query: Nothing,
  columns: [
    { key: 'id', title: '来源', width: 22, is: 'text', value: ({ id }) => id },
    {
      key: 'dialect',
      title: '协议',
      width: 18,
      is: 'text',
      value: ({ settings, draft }) => (settings ?? draft?.settings)?.dialect ?? null,
    },
    {
      key: 'filters',
      title: '主题',
      width: 50,
      is: 'text',
      value: ({ settings, draft }) => (settings ?? draft?.settings)?.filters.join('　') ?? null,
    },
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ settings }) => settings?.schoolId ?? null },
    {
      key: 'origin',
      title: '配置',
      width: 10,
      is: 'text',
      value: ({ builtIn, changed }) => (changed ? '本区配置' : builtIn ? '内置' : '仅草稿'),
    },
    { key: 'off', title: '停用', width: 7, is: 'text', value: ({ settings }) => (settings?.off ? '是' : '否') },
    { key: 'perMinute', title: '每分钟报文（近 10 分钟）', width: 14, is: 'number', value: ({ traffic }) => traffic.perMinute },
    { key: 'messages', title: '报文（24 小时）', width: 12, is: 'number', value: ({ traffic }) => traffic.messages },
    { key: 'deadLetters', title: '异常报文（24 小时）', width: 12, is: 'number', value: ({ traffic }) => traffic.deadLetters },
    { key: 'lastAt', title: '最近报文', width: 20, is: 'instant', value: ({ traffic }) => traffic.lastAt },
    { key: 'draftedBy', title: '草稿', width: 14, is: 'text', personal: true, value: ({ draft }) => draft?.draftedBy ?? null },
    { key: 'draftedAt', title: '草稿时间', width: 20, is: 'instant', value: ({ draft }) => draft?.draftedAt ?? null },
  ],
  words: () => [],
  read: async (pool) => whole((await readSourceViews(pool)).items),
})

const credentials = listTable<typeof CredentialQuery, Credential>({
  list: 'credentials',
  title: '设备凭证一览表',
  right: 'credential:read',
  query: CredentialQuery,
  columns: [
    { key: 'name', title: '凭证', width: 34, is: 'text', value: ({ name }) => name },
    { key: 'kind', title: '种类', width: 10, is: 'text', value: ({ kind }) => CREDENTIAL_KIND_WORDS[kind] },
    { key: 'madeBy', title: '生成人', width: 14, is: 'text', personal: true, value: ({ madeBy }) => madeBy },
    { key: 'madeAt', title: '生成时间', width: 20, is: 'instant', value: ({ madeAt }) => madeAt },
    { key: 'expiresAt', title: '证书有效期至', width: 20, is: 'instant', value: ({ expiresAt }) => expiresAt },
    { key: 'revokedAt', title: '吊销时间', width: 20, is: 'instant', value: ({ revokedAt }) => revokedAt },
  ],
  words: ({ name }) => (name ? [`名称以此开头：${name}`] : []),
  read: (pool, _reader, query) => listCredentials(pool, query),
})

const unregistered = listTable<typeof UnregisteredQuery, Unregistered>({
  list: 'unregistered',
  title: '待登记设备一览表',
  right: 'unregistered:read',
  query: UnregisteredQuery,
  schoolOf,
  columns: [
    { key: 'suspect', title: '可能是报警', width: 10, is: 'text', value: ({ suspect }) => (suspect ? '是' : '否') },
    { key: 'source', title: '来源', width: 18, is: 'text', value: ({ source }) => source },
    { key: 'externalId', title: '自报身份', width: 26, is: 'text', value: ({ externalId }) => externalId },
    { key: 'point', title: '通道', width: 10, is: 'text', value: ({ point }) => point },
    ...schoolColumns<Unregistered>(),
    { key: 'kind', title: '类别（推断）', width: 12, is: 'text', value: ({ kind }) => kind && DEVICE_KIND_WORDS[kind] },
    { key: 'name', title: '自报名称', width: 22, is: 'text', value: ({ name }) => name },
    { key: 'bridgeId', title: '录像机或平台', width: 22, is: 'text', value: ({ bridgeId }) => bridgeId },
    { key: 'dialect', title: '协议', width: 16, is: 'text', value: ({ dialect }) => dialect },
    { key: 'firstAt', title: '最早', width: 20, is: 'instant', value: ({ firstAt }) => firstAt },
    { key: 'lastAt', title: '最近', width: 20, is: 'instant', value: ({ lastAt }) => lastAt },
    { key: 'count', title: '报文数', width: 9, is: 'number', value: ({ count }) => count },
    { key: 'draftedBy', title: '草稿', width: 14, is: 'text', personal: true, value: ({ draft }) => draft?.by ?? null },
  ],
  words: ({ state, kind, dialect, bridge, ...rest }, names) => [
    state === 'dismissed' ? '已搁置' : '待登记',
    ...(kind ? [`类别：${DEVICE_KIND_WORDS[kind]}`] : []),
    ...(dialect ? [`协议：${dialect}`] : []),
    ...(bridge ? [`录像机或平台：${bridge}`] : []),
    ...said(rest, names),
  ],
  read: listUnregistered,
})

type ListedImport = z.infer<typeof ImportList>['items'][number]
const imports = listTable<typeof Nothing, ListedImport>({
  list: 'imports',
  title: '导入记录一览表',
  right: 'register:import',
  query: Nothing,
  columns: [
    { key: 'madeAt', title: '时间', width: 20, is: 'instant', value: ({ madeAt }) => madeAt },
    { key: 'fileName', title: '文件', width: 36, is: 'text', value: ({ fileName }) => fileName },
    { key: 'kind', title: '登记表', width: 20, is: 'text', value: ({ kind }) => REGISTERS[kind].zh },
    { key: 'madeBy', title: '导入人', width: 14, is: 'text', personal: true, value: ({ madeBy }) => madeBy },
    { key: 'state', title: '状态', width: 12, is: 'text', value: ({ state }) => IMPORT_STATE_WORDS[state] },
    { key: 'rows', title: '行数', width: 9, is: 'number', value: ({ summary }) => summary?.rows ?? null },
    { key: 'add', title: '新增', width: 9, is: 'number', value: ({ summary }) => summary?.add ?? null },
    { key: 'change', title: '更改', width: 9, is: 'number', value: ({ summary }) => summary?.change ?? null },
    { key: 'errorCount', title: '错误', width: 9, is: 'number', value: ({ errorCount }) => errorCount },
    { key: 'message', title: '说明', width: 40, is: 'text', value: ({ message }) => message },
  ],
  words: () => ['最近 50 次'],
  read: async (pool, reader) => whole(await listImports(pool, importsSeenBy(reader))),
})

export const ADMIN_LISTS: readonly ListTable[] = [accounts, phones, apiKeys, sources, credentials, unregistered, imports]
