"""Documents of a whole batch, written in the background: asked for on the site, written by a thread that serves it."""
