import * as v from 'valibot';
import { SHUTTER_DIRECTIONS } from './scene.ts';

/**
 * `scene.json`: any recording, described by hand. The smallest useful one:
 *
 * ```json
 * {
 *   "schemaVersion": 1,
 *   "name": "yard",
 *   "taxonomy": "driving",
 *   "sensors": [
 *     { "id": "top", "kind": "lidar" },
 *     { "id": "front", "kind": "camera",
 *       "egoFromSensor": { "translation": { "x": 1.2, "y": 0, "z": 1.5 }, "rotation": { "w": 0.5, "x": -0.5, "y": 0.5, "z": -0.5 } },
 *       "camera": { "model": "pinhole", "width": 1920, "height": 1080, "fx": 1000, "fy": 1000, "cx": 960, "cy": 540 } }
 *   ],
 *   "sequences": [{ "id": "00", "frames": [
 *     { "id": "000000",
 *       "sweeps": [{ "sensor": "top", "file": "lidar/000000.pcd" }],
 *       "images": [{ "sensor": "front", "file": "front/000000.jpg" }] }
 *   ] }]
 * }
 * ```
 *
 * Lengths are metres, angles radians, pixels OpenCV's (0, 0 is the centre of the first one). `aFromB` takes coordinates
 * in frame b to frame a. `ego` is the vehicle; where sensors have no pose, their frame is the ego frame. Camera frames are
 * x right, y down, z forward. Paths are relative to the file and stay inside its folder. Unknown fields are ignored
 * with a warning. `scene.schema.json` is made from this file.
 */
export const SCENE_SCHEMA_VERSION = 1;

const describe = v.description;
const number = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

/** No '/' in it: ids name files and parts of a sweep's id. */
const id = v.pipe(
  v.string(),
  v.regex(/^(?!\.{1,2}$)[^/\\\u0000-\u001f]+$/, 'a name without "/", "\\" or control characters'),
  describe('A name of your choice; it becomes part of file names'),
);

/** Relative, '/' between names, and no way out of the folder. */
const path = v.pipe(
  v.string(),
  v.regex(
    /^(?![/\\])(?![A-Za-z][A-Za-z0-9+.-]*:)(?!(?:.*\/)?\.\.(?:\/|$))[^\\\u0000-\u001f]+$/,
    'a path relative to scene.json, with "/" between names and without ".."',
  ),
  describe('Path relative to scene.json; "/" between names; no ".."'),
);

const timestampNs = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,19}$/, 'whole nanoseconds as a string of digits'),
  describe('Nanoseconds since the Unix epoch, as a string: a JSON number cannot hold them exactly'),
);

const vector = v.object({ x: number, y: number, z: number });

const pose = v.pipe(
  v.object({
    translation: v.optional(vector),
    rotation: v.optional(v.pipe(v.object({ w: number, x: number, y: number, z: number }), describe('Quaternion with its parts by name'))),
    yaw: v.optional(v.pipe(number, describe('Radians about z, counter-clockwise from above, instead of rotation'))),
    matrix: v.optional(v.pipe(v.array(number), v.length(16), describe('Row-major 4x4, instead of the other fields'))),
  }),
  describe('A rigid transform: translation with rotation or yaw (each may be left out), or a matrix'),
);

const FOCAL = "Pixels; fx, fy, cx and cy may be left out together of a 'lookup-table', and of an 'equirectangular' all around whose middle looks forward";

const camera = v.object({
  model: v.pipe(v.string(), describe("Lens model: 'pinhole', 'opencv-radtan', 'opencv-fisheye', 'mei', 'equirectangular', 'lookup-table'")),
  width: size,
  height: size,
  fx: v.optional(v.pipe(positive, describe(FOCAL))),
  fy: v.optional(positive),
  cx: v.optional(number),
  cy: v.optional(number),
  coefficients: v.optional(v.pipe(v.array(number), describe("In the model's own order; opencv-radtan: k1 k2 p1 p2 k3 …; opencv-fisheye: k1 k2 k3 k4; mei: xi k1 k2 p1 p2"))),
  rays: v.optional(v.pipe(path, describe(
    "Of a 'lookup-table': an npy of shape (rows, columns, 3), the rays x y z in the camera's frame (NaN for none) on an even grid whose corners are the centres of the corner pixels",
  ))),
});

const ownVehicle = v.pipe(
  v.object({
    mask: v.optional(v.pipe(path, describe("Greyscale PNG in the shape of the camera's pictures; anything but 0 is the vehicle"))),
    polygons: v.optional(v.pipe(
      v.array(v.pipe(v.array(v.tuple([number, number])), v.minLength(3, 'at least three corners'))),
      describe("Corners [x, y] in pixels from the upper left corner of the camera's pictures"),
    )),
  }),
  describe('Cameras: where pictures show the vehicle that carries them; points there are not compared. Give one of the two'),
);

const cloud = v.object({
  format: v.optional(v.pipe(v.string(), describe("Cloud format: 'pcd', 'las', 'laz', 'kitti-bin'; left out where the file itself says"))),
  columns: v.optional(v.pipe(v.array(v.string()), v.minLength(3), describe('Raw float files: the names of the columns in order, x y z among them'))),
});

const pointTimes = v.pipe(
  v.object({
    column: v.pipe(v.string(), describe('Of the cloud files')),
    unit: v.picklist(['s', 'ms', 'us', 'ns']),
    zero: v.pipe(v.picklist(['sweep', 'epoch']), describe("What the column counts from: the sweep's timestampNs, or 1970")),
    compensated: v.pipe(
      v.boolean(),
      describe("true: the points are in the sensor's frame at the sweep's time; false: each is in that of its own time, and the poses of the sequence take it to the sweep's"),
    ),
  }),
  describe('LiDARs: the time of each point'),
);

const rollingShutter = v.pipe(
  v.object({
    readoutNs: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000), describe('From the first row or column to the last')),
    direction: v.pipe(v.picklist(SHUTTER_DIRECTIONS), describe("An image's time and pose are those of its middle row or column")),
  }),
  describe('Cameras: rows or columns are read one after the other'),
);

const sensor = v.object({
  id,
  kind: v.picklist(['lidar', 'camera']),
  egoFromSensor: v.optional(pose),
  sensorFromEgo: v.optional(v.pipe(pose, describe('The other direction of egoFromSensor; give one of the two'))),
  camera: v.optional(v.pipe(camera, describe('Cameras: the lens; an image may have its own'))),
  cloud: v.optional(v.pipe(cloud, describe('LiDARs: how to read its files'))),
  pointTimes: v.optional(pointTimes),
  rollingShutter: v.optional(rollingShutter),
  ownVehicle: v.optional(ownVehicle),
});

const ownTimeAndPose = {
  timestampNs: v.optional(timestampNs),
  worldFromEgo: v.optional(v.pipe(pose, describe("Where the vehicle was at this time; where left out and the time is not the frame's, it is interpolated from the poses around"))),
  worldFromSensor: v.optional(v.pipe(pose, describe('Where the sensor was at this time, if not where the vehicle carries it'))),
};

const labels = v.pipe(
  v.object({
    file: v.optional(path),
    format: v.optional(v.pipe(v.string(), describe("Of the file; 'semantickitti' where left out"))),
    field: v.optional(v.pipe(v.string(), describe('Name of the field of the cloud file that holds class ids, instead of a file'))),
  }),
  describe('Per-point labels: a file, or a field of the cloud'),
);

const sweep = v.object({ sensor: id, file: path, ...ownTimeAndPose, labels: v.optional(labels) });

const mask = v.object({
  file: path,
  kind: v.pipe(
    v.string(),
    describe("Mask format: 'class-ids', 'instance-ids', 'binary', 'palette', 'colours', 'cityscapes-instance-ids', 'cityscapes-train-ids', 'kitti-360-instance-ids', 'coco-panoptic', 'coco-instances'"),
  ),
  instance: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535), describe("Of 'binary': number of the instance"))),
  class: v.optional(v.pipe(v.string(), describe("Of 'binary': its class, a name of maskTaxonomy"))),
  table: v.optional(v.pipe(path, describe("Of 'coco-panoptic': its JSON; of 'colours': a JSON from '#rrggbb' to class name or id"))),
  confidence: v.optional(v.pipe(path, describe('PNG of 8 or 16 bits, or npy, of the same size: how sure the mask is'))),
});

const image = v.object({ sensor: id, file: path, ...ownTimeAndPose, camera: v.optional(camera), masks: v.optional(v.array(mask)) });

const box = v.object({
  id: v.string(),
  class: v.string(),
  track: v.optional(v.string()),
  worldFromBox: v.optional(v.pipe(pose, describe('Centre and heading in the world; box frame: x along its length, z up'))),
  egoFromBox: v.optional(v.pipe(pose, describe('The same in the ego frame; give one of the two'))),
  size: v.object({ length: positive, width: positive, height: positive }),
  velocity: v.optional(v.pipe(vector, describe('Metres per second in the world; from its track in the frames around where left out'))),
});

const frame = v.object({
  id,
  timestampNs: v.optional(timestampNs),
  worldFromEgo: v.optional(pose),
  sweeps: v.pipe(v.array(sweep), v.minLength(1, 'at least one sweep'), describe('The first one is the main sweep')),
  images: v.optional(v.array(image)),
  boxes: v.optional(v.array(box)),
});

const sequence = v.object({
  id,
  egoPoses: v.optional(v.pipe(
    v.array(v.object({ timestampNs, worldFromEgo: pose })),
    describe("Where the vehicle was, at any times: what sensors without a pose of their own time are placed by; the frames' poses where left out"),
  )),
  frames: v.pipe(v.array(frame), v.minLength(1, 'at least one frame')),
});

const classDef = v.object({
  id: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65534), describe('0 is unlabelled in every taxonomy')),
  name: v.pipe(v.string(), v.nonEmpty()),
  colour: v.optional(v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/, 'a colour like #1f77b4'))),
  kind: v.picklist(['thing', 'stuff']),
  parent: v.optional(v.pipe(v.number(), v.integer())),
  shortcut: v.optional(v.string()),
  guideline: v.optional(v.string()),
});

const taxonomy = v.object({ name: v.string(), classes: v.pipe(v.array(classDef), v.minLength(1, 'at least one class')) });

export const sceneSchema = v.pipe(
  v.object({
    $schema: v.optional(v.string()),
    schemaVersion: v.pipe(v.number(), v.integer(), v.minValue(1)),
    name: v.string(),
    taxonomy: v.optional(v.pipe(v.union([v.string(), taxonomy]), describe("A preset's name (driving, semantickitti, nuscenes, pandaset, cityscapes, asprs-las), or classes"))),
    maskTaxonomy: v.optional(v.pipe(v.union([v.string(), taxonomy]), describe('The classes of the masks, likewise; those of the labels where left out'))),
    sensors: v.pipe(v.array(sensor), v.minLength(1, 'at least one sensor')),
    sequences: v.pipe(v.array(sequence), v.minLength(1, 'at least one sequence')),
  }),
  v.title('Pointweld scene.json'),
);

export type SceneFile = v.InferOutput<typeof sceneSchema>;
export type SceneFilePose = v.InferOutput<typeof pose>;
export type SceneFileSensor = v.InferOutput<typeof sensor>;
export type SceneFileCamera = v.InferOutput<typeof camera>;
export type SceneFileFrame = v.InferOutput<typeof frame>;
export type SceneFileSweep = v.InferOutput<typeof sweep>;
export type SceneFileImage = v.InferOutput<typeof image>;
export type SceneFileBox = v.InferOutput<typeof box>;
