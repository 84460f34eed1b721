import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { CalibrationCurve } from '#src/core/crosscheck/calibration/verdict.ts';

const HEIGHT = 104;
const UNITS = { rotation: '°', shift: ' cm', time: ' ms' } as const;
const LINE = '#4c9ffe', TEXT = '#98a1b0', GRID = '#232a35', ZERO = '#98a1b0', BEST = '#f0b04a';

/** Agreement of labels and masks over one parameter; a grey line where the calibration is, an amber one where the best offset is. */
export function CurvePlot({ curve, best }: { readonly curve: CalibrationCurve; readonly best: number }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const scale = curve.kind === 'shift' ? 100 : 1;
    const axis = { stroke: TEXT, grid: { stroke: GRID, width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const plot = new UPlot({
      width: widthOf(element), height: HEIGHT, legend: { show: false }, cursor: { show: false },
      scales: { x: { time: false } },
      series: [{}, { stroke: LINE, width: 2, points: { show: false } }],
      axes: [
        { ...axis, size: 24, space: 44, values: (_, values) => values.map((x) => `${Number(x.toFixed(2))}${UNITS[curve.kind]}`) },
        { ...axis, size: 44, space: 26, values: (_, values) => values.map((y) => `${Number((100 * y).toFixed(1))}%`) },
      ],
      hooks: {
        drawClear: [(u) => {
          line(u, 0, ZERO);
          if (best !== 0) line(u, best * scale, BEST);
        }],
      },
    }, [curve.values.map((x) => x * scale), [...curve.agreement]], element);
    const watcher = new ResizeObserver(() => plot.setSize({ width: widthOf(element), height: HEIGHT }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
  }, [curve, best]);
  return <div ref={holder} className="curve" role="img" aria-label={`Agreement over ${curve.kind} ${curve.axis}`} />;
}

/** A folded row has none. */
function widthOf({ clientWidth }: HTMLElement): number {
  return Math.max(clientWidth, 120);
}

function line({ ctx, bbox, valToPos }: UPlot, at: number, colour: string): void {
  const x = Math.round(valToPos(at, 'x', true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
