import type { ExtraColumn } from '#src/core/colour/colour-mode.ts';
import type { Block } from './blocks.ts';
import { BLOCK_SHIFT, BLOCK_SLOTS, stepOf } from './blocks.ts';
import type { Matrix } from './cull.ts';
import { bytesPerPoint, EXTRA_BYTES, FLOAT_LOOK } from './gather.ts';
import { sliceOf } from './sampling.ts';
import { CHUNK_BLOCKS, EXTRA, LABEL, LOOK, PLACE, ROWS_PER_BLOCK } from './shader.ts';

/** Cuts blocks [0, n) into runs [first, end) that share a layout and fit one chunk. */
export function chunksOf(blocks: readonly Pick<Block, 'quantised'>[]): [number, number][] {
  const out: [number, number][] = [];
  for (let block = 0; block < blocks.length; block++) {
    const last = out.at(-1);
    if (last !== undefined && block - last[0] < CHUNK_BLOCKS && blocks[last[0]].quantised === blocks[block].quantised) last[1] = block + 1;
    else out.push([block, block + 1]);
  }
  return out;
}

/** The four rows that the shader reads for each block: its places to drawn coordinates, and the spacing of its points. */
export function blockRows(blocks: readonly Block[], drawnFromLocal: Matrix): Float32Array {
  const rows = new Float32Array(CHUNK_BLOCKS * ROWS_PER_BLOCK * 4);
  blocks.forEach(({ box, quantised, spacing }, k) => {
    for (let row = 0; row < 3; row++) {
      const at = 4 * (ROWS_PER_BLOCK * k + row);
      let shift = drawnFromLocal[4 * row + 3];
      for (const axis of [0, 1, 2] as const) {
        const m = drawnFromLocal[4 * row + axis];
        rows[at + axis] = quantised ? m * stepOf(box, axis) : m;
        if (quantised) shift += m * box[axis];
      }
      rows[at + 3] = shift;
    }
    rows[4 * (ROWS_PER_BLOCK * k + 3)] = spacing;
  });
  return rows;
}

/** Up to 64 blocks of one layout in one buffer, drawn by one call: a block's number in it is the vertex number's high bits. */
export class Chunk {
  readonly quantised: boolean;
  private readonly slots: number;
  private readonly vertexArray: WebGLVertexArrayObject;
  private readonly buffer: WebGLBuffer;
  private readonly rows: WebGLBuffer;
  private allocated = false;
  private extra: WebGLBuffer | null = null;
  private readonly many: WEBGL_multi_draw | null;
  private readonly firsts = new Int32Array(CHUNK_BLOCKS);
  private readonly lengths = new Int32Array(CHUNK_BLOCKS);

  /** `first`: number of the first of the blocks in its sweep. */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly blocks: readonly Block[],
    readonly first: number,
  ) {
    const last = blocks[blocks.length - 1];
    this.quantised = blocks[0].quantised;
    this.slots = (blocks.length - 1) * BLOCK_SLOTS + (last.end - last.begin);
    this.many = gl.getExtension('WEBGL_multi_draw') as WEBGL_multi_draw | null;
    this.vertexArray = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    this.rows = gl.createBuffer();
  }

  get bytes(): number {
    return this.slots * (this.bytesPerSlot + (this.extra === null ? 0 : EXTRA_BYTES));
  }

  /** Puts the blocks where they stand in drawn coordinates. */
  place(drawnFromLocal: Matrix): void {
    const { gl } = this;
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.rows);
    gl.bufferData(gl.UNIFORM_BUFFER, blockRows(this.blocks, drawnFromLocal), gl.STATIC_DRAW);
  }

  upload(block: number, bytes: Uint8Array): void {
    const { gl } = this;
    if (!this.allocated) this.allocate();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, (block - this.first) * BLOCK_SLOTS * this.bytesPerSlot, bytes);
  }

  /** Makes room for another extra column, or none. */
  exchangeExtra(extra: ExtraColumn | null): void {
    const { gl } = this;
    gl.deleteBuffer(this.extra);
    this.extra = extra === null ? null : gl.createBuffer();
    gl.bindVertexArray(this.vertexArray);
    if (extra === null) gl.disableVertexAttribArray(EXTRA);
    else {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.extra);
      gl.bufferData(gl.ARRAY_BUFFER, this.slots * EXTRA_BYTES, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(EXTRA);
      if (extra === 'rgb') gl.vertexAttribPointer(EXTRA, 4, gl.UNSIGNED_BYTE, true, EXTRA_BYTES, 0);
      else gl.vertexAttribPointer(EXTRA, 1, gl.FLOAT, false, EXTRA_BYTES, 0);
    }
    gl.bindVertexArray(null);
  }

  uploadExtra(block: number, bytes: Uint8Array): void {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.extra);
    gl.bufferSubData(gl.ARRAY_BUFFER, (block - this.first) * BLOCK_SLOTS * EXTRA_BYTES, bytes);
  }

  /** Draws the share [from, to) of the points of each block that `counts` has points for; returns how many. The program is bound. */
  draw(from: number, to: number, counts: (block: number) => number): number {
    const { gl, firsts, lengths, many } = this;
    let calls = 0, points = 0;
    for (let k = 0; k < this.blocks.length; k++) {
      const slice = sliceOf(counts(this.first + k), from, to);
      if (slice.count === 0) continue;
      firsts[calls] = (k << BLOCK_SHIFT) + slice.first;
      lengths[calls++] = slice.count;
      points += slice.count;
    }
    if (calls === 0) return 0;
    gl.bindVertexArray(this.vertexArray);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, this.rows);
    if (many !== null) many.multiDrawArraysWEBGL(gl.POINTS, firsts, 0, lengths, 0, calls);
    else for (let k = 0; k < calls; k++) gl.drawArrays(gl.POINTS, firsts[k], lengths[k]);
    return points;
  }

  dispose(): void {
    const { gl } = this;
    gl.deleteVertexArray(this.vertexArray);
    for (const buffer of [this.buffer, this.rows, this.extra]) gl.deleteBuffer(buffer);
  }

  private get bytesPerSlot(): number {
    return bytesPerPoint(this);
  }

  /** Not before it is needed: the driver zeroes what it gives, which takes seconds for a hundred million points. */
  private allocate(): void {
    const { gl } = this;
    gl.bindVertexArray(this.vertexArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, this.slots * this.bytesPerSlot, gl.DYNAMIC_DRAW);
    this.describe();
    gl.bindVertexArray(null);
    this.allocated = true;
  }

  /** The layout that `gather` writes. */
  private describe(): void {
    const { gl } = this;
    const stride = this.bytesPerSlot;
    if (this.quantised) gl.vertexAttribIPointer(PLACE, 4, gl.UNSIGNED_SHORT, stride, 0);
    else {
      gl.vertexAttribPointer(PLACE, 3, gl.FLOAT, false, stride, 0);
      gl.vertexAttribIPointer(LOOK, 2, gl.UNSIGNED_BYTE, stride, FLOAT_LOOK);
      gl.enableVertexAttribArray(LOOK);
    }
    gl.vertexAttribIPointer(LABEL, 2, gl.UNSIGNED_SHORT, stride, stride - 4);
    gl.enableVertexAttribArray(PLACE);
    gl.enableVertexAttribArray(LABEL);
  }
}
