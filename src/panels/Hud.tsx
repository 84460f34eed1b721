import { instanceOf } from '#src/core/labels/label.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import { armedPaint } from '#src/session/painting.ts';
import { armedHeadline, overwritePhrase } from '#src/session/phrases.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';

/** Says at all times what the next action would do: armed class, instance, tool, combine mode, guard. */
export function Hud() {
  useLabels((s) => s.version);
  const taxonomy = useScene((s) => s.taxonomy);
  const { armedClass, tool, mode, combine, guards, impact } = useTools();
  const selected = useLabels((s) => s.selected);
  const paint = armedPaint(combine);
  const overwrites = impact === null || mode === 'select' ? null : overwritePhrase(impact);
  const instance = paint === null || paint.label === 0 ? 0 : instanceOf(paint.label);
  return (
    <div className={overwrites === null ? 'hud' : 'hud amber'} role="status" data-testid="hud">
      {armedClass !== null && <i className="swatch" style={{ background: classColour(taxonomy, armedClass) }} />}
      <b>{armedHeadline(armedClass)}</b>
      {instance !== 0 && <span>{paint?.newInstance ? 'next instance' : 'instance'} <b>{instance}</b></span>}
      <span>{tool}</span>
      <span>{mode === 'paint' ? 'paint' : 'select, then apply'}</span>
      <span>{combine}</span>
      <span>through</span>
      <span className={guards.unlabelledOnly ? '' : 'amber'}>{guards.unlabelledOnly ? 'guard: unlabelled only' : 'no guard'}</span>
      {selected > 0 && (
        <span className="selected" data-testid="selected">
          {selected.toLocaleString('en')} selected{armedClass === null ? '' : ' · Enter labels them'}
        </span>
      )}
      {overwrites !== null && <strong>{overwrites}</strong>}
    </div>
  );
}
