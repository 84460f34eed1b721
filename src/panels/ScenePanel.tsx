import { allFrames } from '#src/core/scene/scene.ts';
import { hasRawFiles } from '#src/session/raw-columns.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { CalibrationPanel } from './CalibrationPanel.tsx';
import { ConventionList } from './ConventionList.tsx';

interface Props {
  /** People want to say what the columns of files without a header are. */
  onColumns(): void;
}

/** Which layout was recognised and why, and every convention that a reader had to decide (promise 8). */
export function ScenePanel({ onColumns }: Props) {
  const scene = useScene((s) => s.scene);
  if (scene === null) return null;
  const cameras = new Set(allFrames(scene).flatMap(({ frame }) => frame.images.map((image) => image.camera)));
  const lidars = new Set(allFrames(scene).flatMap(({ frame }) => frame.sweeps.map((sweep) => sweep.sensor)));
  return (
    <section className="panel" aria-label="Dataset">
      <div className="rows facts" data-testid="scene-facts">
        <dl>
          <dt>Layout</dt>
          <dd>
            {scene.layout}
            <small>{scene.why}</small>
          </dd>
          <dt>Frames</dt>
          <dd>
            {allFrames(scene).length} in {scene.sequences.length} {scene.sequences.length === 1 ? 'sequence' : 'sequences'}
            {scene.sequences.some((s) => s.posed) ? ', with ego poses' : ', without ego poses'}
          </dd>
          <dt>Sensors</dt>
          <dd>{[...lidars, ...cameras].join(', ')}</dd>
          <dt>Taxonomy</dt>
          <dd>
            {scene.taxonomy.name}
            <small>{scene.taxonomy.classes.length} classes</small>
          </dd>
          <ConventionList />
          {hasRawFiles(scene) && (
            <>
              <dt>Files without a header</dt>
              <dd>
                <button type="button" className="small" onClick={onColumns}>Columns…</button>
              </dd>
            </>
          )}
        </dl>
        {cameras.size > 0 && <CalibrationPanel />}
        {scene.warnings.length > 0 && (
          <>
            <h3 className="amber">Warnings</h3>
            <ul className="warnings">
              {scene.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
