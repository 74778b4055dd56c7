import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { AlertsPage } from "../pages/alerts/alerts-page.tsx";
import { BudgetsPage } from "../pages/budgets/budgets-page.tsx";
import { ErrorsPage } from "../pages/errors/errors-page.tsx";
import { ExplorePage } from "../pages/explore/explore-page.tsx";
import { LivePage } from "../pages/live/live-page.tsx";
import { ModelsPage } from "../pages/models/models-page.tsx";
import { HomePage } from "../pages/overview/home-page.tsx";
import { SessionsPage, UsersPage } from "../pages/people/people-page.tsx";
import { SessionPage, UserPage } from "../pages/people/person-page.tsx";
import { SettingsPage } from "../pages/settings/settings-page.tsx";
import { PageFailure, PageLoading, PageNotFound } from "../ui/page-states.tsx";
import { parseSearch, writeSearch } from "./address.ts";
import { errorsSearch, exploreSearch, peopleSearch, traceSearch, tracesSearch } from "./page-searches.ts";
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
    component: ExplorePage,
  }),
  createRoute({
    getParentRoute,
    path: "/traces",
    validateSearch: tracesSearch,
    component: lazyRouteComponent(() => import("../pages/traces/traces-page.tsx"), "TracesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/traces/$traceId",
    validateSearch: traceSearch,
    component: lazyRouteComponent(() => import("../pages/trace/trace-page.tsx"), "TracePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/live",
    component: LivePage,
  }),
  createRoute({
    getParentRoute,
    path: "/models",
    component: ModelsPage,
  }),
  createRoute({
    getParentRoute,
    path: "/errors",
    validateSearch: errorsSearch,
    component: ErrorsPage,
  }),
  createRoute({
    getParentRoute,
    path: "/users",
    validateSearch: peopleSearch,
    component: UsersPage,
  }),
  createRoute({
    getParentRoute,
    path: "/users/$id",
    component: UserPage,
  }),
  createRoute({
    getParentRoute,
    path: "/sessions",
    validateSearch: peopleSearch,
    component: SessionsPage,
  }),
  createRoute({
    getParentRoute,
    path: "/sessions/$id",
    component: SessionPage,
  }),
  createRoute({
    getParentRoute,
    path: "/budgets",
    component: BudgetsPage,
  }),
  createRoute({
    getParentRoute,
    path: "/alerts",
    component: AlertsPage,
  }),
  createRoute({
    getParentRoute,
    path: "/settings",
    component: SettingsPage,
  }),
] as const;

/** Every page by its address. Those of traces, which draw long lists, are loaded when they are first opened. */
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
