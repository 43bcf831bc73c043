import { screenText } from '../../i18n/text.ts'

export const useCatalogueText = screenText(
  {
    open: '带入录像机目录',
    title: '从录像机或平台的目录带入摄像机',
    what: '粘贴或选取录像机回答的 XML：ONVIF 的 GetProfiles、GetVideoSources，或 GB/T 28181 的目录应答。每路摄像机成为待登记的一行，只需补地点和类型。名单不是心跳：不会改变任何设备的状态。',
    kind: '目录类型',
    kinds: { onvif: 'ONVIF 录像机', gb28181: 'GB/T 28181 目录' },
    school: '学校',
    schoolHint: '输入名称或代码',
    recorder: { onvif: '录像机在主题中的名字（TopicPrefix 的末级）', gb28181: '平台或录像机的 20 位编码' },
    prefix: '主题前缀',
    document: 'XML 内容',
    file: '或选取文件',
    tooLarge: '文件超过 1 MB，不是一份目录。',
    submit: '列入待登记',
    busy: '正在读取…',
    done: (listed: number, waiting: number) => `目录中 ${listed} 路摄像机，其中 ${waiting} 路待登记。已登记的不再列出。`,
    needSchool: '请先选学校。',
  },
  {
    open: 'Bring in a recorder’s list',
    title: 'Cameras from the list of a recorder or platform',
    what: 'Paste or choose the XML that the recorder answered: ONVIF GetProfiles or GetVideoSources, or a GB/T 28181 catalogue response. Each camera becomes a line of the inbox that needs place and kind only. A list is no sign of life: no device changes its state by it.',
    kind: 'Kind of list',
    kinds: { onvif: 'ONVIF recorder', gb28181: 'GB/T 28181 catalogue' },
    school: 'School',
    schoolHint: 'name or code',
    recorder: {
      onvif: 'The recorder’s name in its topics (last level of its TopicPrefix)',
      gb28181: '20 digits of the platform or recorder',
    },
    prefix: 'Topic prefix',
    document: 'XML',
    file: 'or choose a file',
    tooLarge: 'The file is larger than 1 MB: no list is.',
    submit: 'Put into the inbox',
    busy: 'Reading…',
    done: (listed: number, waiting: number) =>
      `${listed} cameras in the list, ${waiting} of them wait. Those registered are not shown again.`,
    needSchool: 'Choose the school first.',
  },
)
