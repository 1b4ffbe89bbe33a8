// Passkeys of staff: asks the browser to make one, or to prove that it holds one, and sends its answer with the form.
for (const form of document.querySelectorAll('form.passkey')) {
  form.querySelector('button').addEventListener('click', async () => {
    const fault = form.querySelector('.errornote')
    fault.hidden = true
    try {
      const { create, use } = form.dataset
      const answer = create
        ? await window.webauthnJSON.create(JSON.parse(create))
        : await window.webauthnJSON.get(JSON.parse(use))
      form.elements.credential.value = JSON.stringify(answer)
      form.submit()
    } catch {
      fault.hidden = false
    }
  })
}
