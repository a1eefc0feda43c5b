// Waits for the check that the editor asked for, then shows the card with its result. Without JavaScript the page
// reloads itself.
const attente = document.querySelector('[data-verification]');
if (attente) {
    const demander = async () => {
        try {
            const reponse = await fetch(attente.dataset.verification, { headers: { Accept: 'text/plain' } });
            if (reponse.status === 205) {
                window.location.reload();
                return;
            }
        } catch {
            // The next turn asks again.
        }
        window.setTimeout(demander, 2000);
    };
    window.setTimeout(demander, 1000);
}
