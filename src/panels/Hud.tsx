import { instanceOf } from '#src/core/labels/label.ts';
import { classColour } from '#src/core/labels/taxonomy.ts';
import { armedPaint, selectionImpact } from '#src/session/painting.ts';
import { armedHeadline, overwritePhrase } from '#src/session/phrases.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { useTools } from '#src/session/stores/tool-store.ts';

/** Says at all times what the next action would do: armed class, instance, tool, combine mode, guard. */
export function Hud() {
  useLabels((s) => s.version + s.selectionVersion);
  const taxonomy = useScene((s) => s.taxonomy);
  const { armedClass, target, tool, mode, combine, guards, impact } = useTools();
  const selected = useLabels((s) => s.selected);
  const paint = armedPaint({ armedClass, target, combine });
  // What Enter would do to the selection is said like what a stroke would do.
  const applied = impact === null && selected > 0 ? selectionImpact() : null;
  const painting = impact !== null && mode === 'paint' ? impact : applied;
  const overwrites = painting === null ? null : overwritePhrase(painting);
  const erasing = armedClass === 0 || combine === 'subtract';
  const guarded = guards.unlabelledOnly && !erasing;
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
      <span className={guarded ? '' : 'amber'}>{erasing ? 'erases labels' : guarded ? 'guard: unlabelled only' : 'no guard'}</span>
      {selected > 0 && (
        <span className="selected" data-testid="selected">
          {selected.toLocaleString('en')} selected{applied === null ? '' : ` · Enter labels ${applied.count.toLocaleString('en')}`}
        </span>
      )}
      {overwrites !== null && <strong>{overwrites}</strong>}
    </div>
  );
}
