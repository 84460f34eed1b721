import { Tabs } from 'radix-ui';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { FindingCrop } from '#src/images/FindingCrop.tsx';
import { ImageRoom } from '#src/images/ImageRoom.tsx';
import { CheckPanel } from '#src/panels/CheckPanel.tsx';
import { ClassPanel } from '#src/panels/ClassPanel.tsx';
import { CuboidInspector } from '#src/panels/CuboidInspector.tsx';
import { CursorLine } from '#src/panels/CursorLine.tsx';
import { FramePanel } from '#src/panels/FramePanel.tsx';
import { HistoryPanel } from '#src/panels/HistoryPanel.tsx';
import { Hud } from '#src/panels/Hud.tsx';
import { InstancePanel } from '#src/panels/InstancePanel.tsx';
import { FindingFoot, FindingHead } from '#src/panels/review/FindingHead.tsx';
import { ReviewFoot } from '#src/panels/review/ReviewFoot.tsx';
import type { Crop } from '#src/panels/review/ReviewQueue.tsx';
import { ReviewQueue } from '#src/panels/review/ReviewQueue.tsx';
import { ScenePanel } from '#src/panels/ScenePanel.tsx';
import { Timeline } from '#src/panels/Timeline.tsx';
import { useReview } from '#src/session/stores/review-store.ts';
import { Viewer } from '#src/viewer/Viewer.tsx';
import { action } from './actions/index.ts';
import { FrameStatus } from './FrameStatus.tsx';
import { KeyHints } from './KeyHints.tsx';
import { ReviewDesk, ReviewExports, ReviewHints } from './ReviewDesk.tsx';
import { Toolbar } from './Toolbar.tsx';
import type { SideTab } from './stores.ts';
import { useShell } from './stores.ts';
import { ViewBar } from './ViewBar.tsx';
import { WorkStatus } from './WorkStatus.tsx';

/**
 * Labelling: 3D on the left; images, classes and lists on the right; frames below. Reviewing: findings, 3D, the picture that shows one best.
 * The 3D view stays the same one throughout. Every border can be dragged and is remembered.
 */
export function Layout() {
  const reviewing = useReview((s) => s.on);
  const columns = useDefaultLayout({ id: reviewing ? 'pointweld-review' : 'pointweld-columns', panelIds: reviewing ? ['queue', 'view', 'desk'] : ['view', 'side'] });
  return (
    <>
      <main className="workbench">
        {!reviewing && <Toolbar />}
        <Group orientation="horizontal" {...columns}>
          {reviewing && (
            <Panel key="queue" id="queue" defaultSize="19.8%" minSize={220} collapsible>
              <ReviewQueue crop={crop} onAttach={() => action('file.masks').run()} />
            </Panel>
          )}
          {reviewing && <Separator key="queue-border" className="separator" />}
          <Panel key="view" id="view" minSize="30%">
            <ViewRoom reviewing={reviewing} />
          </Panel>
          <Separator key="side-border" className="separator" />
          {reviewing ? (
            <Panel key="desk" id="desk" defaultSize="40%" minSize={300}>
              <ReviewDesk />
            </Panel>
          ) : (
            <Panel key="side" id="side" defaultSize="34.12%" minSize={260} collapsible>
              <Side />
            </Panel>
          )}
        </Group>
      </main>
      {reviewing ? <ReviewFoot keys={<ReviewHints />} exports={<ReviewExports />} /> : <Timeline onTogether={() => action('frames.together').run()} />}
    </>
  );
}

/** CSS pixels of the pictures in the queue. */
const CROP = { width: 64, height: 50 };
const crop: Crop = (finding) => <FindingCrop finding={finding} view={finding.best[0] ?? 0} shape={CROP} />;

function ViewRoom({ reviewing }: { readonly reviewing: boolean }) {
  return (
    <div className="view-room">
      <Viewer />
      <div className="view-top">{reviewing ? <FindingHead /> : <><Hud /><ViewBar /></>}</div>
      <CuboidInspector />
      <div className="view-bottom">{reviewing ? <FindingFoot /> : <><KeyHints /><CursorLine /></>}</div>
      <FrameStatus />
      <WorkStatus />
    </div>
  );
}

function Side() {
  const rows = useDefaultLayout({ id: 'pointweld-rows' });
  const lists = useDefaultLayout({ id: 'pointweld-lists' });
  return (
    <Group orientation="vertical" {...rows}>
      <Panel id="images" defaultSize="48%" minSize={120} collapsible>
        <ImageRoom />
      </Panel>
      <Separator className="separator" />
      <Panel id="lists" minSize={100} collapsible>
        <Group orientation="horizontal" {...lists}>
          <Panel id="classes" defaultSize="40%" minSize={150}>
            <ClassPanel />
          </Panel>
          <Separator className="separator" />
          <Panel id="tabs" minSize={160}>
            <SideTabs />
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

function SideTabs() {
  const tab = useShell((s) => s.tab);
  return (
    <Tabs.Root className="tabs" value={tab} onValueChange={(value) => useShell.setState({ tab: value as SideTab })}>
      <Tabs.List aria-label="Lists">
        <Tabs.Trigger value="instances">Instances</Tabs.Trigger>
        <Tabs.Trigger value="check">Check</Tabs.Trigger>
        <Tabs.Trigger value="history">History</Tabs.Trigger>
        <Tabs.Trigger value="frames">Frames</Tabs.Trigger>
        <Tabs.Trigger value="dataset">Dataset</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="instances">
        <InstancePanel />
      </Tabs.Content>
      <Tabs.Content value="check">
        <CheckPanel onAttach={() => action('file.masks').run()} onClassMap={() => action('check.class-map').run()} />
      </Tabs.Content>
      <Tabs.Content value="history">
        <HistoryPanel />
      </Tabs.Content>
      <Tabs.Content value="frames">
        <FramePanel />
      </Tabs.Content>
      <Tabs.Content value="dataset">
        <ScenePanel onColumns={() => action('file.columns').run()} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
