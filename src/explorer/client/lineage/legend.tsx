/** What the forms mean: each tells by its shape, and colours only add who is suspicious. */
export function Legend() {
  return (
    <ul class="legend chart-legend" aria-label="Legend">
      <li>
        <span class="swatch live" /> live
      </li>
      <li>
        <span class="swatch expired" /> expired
      </li>
      <li>
        <span class="swatch revoked" /> revoked
      </li>
      <li>
        <span class="swatch suspicious" /> suspicious
      </li>
      <li>
        <span class="swatch key" /> long-term key
      </li>
      <li>
        <span class="swatch use" /> use
      </li>
      <li>
        <span class="swatch late" /> used after its end
      </li>
      <li>
        <span class="swatch ends" /> control change
      </li>
    </ul>
  );
}
