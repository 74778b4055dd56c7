import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ConnectionBanner } from "./connection-banner.tsx";
import { LiveUpdates } from "./live.tsx";
import { RangeNotice } from "./range-notice.tsx";
import { SessionGate } from "./session-gate.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { SideBar } from "./side-bar.tsx";
import { TopBar } from "./top-bar.tsx";

/** The frame around every page. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <SessionGate>
      <LiveUpdates>
        <ConnectionBanner />
        <Shortcuts>
          <a
            href="#content"
            className="sr-only focus:not-sr-only focus:absolute focus:z-30 focus:rounded focus:bg-panel focus:p-2"
          >
            {t("shell.skip")}
          </a>
          <div className="flex min-h-dvh flex-col md:flex-row">
            <SideBar />
            <div className="flex min-w-0 flex-1 flex-col">
              <TopBar />
              <RangeNotice />
              <main id="content" tabIndex={-1} className="min-w-0 flex-1 p-3 outline-none md:p-5">
                <Outlet />
              </main>
            </div>
          </div>
        </Shortcuts>
      </LiveUpdates>
    </SessionGate>
  );
}
