import { DataError } from '#src/core/errors.ts';
import type { ByteSource } from '#src/core/io/bytes.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Width and height of a PNG or JPEG, from its header by small reads. Throws DataError for anything else. */
export async function imageSize(source: ByteSource): Promise<ImageSize> {
  const head = view(await source.read(0, 26));
  if (head.byteLength >= 24 && head.getUint32(0) === 0x89504e47 && head.getUint32(4) === 0x0d0a1a0a) return pngSize(source, head);
  if (head.byteLength >= 4 && head.getUint16(0) === 0xffd8) return jpegSize(source);
  throw new DataError('unsupported', 'is not a picture that can be read', { file: source.name, expected: 'PNG or JPEG' });
}

/** IHDR comes first: length, 'IHDR', width, height (PNG specification, 11.2.2). */
function pngSize(source: ByteSource, head: DataView): ImageSize {
  if (head.getUint32(12) !== 0x49484452) throw new DataError('malformed', 'is a PNG without a header', { file: source.name, where: 'byte 12' });
  return checked(source, { width: head.getUint32(16), height: head.getUint32(20) });
}

/** More bytes than a JPEG can have before its first frame header in any sane file: big EXIF, ICC and thumbnails included. */
const MAX_JPEG_SEGMENTS = 1000;

/** Walks from segment to segment until a start of frame, which holds height, then width (ITU T.81, B.1 and B.2.2). */
async function jpegSize(source: ByteSource): Promise<ImageSize> {
  let at = 2;
  for (let segment = 0; segment < MAX_JPEG_SEGMENTS; segment++) {
    const bytes = view(await source.read(at, at + 9));
    if (bytes.byteLength < 9) break;
    if (bytes.getUint8(0) !== 0xff)
      throw new DataError('malformed', 'is a broken JPEG', { file: source.name, where: `byte ${at}`, expected: 'a marker' });
    const marker = bytes.getUint8(1);
    if (marker === 0xff) at += 1; // padding before a marker
    else if (isStandalone(marker)) at += 2;
    else if (isStartOfFrame(marker)) return checked(source, { height: bytes.getUint16(5), width: bytes.getUint16(7) });
    else at += 2 + bytes.getUint16(2);
  }
  throw new DataError('truncated', 'is a JPEG without a frame header', { file: source.name });
}

/** TEM, RST0 to RST7, SOI: no length follows. */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function checked(source: ByteSource, size: ImageSize): ImageSize {
  if (size.width > 0 && size.height > 0) return size;
  throw new DataError('malformed', 'is a picture without a size', { file: source.name, found: `${size.width} x ${size.height}` });
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
