import { useEffect, useMemo } from 'react';
import type { Finding } from '#src/core/crosscheck/findings/finding.ts';
import { classColour, className } from '#src/core/labels/taxonomy.ts';
import { workspace } from '#src/session/current.ts';
import { frameProjections, FrameProjections } from '#src/session/projections.ts';
import { findingOnScreen } from '#src/session/review/findings.ts';
import { upcomingImages } from '#src/session/review/prefetch.ts';
import { showView } from '#src/session/review/showing.ts';
import { viewPhrase } from '#src/session/review/text.ts';
import { imageOfView, viewOrder } from '#src/session/review/views.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useReview } from '#src/session/stores/review-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { timeOffset } from './captions.ts';
import { FindingCrop } from './FindingCrop.tsx';
import { useShownSweeps } from './hooks.ts';
import { LargeImage } from './LargeImage.tsx';
import { FramePictures } from './pictures.ts';
import './images.css';

/** CSS pixels of the pictures under the large one. */
const CROP = { width: 190, height: 92 };
/** What is on screen is read before what may come next. Milliseconds. */
const AHEAD_AFTER_MS = 150;

/** The picture that shows the finding on screen best, looked at closely, and its three best ones below it. */
export function ReviewRoom() {
  useReview((s) => s.version);
  useReview((s) => s.current);
  const finding = findingOnScreen();
  if (finding === null || finding.views.length === 0)
    return (
      <section className="image-room" aria-label="Picture of the finding">
        <p className="image-empty">{finding === null ? 'The picture that shows a finding best is here once one is open.' : 'No picture shows this finding.'}</p>
      </section>
    );
  return <FindingPictures finding={finding} />;
}

function FindingPictures({ finding }: { readonly finding: Finding }) {
  const at = useReview((s) => s.view);
  const tree = workspace()?.tree ?? null;
  const frameIndex = useScene((s) => s.frameIndex);
  const sweeps = useShownSweeps();
  const pictures = useMemo(() => (tree === null ? null : new FramePictures(tree)), [tree]);
  const projections = useMemo(() => frameProjections(sweeps), [sweeps]);
  const view = finding.views[at] ?? finding.views[0], place = imageOfView(finding, view), image = place?.image ?? null;
  useEffect(() => {
    if (pictures === null || image === null) return;
    const best = finding.best.flatMap((k) => imageOfView(finding, finding.views[k])?.image ?? []), next = upcomingImages();
    pictures.keepOnly([image, ...best, ...next]);
    const timer = setTimeout(() => void pictures.ahead([...next, ...best]), AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [pictures, finding, image]);
  useEffect(() => () => pictures?.keepOnly([]), [pictures]);
  const outline = useOutline(finding, view);
  const ignored = useIgnored(view.image);
  if (pictures === null || place === null) return null;
  // Until the frame has changed, what is projected belongs to another one.
  const here = place.frameIndex === frameIndex;
  return (
    <section className="image-room" aria-label="Picture of the finding">
      <LargeImage
        key={`${finding.id} ${view.image}`}
        image={place.image}
        frame={view.frame}
        offset={here ? timeOffset(place.image.timeNs, sweeps[0]?.sweep.timeNs) : null}
        pictures={pictures}
        projections={here ? projections : NOTHING_PROJECTED}
        focus={finding.kind === 'calibration' ? undefined : view.box}
        outline={outline}
        ignored={ignored}
        caption={<Caption finding={finding} view={view} />}
      />
      <Best finding={finding} at={at} />
    </section>
  );
}

const NOTHING_PROJECTED = new FrameProjections([]);

function Caption({ finding, view }: { readonly finding: Finding; readonly view: Finding['views'][number] }) {
  const masks = useMasks((s) => s.taxonomy);
  const said = viewPhrase(view), order = viewOrder(finding), at = order.indexOf(finding.views.indexOf(view));
  return (
    <>
      <span title="Other pictures: [ and ]">frame {view.frame} · {at + 1} of {order.length}</span>
      {said !== '' && <span className="image-counts">{said}</span>}
      {finding.mask !== 0 && (
        <span className="image-counts">
          mask outline: <b style={{ color: classColour(masks, finding.mask) }}>{className(masks, finding.mask)}</b>
        </span>
      )}
    </>
  );
}

function useOutline({ mask }: Finding, { maskInstance, box, votes }: Finding['views'][number]) {
  const masks = useMasks((s) => s.taxonomy);
  // The instance that most points fall on is of the finding's class only where that is what most of them see.
  const instance = votes[0]?.mask === mask ? maskInstance : null;
  return useMemo(() => (mask === 0 ? null : { maskClass: mask, instance, box, colour: classColour(masks, mask) }), [mask, instance, box, masks]);
}

function useIgnored(image: string) {
  const version = useLabels((s) => s.version);
  return useMemo(() => {
    void version;
    return [...(workspace()?.set.table('ignoreRegions').values() ?? [])].filter((region) => region.image === image).map((region) => region.polygon);
  }, [image, version]);
}

function Best({ finding, at }: { readonly finding: Finding; readonly at: number }) {
  if (finding.best.length < 2) return null;
  return (
    <div className="image-strip finding-strip" role="group" aria-label="Best pictures of the finding">
      {finding.best.map((k) => {
        const { camera, frame } = finding.views[k];
        return (
          <button key={k} type="button" className="finding-best" aria-pressed={k === at} title={`${camera}, frame ${frame}: ${viewPhrase(finding.views[k])}`} onClick={() => showView(k)}>
            <FindingCrop finding={finding} view={k} shape={CROP} />
            <span className="image-name">{camera} · {frame}</span>
          </button>
        );
      })}
    </div>
  );
}
