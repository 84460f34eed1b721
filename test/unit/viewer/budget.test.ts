import { describe, expect, it } from 'vitest';
import { Budget, startBudget } from '#src/viewer/points/budget.ts';

/** A device that draws so many points per millisecond, at 60 pictures a second at most. */
function settle(budget: Budget, perMillisecond: number, inView: number): number {
  for (let picture = 0; picture < 400; picture++) {
    const drawn = Math.min(inView, budget.points);
    budget.took(Math.max(16.7, drawn / perMillisecond), drawn);
  }
  return budget.points;
}

describe('Budget', () => {
  it('begins small where a processor draws', () => {
    expect(startBudget('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)')).toBeLessThan(500_000);
    expect(startBudget('ANGLE (NVIDIA, NVIDIA GeForce RTX 4070 (0x00002786) Direct3D11)')).toBeGreaterThan(3_000_000);
  });

  it.each([6_000, 40_000, 400_000])('comes to what a device draws smoothly: %d points per ms', (speed) => {
    for (const start of [100_000, 5_000_000]) {
      const points = settle(new Budget(start), speed, 100_000_000);
      expect(points / speed).toBeGreaterThan(14);
      expect(points / speed).toBeLessThan(30);
    }
  });

  it('learns nothing about more points than there are, and stays where people set it', () => {
    expect(settle(new Budget(5_000_000), 1e9, 100_000)).toBe(5_000_000);
    const budget = new Budget(5_000_000);
    budget.fix(123_456);
    expect(settle(budget, 10, 1e9)).toBe(123_456);
    budget.fix(null);
    expect(budget.points).toBeLessThan(5_000_000);
  });

  it('is not led astray by a single slow picture', () => {
    const budget = new Budget(1_000_000);
    for (let k = 0; k < 50; k++) budget.took(k % 5 === 0 ? 300 : 24, 1_000_000);
    expect(budget.points).toBe(1_000_000);
  });
});
