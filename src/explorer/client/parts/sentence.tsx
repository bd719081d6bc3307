const time = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/;

/** A sentence of ours: the times in it are not broken over lines, as browsers would at their hyphens. */
export function Sentence({ text }: { text: string }) {
  return (
    <>
      {text.split(time).map((part, i) =>
        i % 2 === 0 ? (
          part
        ) : (
          <span key={i} class="unbroken">
            {part}
          </span>
        ),
      )}
    </>
  );
}
