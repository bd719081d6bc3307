import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ModelContext, useLoadedModel, type Model } from './data/use-model.ts';
import type { Source } from './data/source.ts';
import { ContainView } from './contain/contain-view.tsx';
import { FindingsView } from './findings/findings-view.tsx';
import { LineageView } from './lineage/lineage-view.tsx';
import { Overview } from './overview/overview.tsx';
import { Footer } from './parts/footer.tsx';
import { Header } from './parts/header.tsx';
import { useRoute, type ViewProps } from './router.ts';
import { RolesView } from './roles/roles-view.tsx';
import { TokensView } from './tokens/tokens-view.tsx';
import { TokenView } from './token/token-view.tsx';

/** A new view is a file and a line. */
const views: Readonly<Record<string, { title: string; component: ComponentType<ViewProps> }>> = {
  overview: { title: 'Overview', component: Overview },
  lineage: { title: 'Lineage', component: LineageView },
  token: { title: 'Token', component: TokenView },
  tokens: { title: 'Tokens', component: TokensView },
  roles: { title: 'Roles', component: RolesView },
  contain: { title: 'Contain', component: ContainView },
  findings: { title: 'Findings', component: FindingsView },
};

export function App({ source }: { source: Source }) {
  const route = useRoute();
  const { model, error } = useLoadedModel(source);
  const main = useRef<HTMLElement>(null);
  const view = views[route.view];
  const title = [view?.title ?? 'Not here', ...route.path.slice(-1)].join(' · ');
  useEffect(() => {
    document.title = `${title} · stemma`;
    // A new view is read from its top, by eyes and by screen readers.
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  if (model === null) return <Waiting error={error} />;
  return (
    <ModelContext.Provider value={model}>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <Header view={route.view} />
      {error === null ? null : <Problem model={model} error={error} />}
      <main id="main" ref={main} tabIndex={-1} data-tokens={model.forest?.length} class={`view view-${route.view}`}>
        {view === undefined ? <NotHere /> : <view.component route={route} />}
      </main>
      <Footer />
    </ModelContext.Provider>
  );
}

function Waiting({ error }: { error: string | null }) {
  return (
    <main class="waiting" aria-busy={error === null}>
      <p role={error === null ? 'status' : 'alert'}>{error ?? 'Reading the case …'}</p>
    </main>
  );
}

function Problem({ error }: { model: Model; error: string }) {
  return (
    <p class="problem" role="alert">
      The case has changed and could not be read again: {error}
    </p>
  );
}

function NotHere() {
  return (
    <section class="panel">
      <h1>Nothing at this address</h1>
      <p>
        <a href="#/">To the overview</a>
      </p>
    </section>
  );
}
