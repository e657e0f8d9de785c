/**
 * The addresses of the web app's pages, apart from the first. The API answers them with the page, and the page's links
 * lead to them; an address is for people to keep and share, so none of them changes.
 */
export const pagePaths = {
  overview: "/",
  worklist: "/worklist",
  doses: "/doses",
  devices: "/devices",
  components: "/components",
  sla: "/sla",
  slaComponent: "/sla/:id",
  risk: "/risk",
  scenario: "/risk/:id",
  scaling: "/scaling",
  figures: "/figures",
  incident: "/incidents/:id",
  report: "/incidents/:id/report",
  resident: "/residents/:id",
} as const;

export type PageName = keyof typeof pagePaths;
