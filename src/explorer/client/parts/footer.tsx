import { plural } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import { minute } from '../data/words.ts';

export function Footer() {
  const { theCase, source } = useModel();
  const { from, to, events, files } = theCase.coverage;
  const span =
    from === null || to === null ? '' : `, ${minute(Date.parse(from) / 1000)} to ${minute(Date.parse(to) / 1000)} UTC`;
  return (
    <footer class="bottom">
      <span>
        {plural(events, 'event')} from {plural(files, 'file')}
        {span}
      </span>
      <span>
        stemma {theCase.version} · free software, AGPL-3.0-or-later ·{' '}
        {source.kind === 'served' ? (
          <a href="/source.tar.gz">source code</a>
        ) : (
          `source code in the npm package stemma@${theCase.version}, folder src`
        )}
      </span>
    </footer>
  );
}
