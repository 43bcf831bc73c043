import { screenText } from '../../i18n/text.ts'

export const useSetupText = screenText(
  {
    title: '首次设置',
    why: '建立第一个账号：安全管理员。其他账号与权限由其授予。',
    name: '姓名',
    password: '密码（至少 8 位，建议 15 位以上）',
    again: '再输一次密码',
    submit: '建立账号',
    differs: '两次输入的密码不一样。',
    link: '链接无效、已用过或已超过一天。重新启动服务器可得到新链接。',
  },
  {
    title: 'First set-up',
    why: 'Make the first account: a security administrator, who grants everybody else’s rights.',
    name: 'Name',
    password: 'Password (8 characters or more, 15 are better)',
    again: 'Password again',
    submit: 'Make the account',
    differs: 'The two passwords differ.',
    link: 'The link is wrong, used or older than a day. Start the server again for a new one.',
  },
)
