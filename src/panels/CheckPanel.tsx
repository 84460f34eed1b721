import { VERDICT, VERDICTS } from '#src/core/crosscheck/verdict.ts';
import { classColour, className } from '#src/core/labels/taxonomy.ts';
import { pointsOfVerdict } from '#src/session/checking.ts';
import { switchCheck } from '#src/session/check-switch.ts';
import { selectAndShow } from '#src/session/selecting.ts';
import type { FrameCheck } from '#src/session/stores/check-store.ts';
import { useCheck } from '#src/session/stores/check-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { ConfusionMatrix } from './ConfusionMatrix.tsx';

/** A picture that is no mask at all has thousands. */
const MOST_UNKNOWN = 8;

interface Props {
  onAttach(): void;
  onClassMap(): void;
}

/** The labels of this frame against the masks of its images: totals, pairs of classes, and the way to the points. */
export function CheckPanel({ onAttach, onClassMap }: Props) {
  const attached = useMasks((s) => s.attached);
  const { on, status, result } = useCheck();
  if (attached === null)
    return (
      <section className="panel check" aria-label="Cross-check">
        <p className="hint">No masks are attached. With a 2D mask for its images, every label can be checked against the pixels that see it.</p>
        <button type="button" onClick={onAttach}>Attach a folder of masks…</button>
      </section>
    );
  return (
    <section className="panel check" aria-label="Cross-check">
      <header>
        <button type="button" className={on ? 'primary' : ''} aria-pressed={on} title="Cross-check (K)" onClick={() => switchCheck()}>
          {on ? 'Cross-check is on' : 'Cross-check'}
        </button>
        <button type="button" onClick={onClassMap}>Class map…</button>
        <button type="button" onClick={onAttach}>Masks…</button>
      </header>
      <p className="hint" title={attached.conventions.map((c) => `${c.name}: ${c.value} (${c.source})`).join('\n')}>
        {attached.images.toLocaleString('en')} masks from {attached.name}
        {attached.imagesWithout > 0 && `, ${attached.imagesWithout.toLocaleString('en')} images without`}
        {attached.unmatchedFiles.length > 0 && `, ${attached.unmatchedFiles.length.toLocaleString('en')} files of no image`}
      </p>
      {on && status.phase === 'running' && <p className="hint" role="status">Checking…</p>}
      {on && status.phase === 'failed' && <p className="problem" role="alert">{status.error}</p>}
      {on && result !== null && <Result result={result} />}
    </section>
  );
}

function Result({ result }: { readonly result: FrameCheck }) {
  const { taxonomy } = useMasks.getState();
  const problems = result.problems.map((problem) => <p key={problem} className="problem" role="alert">{problem}</p>);
  if (result.cameras.length === 0) return problems.length > 0 ? problems : <p className="hint">No image of this frame has a mask.</p>;
  return (
    <div className="check-result" data-testid="check-result">
      {problems}
      <ul className="verdicts">
        {[...VERDICTS].reverse().map((name) => (
          <li key={name}>
            <button
              type="button"
              className="row"
              title={`Select the points of this frame whose verdict over all cameras is: ${name}`}
              data-verdict={name}
              data-count={result.combined[VERDICT[name]]}
              onClick={() => selectAndShow(pointsOfVerdict(VERDICT[name]))}
            >
              <i className={`swatch verdict-${name}`} />
              <span className="name">{name}</span>
              <span className="count">{result.combined[VERDICT[name]].toLocaleString('en')}</span>
            </button>
          </li>
        ))}
      </ul>
      <ConfusionMatrix pairs={result.pairs} />
      {result.unmapped.length > 0 && (
        <>
          <h3 className="amber">Not in the class map</h3>
          <ul>
            {result.unmapped.map(({ side, id, name, count }) => (
              <li key={`${side}${id}`}>
                {side === 'label' ? 'label' : 'mask'} {name} <span className="count">{count.toLocaleString('en')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {result.unknown.length > 0 && (
        <>
          <h3 className="amber">In the masks, and of no class</h3>
          <ul>
            {result.unknown.slice(0, MOST_UNKNOWN).map(({ value, pixels }) => (
              <li key={value}>
                <span className="name">{value}</span> <span className="count">{pixels.toLocaleString('en')} pixels</span>
              </li>
            ))}
            {result.unknown.length > MOST_UNKNOWN && <li className="hint">and {result.unknown.length - MOST_UNKNOWN} more</li>}
          </ul>
        </>
      )}
      <h3>IoU of labels and masks</h3>
      <ul>
        {[...result.iou].sort((a, b) => a[1] - b[1]).map(([id, iou]) => (
          <li key={id} className="iou">
            <i className="swatch" style={{ background: classColour(taxonomy, id) }} />
            <span className="name">{className(taxonomy, id)}</span>
            <span className="count">{(100 * iou).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
