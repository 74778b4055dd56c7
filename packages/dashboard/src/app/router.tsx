import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { HomePage } from "../pages/overview/home-page.tsx";
import { PageFailure, PageLoading, PageNotFound } from "../ui/page-states.tsx";
import { parseSearch, writeSearch } from "./address.ts";
import { loadedPart } from "./loaded-part.ts";
import {
  alertsSearch,
  errorsSearch,
  exploreSearch,
  modelsSearch,
  peopleSearch,
  traceSearch,
  tracesSearch,
} from "./page-searches.ts";
import { Shell } from "./shell.tsx";
import { viewOf } from "./view.ts";

const root = createRootRoute({
  component: Shell,
  errorComponent: PageFailure,
  notFoundComponent: PageNotFound,
  validateSearch: viewOf,
});

const getParentRoute = () => root;

const pages = [
  createRoute({
    getParentRoute,
    path: "/",
    component: HomePage,
  }),
  createRoute({
    getParentRoute,
    path: "/explore",
    validateSearch: exploreSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/explore/explore-page.tsx")),
      "ExplorePage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/traces",
    validateSearch: tracesSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/traces/traces-page.tsx")),
      "TracesPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/traces/$traceId",
    validateSearch: traceSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/trace/trace-page.tsx")),
      "TracePage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/live",
    component: lazyRouteComponent(() => loadedPart(() => import("../pages/live/live-page.tsx")), "LivePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/models",
    validateSearch: modelsSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/models/models-page.tsx")),
      "ModelsPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/errors",
    validateSearch: errorsSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/errors/errors-page.tsx")),
      "ErrorsPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/errors/$fingerprint",
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/errors/error-page.tsx")),
      "ErrorPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/users",
    validateSearch: peopleSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/people/people-page.tsx")),
      "UsersPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/users/$id",
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/people/person-page.tsx")),
      "UserPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/sessions",
    validateSearch: peopleSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/people/people-page.tsx")),
      "SessionsPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/sessions/$id",
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/people/person-page.tsx")),
      "SessionPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/budgets",
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/budgets/budgets-page.tsx")),
      "BudgetsPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/alerts",
    validateSearch: alertsSearch,
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/alerts/alerts-page.tsx")),
      "AlertsPage",
    ),
  }),
  createRoute({
    getParentRoute,
    path: "/settings",
    component: lazyRouteComponent(
      () => loadedPart(() => import("../pages/settings/settings-page.tsx")),
      "SettingsPage",
    ),
  }),
] as const;

/** Every page by its address. All but the overview, where most begin, are loaded when they are first opened. */
export const router = createRouter({
  routeTree: root.addChildren(pages),
  parseSearch,
  stringifySearch: writeSearch,
  defaultPendingComponent: PageLoading,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
