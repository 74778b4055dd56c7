import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { PageFailure, PageLoading, PageNotFound } from "../ui/page-states.tsx";
import { Shell } from "./shell.tsx";

const root = createRootRoute({
  component: Shell,
  errorComponent: PageFailure,
  notFoundComponent: PageNotFound,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("../pages/overview/overview-page.tsx"), "OverviewPage"),
});

/** Every page by its address; each is loaded when it is first opened. */
export const router = createRouter({
  routeTree: root.addChildren([overview]),
  defaultPendingComponent: PageLoading,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
