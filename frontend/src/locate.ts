/* Where the house stands: asked of the phone once, at the press of a button, and written into the form for its owner to see. */
const DIGITS = 6; // a tenth of a metre

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-locate]")) {
  const said = button.parentElement?.querySelector<HTMLElement>("[data-located]");
  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", () => {
    button.disabled = true;
    if (said) said.textContent = said.dataset.asking ?? "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        const found = { lat: coords.latitude.toFixed(DIGITS), lon: coords.longitude.toFixed(DIGITS), accuracy: coords.accuracy.toFixed(0) };
        for (const [name, value] of Object.entries(found)) {
          const input = button.form?.elements.namedItem(name);
          if (input instanceof HTMLInputElement) input.value = value;
        }
        if (said) said.textContent = `± ${found.accuracy} m`;
      },
      () => {
        button.disabled = false;
        if (said) said.textContent = said.dataset.failed ?? "";
      },
      { enableHighAccuracy: true, timeout: 30_000, maximumAge: 0 },
    );
  });
}
