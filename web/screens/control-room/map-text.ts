import { screenText } from '../../i18n/text.ts'

const zh = {
  tools: '地图工具',
  layers: '图层',
  layer: { zones: '周边 200 米安全带', campuses: '校园与校门', cameras: '摄像机', buttons: '报警器', labels: '名称' },
  views: '视图',
  saveView: '保存当前视图',
  viewName: '名称',
  removeView: (name: string) => `删除视图 ${name}`,
  noViews: '把常看的范围存下来，一点就回到那里。只存在本机、本账号。',
  undrawn: (n: number) => `未画出 ${n}`,
  undrawnHint: '坐标不可用，警情照常在列表中。请运维更正登记。',
  reason: { missing: '无坐标', swapped: '经纬度颠倒', far: '不在本区附近' },
  camerasUndrawn: (n: number) => `摄像机 ${n} 台`,
  measure: '量距',
  measureHint: '点地图逐点量；Enter 加入图中心，Backspace 退一点，Esc 结束',
  distance: '距离',
  area: '围合面积',
  place: '坐标',
  placeHint: '右键点地图，或按 K 取图中心',
  copy: '复制',
  copied: '已复制',
  copyFailed: '复制不了，请选中后手动复制',
  close: '关闭',
}

const en: typeof zh = {
  tools: 'Map tools',
  layers: 'Layers',
  layer: { zones: '200 m safety belts', campuses: 'Campuses and gates', cameras: 'Cameras', buttons: 'Panic buttons', labels: 'Names' },
  views: 'Views',
  saveView: 'Save this view',
  viewName: 'Name',
  removeView: (name) => `Remove view ${name}`,
  noViews: 'Keep the areas you look at often; one click goes back. Kept on this machine, for this account.',
  undrawn: (n) => `Not drawn: ${n}`,
  undrawnHint: 'Their coordinates cannot be used; alarms are in the list all the same. Ask a technician to correct the register.',
  reason: { missing: 'no coordinates', swapped: 'longitude and latitude swapped', far: 'not near this district' },
  camerasUndrawn: (n) => (n === 1 ? '1 camera' : `${n} cameras`),
  measure: 'Measure',
  measureHint: 'Click point by point; Enter adds the middle of the map, Backspace takes one back, Esc ends',
  distance: 'Distance',
  area: 'Enclosed area',
  place: 'Place',
  placeHint: 'Right-click the map, or press K for its middle',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Cannot copy; select the text and copy it by hand',
  close: 'Close',
}

/** Texts of the map's tools. */
export const useMapText = screenText(zh, en)
