import type { Point, Segment } from '../reference.ts';

/**
 * The corridor roads of Ningbo as a sketch: approximate, drawn by hand from public descriptions (which roads there
 * are, where they meet, how long they are), not surveyed. `drawRoads` makes the directed segments from it.
 */
export type Road = {
  readonly road: string;
  readonly class: Segment['class'];
  readonly limitKmh: number;
  /** Speed of a laden truck on the empty road. */
  readonly freeFlowKmh: number;
  readonly oneWay: boolean;
  /** Names of nodes and unnamed points between them, in driving order. */
  readonly course: readonly (string | Point)[];
};

const EXPRESSWAY = { class: 'EXPRESSWAY', limitKmh: 90, freeFlowKmh: 78, oneWay: false } as const;
const ARTERIAL = { class: 'ARTERIAL', limitKmh: 60, freeFlowKmh: 52, oneWay: false } as const;
const SECONDARY = { class: 'SECONDARY', limitKmh: 50, freeFlowKmh: 40, oneWay: false } as const;

/** Interchanges and crossings, [longitude, latitude]. */
export const NODES: Readonly<Record<string, Point>> = {
  'ring-zhenhai-north': [121.56, 29.995],
  'ring-luotuo': [121.6, 29.985],
  'ring-zhenhai': [121.645, 29.975],
  'ring-jiaochuan': [121.69, 29.96],
  'ring-xiaogang': [121.735, 29.925],
  'ring-daqi': [121.76, 29.885],
  'ring-haosifang': [121.745, 29.85],
  'ring-wuxiang': [121.69, 29.825],
  'ring-dongqian': [121.64, 29.785],
  'ring-jiangshan': [121.56, 29.765],
  'ring-dongqiao': [121.48, 29.785],
  'ring-gaoqiao': [121.43, 29.865],
  'ring-cicheng': [121.44, 29.95],
  lingfeng: [121.8, 29.858],
  xiapu: [121.865, 29.87],
  chaiqiao: [121.92, 29.845],
  baifeng: [121.975, 29.855],
  chuanshan: [122.02, 29.868],
  'chuanshan-port': [122.04, 29.872],
  meishan: [121.965, 29.787],
  'meishan-port': [121.975, 29.772],
  zhangqi: [121.49, 30.095],
  guanhaiwei: [121.42, 30.165],
  'cixi-east': [121.345, 30.19],
  cixi: [121.28, 30.215],
  andong: [121.235, 30.27],
  'bay-zone': [121.235, 30.315],
  zhangting: [121.33, 29.975],
  'yuyao-east': [121.23, 30.02],
  yuyao: [121.165, 30.035],
  'cixi-town': [121.27, 30.185],
  'guanhaiwei-town': [121.415, 30.145],
  'luotuo-town': [121.59, 29.965],
  'zhenhai-town': [121.665, 29.945],
  'xiaogang-town': [121.745, 29.912],
  beilun: [121.82, 29.902],
  'beilun-east': [121.88, 29.895],
  'chaiqiao-town': [121.935, 29.865],
  'baifeng-town': [121.995, 29.876],
  'beilun-daqi': [121.785, 29.88],
  'beilun-toll': [121.815, 29.888],
  'port-west': [121.838, 29.928],
  'port-east': [121.868, 29.921],
  daxie: [121.915, 29.92],
  jintang: [121.85, 30.004],
  fenghua: [121.45, 29.67],
  ninghai: [121.43, 29.33],
  xiangshan: [121.87, 29.49],
  'BLCT1.in': [121.869, 29.9317],
  'BLCT1.out': [121.8635, 29.9317],
  'BLCT2.in': [121.8395, 29.9406],
  'BLCT2.out': [121.8335, 29.9406],
  'BLTCT.in': [122.05, 29.8846],
  'BLTCT.out': [122.044, 29.8846],
  'BLCT5.in': [121.931, 29.9309],
  'BLCT5.out': [121.9245, 29.9309],
  'BLCT6.in': [121.9897, 29.774],
  'BLCT6.out': [121.9897, 29.7695],
  'YZCT7.in': [121.8435, 29.9922],
  'YZCT7.out': [121.837, 29.9922],
  'NBDEP1.gate': [121.8475, 29.9142],
  'NBDEP2.gate': [121.8795, 29.8806],
  'NBDEP3.gate': [121.6975, 29.9471],
  'NBDEP4.gate': [121.3015, 30.2006],
  'CX01.gate': [121.2843, 30.177],
  'CX02.gate': [121.332, 30.1668],
  'CX03.gate': [121.2472, 30.2058],
  'YY01.gate': [121.1604, 30.0578],
  'YY02.gate': [121.2068, 30.0434],
  'BL01.gate': [121.8279, 29.8855],
  'BL02.gate': [121.7897, 29.9028],
  'BL03.gate': [121.8986, 29.8818],
  'ZH01.gate': [121.6095, 29.9978],
  'ZH02.gate': [121.6543, 29.9928],
  'NH01.gate': [121.4208, 29.3071],
  'XS01.gate': [121.8788, 29.48],
  'HB01.gate': [121.2441, 30.3279],
  'HB02.gate': [121.2168, 30.3236],
};

/** Every road; nodes on a course cut it, and so does a longest length. */
export const ROADS: readonly Road[] = [
  {
    ...EXPRESSWAY,
    road: 'G1504',
    course: [
      'ring-zhenhai-north',
      'ring-luotuo',
      'ring-zhenhai',
      'ring-jiaochuan',
      'ring-xiaogang',
      'ring-daqi',
      'ring-haosifang',
      'ring-wuxiang',
      'ring-dongqian',
      'ring-jiangshan',
      'ring-dongqiao',
      'ring-gaoqiao',
      'ring-cicheng',
      [121.49, 29.985],
      'ring-zhenhai-north',
    ],
  },
  {
    ...EXPRESSWAY,
    road: 'S20',
    course: [
      'ring-haosifang',
      'lingfeng',
      'xiapu',
      'chaiqiao',
      'baifeng',
      'chuanshan',
      'chuanshan-port',
    ],
  },
  { ...EXPRESSWAY, road: 'S21', course: ['chaiqiao', [121.945, 29.815], 'meishan'] },
  {
    ...EXPRESSWAY,
    road: 'G15',
    course: [
      'ring-zhenhai-north',
      [121.545, 30.04],
      'zhangqi',
      'guanhaiwei',
      'cixi-east',
      'cixi',
      'andong',
      'bay-zone',
    ],
  },
  {
    ...EXPRESSWAY,
    road: 'G92',
    course: ['ring-gaoqiao', [121.395, 29.92], 'zhangting', 'yuyao-east', 'yuyao'],
  },
  { ...EXPRESSWAY, road: 'S1', course: ['ring-daqi', 'beilun-daqi', 'beilun-toll'] },
  {
    ...EXPRESSWAY,
    road: 'S1',
    course: ['ring-jiangshan', 'fenghua', [121.43, 29.58], [121.44, 29.45], 'ninghai'],
  },
  {
    ...EXPRESSWAY,
    road: 'S19',
    course: ['ring-dongqian', [121.72, 29.7], [121.8, 29.58], 'xiangshan'],
  },
  {
    ...EXPRESSWAY,
    road: 'G9211',
    course: ['ring-jiaochuan', [121.735, 29.985], [121.81, 30.012], 'jintang'],
  },
  {
    ...ARTERIAL,
    road: 'G329',
    course: [
      'cixi-town',
      'guanhaiwei-town',
      [121.47, 30.07],
      'luotuo-town',
      'zhenhai-town',
      'xiaogang-town',
      'beilun',
      'beilun-east',
      'chaiqiao-town',
      'baifeng-town',
    ],
  },
  { ...ARTERIAL, road: 'Yuci', course: ['yuyao', [121.2, 30.1], [121.235, 30.175], 'cixi-town'] },
  { ...ARTERIAL, road: 'Cixi link', course: ['cixi-town', 'cixi'] },
  { ...ARTERIAL, road: 'Guanhaiwei link', course: ['guanhaiwei-town', 'guanhaiwei'] },
  { ...ARTERIAL, road: 'Luotuo link', course: ['luotuo-town', 'ring-luotuo'] },
  { ...ARTERIAL, road: 'Xiaogang link', course: ['xiaogang-town', 'ring-xiaogang'] },
  { ...ARTERIAL, road: 'Chaiqiao link', course: ['chaiqiao-town', 'chaiqiao'] },
  { ...ARTERIAL, road: 'Baifeng link', course: ['baifeng-town', 'baifeng'] },
  { ...ARTERIAL, road: 'Beilun link', course: ['beilun-toll', 'beilun'] },
  { ...ARTERIAL, road: 'Taishan Road', course: ['beilun', 'port-west'] },
  { ...ARTERIAL, road: 'Port Road', course: ['port-west', 'port-east'] },
  { ...ARTERIAL, road: 'Port Road', course: ['port-east', 'beilun-east'] },
  { ...ARTERIAL, road: 'Xiapu link', course: ['beilun-east', 'xiapu'] },
  { ...ARTERIAL, road: 'Daxie Bridge', course: ['beilun-east', [121.897, 29.908], 'daxie'] },
  { ...ARTERIAL, road: 'Meishan Avenue', course: ['meishan', 'meishan-port'] },
  ...gates('port-east', 'BLCT1'),
  ...gates('port-west', 'BLCT2'),
  ...gates('chuanshan-port', 'BLTCT'),
  ...gates('daxie', 'BLCT5'),
  ...gates('meishan-port', 'BLCT6'),
  ...gates('jintang', 'YZCT7'),
  ...['port-west:NBDEP1', 'beilun-east:NBDEP2', 'zhenhai-town:NBDEP3', 'cixi:NBDEP4'].map(access),
  ...['cixi-town:CX01', 'cixi-east:CX02', 'cixi:CX03', 'yuyao:YY01', 'yuyao-east:YY02'].map(access),
  ...['beilun-toll:BL01', 'beilun-daqi:BL02', 'beilun-east:BL03'].map(access),
  ...['ring-luotuo:ZH01', 'ring-zhenhai:ZH02', 'ninghai:NH01', 'xiangshan:XS01'].map(access),
  ...['bay-zone:HB01', 'bay-zone:HB02'].map(access),
];

/** A terminal's gates lie apart, so that a truck that leaves does not pass the queue of those that come. */
function gates(node: string, terminal: string): readonly Road[] {
  const road = `${terminal} access`;
  return [
    { ...SECONDARY, road, oneWay: true, course: [node, `${terminal}.in`] },
    { ...SECONDARY, road, oneWay: true, course: [`${terminal}.out`, node] },
  ];
}

function access(pair: string): Road {
  const [node, place] = pair.split(':') as [string, string];
  return { ...SECONDARY, road: `${place} access`, course: [node, `${place}.gate`] };
}
