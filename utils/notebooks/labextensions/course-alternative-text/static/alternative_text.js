// JupyterLab and Notebook draw a figure without the alternative text that stands in its metadata.
// This gives it to the figure, so that a screen reader finds it. It is written as JupyterLab's
// builder would pack it, and needs no builder: a container with `init` and `get`.
(() => {
  let shared;

  function describe(panel) {
    for (const cell of panel.content.widgets) {
      const images = cell.node.querySelectorAll(".jp-RenderedImage img:not([alt])");
      if (!images.length) continue;
      const own = [];
      for (let i = 0; i < cell.model.outputs.length; i++) {
        const output = cell.model.outputs.get(i);
        const mime = Object.keys(output.data).find((key) => key.startsWith("image/"));
        if (mime) own.push(output.metadata[mime]?.alt);
      }
      // A cell with several figures may describe each; where it describes all at once, the text
      // stands in the metadata of the cell.
      const all = cell.node.querySelectorAll(".jp-RenderedImage img");
      all.forEach((image, i) => (image.alt = own[i] ?? cell.model.getMetadata("alt") ?? ""));
    }
  }

  function watch(app, tracker) {
    let waiting = false;
    const look = () => {
      waiting = false;
      tracker.forEach(describe);
    };
    new MutationObserver(() => {
      if (!waiting) setTimeout(look, 200);
      waiting = true;
    }).observe(document.body, { childList: true, subtree: true });
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["course-alternative-text"] = {
    init: async (scope) => (shared = scope),
    get: async () => {
      const [version] = Object.values(shared["@jupyterlab/notebook"]);
      const { INotebookTracker } = (await version.get())();
      const plugin = {
        id: "course-alternative-text:plugin",
        autoStart: true,
        requires: [INotebookTracker],
        activate: watch,
      };
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
