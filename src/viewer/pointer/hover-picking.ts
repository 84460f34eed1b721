import { useHover } from '#src/session/stores/hover-store.ts';
import type { EyeHandle } from '../eye/eye-context.ts';

/** Finds the point under the pointer, at most once per picture. */
export class HoverPicking {
  private at: { x: number; y: number } | null = null;
  private frame = 0;
  private mine = false;

  constructor(private readonly handle: EyeHandle) {}

  move(x: number, y: number): void {
    this.at = { x, y };
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.pick());
  }

  /** The pointer left, or does something else. What an image shows as hovered stays. */
  leave(): void {
    this.at = null;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.mine) useHover.setState({ point: null });
    this.mine = false;
  }

  private pick(): void {
    this.frame = 0;
    if (this.at === null) return;
    const hit = this.handle.eye?.pick(this.at.x, this.at.y) ?? null;
    const before = useHover.getState().point;
    this.mine = hit !== null;
    if (hit?.sweep === before?.sweep && hit?.index === before?.index) return;
    useHover.setState({ point: hit === null ? null : { sweep: hit.sweep, index: hit.index } });
  }
}
